using System.Buffers;
using System.Text;
using Protocols.Imap.Commands;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <content>Lines, literals, and what is thrown away.</content>
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

    private readonly byte[] _drainTail = new byte[LiteralMark.MaxLength + 2];
    private byte[] _buffer = [];
    private int _length;
    private int _lineStart;
    private int _drainTailLength;
    private long _drained;
    private long _literalRemaining;
    private int _badCommands;
    private Phase _phase;
    private AuthenticateCommand? _authentication;
    private IdleCommand? _idle;

    private int MaxCommandLength => IsLoggedIn ? _limits.MaxCommandLength : _limits.MaxUnauthenticatedCommandLength;

    private long MaxDrainLength => IsLoggedIn ? _limits.MaxDrainLength : _limits.MaxUnauthenticatedDrainLength;

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
        int gathered = _length - _lineStart;
        if (input.PositionOf((byte)'\n') is not { } lineFeed)
        {
            // The CR of the line end may be among them.
            if (gathered + input.Length > maxLength + 1L)
            {
                return LineStatus.TooLong;
            }

            Append(input);
            input = input.Slice(input.End);
            return LineStatus.Incomplete;
        }

        ReadOnlySequence<byte> whole = input.Slice(input.Start, input.GetPosition(1, lineFeed));
        if (gathered + whole.Length > maxLength + 2L)
        {
            return LineStatus.TooLong;
        }

        if (_length == 0 && whole.IsSingleSegment)
        {
            line = whole.FirstSpan;
        }
        else
        {
            Append(whole);
            line = _buffer.AsSpan(_lineStart, _length - _lineStart);
        }

        input = input.Slice(whole.End);
        bool isBare = line.Length < 2 || line[^2] != '\r';
        line = line[..^(isBare ? 1 : 2)];
        return isBare ? LineStatus.BareLineFeed : LineStatus.Complete;
    }

    private ImapServerEvent? ReadLine(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        int maxLength = Math.Min(_limits.MaxLineLength, Math.Max(0, MaxCommandLength - _lineStart));
        switch (TakeLine(ref input, maxLength, out ReadOnlySpan<byte> line))
        {
            case LineStatus.Incomplete:
                return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
            case LineStatus.TooLong:
                DropLongLine(TagOf(input), input, "the command is too long", output);
                return null;
            case LineStatus.BareLineFeed:
                // RFC 9051 §2.2: a line ends with CRLF. What looks like a literal is kept from being read as commands all the same.
                Refuse(TagOf(_length == 0 ? line : _buffer.AsSpan(0, _length)), "a line has to end with CRLF", line, output);
                return null;
        }

        ImapServerEvent? result = LiteralMark.TryRead(line, out LiteralMark mark)
            ? TakeMark(line, mark, output)
            : TakeCommand(_length == 0 ? line : _buffer.AsSpan(0, _length - 2), output);
        if (_phase is not (Phase.Literal or Phase.AppendParts))
        {
            ReleaseBuffer();
        }

        return result;
    }

    /// <summary>Decides over a literal that was announced, before an octet of it is read (RFC 9051 §4.3).</summary>
    private ImapServerEvent? TakeMark(ReadOnlySpan<byte> line, LiteralMark mark, IBufferWriter<byte> output)
    {
        if (_length == 0)
        {
            Append(new ReadOnlySpan<byte>([.. line, .. "\r\n"u8]));
        }

        ReadOnlySpan<byte> before = _buffer.AsSpan(0, _lineStart + mark.Position);
        ReadOnlySpan<byte> current = _buffer.AsSpan(_lineStart, _length - _lineStart - 2);
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
        if (isMisplaced || mark.Length < 0 || mark.Length > maxLength || _length + mark.Length > MaxCommandLength)
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
        Append(piece);
        input = input.Slice(piece.End);
        _literalRemaining -= piece.Length;
        if (_literalRemaining > 0)
        {
            return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
        }

        _lineStart = _length;
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

    /// <summary>Tells BAD and throws away what belongs to the command and is still to come.</summary>
    private void Refuse(string? tag, string reason, ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        SayBad(tag, reason, output);
        DrainAfter(line, output);
    }

    /// <summary>
    /// After a refusal: a non-synchronising literal announced at the end of the line is on its way (RFC 7888 §3, §4); a synchronising one is
    /// not, since its client waits for leave.
    /// </summary>
    private void DrainAfter(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        bool isComing = LiteralMark.TryRead(line, out LiteralMark mark) && !mark.IsSynchronising;
        ReleaseBuffer();
        if (isComing && _phase != Phase.Closed)
        {
            _drained = 0;
            BeginDrain(mark.Length, output);
        }
        else if (_phase != Phase.Closed)
        {
            _phase = Phase.Line;
        }
    }

    private void BeginDrain(long literal, IBufferWriter<byte> output)
    {
        if (literal < 0 || literal > MaxDrainLength - _drained)
        {
            // RFC 7888 §4, the second choice.
            SayBye(ImapResponseCode.TooBig, "the literal is too large", output);
            return;
        }

        _literalRemaining = literal;
        _drained += literal;
        _phase = Phase.DrainLiteral;
    }

    private void DropLongLine(string? tag, in ReadOnlySequence<byte> input, string reason, IBufferWriter<byte> output)
    {
        SayBad(tag, reason, output);
        ReadOnlySpan<byte> gathered = _buffer.AsSpan(_lineStart, _length - _lineStart);
        _drained = gathered.Length;
        _drainTailLength = 0;
        KeepTail(gathered);
        ReleaseBuffer();
        if (_phase != Phase.Closed)
        {
            _phase = Phase.DrainLine;
        }
    }

    private ImapServerEvent? DrainLiteral(ref ReadOnlySequence<byte> input)
    {
        long length = Math.Min(_literalRemaining, input.Length);
        input = input.Slice(length);
        _literalRemaining -= length;
        if (_literalRemaining > 0)
        {
            return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
        }

        _drainTailLength = 0;
        _phase = Phase.DrainLine;
        return null;
    }

    private ImapServerEvent? DrainLine(ref ReadOnlySequence<byte> input, IBufferWriter<byte> output)
    {
        SequencePosition? lineFeed = input.PositionOf((byte)'\n');
        ReadOnlySequence<byte> piece = lineFeed is { } end ? input.Slice(input.Start, input.GetPosition(1, end)) : input;
        foreach (ReadOnlyMemory<byte> segment in piece)
        {
            KeepTail(segment.Span);
        }

        input = input.Slice(piece.End);
        _drained += piece.Length;
        if (_drained > MaxDrainLength)
        {
            SayBye(ImapResponseCode.TooBig, "the command is too long", output);
            return null;
        }

        if (lineFeed is null)
        {
            return new ImapServerEvent(ImapServerEventKind.NeedMoreData);
        }

        ReadOnlySpan<byte> line = _drainTail.AsSpan(0, _drainTailLength - 1);
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        if (LiteralMark.TryRead(line, out LiteralMark mark) && !mark.IsSynchronising)
        {
            BeginDrain(mark.Length, output);
        }
        else
        {
            _phase = Phase.Line;
        }

        return null;
    }

    private void KeepTail(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= _drainTail.Length)
        {
            bytes[^_drainTail.Length..].CopyTo(_drainTail);
            _drainTailLength = _drainTail.Length;
            return;
        }

        int keep = Math.Min(_drainTailLength, _drainTail.Length - bytes.Length);
        _drainTail.AsSpan(_drainTailLength - keep, keep).CopyTo(_drainTail);
        bytes.CopyTo(_drainTail.AsSpan(keep));
        _drainTailLength = keep + bytes.Length;
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

    private void Append(in ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> segment in bytes)
        {
            Append(segment.Span);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int needed = _length + bytes.Length;
        if (needed > _buffer.Length)
        {
            // Grown by what has come, never by what was announced.
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _length * 2));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ReturnBuffer();
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }

    /// <summary>Lets go of the command: an idle session holds no buffer.</summary>
    private void ReleaseBuffer()
    {
        ReturnBuffer();
        _buffer = [];
        _length = 0;
        _lineStart = 0;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
        {
            // There may be a password in it.
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: !IsLoggedIn);
        }
    }
}
