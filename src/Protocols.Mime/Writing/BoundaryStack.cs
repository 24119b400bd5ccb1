using System.Text;

namespace Protocols.Mime;

/// <summary>The boundaries of the multiparts that are open, the innermost last, and a watch for them in what is written inside.</summary>
internal sealed class BoundaryStack
{
    private byte[] _octets = new byte[128];
    private int[] _ends = new int[8];
    private int[] _depths = new int[8];

    // The last octets that were looked at, as many as a delimiter that began in them could have.
    private readonly byte[] _seam = new byte[2 * SeamLength];
    private int _seamCount;

    // "--" and a boundary of 70, less one.
    private const int SeamLength = 71;

    public int Count { get; private set; }

    /// <summary>The hyphens and the boundary of the innermost multipart.</summary>
    public ReadOnlySpan<byte> Delimiter => At(Count - 1);

    /// <summary>How deep the parts of the innermost multipart are.</summary>
    public int Depth => _depths[Count - 1];

    /// <summary>Whether all boundaries are such as neither quoted-printable nor base64 can hold.</summary>
    public bool AreSafe
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (!At(i).StartsWith("--=_"u8))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Whether a boundary has an equals sign, which only quoted-printable puts where none was.</summary>
    public bool HasEqualsSign => Count > 0 && _octets.AsSpan(0, _ends[Count - 1]).Contains((byte)'=');

    public void Clear() => Count = 0;

    // RFC 2046 §5.1.2: some readers take a boundary for another that begins like it.
    public bool CanPush(ReadOnlySpan<char> boundary)
    {
        Span<byte> added = stackalloc byte[SeamLength + 1];
        added = added[..Write(boundary, added)];
        for (int i = 0; i < Count; i++)
        {
            if (At(i).StartsWith(added) || added.StartsWith(At(i)))
            {
                return false;
            }
        }

        return true;
    }

    public void Push(ReadOnlySpan<char> boundary, int depth)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        if (_octets.Length - start < SeamLength + 1)
        {
            Array.Resize(ref _octets, _octets.Length * 2);
        }

        if (_ends.Length == Count)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _depths, Count * 2);
        }

        _depths[Count] = depth;
        _ends[Count++] = start + Write(boundary, _octets.AsSpan(start));
    }

    /// <summary>Adds the delimiter of a multipart by others, of which as much is watched for as a delimiter can have.</summary>
    public void PushOuter(ReadOnlySpan<byte> delimiter)
    {
        // An innermost one must not be ended by the writer: these lie below all that it begins.
        Span<char> boundary = stackalloc char[SeamLength - 1];
        int length = Encoding.Latin1.GetChars(delimiter[2..Math.Min(delimiter.Length, SeamLength + 1)], boundary);
        Push(boundary[..length], 0);
    }

    public void Pop() => Count--;

    /// <summary>Begins to watch for delimiters.</summary>
    public void BeginWatch() => _seamCount = 0;

    /// <summary>Whether one of the boundaries, with its hyphens, is in what was given since <see cref="BeginWatch"/>.</summary>
    public bool Find(ReadOnlySpan<byte> piece)
    {
        if (Count == 0 || piece.IsEmpty)
        {
            return false;
        }

        int more = Math.Min(piece.Length, SeamLength);
        piece[..more].CopyTo(_seam.AsSpan(_seamCount));
        bool found = Holds(_seam.AsSpan(0, _seamCount + more)) || Holds(piece);
        if (piece.Length >= SeamLength)
        {
            piece[^SeamLength..].CopyTo(_seam);
            _seamCount = SeamLength;
        }
        else
        {
            int kept = Math.Min(_seamCount + more, SeamLength);
            _seam.AsSpan(_seamCount + more - kept, kept).CopyTo(_seam);
            _seamCount = kept;
        }

        return found;
    }

    /// <summary>Whether one of the boundaries, with its hyphens, is in a piece.</summary>
    public bool Holds(ReadOnlySpan<byte> piece)
    {
        for (int i = 0; i < Count; i++)
        {
            if (piece.IndexOf(At(i)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int Write(ReadOnlySpan<char> boundary, Span<byte> destination)
    {
        "--"u8.CopyTo(destination);
        return 2 + Encoding.Latin1.GetBytes(boundary, destination[2..]);
    }

    private ReadOnlySpan<byte> At(int number)
    {
        int start = number == 0 ? 0 : _ends[number - 1];
        return _octets.AsSpan(start, _ends[number] - start);
    }
}
