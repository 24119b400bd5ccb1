using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>
/// Edits a parsed message and leaves every octet that is not touched as it was, as signatures (DKIM) and stores need it. What comes out is
/// written whole, or given as a plan of ranges to copy and new octets, so that a store need not read what it copies.
/// </summary>
/// <remarks>
/// Line ends of what is new follow those of the message. The document has to live as long as the editor; from an outline
/// (<see cref="MimeDocument.OpenOutline"/>) headers can be edited, and the plan be had. A part that was replaced or removed cannot be
/// edited any more.
/// </remarks>
public sealed partial class MimeEditor
{
    private readonly MimeDocument _document;
    private readonly MimeWriteOptions _options;
    private readonly bool _isLfOnly;
    private readonly SortedDictionary<int, HeaderEditor> _headers = [];
    private readonly HashSet<int> _gone = [];
    private readonly SortedDictionary<(int Start, int End), RangeEdit> _ranges = [];

    /// <summary>Begins to edit a message.</summary>
    /// <param name="document">The message.</param>
    /// <param name="options">How to write what is new, or null for <see cref="MimeWriteOptions.Default"/>.</param>
    public MimeEditor(MimeDocument document, MimeWriteOptions? options = null)
    {
        _document = document;
        _options = options ?? MimeWriteOptions.Default;
        ReadOnlySpan<byte> header = document.Root.HeaderSpan;
        ReadOnlySpan<byte> lines = header.Contains((byte)'\n') || !document.HasBodies ? header : document.Root.BodySpan;
        int lineEnd = lines.IndexOf((byte)'\n');
        _isLfOnly = lineEnd == 0 || (lineEnd > 0 && lines[lineEnd - 1] != (byte)'\r');
    }

    /// <summary>The header of the message.</summary>
    public HeaderEditor Header => GetHeader(_document.Root);

    /// <summary>The header of a part.</summary>
    /// <param name="part">The part.</param>
    /// <exception cref="InvalidOperationException">The part was replaced or removed.</exception>
    public HeaderEditor GetHeader(MimePart part)
    {
        RequireThere(part);
        if (!_headers.TryGetValue(part.Number, out HeaderEditor? header))
        {
            header = new HeaderEditor(this, _document.GetPart(part.Number));
            _headers.Add(part.Number, header);
        }

        return header;
    }

    /// <summary>The edited message, in order: ranges of the original to be copied and new octets.</summary>
    public IReadOnlyList<EditSegment> GetPlan()
    {
        EditPlan plan = new(_isLfOnly);
        int position = 0;
        using SortedDictionary<int, HeaderEditor>.ValueCollection.Enumerator headers = _headers.Values.GetEnumerator();
        using SortedDictionary<(int Start, int End), RangeEdit>.Enumerator ranges = _ranges.GetEnumerator();
        bool hasHeader = headers.MoveNext();
        bool hasRange = ranges.MoveNext();
        while (hasHeader || hasRange)
        {
            // A header comes before the range of its own body, which may begin where it does when it is empty.
            if (hasHeader && (!hasRange || headers.Current.Start < ranges.Current.Key.Start || (headers.Current.Start == ranges.Current.Key.Start && headers.Current.End <= ranges.Current.Key.Start)))
            {
                HeaderEditor header = headers.Current;
                plan.AddSource(position, header.Start);
                AppendHeader(plan, header);
                position = header.End;
                hasHeader = headers.MoveNext();
            }
            else
            {
                (int start, int end) = ranges.Current.Key;
                plan.AddSource(position, start);
                ranges.Current.Value.AppendTo(plan);
                position = end;
                hasRange = ranges.MoveNext();
            }
        }

        plan.AddSource(position, _document.Length);
        AppendWrapEnd(plan);
        return plan.Segments;
    }

    /// <summary>Writes the edited message.</summary>
    /// <param name="output">Takes the octets.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies: take <see cref="GetPlan"/>.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        MimePart root = _document.Root;
        ReadOnlySpan<byte> header = root.HeaderSpan;
        ReadOnlySpan<byte> body = root.BodySpan;
        foreach (EditSegment segment in GetPlan())
        {
            if (!segment.IsSource)
            {
                output.Write(segment.Octets.Span);
                continue;
            }

            int end = segment.Offset + segment.Length;
            output.Write(header[Math.Min(segment.Offset, header.Length)..Math.Min(end, header.Length)]);
            output.Write(body[Math.Max(segment.Offset - header.Length, 0)..Math.Max(end - header.Length, 0)]);
        }
    }

    internal ReadOnlyMemory<byte> RenderFields(Action<MimeWriter> write)
    {
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output, _options);
        write(writer);
        if (!writer.IsInHeader)
        {
            throw new InvalidOperationException("Only header fields can be written here.");
        }

        return FitLineEnds(output.WrittenMemory);
    }

    private ReadOnlyMemory<byte> FitLineEnds(ReadOnlyMemory<byte> octets)
    {
        if (!_isLfOnly)
        {
            return octets;
        }

        byte[] fitted = new byte[octets.Length];
        int length = 0;
        ReadOnlySpan<byte> rest = octets.Span;
        while (!rest.IsEmpty)
        {
            int found = rest.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> piece = found < 0 ? rest : rest[..found];
            piece.CopyTo(fitted.AsSpan(length));
            length += piece.Length;
            if (found < 0)
            {
                break;
            }

            fitted[length++] = (byte)'\n';
            rest = rest[(found + 2)..];
        }

        return fitted.AsMemory(0, length);
    }

    private void AppendHeader(EditPlan plan, HeaderEditor header)
    {
        if (!header.IsChanged && !header.HasNewBody)
        {
            plan.AddSource(header.Start, header.End);
            return;
        }

        header.AppendTo(plan);
        if (header.IsRoot)
        {
            AppendWrapStart(plan);
        }
    }

    private void RequireThere(MimePart part)
    {
        if (_gone.Contains(part.Number))
        {
            throw new InvalidOperationException("This part was replaced or removed.");
        }

        int start = part.HeaderStart;
        foreach ((int rangeStart, int rangeEnd) in _ranges.Keys)
        {
            if (rangeStart <= start && start < rangeEnd)
            {
                throw new InvalidOperationException("This part was replaced or removed.");
            }
        }
    }
}
