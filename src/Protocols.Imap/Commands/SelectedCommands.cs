using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>CHECK (RFC 3501 §6.4.1).</summary>
public sealed record CheckCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "CHECK";
}

/// <summary>CLOSE and UNSELECT (RFC 9051 §6.4.1, §6.4.2).</summary>
public sealed record CloseCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => Expunges ? "CLOSE" : "UNSELECT";

    /// <summary>Whether messages with <c>\Deleted</c> go: CLOSE.</summary>
    public required bool Expunges { get; init; }
}

/// <summary>EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3, §6.4.9).</summary>
public sealed record ExpungeCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => Uids is null ? "EXPUNGE" : "UID EXPUNGE";

    /// <summary>The UIDs of UID EXPUNGE, or null.</summary>
    public SequenceSet? Uids { get; init; }
}

/// <summary>How STORE changes flags (RFC 9051 §6.4.6).</summary>
public enum StoreOperation
{
    /// <summary>FLAGS: just these.</summary>
    Replace,

    /// <summary>+FLAGS: these too.</summary>
    Add,

    /// <summary>-FLAGS: not these.</summary>
    Remove,
}

/// <summary>STORE and UID STORE (RFC 9051 §6.4.6).</summary>
public sealed record StoreCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => IsUid ? "UID STORE" : "STORE";

    /// <summary>Which messages.</summary>
    public required SequenceSet Messages { get; init; }

    /// <summary>Whether the set is of UIDs.</summary>
    public required bool IsUid { get; init; }

    /// <summary>How.</summary>
    public required StoreOperation Operation { get; init; }

    /// <summary>Whether the new flags need not be told.</summary>
    public required bool IsSilent { get; init; }

    /// <summary>The flags.</summary>
    public required ImmutableArray<string> Flags { get; init; }

    /// <summary>Only of messages that did not change after this mod-sequence, which may be 0; null for all (RFC 7162 §3.1.3).</summary>
    public long? UnchangedSince { get; init; }
}

/// <summary>COPY, MOVE and their UID forms (RFC 9051 §6.4.7, §6.4.8).</summary>
public sealed record CopyCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => IsUid ? IsMove ? "UID MOVE" : "UID COPY" : IsMove ? "MOVE" : "COPY";

    /// <summary>Which messages.</summary>
    public required SequenceSet Messages { get; init; }

    /// <summary>Whether the set is of UIDs.</summary>
    public required bool IsUid { get; init; }

    /// <summary>Whether the originals go.</summary>
    public required bool IsMove { get; init; }

    /// <summary>Where to.</summary>
    public required string Mailbox { get; init; }
}
