using System.Buffers;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <content>What is thrown away: the rest of commands that were refused, which must never be read as commands.</content>
public sealed partial class ImapServerSession
{
    // The end of a line that is thrown away: it may announce a literal.
    private readonly byte[] _drainTail = new byte[LiteralMark.MaxLength + 2];
    private int _drainTailLength;
    private long _drained;

    private long MaxDrainLength => IsLoggedIn ? _limits.MaxDrainLength : _limits.MaxUnauthenticatedDrainLength;

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
        ReadOnlySpan<byte> gathered = _gathered.Line;
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
}
