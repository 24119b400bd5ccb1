using System.Buffers;

namespace Protocols.Pop3;

/// <summary>What came of taking a line.</summary>
internal enum LineStatus
{
    /// <summary>Not all of it is there.</summary>
    Incomplete,

    /// <summary>It is there.</summary>
    Complete,

    /// <summary>It was longer than may be, and is thrown away up to its end.</summary>
    TooLong,
}

/// <summary>Takes lines off an input that is cut anywhere: as views of it where that is possible. No octet is looked at twice; a bare LF ends a line, too.</summary>
internal sealed class LineBuffer
{
    private byte[] _buffer = [];
    private int _length;
    private bool _isDropping;

    /// <summary>Takes a line without its end.</summary>
    public LineStatus Take(ref ReadOnlySequence<byte> input, int maxLength, out ReadOnlySpan<byte> line)
    {
        line = default;
        SequencePosition? lineFeed = input.PositionOf((byte)'\n');
        ReadOnlySequence<byte> piece = lineFeed is { } end ? input.Slice(input.Start, end) : input;
        bool isTooLong = _isDropping || _length + piece.Length > maxLength + 1L;
        ReadOnlySequence<byte> rest = lineFeed is { } at ? input.Slice(input.GetPosition(1, at)) : input.Slice(input.End);
        if (isTooLong)
        {
            Clear();
            input = rest;
            _isDropping = lineFeed is null;
            return lineFeed is null ? LineStatus.Incomplete : LineStatus.TooLong;
        }

        if (lineFeed is not null && _length == 0 && piece.IsSingleSegment)
        {
            line = WithoutReturn(piece.FirstSpan);
            input = rest;
            return line.Length > maxLength ? LineStatus.TooLong : LineStatus.Complete;
        }

        Append(piece);
        input = rest;
        if (lineFeed is null)
        {
            return LineStatus.Incomplete;
        }

        line = WithoutReturn(_buffer.AsSpan(0, _length));
        return line.Length > maxLength ? LineStatus.TooLong : LineStatus.Complete;
    }

    /// <summary>Lets go of the line: an idle session holds no buffer.</summary>
    public void Clear()
    {
        if (_buffer.Length > 0)
        {
            // There may be a password in it.
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = [];
        }

        _length = 0;
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;

    private void Append(ReadOnlySequence<byte> piece)
    {
        int needed = _length + (int)piece.Length;
        if (needed > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _length * 2));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            int length = _length;
            Clear();
            _buffer = larger;
            _length = length;
        }

        piece.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }
}
