using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Protocols.Pop3;

/// <content>Responses.</content>
public sealed partial class Pop3ClientSession
{
    private readonly Queue<bool> _listings = new();
    private readonly LineBuffer _line = new();
    private readonly DotReading _dots = new();
    private readonly List<string> _capabilities = [];
    private Pop3CommandKind _current;
    private bool _hasGreeting;
    private bool _isInListing;
    private bool _isAwaitingTls;
    private bool _isQuitting;

    /// <summary>Reads up to the next event.</summary>
    /// <param name="input">The input; on return, what was not used.</param>
    /// <param name="output">Where the session writes what it has to say itself: the answers to challenges.</param>
    public Pop3ClientEvent Read(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (true)
        {
            if (State == Pop3SessionState.Closed)
            {
                input = input.Slice(input.End);
                return new Pop3ClientEvent { Kind = Pop3ClientEventKind.Close, Text = "The session is over." };
            }

            if (_isAwaitingTls)
            {
                // RFC 2595 §4: what came behind the answer came in plaintext, from whom is not known.
                input = input.Slice(input.End);
                return default;
            }

            if (_isInListing && _current is Pop3CommandKind.Retrieve or Pop3CommandKind.Top)
            {
                if (ReadMessage(ref input) is { } piece)
                {
                    return piece;
                }

                continue;
            }

            switch (_line.Take(ref input, _options.MaxLineLength, out ReadOnlySpan<byte> line))
            {
                case LineStatus.Incomplete:
                    return default;
                case LineStatus.TooLong:
                    return Close("A line is too long.");
            }

            Pop3ClientEvent? found = _isInListing ? ReadItem(line) : ReadStatus(line, output);
            _line.Clear();
            if (found is { } e)
            {
                return e;
            }
        }
    }

    private Pop3ClientEvent? ReadMessage(ref ReadOnlySequence<byte> input)
    {
        if (input.IsEmpty)
        {
            return default(Pop3ClientEvent);
        }

        ReadOnlyMemory<byte> data = _dots.Take(ref input, out bool isAtEnd);
        if (!data.IsEmpty)
        {
            return new Pop3ClientEvent { Kind = Pop3ClientEventKind.Data, Command = _current, Data = data };
        }

        if (!isAtEnd)
        {
            return null;
        }

        _isInListing = false;
        return new Pop3ClientEvent { Kind = Pop3ClientEventKind.End, Command = _current };
    }

    private Pop3ClientEvent? ReadItem(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("."u8))
        {
            _isInListing = false;
            if (_current != Pop3CommandKind.Capabilities)
            {
                return new Pop3ClientEvent { Kind = Pop3ClientEventKind.End, Command = _current };
            }

            Capabilities = new Pop3Capabilities(_capabilities);
            _capabilities.Clear();
            return new Pop3ClientEvent { Kind = Pop3ClientEventKind.Capabilities, Command = _current };
        }

        line = line is [(byte)'.', ..] ? line[1..] : line;
        if (_current == Pop3CommandKind.Capabilities)
        {
            if (_capabilities.Count < _options.MaxCapabilities)
            {
                _capabilities.Add(Encoding.UTF8.GetString(line));
            }

            return null;
        }

        uint number = 0;
        if (_current != Pop3CommandKind.Language && !TryTakeNumber(ref line, out number))
        {
            // What is no listing is passed over.
            return null;
        }

