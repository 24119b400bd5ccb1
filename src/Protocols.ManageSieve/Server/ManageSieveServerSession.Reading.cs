using System.Buffers;
using Protocols.ManageSieve.Commands;
using Protocols.ManageSieve.Syntax;
using Protocols.Sasl;

namespace Protocols.ManageSieve;

/// <content>Commands and responses of SASL, and what is refused.</content>
public sealed partial class ManageSieveServerSession
{
    private long MaxDropLength => State == ManageSieveSessionState.Authenticated ? _limits.MaxDropLength : _limits.MaxUnauthenticatedDropLength;

    /// <summary>Reads up to the next event. Never throws for what is in the input.</summary>
    /// <param name="input">The input; on return, what was not used.</param>
    /// <param name="output">Where the session's own responses go.</param>
    public ManageSieveServerEvent Read(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (true)
        {
            if (State != ManageSieveSessionState.Logout)
            {
                if (_authenticationFailures >= _limits.MaxAuthenticationFailures)
                {
                    Bye("too many failed attempts to log in", output);
                }
                else if (_badCommands >= _limits.MaxBadCommands)
                {
                    Bye("too many commands that are none", output);
                }
            }

            if (State == ManageSieveSessionState.Logout || _isTlsPending)
            {
                // RFC 5804 §2.3: what comes after LOGOUT is ignored. What comes behind STARTTLS came in plaintext.
                input = input.Slice(input.End);
                return new ManageSieveServerEvent(_isTlsPending ? ManageSieveServerEventKind.NeedMoreData : ManageSieveServerEventKind.Close);
            }

            if (ReadUnit(ref input, output) is { } result)
            {
                return result;
            }
        }
    }

    private ManageSieveServerEvent? ReadUnit(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        UnitStatus status = _reader.Read(ref input, _limits.MaxLineLength, MaxDropLength);
        switch (status)
        {
            case UnitStatus.Incomplete:
                return new ManageSieveServerEvent(ManageSieveServerEventKind.NeedMoreData);
            case UnitStatus.Whole:
                return _challenged is not null ? TakeResponse(output) : TakeCommand(output);
            case UnitStatus.Literal:
                return TakeMark(output);
            case UnitStatus.Dropped:
                return EndDrop();
            case UnitStatus.DroppedTooMuch:
                Bye("the command is too long", output);
                return EndDrop();
            default:
                Refuse(ManageSieveResponseCode.None, status == UnitStatus.LineTooLong ? "a line of the command is too long" : "a line has to end with CRLF", output);
                return Drop(status, output);
        }
    }

    // A literal is decided over before an octet of it is taken.
    private ManageSieveServerEvent? TakeMark(IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> unit = _reader.Unit;
        LiteralMark mark = _reader.Mark;
        bool mayBeScript = State == ManageSieveSessionState.Authenticated && _challenged is null && CommandSyntax.TakesScript(unit);
        long most = (mayBeScript ? _limits.MaxScriptLength : 0L) + _limits.MaxStringLength;
        bool isTooLong = mark.Length < 0 || mark.Length > (mayBeScript ? _limits.MaxScriptLength : _limits.MaxStringLength) || unit.Length + mark.Length > most;
        if (isTooLong)
        {
            Refuse(mayBeScript ? ManageSieveResponseCode.QuotaMaxSize : ManageSieveResponseCode.None, mayBeScript ? "the script is too large" : "a string is too long", output);
        }
        else if (!IsRefused(unit, output))
        {
            _reader.TakeLiteral();
            return null;
        }

        return Drop(UnitStatus.Literal, output);
    }

    // What cannot be done whatever the literal holds is refused at once, and nothing of it is kept.
    private bool IsRefused(ReadOnlySpan<byte> unit, IBufferWriter<byte> output)
    {
        TokenReader reader = new(unit);
        return _challenged is null && !TryName(ref reader, output, out _);
    }

    private ManageSieveServerEvent? Drop(UnitStatus status, IBufferWriter<byte> output)
    {
        _isDropping = _challenged is not null;
        UnitStatus dropped = _reader.Drop(status, MaxDropLength);
        if (dropped == UnitStatus.DroppedTooMuch)
        {
            Bye("the command is too long", output);
        }

        return dropped == UnitStatus.Incomplete ? null : EndDrop();
    }

    // A response that was refused ends the exchange; the host is told once all of it has been read past.
    private ManageSieveServerEvent? EndDrop()
    {
        if (!_isDropping)
        {
            return null;
        }

        _isDropping = false;
        return Cancel();
    }

