using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>A response of a server, owned: it keeps nothing of the input (RFC 9051 §7).</summary>
public abstract record ImapResponse
{
    private protected ImapResponse()
    {
    }
}

/// <summary>A response code as it was received: the machine-readable part of a status response (RFC 9051 §7.1).</summary>
/// <param name="Name">Its name in capitals.</param>
/// <param name="Argument">All that follows the name, as it was written; may be empty.</param>
public sealed record ImapReceivedCode(string Name, string Argument)
{
    /// <summary>The first argument, if it is a number: of UIDVALIDITY, UIDNEXT, UNSEEN, HIGHESTMODSEQ, APPENDUID, COPYUID, MESSAGELIMIT and the like; of METADATA, that of LONGENTRIES or MAXSIZE.</summary>
    public long? Number { get; init; }

    /// <summary>The set of MODIFIED and APPENDUID, and the originals of COPYUID; else null.</summary>
    public SequenceSet? Source { get; init; }

    /// <summary>The copies of COPYUID, in the order of the originals; else null.</summary>
    public SequenceSet? Target { get; init; }

    /// <summary>The words of CAPABILITY, PERMANENTFLAGS, BADCHARSET, BADEVENT and METADATA; else none.</summary>
    public ImmutableArray<string> Words { get; init; } = [];
}

/// <summary>OK, NO, BAD, PREAUTH or BYE, tagged or not (RFC 9051 §7.1).</summary>
/// <param name="Status">Which.</param>
/// <param name="Code">The response code, or null.</param>
/// <param name="Text">Words for a person.</param>
public sealed record ImapStatusResponse(ImapStatus Status, ImapReceivedCode? Code, string Text) : ImapResponse;

/// <summary>CAPABILITY and ENABLED (RFC 9051 §7.2.2, §7.2.1).</summary>
/// <param name="Capabilities">The capabilities, as they were written.</param>
/// <param name="IsEnabled">Whether it is ENABLED.</param>
public sealed record ImapCapabilityResponse(ImmutableArray<string> Capabilities, bool IsEnabled) : ImapResponse;

/// <summary>EXISTS, RECENT or EXPUNGE (RFC 9051 §7.4.1, §7.5.1).</summary>
/// <param name="Number">How many messages, or the number of the one that is gone.</param>
/// <param name="Kind">Which of them.</param>
public sealed record ImapCountResponse(uint Number, ImapCountKind Kind) : ImapResponse;

/// <summary>What an <see cref="ImapCountResponse"/> counts.</summary>
public enum ImapCountKind
{
    /// <summary>EXISTS: the messages of the mailbox.</summary>
    Exists,

    /// <summary>RECENT: those that are recent.</summary>
    Recent,

    /// <summary>EXPUNGE: a message is gone, and those above move down.</summary>
    Expunge,
}

/// <summary>FLAGS (RFC 9051 §7.3.5).</summary>
/// <param name="Flags">The flags that can be used.</param>
public sealed record ImapFlagsResponse(ImmutableArray<string> Flags) : ImapResponse;

/// <summary>VANISHED (RFC 7162 §3.2.10).</summary>
/// <param name="IsEarlier">Whether no number moves.</param>
/// <param name="Uids">The UIDs.</param>
public sealed record ImapVanishedResponse(bool IsEarlier, SequenceSet Uids) : ImapResponse;

/// <summary>LIST or LSUB (RFC 9051 §7.3.1).</summary>
/// <param name="Attributes">The attributes, such as <c>\HasChildren</c>.</param>
/// <param name="Separator">The hierarchy separator, or null for a flat name.</param>
/// <param name="Mailbox">The name in Unicode.</param>
/// <param name="IsLsub">Whether it is LSUB.</param>
public sealed record ImapListResponse(ImmutableArray<string> Attributes, char? Separator, string Mailbox, bool IsLsub) : ImapResponse
{
    /// <summary>The selection options that its children match: CHILDINFO.</summary>
    public ImmutableArray<string> ChildInfo { get; init; } = [];

    /// <summary>The name it had: OLDNAME; or null.</summary>
    public string? OldName { get; init; }
}

/// <summary>STATUS (RFC 9051 §7.3.4).</summary>
/// <param name="Mailbox">The mailbox's name in Unicode.</param>
/// <param name="Numbers">The items that are numbers, by name in capitals.</param>
/// <param name="MailboxId">MAILBOXID (RFC 8474 §4), or null.</param>
public sealed record ImapMailboxStatusResponse(string Mailbox, ImmutableSortedDictionary<string, long> Numbers, string? MailboxId) : ImapResponse;

/// <summary>SEARCH or SORT (RFC 3501 §7.2.5, RFC 5256 §4).</summary>
/// <param name="Numbers">The numbers or UIDs, in the server's order.</param>
/// <param name="ModSeq">The highest mod-sequence of them, or null (RFC 7162 §3.1.6).</param>
/// <param name="IsSort">Whether it is SORT.</param>
public sealed record ImapSearchResponse(ImmutableArray<uint> Numbers, long? ModSeq, bool IsSort) : ImapResponse;

/// <summary>ESEARCH (RFC 9051 §7.3.4).</summary>
public sealed record ImapESearchResponse : ImapResponse
{
    /// <summary>The tag of the command that it answers, or null.</summary>
    public string? Tag { get; init; }

    /// <summary>The mailbox that it is about, where several were searched; else null (RFC 7377 §2.1).</summary>
    public string? Mailbox { get; init; }

