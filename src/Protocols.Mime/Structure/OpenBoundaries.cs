using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Protocols.Mime;

/// <summary>The multiparts whose boundaries may come next, the innermost last.</summary>
internal struct OpenBoundaries
{
    // The innermost are compared, which are all there are in ordinary mail; those around them are found by a hash, so that a line costs the
    // same however many boundaries begin like it.
    private const int MostCompared = 4;

    // Mostly empty ones, so that a line that looks like a boundary is seldom held against one.
    private const int Buckets = 256;

    private const ulong LineEnd = '\r' | ('\n' << 8);

    private const ulong Odd = 0x9E3779B97F4A7C15;

    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64();

    // RFC 5322 §2.1.1: longer than any line may be. More white space than this behind a boundary makes its line an ordinary one, so that
    // what has to be seen of a line to tell what it is has a bound.
    private const int MostPadding = 998;

    private Frame[]? _frames;
    private byte[]? _bytes;
    private int _byteCount;
    private int[]? _buckets;
    private ulong _seed;
    private int _indexed;
    private int _longest;

    private Frame _innermost;
    private ulong _innermostMask;

    // The innermost with its line end, where both fit into eight octets, and which of their bits count; else no bit does.
    private ulong _innermostLine;
    private ulong _innermostLineMask;

    // One bit for each of those that are compared, and the length of the shortest of them.
    private uint _near;
    private int _shortestNear;

    // The first eight octets of each of the innermost, from the innermost on, and which of their bits count.
    private Vector256<ulong> _heads;
    private Vector256<ulong> _headMasks;

    // One bit for the first octet of each open boundary: most lines that begin with two hyphens are told apart by it alone.
    private ulong _firstOctets;

    private struct Frame
    {
        public ulong Head;
        public int Part;
        public int Start;
        public int Length;
        public int Bucket;
        public int NextInBucket;
        public int LongestBelow;
        public ulong FirstOctetsBelow;
    }

    public int Count { get; private set; }

    /// <summary>Whether the boundary that <see cref="Match"/> found has something behind it.</summary>
    public bool HasText { get; private set; }

    /// <summary>How much of a line has to be seen, from behind its two hyphens, to tell whether it bears a boundary.</summary>
    public readonly int MostLookedAt => _longest + 2 + MostPadding + 1;

    /// <summary>Whether a line may bear a boundary, by the octet behind its two hyphens. Mostly it is told here that it may not.</summary>
    /// <param name="first">That octet.</param>
    public readonly bool MayMatch(byte first) => (_firstOctets & (1UL << (first & 63))) != 0;

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