    private ManageSieveServerEvent Cancel()
    {
        AuthenticateCommand? command = _challenged;
        _challenged = null;
        _authentication = null;
        return new ManageSieveServerEvent(ManageSieveServerEventKind.AuthenticateCancelled, command);
    }

    private ManageSieveServerEvent? TakeResponse(IBufferWriter<byte> output)
    {
        TokenReader reader = new(_reader.Unit);
        if (!reader.String(out ReadOnlySpan<byte> text) || !reader.End())
        {
            Refuse(ManageSieveResponseCode.None, reader.Error!, output);
            return Cancel();
        }

        // RFC 5804 §2.1: a single asterisk cancels.
        if (text is [(byte)'*'] || !CommandSyntax.TryDecodeBase64(text, out byte[] response))
        {
            Refuse(ManageSieveResponseCode.None, text is [(byte)'*'] ? "cancelled" : "the response is not base64", output);
            return Cancel();
        }

        AuthenticateCommand command = _challenged!;
        _challenged = null;
        return new ManageSieveServerEvent(ManageSieveServerEventKind.AuthenticateResponse, command, response);
    }

    private ManageSieveServerEvent? TakeCommand(IBufferWriter<byte> output)
    {
        TokenReader reader = new(_reader.Unit);
        if (!TryName(ref reader, output, out ReadOnlySpan<byte> name))
        {
            return null;
        }

        if (!CommandSyntax.TryRead(name, ref reader, _limits, out ManageSieveCommand? command))
        {
            Refuse(ManageSieveResponseCode.None, reader.Error ?? "the command is malformed", output);
            return null;
        }

        switch (command)
        {
            case AuthenticateCommand authenticate when !OffersMechanisms:
                Refuse(ManageSieveResponseCode.EncryptNeeded, "log in over TLS", output);
                return null;
            case AuthenticateCommand authenticate when !Mechanisms.Contains(authenticate.Mechanism):
                Refuse(ManageSieveResponseCode.None, "the mechanism is not offered", output);
                return null;
            case AuthenticateCommand authenticate:
                _authentication = authenticate;
                break;
            case StartTlsCommand when !OffersTls:
                Refuse(ManageSieveResponseCode.None, IsSecure ? "TLS is on already" : "there is no TLS here", output);
                return null;
            case StartTlsCommand:
                _isTlsPending = true;
                break;
            case UnauthenticateCommand when !_options.OfferUnauthenticate:
                Refuse(ManageSieveResponseCode.None, "the command is not known", output);
                return null;
            case PutScriptCommand { Script.Length: var length } when length > _limits.MaxScriptLength:
                Refuse(ManageSieveResponseCode.QuotaMaxSize, "the script is too large", output);
                return null;
            case CheckScriptCommand { Script.Length: var length } when length > _limits.MaxScriptLength:
                Refuse(ManageSieveResponseCode.QuotaMaxSize, "the script is too large", output);
                return null;
        }

        _badCommands = 0;
        return new ManageSieveServerEvent(ManageSieveServerEventKind.Command, command);
    }

    /// <summary>Reads a command's name, and refuses it if there is none of it or it is not legal now.</summary>
    private bool TryName(ref TokenReader reader, IBufferWriter<byte> output, out ReadOnlySpan<byte> name)
    {
        if (!reader.Atom(out name))
        {
            Refuse(ManageSieveResponseCode.None, "a command was expected", output);
            return false;
        }

        if (!CommandSyntax.TryFind(name, out CommandSyntax.Legality legality))
        {
            Refuse(ManageSieveResponseCode.None, "the command is not known", output);
            return false;
        }

        bool isLoggedIn = State == ManageSieveSessionState.Authenticated;
        if (legality == CommandSyntax.Legality.Authenticated && !isLoggedIn)
        {
            Refuse(ManageSieveResponseCode.None, "log in first", output);
            return false;
        }

        if (legality == CommandSyntax.Legality.NotAuthenticated && isLoggedIn)
        {
            Refuse(ManageSieveResponseCode.None, "you have logged in", output);
            return false;
        }

        return true;
    }

    private void Refuse(ManageSieveResponseCode code, string text, IBufferWriter<byte> output)
    {
        _badCommands++;
        new ManageSieveResponseWriter(output).No(code, text);
    }

    private void Bye(string text, IBufferWriter<byte> output)
    {
        new ManageSieveResponseWriter(output).Bye(ManageSieveResponseCode.None, text);
        LoggedOut();
    }
}