    /// <summary>The UIDVALIDITY of that mailbox, or null.</summary>
    public long? UidValidity { get; init; }

    /// <summary>Whether the numbers are UIDs.</summary>
    public bool IsUid { get; init; }

    /// <summary>The lowest, or null.</summary>
    public long? Min { get; init; }

    /// <summary>The highest, or null.</summary>
    public long? Max { get; init; }

    /// <summary>How many, or null.</summary>
    public long? Count { get; init; }

    /// <summary>All, or null; of a sorted search in the server's order.</summary>
    public SequenceSet? All { get; init; }

    /// <summary>The highest mod-sequence, or null (RFC 4731 §3.2).</summary>
    public long? ModSeq { get; init; }

    /// <summary>The range that PARTIAL was asked for, such as <c>1:500</c>, or null (RFC 9394 §3.1).</summary>
    public string? PartialRange { get; init; }

    /// <summary>What there was of it, or null for nothing.</summary>
    public SequenceSet? Partial { get; init; }

    /// <summary>How relevant each of what was found is, from 1 to 100, in the same order (RFC 6203 §4); else none.</summary>
    public ImmutableArray<uint> Relevancy { get; init; } = [];

    /// <summary>How a result that is updated has changed, in order: each change is made on what the one before it left (RFC 5267 §4.3).</summary>
    public ImmutableArray<ImapResultChange> Changes { get; init; } = [];

    /// <summary>The items that are none of these, by name in capitals.</summary>
    public ImmutableArray<string> Others { get; init; } = [];
}

/// <summary>Messages that came into a result or left it: ADDTO and REMOVEFROM (RFC 5267 §4.3.2, §4.3.3).</summary>
/// <param name="IsAdded">Whether they came.</param>
/// <param name="Position">The place of the first of them, from 1; 0 where the result has the mailbox's own order.</param>
/// <param name="Messages">Their numbers or UIDs.</param>
public sealed record ImapResultChange(bool IsAdded, uint Position, SequenceSet Messages);

/// <summary>A message of a thread and those that answer it (RFC 5256 §4).</summary>
/// <param name="Number">The number or UID; null where the message is missing.</param>
/// <param name="Children">The answers.</param>
public sealed record ImapThread(uint? Number, ImmutableArray<ImapThread> Children);

/// <summary>THREAD (RFC 5256 §4).</summary>
/// <param name="Threads">The threads.</param>
public sealed record ImapThreadResponse(ImmutableArray<ImapThread> Threads) : ImapResponse;

/// <summary>A namespace (RFC 9051 §7.3.3).</summary>
/// <param name="Prefix">What its names begin with.</param>
/// <param name="Separator">The hierarchy separator, or null.</param>
public sealed record ImapNamespace(string Prefix, char? Separator);

/// <summary>NAMESPACE (RFC 9051 §7.3.3).</summary>
/// <param name="Personal">One's own.</param>
/// <param name="OtherUsers">Those of others.</param>
/// <param name="Shared">Those of all.</param>
public sealed record ImapNamespaceResponse(ImmutableArray<ImapNamespace> Personal, ImmutableArray<ImapNamespace> OtherUsers, ImmutableArray<ImapNamespace> Shared) : ImapResponse;

/// <summary>A resource of a quota root (RFC 9208 §4.2.1).</summary>
/// <param name="Resource">Its name, such as <c>STORAGE</c>.</param>
/// <param name="Usage">How much is used.</param>
/// <param name="Limit">How much may be.</param>
public sealed record ImapQuotaResource(string Resource, long Usage, long Limit);

/// <summary>QUOTA (RFC 9208 §4.2.1).</summary>
/// <param name="Root">The quota root.</param>
/// <param name="Resources">Its resources.</param>
public sealed record ImapQuotaResponse(string Root, ImmutableArray<ImapQuotaResource> Resources) : ImapResponse;

/// <summary>QUOTAROOT (RFC 9208 §4.2.2).</summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Roots">Its quota roots.</param>
public sealed record ImapQuotaRootResponse(string Mailbox, ImmutableArray<string> Roots) : ImapResponse;

/// <summary>ACL, MYRIGHTS (with nobody named) or LISTRIGHTS (with what may be given) (RFC 4314 §3).</summary>
/// <param name="Kind">ACL, MYRIGHTS or LISTRIGHTS.</param>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Entries">Who has which rights; of LISTRIGHTS, the rights always had, then the groups that may be given, all of one.</param>
public sealed record ImapAclResponse(string Kind, string Mailbox, ImmutableArray<KeyValuePair<string, string>> Entries) : ImapResponse;

/// <summary>METADATA (RFC 5464 §4.4).</summary>
/// <param name="Mailbox">The mailbox; empty for the server.</param>
/// <param name="Entries">The entries; a value is null where there is none, or where names alone are told.</param>
public sealed record ImapMetadataResponse(string Mailbox, ImmutableArray<KeyValuePair<string, string?>> Entries) : ImapResponse;

/// <summary>ID (RFC 2971 §3.2).</summary>
/// <param name="Fields">What the server says of itself.</param>
public sealed record ImapIdResponse(ImmutableArray<KeyValuePair<string, string?>> Fields) : ImapResponse;

/// <summary>A response that is not known here, or whose form is not that of its kind.</summary>
/// <param name="Name">Its first word in capitals; may be empty.</param>
/// <param name="Text">All of it but <c>* </c>, as Latin-1.</param>
public sealed record ImapUnknownResponse(string Name, string Text) : ImapResponse;
