using System.Runtime.InteropServices;

namespace Protocols.Mime;

/// <summary>Gathers the segments of an edited message. Ranges that follow on each other are one.</summary>
internal sealed class EditPlan(bool isLfOnly)
{
    private readonly List<EditSegment> _segments = [];

    public IReadOnlyList<EditSegment> Segments => _segments;

    public ReadOnlySpan<byte> LineEnd => isLfOnly ? "\n"u8 : "\r\n"u8;

    public void AddSource(int start, int end)
    {
        if (start >= end)
        {
            return;
        }

        Span<EditSegment> segments = CollectionsMarshal.AsSpan(_segments);
        if (segments is [.., var last] && last.IsSource && last.Offset + last.Length == start)
        {
            segments[^1] = EditSegment.Source(last.Offset, end);
        }
        else
        {
            _segments.Add(EditSegment.Source(start, end));
        }
    }

    public void Add(ReadOnlyMemory<byte> octets)
    {
        if (!octets.IsEmpty)
        {
            _segments.Add(EditSegment.New(octets));
        }
    }

    public void AddLineEnd(bool isNeeded)
    {
        if (isNeeded)
        {
            _segments.Add(EditSegment.New(LineEnd.ToArray()));
        }
    }
}