        return new Pop3ClientEvent { Kind = Pop3ClientEventKind.Item, Command = _current, Message = number, Text = Encoding.UTF8.GetString(line) };
    }

    private Pop3ClientEvent? ReadStatus(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        if (_exchange is not null && _pending.TryPeek(out Pop3CommandKind open) && open == Pop3CommandKind.Auth && (line is [(byte)'+', (byte)' ', ..] or [(byte)'+']))
        {
            Answer(line.Length > 1 ? line[2..] : default, output);
            return null;
        }

        bool isOk = IsStatus(ref line, "+OK"u8);
        if (!isOk && !IsStatus(ref line, "-ERR"u8))
        {
            return Close("The server said what is no response.");
        }

        Pop3ResponseCode code = TakeCode(ref line);
        string text = Encoding.UTF8.GetString(line);
        if (!_hasGreeting)
        {
            return Greeting(isOk, text);
        }

        if (!_pending.TryPeek(out _current))
        {
            return Close("The server answered what was not asked.");
        }

        if (_current == Pop3CommandKind.Login && isOk && TrySendPassword(output))
        {
            return null;
        }

        _pending.Dequeue();
        bool isListing = _listings.Dequeue();
        Pop3ClientEvent e = new() { Kind = isOk ? Pop3ClientEventKind.Ok : Pop3ClientEventKind.Error, Command = _current, Code = code, Text = text };
        switch (_current)
        {
            case Pop3CommandKind.Login or Pop3CommandKind.Apop or Pop3CommandKind.Auth:
                bool isIn = isOk && !_isCancelled;
                EndLogin(isIn);
                return isOk != isIn
                    ? Close("The server let in who had given up.")
                    : e with { Kind = isIn ? Pop3ClientEventKind.Authenticated : Pop3ClientEventKind.AuthenticationFailed };
            case Pop3CommandKind.StartTls when isOk:
                _isAwaitingTls = true;
                return e with { Kind = Pop3ClientEventKind.StartTls };
            case Pop3CommandKind.Quit:
                State = Pop3SessionState.Closed;
                return e with { Kind = Pop3ClientEventKind.Close };
            case Pop3CommandKind.Capabilities when isOk:
                _isInListing = true;
                return null;
            case Pop3CommandKind.Status or Pop3CommandKind.List or Pop3CommandKind.UniqueIds when isOk && !isListing:
                return Numbers(e, line);
        }

        _isInListing = isOk && isListing;
        _dots.Begin();
        return e;
    }

    private Pop3ClientEvent Greeting(bool isOk, string text)
    {
        if (!isOk)
        {
            return Close(text);
        }

        _hasGreeting = true;

        // RFC 1939 §7: in angle brackets, with an at sign.
        int start = text.IndexOf('<', StringComparison.Ordinal);
        int end = start < 0 ? -1 : text.IndexOf('>', start);
        Timestamp = end > 0 && text.AsSpan(start, end - start).Contains('@') && !text.AsSpan(start, end - start).ContainsAnyExceptInRange('!', '~') ? text[start..(end + 1)] : null;
        return new Pop3ClientEvent { Kind = Pop3ClientEventKind.Greeting, Command = Pop3CommandKind.Quit, Text = text };
    }

    private static Pop3ClientEvent Numbers(Pop3ClientEvent e, ReadOnlySpan<byte> line)
    {
        if (!TryTakeNumber(ref line, out uint number))
        {
            return e;
        }

        return Utf8Parser.TryParse(line, out long octets, out _) && e.Command != Pop3CommandKind.UniqueIds
            ? e with { Message = number, Octets = octets }
            : e with { Message = number, Text = Encoding.UTF8.GetString(line) };
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> line, out uint number)
    {
        if (!Utf8Parser.TryParse(line, out number, out int consumed) || consumed == line.Length || line[consumed] != ' ')
        {
            return false;
        }

        line = line[(consumed + 1)..];
        return true;
    }

    private static bool IsStatus(ref ReadOnlySpan<byte> line, ReadOnlySpan<byte> status)
    {
        if (!line.StartsWith(status) || (line.Length > status.Length && line[status.Length] != ' '))
        {
            return false;
        }

        line = line[status.Length..].TrimStart((byte)' ');
        return true;
    }

    private static Pop3ResponseCode TakeCode(ref ReadOnlySpan<byte> line)
    {
        int end = line is [(byte)'[', ..] ? line.IndexOf((byte)']') : -1;
        if (end < 0)
        {
            return Pop3ResponseCode.None;
        }

        string name = Encoding.UTF8.GetString(line[1..end]).ToUpperInvariant();
        line = line[(end + 1)..].TrimStart((byte)' ');
        return name switch
        {
            "LOGIN-DELAY" => Pop3ResponseCode.LoginDelay,
            "IN-USE" => Pop3ResponseCode.InUse,
            "SYS/TEMP" => Pop3ResponseCode.SystemTemporary,
            "SYS/PERM" => Pop3ResponseCode.SystemPermanent,
            "AUTH" => Pop3ResponseCode.Authentication,
            "UTF8" => Pop3ResponseCode.Utf8,
            _ => Pop3ResponseCode.None,
        };
    }

    private Pop3ClientEvent Close(string reason)
    {
        State = Pop3SessionState.Closed;
        _line.Clear();
        return new Pop3ClientEvent { Kind = Pop3ClientEventKind.Close, Text = reason };
    }
}
