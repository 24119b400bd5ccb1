using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>The multiparts whose boundaries may come next, the innermost last.</summary>
internal ref struct OpenBoundaries
{
    private Frame[]? _frames;
    private byte[]? _bytes;
    private int _byteCount;

    // One bit for the first octet of each open boundary: most lines that begin with two hyphens are told apart by it alone.
    private ulong _firstOctets;

    private struct Frame
    {
        public int Part;
        public int Start;
        public int Length;
        public ulong FirstOctetsBelow;
    }

    public int Count { get; private set; }

    public readonly int PartAt(int frame) => _frames![frame].Part;

    /// <summary>Opens the boundary that a Content-Type names; false where it names none.</summary>
    public bool TryPush(int part, ReadOnlySpan<byte> contentType)
    {
        int start = _byteCount;
        if (!AppendBoundary(contentType))
        {
            _byteCount = start;
            return false;
        }

        _frames ??= ArrayPool<Frame>.Shared.Rent(16);
        if (Count == _frames.Length)
        {
            Frame[] larger = ArrayPool<Frame>.Shared.Rent(Count * 2);
            _frames.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<Frame>.Shared.Return(_frames);
            _frames = larger;
        }

        _frames[Count++] = new Frame { Part = part, Start = start, Length = _byteCount - start, FirstOctetsBelow = _firstOctets };
        _firstOctets |= 1UL << (_bytes![start] & 63);
        return true;
    }

    public void Truncate(int count)
    {
        if (count < Count)
        {
            _byteCount = _frames![count].Start;
            _firstOctets = _frames[count].FirstOctetsBelow;
            Count = count;
        }
    }

    /// <summary>
    /// Tells which open boundary a line bears, the innermost first; -1 for none.
    /// </summary>
    /// <param name="rest">The message from behind the two hyphens.</param>
    /// <param name="isClose">Whether it is the closing delimiter.</param>
    /// <param name="length">How many octets of <paramref name="rest"/> the line takes, with its line end.</param>
    public readonly int Match(ReadOnlySpan<byte> rest, out bool isClose, out int length)
    {
        isClose = false;
        length = 0;
        if (rest.IsEmpty || (_firstOctets & (1UL << (rest[0] & 63))) == 0)
        {
            return -1;
        }

        // A boundary may begin another, and so may a boundary and the white space behind it: a line that is nothing but a
        // boundary is told first, whoever's it is.
        int withText = -1;
        bool withTextIsClose = false;
        for (int i = Count - 1; i >= 0; i--)
        {
            Frame frame = _frames![i];
            if (!rest.StartsWith(_bytes.AsSpan(frame.Start, frame.Length)))
            {
                continue;
            }

            ReadOnlySpan<byte> tail = rest[frame.Length..];
            bool closes = tail.StartsWith("--"u8);
            if (IsBlankToLineEnd(tail, out int tailLength) || (closes && IsBlankToLineEnd(tail[2..], out tailLength)))
            {
                isClose = closes;
                length = frame.Length + tailLength + (closes ? 2 : 0);
                return i;
            }

            ReadOnlySpan<byte> behind = closes ? tail[2..] : tail;
            if (withText < 0 && behind[0] is (byte)' ' or (byte)'\t')
            {
                withText = i;
                withTextIsClose = closes;
            }
        }

        if (withText >= 0)
        {
            // RFC 2046 §5.1.1, the note to implementors: it is enough that the boundary stands whole at the start of the line.
            int lineEnd = rest.IndexOf((byte)'\n');
            length = lineEnd < 0 ? rest.Length : lineEnd + 1;
            isClose = withTextIsClose;
        }

        return withText;
    }

    public void Dispose()
    {
        if (_frames is not null)
        {
            ArrayPool<Frame>.Shared.Return(_frames);
            _frames = null;
        }

        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = null;
        }
    }

    // RFC 2046 §5.1.1: white space may follow the boundary on its line.
    private static bool IsBlankToLineEnd(ReadOnlySpan<byte> tail, out int length)
    {
        int found = tail.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
        length = found < 0 ? tail.Length : found + 1;
        return found < 0 || tail[found] == (byte)'\n';
    }

    private bool AppendBoundary(ReadOnlySpan<byte> contentType)
    {
        HeaderParameters parameters = new(contentType);
        if (!parameters.TryGet("boundary"u8, out HeaderParameter boundary))
        {
            return AppendExtended(parameters);
        }

        int start = _byteCount;
        ReadOnlySpan<byte> value = boundary.RawValue;
        EnsureRoom(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            byte b = value[i];
            if (b == (byte)'\\' && boundary.IsQuoted && i + 1 < value.Length)
            {
                b = value[++i];
            }

            if (b is not ((byte)'\r' or (byte)'\n'))
            {
                _bytes![_byteCount++] = b;
            }
        }

        return TrimFrom(start);
    }

    // RFC 2231 §3: a long value may be cut into several parameters, and a boundary is no exception.
    private bool AppendExtended(HeaderParameters parameters)
    {
        if (!parameters.TryGetString("boundary"u8, out string value))
        {
            return false;
        }

        int start = _byteCount;
        EnsureRoom(Encoding.UTF8.GetByteCount(value));
        _byteCount += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_byteCount));
        return TrimFrom(start);
    }

    // RFC 2046 §5.1.1: a boundary cannot end in a space.
    private bool TrimFrom(int start)
    {
        while (_byteCount > start && _bytes![_byteCount - 1] is (byte)' ' or (byte)'\t')
        {
            _byteCount--;
        }

        return _byteCount > start;
    }

    private void EnsureRoom(int count)
    {
        if (_bytes is not null && _byteCount + count <= _bytes.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(512, (_byteCount + count) * 2));
        if (_bytes is not null)
        {
            _bytes.AsSpan(0, _byteCount).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
