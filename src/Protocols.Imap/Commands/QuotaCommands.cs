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
