using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>What FETCH can ask for (RFC 9051 §6.4.5, RFC 3501 §6.4.5). The macros come out as the items they stand for.</summary>
public enum FetchItemKind
{
    /// <summary>UID.</summary>
    Uid,

    /// <summary>FLAGS.</summary>
    Flags,

    /// <summary>INTERNALDATE.</summary>
    InternalDate,

    /// <summary>RFC822.SIZE.</summary>
    Size,

    /// <summary>ENVELOPE.</summary>
    Envelope,

    /// <summary>BODY: the structure without extension data.</summary>
    Body,

    /// <summary>BODYSTRUCTURE.</summary>
    BodyStructure,

    /// <summary>BODY[…] and BODY.PEEK[…].</summary>
    BodySection,

    /// <summary>BINARY[…] and BINARY.PEEK[…].</summary>
    Binary,

    /// <summary>BINARY.SIZE[…].</summary>
    BinarySize,

    /// <summary>RFC822: as BODY[], told under its own name.</summary>
    Rfc822,

    /// <summary>RFC822.HEADER: as BODY.PEEK[HEADER], told under its own name.</summary>
    Rfc822Header,

    /// <summary>RFC822.TEXT: as BODY[TEXT], told under its own name.</summary>
    Rfc822Text,

    /// <summary>MODSEQ (RFC 7162 §3.1.4.2).</summary>
    ModSeq,

    /// <summary>EMAILID: the message's id, in every mailbox the same (RFC 8474 §5.3).</summary>
    EmailId,

    /// <summary>THREADID: the id of its thread (RFC 8474 §5.3).</summary>
    ThreadId,

    /// <summary>PREVIEW: the beginning of its text (RFC 8970 §3).</summary>
    Preview,

    /// <summary>SAVEDATE: when it came into the mailbox (RFC 8514 §4.2).</summary>
    SaveDate,
}

/// <summary>Which text of a part a section names (RFC 9051 §6.4.5.1).</summary>
public enum SectionText
{
    /// <summary>All of the part's content; of the whole message, its header too.</summary>
    Content,

    /// <summary>HEADER.</summary>
    Header,

    /// <summary>HEADER.FIELDS.</summary>
    HeaderFields,

    /// <summary>HEADER.FIELDS.NOT.</summary>
    HeaderFieldsNot,

    /// <summary>TEXT.</summary>
    Text,

    /// <summary>MIME.</summary>
    Mime,
}

/// <summary>A section: a part's path and which text of it.</summary>
public sealed record FetchSection
{
    /// <summary>The whole message: <c>[]</c>.</summary>
    public static FetchSection Whole { get; } = new();

    /// <summary>The numbers of the path, each at least 1; empty for the message itself.</summary>
    public ImmutableArray<uint> Part { get; init; } = [];

    /// <summary>Which text.</summary>
    public SectionText Text { get; init; }

    /// <summary>The header names of HEADER.FIELDS and HEADER.FIELDS.NOT, as the client wrote them.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];
}

/// <summary>A part of a section's octets: <c>&lt;offset.length&gt;</c>.</summary>
/// <param name="Offset">The first octet, from 0.</param>
/// <param name="Length">How many at most, at least 1.</param>
public readonly record struct FetchPartial(long Offset, long Length);

/// <summary>One thing that FETCH asks for.</summary>
public sealed record FetchItem
{
    /// <summary>What.</summary>
    public required FetchItemKind Kind { get; init; }

    /// <summary>The section of BODY[…], BINARY[…] and BINARY.SIZE[…]; else the whole.</summary>
    public FetchSection Section { get; init; } = FetchSection.Whole;

    /// <summary>Whether <c>\Seen</c> stays as it is: the PEEK forms.</summary>
    public bool IsPeek { get; init; }

    /// <summary>Whether it can be left out if it is not at hand: the modifier LAZY of PREVIEW (RFC 8970 §4.1).</summary>
    public bool IsLazy { get; init; }

    /// <summary>Which octets of it, or null for all.</summary>
    public FetchPartial? Partial { get; init; }

    /// <summary>Whether asking for it marks the message as seen (RFC 9051 §6.4.5).</summary>
    public bool SetsSeen => Kind switch
    {
        FetchItemKind.BodySection or FetchItemKind.Binary => !IsPeek,
        FetchItemKind.Rfc822 or FetchItemKind.Rfc822Text => true,
        _ => false,
    };
}

/// <summary>FETCH and UID FETCH (RFC 9051 §6.4.5).</summary>
public sealed record FetchCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => IsUid ? "UID FETCH" : "FETCH";

    /// <summary>Which messages.</summary>
    public required SequenceSet Messages { get; init; }

    /// <summary>Whether the set is of UIDs; then UID is to be told for each, asked for or not.</summary>
    public required bool IsUid { get; init; }

    /// <summary>What, in the client's order.</summary>
    public required ImmutableArray<FetchItem> Items { get; init; }

    /// <summary>Only of messages that changed after this mod-sequence, or null for all. MODSEQ is among the items then (RFC 7162 §3.1.4.1).</summary>
    public long? ChangedSince { get; init; }

    /// <summary>Only those at these places among the messages of the set, or null for all; of UID FETCH alone (RFC 9394 §3.3).</summary>
    public PartialRange? Partial { get; init; }

    /// <summary>Whether those of the set that went since then are to be told too, first; of UID FETCH alone (RFC 7162 §3.2.6).</summary>
    public bool WithVanished { get; init; }
}
