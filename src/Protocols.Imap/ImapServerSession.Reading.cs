using System.Buffers;
using System.Text;
using Protocols.Imap.Commands;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <content>Lines and literals.</content>
public sealed partial class ImapServerSession
{
    private enum Phase
    {
        /// <summary>In a line of a command.</summary>
        Line,

        /// <summary>In a literal that belongs to the command.</summary>
        Literal,

        /// <summary>Between parts of an APPEND that were read already.</summary>
        AppendParts,

        /// <summary>The host has to say whether it takes the part.</summary>
        AppendDecision,

        /// <summary>In a literal that is part of a message.</summary>
        AppendData,

        /// <summary>After such a literal, in the line that goes on with the command.</summary>
        AppendTail,

        /// <summary>In the answer to a challenge.</summary>
        Authenticate,

        /// <summary>Before DONE.</summary>
        Idle,

        /// <summary>In a line that is thrown away.</summary>
        DrainLine,

        /// <summary>In a literal that is thrown away.</summary>
        DrainLiteral,

        /// <summary>After STARTTLS, before TLS: whatever comes is thrown away.</summary>
        TlsPending,

        /// <summary>Over.</summary>
        Closed,
    }

    private enum LineStatus
    {
        Incomplete,
        Complete,
        BareLineFeed,
        TooLong,
    }

    private const int MaxTagLength = 255;

    private readonly GatheredOctets _gathered = new();
    private long _literalRemaining;
    private int _badCommands;
    private Phase _phase;
    private AuthenticateCommand? _authentication;
    private IdleCommand? _idle;

    private int MaxCommandLength => IsLoggedIn ? _limits.MaxCommandLength : _limits.MaxUnauthenticatedCommandLength;

    /// <summary>Reads up to the next event. Never throws for what is in the input.</summary>
    /// <param name="input">The input; on return, what was not used. A chunk that was given out still borrows from it.</param>
    /// <param name="output">Where the session's own responses go.</param>
    /// <exception cref="InvalidOperationException">An APPEND was neither accepted nor refused.</exception>
    public ImapServerEvent Read(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (true)
        {
            if (_authenticationFailures >= _limits.MaxAuthenticationFailures && _phase != Phase.Closed)
            {
                SayBye(ImapResponseCode.None, "too many failed attempts to log in", output);
            }

            ImapServerEvent? result = _phase switch
            {
                Phase.Line => ReadLine(ref input, output),
                Phase.Literal => ReadLiteral(ref input),
                Phase.AppendParts => NextAppendPart(output),
                Phase.AppendData => ReadAppendData(ref input),
                Phase.AppendTail => ReadAppendTail(ref input, output),
                Phase.Authenticate => ReadAuthenticate(ref input, output),
                Phase.Idle => ReadIdle(ref input, output),
                Phase.DrainLine => DrainLine(ref input, output),
                Phase.DrainLiteral => DrainLiteral(ref input),
                Phase.TlsPending => Discard(ref input, ImapServerEventKind.NeedMoreData),
                Phase.Closed => Discard(ref input, ImapServerEventKind.Close),
                _ => throw new InvalidOperationException("The APPEND has to be accepted or refused first."),
            };
            if (result is { } found)
            {
                return found;
            }
        }
    }

    private static ImapServerEvent Discard(ref ReadOnlySequence<byte> input, ImapServerEventKind kind)
    {
        input = input.Slice(input.End);
        return new ImapServerEvent(kind);
    }

    /// <summary>
    /// Takes a line if it is there whole: as a view of the input where that is possible, else gathered in the buffer. What is not whole is
    /// taken into the buffer, so that no octet is looked at twice. A line that is too long is left where it is.
    /// </summary>
    private LineStatus TakeLine(ref ReadOnlySequence<byte> input, int maxLength, out ReadOnlySpan<byte> line)
    {
        line = default;
        int gathered = _gathered.Line.Length;
        if (input.PositionOf((byte)'\n') is not { } lineFeed)
        {
            // The CR of the line end may be among them.
            if (gathered + input.Length > maxLength + 1L)
            {
                return LineStatus.TooLong;
            }

            _gathered.Add(input);
            input = input.Slice(input.End);
            return LineStatus.Incomplete;
        }

        ReadOnlySequence<byte> whole = input.Slice(input.Start, input.GetPosition(1, lineFeed));
        if (gathered + whole.Length > maxLength + 2L)
        {
            return LineStatus.TooLong;
        }

        if (_gathered.Length == 0 && whole.IsSingleSegment)
        {
            line = whole.FirstSpan;
        }
        else
        {
            _gathered.Add(whole);
            line = _gathered.Line;
        }

        input = input.Slice(whole.End);
        bool isBare = line.Length < 2 || line[^2] != '\r';
        line = line[..^(isBare ? 1 : 2)];
        return isBare ? LineStatus.BareLineFeed : LineStatus.Complete;
    }

    private ImapServerEvent? ReadLine(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        int maxLength = Math.Min(_limits.MaxLineLength, Math.Max(0, MaxCommandLength - _gathered.LineStart));
        switch (TakeLine(ref input, maxLength, out ReadOnlySpan<byte> line))
        {
            case LineStatus.Incomplete:
                return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
            case LineStatus.TooLong:
                DropLongLine(TagOf(input), input, "the command is too long", output);
                return null;
            case LineStatus.BareLineFeed:
                // RFC 9051 §2.2: a line ends with CRLF. What looks like a literal is kept from being read as commands all the same.
                Refuse(TagOf(_gathered.Length == 0 ? line : _gathered.All), "a line has to end with CRLF", line, output);
                return null;
        }

        ImapServerEvent? result = LiteralMark.TryRead(line, out LiteralMark mark)
            ? TakeMark(line, mark, output)
            : TakeCommand(_gathered.Length == 0 ? line : _gathered.All[..^2], output);
        if (_phase is not (Phase.Literal or Phase.AppendParts))
        {
            ReleaseBuffer();
        }

        return result;
    }

