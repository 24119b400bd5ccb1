using System.Buffers;
using System.Runtime.InteropServices;

namespace Protocols.Imap.Server;

/// <summary>What a rendition is of: a message never changes, so neither does what is told of its structure.</summary>
/// <param name="Account">Whose message.</param>
/// <param name="Email">The message, whichever mailboxes show it.</param>
/// <param name="Kind">ENVELOPE, BODY or BODYSTRUCTURE.</param>
/// <param name="IsUtf8">Whether strings may be quoted UTF-8 (RFC 9051 §5.1).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RenditionKey(long Account, long Email, FetchItemKind Kind, bool IsUtf8);

/// <summary>
/// ENVELOPE, BODY and BODYSTRUCTURE as they were last written, for all connections of a server: clients ask the same of whole mailboxes again and again. It
/// holds so many bytes and no more; what came first goes first, a segment at a time.
/// </summary>
internal sealed class RenditionCache(long mostBytes)
{
    /// <summary>The longest rendition that is kept. A page of them is copied at once, which this bounds.</summary>
    public const int MaxLength = 4096;

    // What a key costs in the table and in its segment's list, about.
    private const int Overhead = 96;

    private readonly Lock _lock = new();
    private readonly Dictionary<RenditionKey, Place> _places = [];
    private readonly Queue<Segment> _segments = new();
    private readonly int _segmentSize = (int)Math.Clamp(mostBytes / 16, MaxLength + Overhead, 1024 * 1024);
    private Segment? _last;

    /// <summary>How many renditions are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>Copies renditions one after the other; false, and nothing to be relied on, if one of them is not there.</summary>
    /// <param name="keys">Which.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="ends">Where each ends in what was written here.</param>
    public bool TryCopy(ReadOnlySpan<RenditionKey> keys, ArrayBufferWriter<byte> output, Span<int> ends)
    {
        int start = output.WrittenCount;
        lock (_lock)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                if (!_places.TryGetValue(keys[i], out Place place))
                {
                    return false;
                }

                output.Write(place.Segment.Octets.AsSpan(place.Offset, place.Length));
                ends[i] = output.WrittenCount - start;
            }
        }

        return true;
    }

    /// <summary>Keeps a rendition, unless it is too long or there already.</summary>
    public void Add(RenditionKey key, ReadOnlySpan<byte> rendition)
    {
        if (rendition.Length > MaxLength || mostBytes < (2L * _segmentSize))
        {
            return;
        }

        lock (_lock)
        {
            if (_places.ContainsKey(key))
            {
                return;
            }

            if (_last is not { } segment || segment.Used + ((segment.Keys.Count + 1) * Overhead) + rendition.Length > _segmentSize)
            {
                segment = Begin();
            }

            rendition.CopyTo(segment.Octets.AsSpan(segment.Used));
            _places.Add(key, new Place(segment, segment.Used, rendition.Length));
            segment.Keys.Add(key);
            segment.Used += rendition.Length;
        }
    }

    private Segment Begin()
    {
        while ((_segments.Count + 1L) * _segmentSize > mostBytes)
        {
            foreach (RenditionKey gone in _segments.Dequeue().Keys)
            {
                _places.Remove(gone);
            }
        }

        // A segment's keys are counted in its size: the octets never need the whole of it.
        _last = new Segment(GC.AllocateUninitializedArray<byte>(_segmentSize - Overhead));
        _segments.Enqueue(_last);
        return _last;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(Segment Segment, int Offset, int Length);

    private sealed class Segment(byte[] octets)
    {
        public byte[] Octets { get; } = octets;

        public List<RenditionKey> Keys { get; } = [];

        public int Used { get; set; }
    }
}
