using System.Buffers;

namespace Protocols.ManageSieve.Syntax;

/// <summary>
/// Gathers a command or a response: lines and the literals between them (RFC 5804 §4). What is given is the same however the input is cut. A literal
/// is decided over before an octet of it is taken, and what is dropped is read past to the end of its unit, never as another unit.
/// </summary>
internal sealed class UnitReader
{
    private enum Phase
    {
        Line,
        Literal,
        DropLine,
        DropLiteral,
    }

    private const int LargestKeptBuffer = 4096;

    private readonly byte[] _dropTail = new byte[LiteralMark.MaxLength + 2];
    private byte[] _buffer = [];
    private int _length;
    private int _lineStart;
    private bool _isWhole;
    private long _remaining;
    private int _dropTailLength;
    private long _dropped;
    private Phase _phase;

    /// <summary>What was gathered, without the last CRLF; until the next <see cref="Read"/>. Where a literal was announced or a line is bad, what there is so far.</summary>
    public ReadOnlySpan<byte> Unit => _buffer.AsSpan(0, _length);

    /// <summary>The literal that was announced.</summary>
    public LiteralMark Mark { get; private set; }

    /// <summary>Whether nothing of a unit was read yet.</summary>
    public bool IsAtStart => (_length == 0 || _isWhole) && _phase == Phase.Line;

    /// <summary>Reads on.</summary>
    /// <param name="input">The input; on return, what was not used.</param>
    /// <param name="maxLine">The longest line in octets, without CRLF; the same for the whole of a line.</param>
    /// <param name="maxDropped">How much of a dropped unit is read past at most.</param>
    public UnitStatus Read(ref ReadOnlySequence<byte> input, int maxLine, long maxDropped)
    {
        if (_isWhole)
        {
            Forget();
        }

        while (true)
        {
            switch (_phase)
            {
                case Phase.Line:
                    return ReadLine(ref input, maxLine);
                case Phase.Literal when !TakeLiteral(ref input):
                case Phase.DropLiteral when !PassLiteral(ref input):
                    return UnitStatus.Incomplete;
                case Phase.DropLine:
                    UnitStatus status = PassLine(ref input, maxDropped);
                    if (status != UnitStatus.Literal)
                    {
                        return status;
                    }

                    break;
            }
        }
    }

    /// <summary>Takes the literal that was announced into the unit.</summary>
    public void TakeLiteral()
    {
        // The CRLF behind the mark stays in the unit: that is how it is read again.
        Reserve(2);
        _buffer[_length++] = (byte)'\r';
        _buffer[_length++] = (byte)'\n';
        _remaining = Mark.Length;
        _phase = Phase.Literal;
    }