        ReadOnlySpan<byte> boundary = _bytes.AsSpan(start, _byteCount - start);
        _frames[Count++] = new Frame
        {
            Part = part,
            Start = start,
            Length = boundary.Length,
            Head = FirstEight(boundary),
            LongestBelow = _longest,
            FirstOctetsBelow = _firstOctets,
        };
        _longest = Math.Max(_longest, boundary.Length);
        _firstOctets |= 1UL << (_bytes![start] & 63);
        NoteHeads();
        return true;
    }

    public void Truncate(int count)
    {
        if (count < Count)
        {
            while (_indexed > count)
            {
                // The last one in is the first of its bucket.
                ref Frame last = ref _frames![--_indexed];
                _buckets![last.Bucket] = last.NextInBucket;
            }

            _longest = _frames![count].LongestBelow;
            _byteCount = _frames![count].Start;
            _firstOctets = _frames[count].FirstOctetsBelow;
            Count = count;
            NoteHeads();
        }
    }

    /// <summary>
    /// Tells which open boundary a line bears, the innermost first; -1 for none.
    /// </summary>
    /// <param name="rest">The message from behind the two hyphens.</param>
    /// <param name="isClose">Whether it is the closing delimiter.</param>
    /// <param name="length">How many octets of <paramref name="rest"/> the line takes, with its line end.</param>
    public int Match(ReadOnlySpan<byte> rest, out bool isClose, out int length)
    {
        isClose = false;
        length = 0;
        if (rest.IsEmpty || !MayMatch(rest[0]))
        {
            return -1;
        }

        // The innermost by itself, since it mostly is that one.
        ulong head = FirstEight(rest);
        if (((head ^ _innermost.Head) & _innermostMask) == 0 && IsExactly(_innermost, rest, out isClose, out length))
        {
            HasText = false;
            return Count - 1;
        }

        return Count > MostCompared && IsNoneOfAll(rest, head) ? -1 : MatchOther(rest, head, out isClose, out length);
    }

    private int MatchOther(ReadOnlySpan<byte> rest, ulong head, out bool isClose, out int length)
    {
        isClose = false;
        length = 0;
        uint begun = BegunBy(head);
        int found = begun == 0 ? -1 : MatchNear(rest, begun, out isClose, out length);
        if (found < 0 && Count > MostCompared)
        {
            found = MatchByHash(rest, head, out isClose, out length);
        }

        HasText = found < 0;
        return found >= 0 || begun == 0 ? found : MatchWithText(rest, begun, out isClose, out length);
    }

    /// <summary>Whether a line is nothing but the innermost boundary, told at one glance; false where that does not tell.</summary>
    /// <param name="rest">The message from behind the two hyphens.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsShortLineOfInnermost(ReadOnlySpan<byte> rest) =>
        rest.Length >= sizeof(ulong) && _innermostLineMask != 0
        && ((BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ _innermostLine) & _innermostLineMask) == 0;

    public void Dispose()
    {
        if (_frames is not null)
        {
            ArrayPool<Frame>.Shared.Return(_frames);
            _frames = null;
        }

        if (_buckets is not null)
        {
            ArrayPool<int>.Shared.Return(_buckets);
            _buckets = null;
        }

        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = null;
        }
    }

    // One bit for each of the innermost boundaries that a line may begin with, as far as eight octets tell, from the innermost on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint BegunBy(ulong head)
    {
        Vector256<ulong> differences = (Vector256.Create(head) ^ _heads) & _headMasks;
        return Vector256.Equals(differences, Vector256<ulong>.Zero).ExtractMostSignificantBits() & _near;
    }

    private void NoteHeads()
    {
        Span<ulong> heads = stackalloc ulong[MostCompared];
        Span<ulong> masks = stackalloc ulong[MostCompared];
        heads.Clear();
        masks.Clear();
        _innermost = Count == 0 ? default : _frames![Count - 1];
        _innermostMask = MaskOf(_innermost.Length);
        bool isShort = _innermost.Length is > 0 and <= sizeof(ulong) - 2;
        _innermostLine = isShort ? _innermost.Head | (LineEnd << (_innermost.Length * 8)) : 0;
        _innermostLineMask = isShort ? MaskOf(_innermost.Length + 2) : 0;
        _near = (1u << Math.Min(Count, MostCompared)) - 1;
        _shortestNear = int.MaxValue;
        for (int i = 0; i < Math.Min(Count, MostCompared); i++)
        {
            ref readonly Frame frame = ref _frames![Count - 1 - i];
            _shortestNear = Math.Min(_shortestNear, frame.Length);
            heads[i] = frame.Head;
            masks[i] = MaskOf(frame.Length);
        }

        _heads = Vector256.Create<ulong>(heads);
        _headMasks = Vector256.Create<ulong>(masks);
    }

    // A line that is nothing but one of the innermost boundaries, perhaps with the closing hyphens.
    private readonly int MatchNear(ReadOnlySpan<byte> rest, uint begun, out bool isClose, out int length)
    {
        for (; begun != 0; begun &= begun - 1)
        {
            int i = Count - 1 - BitOperations.TrailingZeroCount(begun);
            if (IsExactly(_frames![i], rest, out isClose, out length))
            {
                return i;
            }
        }

        isClose = false;
        length = 0;
        return -1;
    }

    private readonly bool IsExactly(in Frame frame, ReadOnlySpan<byte> rest, out bool isClose, out int length)
    {
        isClose = false;
        length = 0;
        if (!Begins(rest, frame))
        {
            return false;
        }

        ReadOnlySpan<byte> tail = rest[frame.Length..];
        bool closes = tail.StartsWith("--"u8);
        if (!IsBlankToLineEnd(tail, out int tailLength) && !(closes && IsBlankToLineEnd(tail[2..], out tailLength)))
        {
            return false;
        }

        isClose = closes;
        length = frame.Length + tailLength + (closes ? 2 : 0);
        return true;
    }

    // What stands behind it tells most of those apart that are no more than the beginning of a longer one.
    private readonly bool Begins(ReadOnlySpan<byte> rest, in Frame frame) =>
        rest.Length == frame.Length
            ? rest.SequenceEqual(_bytes.AsSpan(frame.Start, frame.Length))
            : rest.Length > frame.Length
                && rest[frame.Length] is (byte)'\r' or (byte)'\n' or (byte)'-' or (byte)' ' or (byte)'\t'
                && (frame.Length <= sizeof(ulong) || rest.StartsWith(_bytes.AsSpan(frame.Start, frame.Length)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstEight(ReadOnlySpan<byte> octets)
    {
        if (octets.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(octets);
        }

        ulong head = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            head |= (ulong)octets[i] << (i * 8);
        }

        return head;
    }

    private static ulong MaskOf(int count) => count >= sizeof(ulong) ? ulong.MaxValue : (1UL << (count * 8)) - 1;

    // RFC 2046 §5.1.1, the note to implementors: it is enough that the boundary stands whole at the start of the line. But a boundary may
    // begin another, so that white space has to follow, or the closing hyphens. Looked for in the innermost only, where it occurs.
    private readonly int MatchWithText(ReadOnlySpan<byte> rest, uint begun, out bool isClose, out int length)
    {
        isClose = false;
        length = 0;
        for (; begun != 0; begun &= begun - 1)
        {
            int i = Count - 1 - BitOperations.TrailingZeroCount(begun);
            ref readonly Frame frame = ref _frames![i];
            if (!Begins(rest, frame))
            {
                continue;
            }

            ReadOnlySpan<byte> tail = rest[frame.Length..];
            isClose = tail.StartsWith("--"u8);
            if (isClose || (!tail.IsEmpty && tail[0] is (byte)' ' or (byte)'\t'))
            {
                tail = tail[..Math.Min(tail.Length, MostPadding + 1)];
                int lineEnd = tail.IndexOf((byte)'\n');
                if (lineEnd >= 0 || tail.Length <= MostPadding)
                {
                    length = frame.Length + (lineEnd < 0 ? tail.Length : lineEnd + 1);
                    return i;
                }
            }
        }

        return -1;
    }

    // Whether a short line is told at once to bear no boundary: most of those that begin like one end here. None of the innermost is short enough to
    // have text behind it on such a line, and all others are found by their hash. Compiled for itself, and not by what ordinary mail does, which
    // hardly comes here.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly bool IsNoneOfAll(ReadOnlySpan<byte> rest, ulong head)
    {
        if (_indexed < Count || !TryGlance(rest, out int textLength, out _))
        {
            return false;
        }

        if (textLength is 0 or > sizeof(ulong) || textLength > _shortestNear || rest[textLength - 1] == (byte)'-')
        {
            return false;
        }

        head &= MaskOf(textLength);
        int i = _buckets![BucketOfShort(textLength, head)];
        while (i >= 0 && (_frames![i].Head != head || _frames[i].Length != textLength))
        {
            i = _frames[i].NextInBucket;
        }

        return i < 0;
    }

    private int MatchByHash(ReadOnlySpan<byte> rest, ulong head, out bool isClose, out int length)
    {
        if (_indexed < Count)
        {
            IndexAll();
        }

        int textLength = TextOfLine(rest, out length);
        int found = FindOpenOrClose(rest[..textLength], head, out isClose);
        if (found < 0)
        {
            return -1;
        }

        int lineEnd = rest[length - 1] == (byte)'\n' ? 1 : 0;
        int padding = length - _frames![found].Length - (isClose ? 2 : 0) - lineEnd;
        return padding <= MostPadding ? found : -1;
    }

    // How much of a line there is before the white space at its end.
    private readonly int TextOfLine(ReadOnlySpan<byte> rest, out int length)
    {
        if (TryGlance(rest, out int textLength, out length))
        {
            return textLength;
        }

        ReadOnlySpan<byte> line = rest[..Math.Min(rest.Length, MostLookedAt)];
        int lineEnd = line.IndexOf((byte)'\n');
        length = lineEnd < 0 ? line.Length : lineEnd + 1;
        return line[..length].TrimBlanksEnd().Length;
    }

    // A short line is told from the next sixteen octets at one glance.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryGlance(ReadOnlySpan<byte> rest, out int textLength, out int length)
    {
        textLength = length = 0;
        if (rest.Length < Vector128<byte>.Count)
        {
            return false;
        }

        Vector128<byte> octets = Vector128.Create(rest[..Vector128<byte>.Count]);
        Vector128<byte> lineEnds = Vector128.Equals(octets, Vector128.Create((byte)'\n'));
        uint ends = lineEnds.ExtractMostSignificantBits();
        if (ends == 0)
        {
            return false;
        }

        length = BitOperations.TrailingZeroCount(ends) + 1;
        Vector128<byte> blanks = Vector128.Equals(octets, Vector128.Create((byte)' '))
            | Vector128.Equals(octets, Vector128.Create((byte)'\t'))
            | Vector128.Equals(octets, Vector128.Create((byte)'\r'))
            | lineEnds;
        uint text = ~blanks.ExtractMostSignificantBits() & ((1u << length) - 1);
        textLength = 32 - BitOperations.LeadingZeroCount(text);
        return true;
    }

    // The innermost of those that the text is, and those that it closes.
    private int FindOpenOrClose(ReadOnlySpan<byte> text, ulong head, out bool isClose)
    {
        int found = Find(text, head);
        int closed = !text.IsEmpty && text[^1] == (byte)'-' && text.EndsWith("--"u8) ? Find(text[..^2], head) : -1;
        isClose = closed > found;
        return Math.Max(found, closed);
    }

    // The head may go on behind a boundary that is shorter.
    private int Find(ReadOnlySpan<byte> boundary, ulong head)
    {
        if (boundary.IsEmpty || boundary.Length > _longest)
        {
            return -1;
        }

        head &= MaskOf(boundary.Length);
        for (int i = _buckets![BucketOf(boundary, head)]; i >= 0; i = _frames![i].NextInBucket)
        {
            ref readonly Frame frame = ref _frames![i];
            if (frame.Length == boundary.Length && frame.Head == head && boundary.SequenceEqual(_bytes.AsSpan(frame.Start, frame.Length)))
            {
                return i;
            }
        }

        return -1;
    }

    private void IndexAll()
    {
        if (_buckets is null)
        {
            _seed = s_seed;
            _buckets = ArrayPool<int>.Shared.Rent(Buckets);
            _buckets.AsSpan(0, Buckets).Fill(-1);
        }

        for (; _indexed < Count; _indexed++)
        {
            ref Frame frame = ref _frames![_indexed];
            frame.Bucket = BucketOf(_bytes.AsSpan(frame.Start, frame.Length), frame.Head);
            frame.NextInBucket = _buckets[frame.Bucket];
            _buckets[frame.Bucket] = _indexed;
        }
    }

    private static int BucketOf(ReadOnlySpan<byte> boundary, ulong head)
    {
        ulong hash = Begin(boundary.Length, head);
        for (int i = sizeof(ulong); i < boundary.Length; i += sizeof(ulong))
        {
            // The last eight octets overlap those before them.
            ulong next = BinaryPrimitives.ReadUInt64LittleEndian(boundary[Math.Min(i, boundary.Length - sizeof(ulong))..]);
            hash = (BitOperations.RotateLeft(hash, 29) ^ next) * Odd;
        }

        return (int)(hash >> 56);
    }

    // The same, for a boundary that is all in its head.
    private readonly int BucketOfShort(int length, ulong head) => (int)(((_seed ^ (ulong)length ^ head) * Odd) >> 56);

    // Seeded, so that no message can put all of its boundaries in one bucket.
    private static ulong Begin(int length, ulong head) => (s_seed ^ (ulong)length ^ head) * Odd;

    // RFC 2046 §5.1.1: white space may follow the boundary on its line.
    private static bool IsBlankToLineEnd(ReadOnlySpan<byte> tail, out int length)
    {
        if (tail.Length > 1 && tail[0] == (byte)'\r' && tail[1] == (byte)'\n')
        {
            length = 2;
            return true;
        }

        tail = tail[..Math.Min(tail.Length, MostPadding + 1)];
        int found = tail.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
        length = found < 0 ? tail.Length : found + 1;
        return found < 0 ? tail.Length <= MostPadding : tail[found] == (byte)'\n';
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
