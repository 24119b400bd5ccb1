using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>How far below an entry GETMETADATA looks (RFC 5464 §4.2.2).</summary>
public enum MetadataDepth
{
    /// <summary>The entry alone.</summary>
    Zero,

    /// <summary>And those right below it.</summary>
    One,

    /// <summary>And all below it.</summary>
    Infinity,
}

/// <summary>GETMETADATA (RFC 5464 §4.2).</summary>
public sealed record GetMetadataCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "GETMETADATA";

    /// <summary>The mailbox's name in Unicode, INBOX in capitals; empty for the server.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The entries, at least one, each valid and in lower case.</summary>
    public required ImmutableArray<string> Entries { get; init; }

    /// <summary>How far below them.</summary>
    public MetadataDepth Depth { get; init; }

    /// <summary>The largest value that is wanted, in octets, or null for any.</summary>
    public long? MaxSize { get; init; }
}

/// <summary>SETMETADATA (RFC 5464 §4.3).</summary>
public sealed record SetMetadataCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "SETMETADATA";

    /// <summary>The mailbox's name in Unicode, INBOX in capitals; empty for the server.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The entries, at least one, each valid and in lower case, and their values: null removes one. All are set, or none.</summary>
    public required ImmutableArray<KeyValuePair<string, ReadOnlyMemory<byte>?>> Values { get; init; }
}
