using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>An address of an envelope (RFC 9051 §7.5.2).</summary>
/// <param name="Name">The display name as it stands in the header, or null.</param>
/// <param name="Route">The source route, or null.</param>
/// <param name="Mailbox">The local part; the group's name where the host is null; null at a group's end.</param>
/// <param name="Host">The domain, or null for the start or end of a group.</param>
public sealed record ImapAddress(string? Name, string? Route, string? Mailbox, string? Host);

/// <summary>ENVELOPE: header fields as the server read them, encoded words included (RFC 9051 §7.5.2).</summary>
public sealed record ImapEnvelope
{
    /// <summary>Date, or null.</summary>
    public string? Date { get; init; }

    /// <summary>Subject, or null.</summary>
    public string? Subject { get; init; }

    /// <summary>From.</summary>
    public ImmutableArray<ImapAddress> From { get; init; } = [];

    /// <summary>Sender.</summary>
    public ImmutableArray<ImapAddress> Sender { get; init; } = [];

    /// <summary>Reply-To.</summary>
    public ImmutableArray<ImapAddress> ReplyTo { get; init; } = [];

    /// <summary>To.</summary>
    public ImmutableArray<ImapAddress> To { get; init; } = [];

    /// <summary>Cc.</summary>
    public ImmutableArray<ImapAddress> Cc { get; init; } = [];

    /// <summary>Bcc.</summary>
    public ImmutableArray<ImapAddress> Bcc { get; init; } = [];

    /// <summary>In-Reply-To, or null.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>Message-ID, or null.</summary>
    public string? MessageId { get; init; }
}

/// <summary>BODY or BODYSTRUCTURE: a part and those in it (RFC 9051 §7.5.2).</summary>
public sealed record ImapBodyStructure
{
    /// <summary>The type, such as <c>text</c>; <c>multipart</c> for several parts.</summary>
    public required string Type { get; init; }

    /// <summary>The subtype, such as <c>plain</c>.</summary>
    public required string Subtype { get; init; }

    /// <summary>The parameters of the type, by name.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>Content-ID, or null.</summary>
    public string? Id { get; init; }

    /// <summary>Content-Description, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The transfer encoding, or null for several parts.</summary>
    public string? Encoding { get; init; }

    /// <summary>The size in octets, encoded as it is.</summary>
    public long Size { get; init; }

    /// <summary>How many lines, of a text or a message; else null.</summary>
    public long? Lines { get; init; }

    /// <summary>The envelope of a message, or null.</summary>
    public ImapEnvelope? Envelope { get; init; }

    /// <summary>The parts of a multipart, or the one body of a message.</summary>
    public ImmutableArray<ImapBodyStructure> Parts { get; init; } = [];

    /// <summary>Content-MD5, or null.</summary>
    public string? Md5 { get; init; }

    /// <summary>Content-Disposition, or null.</summary>
    public string? Disposition { get; init; }

    /// <summary>The disposition's parameters, by name.</summary>
    public ImmutableArray<KeyValuePair<string, string>> DispositionParameters { get; init; } = [];

    /// <summary>Content-Language.</summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>Content-Location, or null.</summary>
    public string? Location { get; init; }
}

/// <summary>The content of a section, if it is not NIL.</summary>
/// <param name="Name">The item's name as the server wrote it, such as <c>BODY[TEXT]&lt;0&gt;</c>.</param>
/// <param name="Bytes">The octets; null for NIL, and where they were streamed.</param>
/// <param name="StreamedLength">How many octets were streamed before, or null.</param>
public sealed record ImapSection(string Name, ReadOnlyMemory<byte>? Bytes, long? StreamedLength);

/// <summary>FETCH or UIDFETCH (RFC 9051 §7.5.2, RFC 9586 §3.3). What was not told is null.</summary>
public sealed record ImapFetchResponse : ImapResponse
{
    /// <summary>The message's sequence number; 0 in UIDFETCH.</summary>
    public uint Number { get; init; }

    /// <summary>UID.</summary>
    public uint? Uid { get; init; }

    /// <summary>FLAGS.</summary>
    public ImmutableArray<string>? Flags { get; init; }

    /// <summary>INTERNALDATE as it was written, such as <c>17-Jul-1996 02:44:25 -0700</c>.</summary>
    public string? InternalDate { get; init; }

    /// <summary>RFC822.SIZE.</summary>
    public long? Size { get; init; }

    /// <summary>MODSEQ (RFC 7162 §3.1.4.2).</summary>
    public long? ModSeq { get; init; }

    /// <summary>ENVELOPE.</summary>
    public ImapEnvelope? Envelope { get; init; }

    /// <summary>BODY or BODYSTRUCTURE.</summary>
    public ImapBodyStructure? BodyStructure { get; init; }

    /// <summary>BODY[…], BINARY[…], RFC822 and the like, in the server's order.</summary>
    public ImmutableArray<ImapSection> Sections { get; init; } = [];

    /// <summary>Items that are none of these and whose value is one word or number, such as EMAILID, by name in capitals.</summary>
    public ImmutableSortedDictionary<string, string> Others { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
