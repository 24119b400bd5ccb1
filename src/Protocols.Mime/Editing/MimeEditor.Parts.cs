using System.Buffers;
using System.Text;

namespace Protocols.Mime;

public sealed partial class MimeEditor
{
    private static readonly ReadOnlyMemory<byte> s_crlf = "\r\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_lf = "\n"u8.ToArray();

    private readonly Dictionary<int, int> _appended = [];
    private readonly HashSet<int> _removed = [];

    /// <summary>Gives a part another body, in the least encoding that carries it; the Content-Transfer-Encoding is changed where it has to be.</summary>
    /// <param name="part">A part that has no parts inside.</param>
    /// <param name="content">The octets as they are before encoding.</param>
    /// <exception cref="InvalidOperationException">The part has parts inside, or was replaced or removed; or the document has no bodies.</exception>
    public void ReplaceBody(MimePart part, ReadOnlySpan<byte> content)
    {
        RequireBodies();
        RequireThere(part);
        if (part.HasChildren)
        {
            throw new InvalidOperationException("This part has parts inside: replace them, or the part.");
        }

        MimeWriter writer = NewPart(part, out ArrayBufferWriter<byte> output);
        TransferEncoding encoding = writer.WriteBody(content);
        ReadOnlyMemory<byte> octets = FitLineEnds(output.WrittenMemory);
        using MimeDocument document = MimeDocument.Parse(octets);
        HeaderEditor header = GetHeader(part);
        bool isKept = part.TransferEncoding == encoding && header.CountOf("Content-Transfer-Encoding") < 2;
        if (!isKept)
        {
            header.RemoveAll("Content-Transfer-Encoding");
            string name = document.Root.GetHeaderText(HeaderId.ContentTransferEncoding);
            bool isMessage = !part.TryGetParent(out MimePart around) || around.IsMessage;
            bool needsVersion = isMessage && header.CountOf("MIME-Version") == 0;
            header.Insert(header.Count, fields =>
            {
                if (needsVersion)
                {
                    // RFC 2045 §4
                    fields.WriteMimeVersion();
                }

                fields.WriteToken("Content-Transfer-Encoding", name);
            });
        }

        header.HasNewBody = true;
        SetRange(part.BodyStart, part.BodyEnd, document.Root.BodyMemory, needsLineEnd: true);
    }

