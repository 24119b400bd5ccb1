using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>GETQUOTA (RFC 9208 §4.1.1).</summary>
public sealed record GetQuotaCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "GETQUOTA";

    /// <summary>The quota root's name.</summary>
    public required string Root { get; init; }
}

/// <summary>GETQUOTAROOT (RFC 9208 §4.1.2).</summary>
public sealed record GetQuotaRootCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "GETQUOTAROOT";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals. There need not be one.</summary>
    public required string Mailbox { get; init; }
}

/// <summary>SETQUOTA (RFC 9208 §4.1.3).</summary>
public sealed record SetQuotaCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => "SETQUOTA";

    /// <summary>The quota root's name.</summary>
    public required string Root { get; init; }

    /// <summary>The resources that are limited from now on, each once by its name in capitals, and their limits; those that are not named are limited no longer.</summary>
    public required ImmutableArray<KeyValuePair<string, long>> Limits { get; init; }
}
