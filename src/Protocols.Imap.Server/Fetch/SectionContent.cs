using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Imap.Server;

/// <summary>Where the octets of a section are: at hand, from the outline, or a range of the message (RFC 9051 §6.4.5.1).</summary>
internal readonly record struct SectionContent
{
    private SectionContent(bool exists, ReadOnlyMemory<byte> octets, long offset, long length, bool isRange)
    {
        Exists = exists;
        Octets = octets;
        Offset = offset;
        Length = length;
        IsRange = isRange;
    }

    /// <summary>Whether there is such a section.</summary>
    public bool Exists { get; }

    /// <summary>Whether it is a range of the message, by <see cref="Offset"/>; else it is in <see cref="Octets"/>.</summary>
    public bool IsRange { get; }

    /// <summary>The octets, if they are at hand.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>Where the range begins.</summary>
    public long Offset { get; }

    /// <summary>How many octets there are.</summary>
    public long Length { get; }

    /// <summary>The octets that the client asked for of it.</summary>
    public SectionContent Slice(FetchPartial? partial)
    {
        if (partial is not { } p)
        {
            return this;
        }

        long from = Math.Min(p.Offset, Length);
        long length = Math.Min(p.Length, Length - from);
        return IsRange ? new SectionContent(true, default, Offset + from, length, true) : new SectionContent(true, Octets.Slice((int)from, (int)length), 0, length, false);
    }

    /// <summary>Finds a section.</summary>
    /// <param name="document">The message's outline.</param>
    /// <param name="section">The section.</param>
    /// <param name="size">The message's size.</param>
    public static SectionContent Find(MimeDocument document, FetchSection section, long size)
    {
        if (section.Part.IsEmpty)
        {
            return section.Text == SectionText.Content ? Range(0, size) : OfMessage(document.Root, section);
        }

        if (!TryFindPart(document, section, out MimePart part))
        {
            return default;
        }

        switch (section.Text)
        {
            case SectionText.Content:
                return Range(part.BodyStart, part.BodyLength);
            case SectionText.Mime:
                return AtHand(part.HeaderMemory);
            default:
                // HEADER and TEXT of a part are those of the message inside it.
                return part.TryGetEmbeddedMessage(out MimePart embedded) ? OfMessage(embedded, section) : default;
        }
    }

    /// <summary>Finds the part that a section's numbers name.</summary>
    public static bool TryFindPart(MimeDocument document, FetchSection section, out MimePart part)
    {
        Span<int> path = section.Part.Length <= 64 ? stackalloc int[section.Part.Length] : new int[section.Part.Length];
        for (int i = 0; i < path.Length; i++)
        {
            path[i] = (int)Math.Min(section.Part[i], int.MaxValue);
        }

        return document.TryGetSection(path, out part);
    }

    private static SectionContent OfMessage(MimePart message, FetchSection section) => section.Text switch
    {
        SectionText.Header => AtHand(message.HeaderMemory),
        SectionText.HeaderFields => AtHand(Fields(message, section, wanted: true)),
        SectionText.HeaderFieldsNot => AtHand(Fields(message, section, wanted: false)),
        SectionText.Text => Range(message.BodyStart, message.BodyLength),
        _ => default,
    };

    private static ReadOnlyMemory<byte> Fields(MimePart message, FetchSection section, bool wanted)
    {
        ArrayBufferWriter<byte> output = new(512);
        foreach (HeaderField field in message.Headers)
        {
            if (IsNamed(field.Name, section) == wanted)
            {
                output.Write(field.RawField);
            }
        }

        // The empty line is always there (RFC 9051 §6.4.5.1).
        output.Write("\r\n"u8);
        return output.WrittenMemory;
    }

    private static bool IsNamed(ReadOnlySpan<byte> name, FetchSection section)
    {
        foreach (string wanted in section.Fields)
        {
            if (Ascii.EqualsIgnoreCase(name, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static SectionContent AtHand(ReadOnlyMemory<byte> octets) => new(true, octets, 0, octets.Length, false);

    private static SectionContent Range(long offset, long length) => new(true, default, offset, length, true);
}