    /// <summary>Puts another part in the place of one, with its header.</summary>
    /// <param name="part">A part of a multipart.</param>
    /// <param name="replacement">What comes in its place.</param>
    /// <param name="random">16 random octets, for boundaries.</param>
    /// <exception cref="ArgumentException">There are not 16 octets, or a value of the new part cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The part is in no multipart, or was replaced or removed; or the document has no bodies.</exception>
    public void ReplacePart(MimePart part, BodyPart replacement, ReadOnlySpan<byte> random)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        RequireInMultipart(part, out _);
        ReadOnlyMemory<byte> octets = Render(part, replacement, null, random);
        DropEdits(part.HeaderStart, part.BodyEnd);
        SetRange(part.HeaderStart, part.BodyEnd, octets, needsLineEnd: true);
        _gone.Add(part.Number);
    }

    /// <summary>Removes a part with its delimiter.</summary>
    /// <param name="part">A part of a multipart that has others.</param>
    /// <exception cref="InvalidOperationException">The part is in no multipart, or is its only one, or was replaced or removed; or the document has no bodies.</exception>
    public void RemovePart(MimePart part)
    {
        RequireInMultipart(part, out MimePart multipart);
        int left = AddedTo(multipart);
        foreach (MimePart child in multipart.Children)
        {
            left += child.Number != part.Number && !_removed.Contains(child.Number) ? 1 : 0;
        }

        if (left == 0)
        {
            // RFC 2046 §5.1: a multipart has at least one part.
            throw new InvalidOperationException("This is the only part of its multipart: replace it, or remove the multipart.");
        }

        int start = DelimiterStart(part);
        int end = EndWithLineEnd(part);
        DropEdits(start, end);
        SetRange(start, end, default, needsLineEnd: false);
        _gone.Add(part.Number);
        _removed.Add(part.Number);
    }

    /// <summary>Adds a part behind the others of a multipart.</summary>
    /// <param name="multipart">The multipart.</param>
    /// <param name="part">The new part.</param>
    /// <param name="random">16 random octets, for boundaries.</param>
    /// <exception cref="ArgumentException">There are not 16 octets, or a value of the new part cannot be written.</exception>
    /// <exception cref="InvalidOperationException">This is no multipart that was split, or it was replaced or removed; or the document has no bodies.</exception>
    public void AddPart(MimePart multipart, BodyPart part, ReadOnlySpan<byte> random)
    {
        ArgumentNullException.ThrowIfNull(part);
        AddPart(multipart, part, null, random);
    }

    private ReadOnlyMemory<byte> LineEnd => _isLfOnly ? s_lf : s_crlf;

    private void AddPart(MimePart multipart, BodyPart part, string? disposition, ReadOnlySpan<byte> random)
    {
        RequireBodies();
        RequireThere(multipart);
        if (!multipart.IsMultipart)
        {
            throw new InvalidOperationException("This is no multipart.");
        }

        MimePart last = default;
        foreach (MimePart child in multipart.Children)
        {
            last = child;
        }

        ReadOnlyMemory<byte> octets = Render(last, part, disposition, random);
        int position = EndWithLineEnd(last);
        bool isOpen = position == _document.Length && LineEndAt(last.BodyEnd) == 0;
        SortedDictionary<int, RangeEdit.AddedParts> added = RangeAt(position, position).Added;
        ReadOnlySpan<byte> delimiter = Body(DelimiterStart(last), last.HeaderStart).TrimBlanksEnd();
        if (!added.TryGetValue(multipart.Depth, out RangeEdit.AddedParts? parts))
        {
            parts = new RangeEdit.AddedParts();
            added.Add(multipart.Depth, parts);
            if (isOpen)
            {
                // The last part goes on to the end of the message: what ends it from here on is a line end of the delimiter's own.
                parts.Octets.Add(LineEnd);
                parts.Close = (byte[])[.. delimiter, .. "--"u8, .. LineEnd.Span];
            }
        }

        parts.Octets.Add((byte[])[.. delimiter, .. LineEnd.Span]);
        parts.Octets.Add(octets);
        parts.Octets.Add(LineEnd);
        _appended[multipart.Number] = AddedTo(multipart) + 1;
    }

    // A writer that knows the boundaries of the multiparts around a part.
    private MimeWriter NewPart(MimePart part, out ArrayBufferWriter<byte> output)
    {
        output = new ArrayBufferWriter<byte>();
        MimeWriter writer = new(output, FitsAround(part) ? _options : _options with { Mode = MimeOutputMode.SevenBit, AllowBinary = false });
        MimePart inside = part;
        while (inside.TryGetParent(out MimePart around))
        {
            if (around.IsMultipart)
            {
                writer.Watch(Body(DelimiterStart(inside), inside.HeaderStart).TrimBlanksEnd());
            }

            inside = around;
        }

        if (_wrap is not null)
        {
            writer.Watch(Encoding.ASCII.GetBytes("--" + _wrap.Boundary));
        }

        return writer;
    }

    // RFC 2045 §6.4: what holds parts says the most that is in them, and what it says is not changed.
    private bool FitsAround(MimePart part)
    {
        while (part.TryGetParent(out part))
        {
            bool isEnough = part.TransferEncoding == TransferEncoding.Binary || (part.TransferEncoding == TransferEncoding.EightBit && !_options.AllowBinary);
            if (!isEnough)
            {
                return false;
            }
        }

        return true;
    }

    private ReadOnlyMemory<byte> Render(MimePart neighbour, BodyPart part, string? disposition, ReadOnlySpan<byte> random)
    {
        MimeWriter writer = NewPart(neighbour, out _);
        return Render(writer, default, part, disposition, random);
    }

    private ReadOnlyMemory<byte> Render(MimeWriter writer, ReadOnlySpan<byte> delimiter, BodyPart part, string? disposition, ReadOnlySpan<byte> random)
    {
        ArrayBufferWriter<byte> output = new();
        writer.Redirect(output);
        if (!delimiter.IsEmpty)
        {
            writer.Watch(delimiter);
        }

        part.Write(writer, disposition, new BoundarySource(random));
        return FitLineEnds(output.WrittenMemory);
    }

    private void RequireBodies()
    {
        if (!_document.HasBodies)
        {
            throw new InvalidOperationException("The document was opened from an outline, which has no bodies.");
        }
    }

    private void RequireInMultipart(MimePart part, out MimePart multipart)
    {
        RequireBodies();
        RequireThere(part);
        if (!part.TryGetParent(out multipart) || !multipart.IsMultipart)
        {
            throw new InvalidOperationException("This is no part of a multipart.");
        }
    }

    private int AddedTo(MimePart multipart) => _appended.GetValueOrDefault(multipart.Number);

    private void DropEdits(int start, int end)
    {
        foreach (int number in _headers.Keys.Where(number => _headers[number].Start >= start && _headers[number].Start < end).ToArray())
        {
            _headers.Remove(number);
        }

        foreach ((int Start, int End) range in _ranges.Keys.Where(range => range.Start >= start && range.End <= end).ToArray())
        {
            // An empty range at an end belongs to what is before or behind; only the body of the part itself can be one.
            if (range.Start < range.End || (range.Start > start && range.End < end))
            {
                _ranges.Remove(range);
            }
            else if (range.Start == end && start < end)
            {
                _ranges[range].Content = null;
            }
        }
    }

    private void SetRange(int start, int end, ReadOnlyMemory<byte> octets, bool needsLineEnd)
    {
        RangeEdit range = RangeAt(start, end);
        range.Content = octets;

        // A part that a delimiter follows at once has its line end in its header.
        range.NeedsLineEnd = needsLineEnd && end < _document.Length && LineEndAt(end) == 0;
    }

    private RangeEdit RangeAt(int start, int end)
    {
        if (!_ranges.TryGetValue((start, end), out RangeEdit? range))
        {
            range = new RangeEdit();
            _ranges.Add((start, end), range);
        }

        return range;
    }

    private ReadOnlySpan<byte> Body(int start, int end)
    {
        MimePart root = _document.Root;
        return root.BodySpan[(start - root.BodyStart)..(end - root.BodyStart)];
    }

    private byte OctetAt(int position) => Body(position, position + 1)[0];

    private int LineEndAt(int position)
    {
        ReadOnlySpan<byte> rest = Body(position, Math.Min(position + 2, _document.Length));
        return rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0;
    }

    private int EndWithLineEnd(MimePart part) => part.BodyEnd + LineEndAt(part.BodyEnd);

    // The delimiter is the line before the header (RFC 2046 §5.1.1).
    private int DelimiterStart(MimePart part)
    {
        int bodyStart = _document.Root.BodyStart;
        ReadOnlySpan<byte> before = Body(bodyStart, part.HeaderStart);
        before = before is [.., (byte)'\n'] ? before[..^1] : before;
        return bodyStart + before.LastIndexOf((byte)'\n') + 1;
    }
}