    /// <summary>Decides over a literal that was announced, before an octet of it is read (RFC 9051 §4.3).</summary>
    private ImapServerEvent? TakeMark(ReadOnlySpan<byte> line, LiteralMark mark, IBufferWriter<byte> output)
    {
        if (_gathered.Length == 0)
        {
            _gathered.Add(new ReadOnlySpan<byte>([.. line, .. "\r\n"u8]));
        }

        ReadOnlySpan<byte> before = _gathered.All[..(_gathered.LineStart + mark.Position)];
        ReadOnlySpan<byte> current = _gathered.Line[..^2];
        if (!TryReadHead(before, out CommandHead head, output))
        {
            DrainAfter(current, output);
            return null;
        }

        ReadOnlySpan<byte> arguments = before[head.ArgumentsAt..];
        if (AppendSyntax.IsBehindMailbox(head.Name, arguments))
        {
            return BeginAppend(head.Tag, head.Name, arguments, current, mark, output);
        }

        int maxLength = Math.Min(_limits.MaxLiteralLength, MaxCommandLength);
        bool isMisplaced = mark.IsBinary && head.Name != "SETMETADATA";
        if (isMisplaced || mark.Length < 0 || mark.Length > maxLength || _gathered.Length + mark.Length > MaxCommandLength)
        {
            Refuse(head.Tag, isMisplaced ? "a literal8 has no place here" : "the literal is too large", current, output);
            return null;
        }

        if (mark.IsSynchronising)
        {
            Writer(output).Continue("go ahead");
        }

        _literalRemaining = mark.Length;
        _phase = Phase.Literal;
        return null;
    }

    private ImapServerEvent? ReadLiteral(ref ReadOnlySequence<byte> input)
    {
        ReadOnlySequence<byte> piece = input.Slice(0, Math.Min(_literalRemaining, input.Length));
        _gathered.Add(piece);
        input = input.Slice(piece.End);
        _literalRemaining -= piece.Length;
        if (_literalRemaining > 0)
        {
            return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
        }

        _gathered.BeginLine();
        _phase = _append is null ? Phase.Line : Phase.AppendTail;
        return null;
    }

    private ImapServerEvent? ReadAuthenticate(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        AuthenticateCommand command = _authentication!;
        int maxLength = Math.Min(_limits.MaxLineLength, MaxCommandLength);
        switch (TakeLine(ref input, maxLength, out ReadOnlySpan<byte> line))
        {
            case LineStatus.Incomplete:
                return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
            case LineStatus.TooLong:
                DropLongLine(command.Tag, input, "the response is too long", output);
                break;
            case LineStatus.Complete when line is not [(byte)'*'] && AuthenticationSyntax.TryDecodeBase64(line, out byte[] response):
                ReleaseBuffer();
                _authentication = null;
                _phase = Phase.Line;
                return new ImapServerEvent(ImapServerEventKind.AuthenticateResponse, command, response: response);
            default:
                // RFC 9051 §6.2.2: both are answered BAD.
                _phase = Phase.Line;
                Refuse(command.Tag, line is [(byte)'*'] ? "cancelled" : "the response is not base64", line, output);
                break;
        }

        _authentication = null;
        return new ImapServerEvent(ImapServerEventKind.AuthenticateCancelled, command);
    }

    private ImapServerEvent? ReadIdle(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        IdleCommand command = _idle!;
        switch (TakeLine(ref input, _limits.MaxLineLength, out ReadOnlySpan<byte> line))
        {
            case LineStatus.Incomplete:
                return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
            case LineStatus.TooLong:
                DropLongLine(command.Tag, input, "DONE was expected", output);
                break;
            case LineStatus.Complete when Ascii.EqualsIgnoreCase(line, "DONE"u8):
                ReleaseBuffer();
                _idle = null;
                _phase = Phase.Line;
                return new ImapServerEvent(ImapServerEventKind.IdleDone, command);
            default:
                _phase = Phase.Line;
                Refuse(command.Tag, "DONE was expected", line, output);
                break;
        }

        _idle = null;
        return new ImapServerEvent(ImapServerEventKind.IdleFailed, command);
    }

    private void SayBad(string? tag, string reason, IBufferWriter<byte> output)
    {
        if (tag is null)
        {
            Writer(output).Untagged(ImapStatus.Bad, ImapResponseCode.None, reason);
        }
        else
        {
            Writer(output).Tagged(tag, ImapStatus.Bad, ImapResponseCode.None, reason);
        }

        if (++_badCommands >= _limits.MaxBadCommands)
        {
            SayBye(ImapResponseCode.None, "too many commands were wrong", output);
        }
    }

    private void SayBye(ImapResponseCode code, string reason, IBufferWriter<byte> output)
    {
        Writer(output).Untagged(ImapStatus.Bye, code, reason);
        LoggedOut();
    }

    /// <summary>Lets go of the command.</summary>
    private void ReleaseBuffer() => _gathered.Release(isSecret: !IsLoggedIn);
}
