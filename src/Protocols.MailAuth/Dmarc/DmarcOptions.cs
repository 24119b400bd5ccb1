namespace Protocols.MailAuth.Dmarc;

/// <summary>How policies are found. Immutable.</summary>
public sealed record DmarcOptions
{
    /// <summary>The defaults: the walk up the tree of names.</summary>
    public static DmarcOptions Default { get; } = new();

    /// <summary>
    /// The public suffixes by which organizations are told (RFC 7489 §3.2), or null to walk up the tree of names instead (dmarcbis §4.10), which replaced that.
    /// </summary>
    public PublicSuffixList? PublicSuffixes { get; init; }
}
