using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Atps;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.Spf;

namespace Protocols.MailAuth;

/// <summary>What a <see cref="MailAuthenticator"/> does. Immutable.</summary>
public sealed record MailAuthOptions
{
    /// <summary>The name under which results are given: the host's, or its organization's (RFC 8601 §2.5).</summary>
    public required string ServiceId { get; init; }

    /// <summary>The options of SPF.</summary>
    public SpfOptions Spf { get; init; } = SpfOptions.Default;

    /// <summary>The options of DKIM, and of the keys of ARC.</summary>
    public DkimOptions Dkim { get; init; } = DkimOptions.Default;

    /// <summary>The options of ARC.</summary>
    public ArcOptions Arc { get; init; } = new();

    /// <summary>The options of DMARC.</summary>
    public DmarcOptions Dmarc { get; init; } = DmarcOptions.Default;

    /// <summary>The options of third-party signatures.</summary>
    public AtpsOptions Atps { get; init; } = AtpsOptions.Default;

    /// <summary>How many look-ups of one message are under way at once. From 1; 16 unless set.</summary>
    public int MaxConcurrentLookups
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 16;

    /// <summary>How long all look-ups of one message may take; what is not known then is a temporary failure (RFC 7208 §4.6.4: at least twenty seconds). Thirty seconds unless set.</summary>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(30);
}
