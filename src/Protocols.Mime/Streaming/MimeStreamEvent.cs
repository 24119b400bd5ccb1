using System.Buffers;

namespace Protocols.Mime;

/// <summary>What a <see cref="MimeStreamReader"/> came to.</summary>
public enum MimeStreamEventKind
{
    /// <summary>Nothing can be told yet: give the same input again, with more behind it.</summary>
    NeedMoreData,

    /// <summary>A part begins. Its header, read whole, is <see cref="MimeStreamReader.Part"/> until the next part begins.</summary>
    Header,

    /// <summary>Octets of a header behind <see cref="MimeReadOptions.MaxHeaderBytes"/>, which is not read.</summary>
    HeaderRest,

    /// <summary>Octets of the body of a part that has no others in it, as they are encoded.</summary>
    Body,

    /// <summary>Octets of a multipart before its first part (RFC 2046 §5.1.1). Where no part comes, these are all there is of it.</summary>
    Preamble,

    /// <summary>
    /// The line that stands between two parts or behind the last, with the line end before it, which belongs to it (RFC 2046 §5.1.1). It may
    /// come in two pieces.
    /// </summary>
    Delimiter,

    /// <summary>Octets of a multipart behind its last part, or parts beyond <see cref="MimeReadOptions.MaxParts"/>.</summary>
    Epilogue,

    /// <summary>A part ends. Each part that began ends once, the inner before the outer.</summary>
    PartEnd,

    /// <summary>Something is wrong with the message: see <see cref="MimeStreamEvent.Defect"/>.</summary>
    Defect,

    /// <summary>The message has ended; nothing follows.</summary>
    End,
}

/// <summary>
/// One step through a message. The octets are borrowed from the input that was given, and are valid until the next call. The octets of all
/// events, with those of each <see cref="MimeStreamReader.Part"/>'s header, are the message, in order.
/// </summary>
public readonly struct MimeStreamEvent
{
    internal MimeStreamEvent(MimeStreamEventKind kind, int part, int depth, long offset, ReadOnlySequence<byte> octets = default, DefectCode defect = DefectCode.None)
    {
        Kind = kind;
        PartNumber = part;
        Depth = depth;
        Offset = offset;
        Octets = octets;
        Defect = defect;
    }

    /// <summary>What was met.</summary>
    public MimeStreamEventKind Kind { get; }

    /// <summary>The part that it belongs to, by its place in the message: 0 for the message itself, then in the order in which parts begin.</summary>
    public int PartNumber { get; }

    /// <summary>How many parts are around that part; 0 for the message itself.</summary>
    public int Depth { get; }

    /// <summary>The octet of the message at which it begins; for <see cref="MimeStreamEventKind.PartEnd"/>, at which the body has ended.</summary>
    public long Offset { get; }

    /// <summary>The octets; empty for kinds that have none.</summary>
    public ReadOnlySequence<byte> Octets { get; }

    /// <summary>What is wrong, for <see cref="MimeStreamEventKind.Defect"/>.</summary>
    public DefectCode Defect { get; }

    /// <summary>The rule that was broken, or the option that was met, for <see cref="MimeStreamEventKind.Defect"/>.</summary>
    public string Rule => new Defect(Defect, 0).Rule;
}
