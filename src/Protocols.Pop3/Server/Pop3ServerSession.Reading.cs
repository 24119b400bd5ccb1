using System.Buffers;

namespace Protocols.Pop3;

/// <content>Lines, and which command is legal now.</content>
public sealed partial class Pop3ServerSession
{
    private readonly LineBuffer _line = new();
    private Pop3Command? _authentication;
    private bool _isAwaitingTls;

    /// <summary>Reads up to the next event. Never throws for what is in the input.</summary>
    /// <param name="input">The input; on return, what was not used.</param>
    /// <param name="output">Where the session's own responses go.</param>
    public Pop3ServerEvent Read(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (true)
        {
            if (State != Pop3SessionState.Closed && (_authenticationFailures >= _options.MaxAuthenticationFailures || _badCommands >= _options.MaxBadCommands))
            {
                Error(Pop3ResponseCode.None, "Too many of your commands have failed", output);
                State = Pop3SessionState.Closed;
            }

            if (State == Pop3SessionState.Closed || _isAwaitingTls)
            {
                // RFC 2595 §4: what came with STLS came in plaintext.
                input = input.Slice(input.End);
                return new Pop3ServerEvent(_isAwaitingTls ? Pop3ServerEventKind.NeedMoreData : Pop3ServerEventKind.Close);
            }

            bool isAuthentication = _authentication is not null;
            int longest = State == Pop3SessionState.Authorization ? Math.Max(_options.MaxLineLength, _options.MaxAuthenticationLineLength) : _options.MaxLineLength;
            switch (_line.Take(ref input, longest, out ReadOnlySpan<byte> line))
            {
                case LineStatus.Incomplete:
                    return new Pop3ServerEvent(Pop3ServerEventKind.NeedMoreData);
                case LineStatus.TooLong:
                    if (Refuse("The line is too long", output) is { } tooLong)
                    {
                        return tooLong;
                    }

                    continue;
            }

            Pop3ServerEvent? found = isAuthentication ? ReadResponse(line, output) : ReadCommand(line, output);
            _line.Clear();
            if (found is { } e)
            {
                return e;
            }
        }
    }

    private Pop3ServerEvent? ReadResponse(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        Pop3Command command = _authentication!;

        // RFC 5034 §4: "*" cancels.
        if (line.SequenceEqual("*"u8))
        {
            return Refuse("Cancelled", output);
        }

        if (!CommandSyntax.TryDecode(line, out byte[] response))
        {
            return Refuse("The response is not base64", output);
        }

        _authentication = null;
        return new Pop3ServerEvent(Pop3ServerEventKind.AuthenticateResponse, command, response);
    }

    private Pop3ServerEvent? ReadCommand(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        string name = CommandSyntax.Keyword(line, out ReadOnlySpan<byte> arguments);
        if (name != "AUTH" && line.Length > _options.MaxLineLength)
        {
            return Refuse("The line is too long", output);
        }

        // A line that ends with a space has an argument that is empty, and no command takes one but PASS.
        if (arguments.IsEmpty && line.Length > name.Length && name != "PASS")
        {
            return Refuse("An argument is empty", output);
        }

        bool isLoggedIn = State == Pop3SessionState.Transaction;
        switch (name)
        {
            case "USER" or "PASS" or "APOP" or "AUTH" or "STLS" when isLoggedIn:
                return Refuse("You have logged in already", output);
            case "STAT" or "LIST" or "UIDL" or "RETR" or "TOP" or "DELE" or "RSET" or "NOOP" when !isLoggedIn:
                return Refuse("Log in first", output);
            case "USER" or "PASS" or "AUTH" when !AllowsPasswords:
                return Refuse("Passwords are for TLS alone: use STLS first", output);
            case "USER":
                return ReadUser(arguments, output);
            case "PASS":
                return ReadPassword(arguments, output);
            case "APOP" when _options.ApopTimestamp is null:
                return Refuse("APOP is not offered", output);
            case "STLS" when IsSecure:
                return Refuse("TLS is on already", output);
            case "STLS" when !_options.CanStartTls || IsUtf8:
                return Refuse("TLS cannot be had now", output);
            case "LANG" when _options.Languages.IsEmpty:
                return Refuse("No language but one is spoken here", output);
        }

        Pop3Command? command = CommandSyntax.Read(name, arguments, out string reason);
        if (command is null)
        {
            return Refuse(reason, output);
        }

        if (command.Kind == Pop3CommandKind.Auth && !Mechanisms.Contains(command.Text))
        {
            return Refuse("The mechanism is not offered", output);
        }

        _userName = null;
        _badCommands = 0;
        _isAwaitingTls = command.Kind == Pop3CommandKind.StartTls;
        return new Pop3ServerEvent(Pop3ServerEventKind.Command, command);
    }

    // RFC 1939 §7: whether there is such a user is told after the password, and then not.
    private Pop3ServerEvent? ReadUser(ReadOnlySpan<byte> argument, IBufferWriter<byte> output)
    {
        if (!CommandSyntax.TryReadText(argument, out string? name))
        {
            return Refuse("The name is malformed", output);
        }

        _userName = name;
        new Pop3ResponseWriter(output).Ok("The password, please");
        return null;
    }

    private Pop3ServerEvent? ReadPassword(ReadOnlySpan<byte> argument, IBufferWriter<byte> output)
    {
        if (_userName is not { } name)
        {
            return Refuse("USER comes first", output);
        }

        // The spaces in it are part of it.
        _userName = null;
        if (!CommandSyntax.TryReadText(argument, out _))
        {
            return Refuse("The password is malformed", output);
        }

        return new Pop3ServerEvent(Pop3ServerEventKind.Command, new Pop3Command { Kind = Pop3CommandKind.Login, Name = "PASS", Text = name, Secret = argument.ToArray() });
    }

    /// <summary>Tells -ERR; where an exchange is on, it is over.</summary>
    private Pop3ServerEvent? Refuse(string reason, IBufferWriter<byte> output)
    {
        Error(Pop3ResponseCode.None, reason, output);
        _badCommands++;

        // RFC 1939 §7: PASS comes right behind USER.
        _userName = null;
        if (_authentication is not { } command)
        {
            return null;
        }

        _authentication = null;
        return new Pop3ServerEvent(Pop3ServerEventKind.AuthenticateCancelled, command);
    }

    private static void Error(Pop3ResponseCode code, string text, IBufferWriter<byte> output) => new Pop3ResponseWriter(output).Error(code, text);
}