    /// <summary>Drops the unit, after <see cref="UnitStatus.Literal"/>, <see cref="UnitStatus.LineTooLong"/> or <see cref="UnitStatus.BareLineFeed"/>.</summary>
    /// <param name="status">The status.</param>
    /// <param name="maxDropped">How much is read past at most.</param>
    /// <returns><see cref="UnitStatus.Incomplete"/> if there is more of it to read past; else how it ended.</returns>
    public UnitStatus Drop(UnitStatus status, long maxDropped)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_lineStart, _length - _lineStart);
        _dropped = 0;
        _dropTailLength = 0;
        UnitStatus result = UnitStatus.Incomplete;
        if (status == UnitStatus.LineTooLong)
        {
            _dropped = line.Length;
            KeepTail(line);
            _phase = Phase.DropLine;
        }
        else if (LiteralMark.TryRead(line, out LiteralMark mark))
        {
            result = DropLiteral(mark, maxDropped) ? UnitStatus.Incomplete : UnitStatus.DroppedTooMuch;
        }
        else
        {
            result = UnitStatus.Dropped;
            _phase = Phase.Line;
        }

        Forget();
        return result;
    }

    /// <summary>Throws all of it away and begins anew.</summary>
    public void Reset()
    {
        _phase = Phase.Line;
        Forget();
    }

    private void Forget()
    {
        _length = 0;
        _lineStart = 0;
        _isWhole = false;
        if (_buffer.Length > LargestKeptBuffer)
        {
            _buffer = [];
        }
    }

    private UnitStatus ReadLine(ref ReadOnlySequence<byte> input, int maxLine)
    {
        int gathered = _length - _lineStart;
        if (input.PositionOf((byte)'\n') is not { } lineFeed)
        {
            // The CR of the line end may be among them.
            if (gathered + input.Length > maxLine + 1L)
            {
                return UnitStatus.LineTooLong;
            }

            Append(input);
            input = input.Slice(input.End);
            return UnitStatus.Incomplete;
        }

        ReadOnlySequence<byte> whole = input.Slice(input.Start, input.GetPosition(1, lineFeed));
        if (gathered + whole.Length > maxLine + 2L)
        {
            return UnitStatus.LineTooLong;
        }

        Append(whole);
        input = input.Slice(whole.End);
        ReadOnlySpan<byte> line = _buffer.AsSpan(_lineStart, _length - _lineStart);
        if (line.Length < 2 || line[^2] != '\r')
        {
            _length--;
            return UnitStatus.BareLineFeed;
        }

        _length -= 2;
        if (LiteralMark.TryRead(line[..^2], out LiteralMark mark))
        {
            Mark = mark;
            return UnitStatus.Literal;
        }

        _isWhole = true;
        return UnitStatus.Whole;
    }

    private bool TakeLiteral(ref ReadOnlySequence<byte> input)
    {
        ReadOnlySequence<byte> piece = input.Slice(0, Math.Min(_remaining, input.Length));
        Append(piece);
        input = input.Slice(piece.End);
        _remaining -= piece.Length;
        if (_remaining > 0)
        {
            return false;
        }

        _lineStart = _length;
        _phase = Phase.Line;
        return true;
    }

    private bool PassLiteral(ref ReadOnlySequence<byte> input)
    {
        long length = Math.Min(_remaining, input.Length);
        input = input.Slice(length);
        _remaining -= length;
        if (_remaining > 0)
        {
            return false;
        }

        _dropTailLength = 0;
        _phase = Phase.DropLine;
        return true;
    }

    private UnitStatus PassLine(ref ReadOnlySequence<byte> input, long maxDropped)
    {
        SequencePosition? lineFeed = input.PositionOf((byte)'\n');
        ReadOnlySequence<byte> piece = lineFeed is { } end ? input.Slice(input.Start, input.GetPosition(1, end)) : input;
        foreach (ReadOnlyMemory<byte> segment in piece)
        {
            KeepTail(segment.Span);
        }

        input = input.Slice(piece.End);
        _dropped += piece.Length;
        if (_dropped > maxDropped)
        {
            return UnitStatus.DroppedTooMuch;
        }

        if (lineFeed is null)
        {
            return UnitStatus.Incomplete;
        }

        ReadOnlySpan<byte> tail = _dropTail.AsSpan(0, _dropTailLength);
        tail = tail[..^(tail.EndsWith("\r\n"u8) ? 2 : 1)];
        if (!LiteralMark.TryRead(tail, out LiteralMark mark))
        {
            _phase = Phase.Line;
            return UnitStatus.Dropped;
        }

        return DropLiteral(mark, maxDropped) ? UnitStatus.Literal : UnitStatus.DroppedTooMuch;
    }

    private bool DropLiteral(LiteralMark mark, long maxDropped)
    {
        if (mark.Length < 0 || _dropped + mark.Length > maxDropped)
        {
            return false;
        }

        _dropped += mark.Length;
        _remaining = mark.Length;
        _phase = Phase.DropLiteral;
        return true;
    }

    private void KeepTail(ReadOnlySpan<byte> octets)
    {
        if (octets.Length >= _dropTail.Length)
        {
            octets[^_dropTail.Length..].CopyTo(_dropTail);
            _dropTailLength = _dropTail.Length;
            return;
        }

        int kept = Math.Min(_dropTailLength, _dropTail.Length - octets.Length);
        _dropTail.AsSpan(_dropTailLength - kept, kept).CopyTo(_dropTail);
        octets.CopyTo(_dropTail.AsSpan(kept));
        _dropTailLength = kept + octets.Length;
    }

    private void Append(in ReadOnlySequence<byte> octets)
    {
        Reserve((int)octets.Length);
        octets.CopyTo(_buffer.AsSpan(_length));
        _length += (int)octets.Length;
    }

    private void Reserve(int count)
    {
        if (_length + count > _buffer.Length)
        {
            // What was announced and has not come yet is not held room for.
            Array.Resize(ref _buffer, Math.Max(_length + count, Math.Max(256, _buffer.Length * 2)));
        }
    }
}
