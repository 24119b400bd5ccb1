using System.Collections.Immutable;
using Protocols.MailAuth.Atps;

namespace Protocols.MailAuth.Dkim;

/// <summary>What a signature covers, and how. Immutable.</summary>
public sealed record DkimSigningOptions
{
    /// <summary>The defaults: relaxed forms, the fields of RFC 6376 §5.4.1 that a message has, and none of those that say what it is may be added.</summary>
    public static DkimSigningOptions Default { get; } = new();

    /// <summary>How the header is brought to one form; relaxed unless set.</summary>
    public DkimCanonicalization HeaderForm { get; init; } = DkimCanonicalization.Relaxed;

    /// <summary>How the body is; relaxed unless set.</summary>
    public DkimCanonicalization BodyForm { get; init; } = DkimCanonicalization.Relaxed;

    /// <summary>The fields that are signed where they are there, each as often as it is (RFC 6376 §5.4.1). From is signed in any case.</summary>
    public ImmutableArray<string> Fields { get; init; } =
    [
        "From", "Reply-To", "Subject", "Date", "To", "Cc", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        "Content-Disposition", "Resent-Date", "Resent-From", "Resent-To", "Resent-Cc", "Resent-Message-ID", "List-Id", "List-Help", "List-Unsubscribe", "List-Unsubscribe-Post",
        "List-Subscribe", "List-Post", "List-Owner", "List-Archive", "Autocrypt",
    ];

    /// <summary>Those that are named once more than they are there, so that none can be added (RFC 6376 §5.4, §8.15).</summary>
    public ImmutableArray<string> Oversigned { get; init; } = ["From", "Reply-To", "Subject", "Date", "To", "Cc", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

    /// <summary>On whose behalf, <c>i=</c>; null to leave it out.</summary>
    public string? Identity { get; init; }

    /// <summary>How long the signature holds, <c>x=</c>; null for ever.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Whether the length of the body is written, <c>l=</c>, so that text may be added behind it. False unless set: it rarely helps and often harms (RFC 6376 §8.2).</summary>
    public bool WithBodyLength { get; init; }

    /// <summary>Whether reports of failures are asked for, <c>r=y</c> (RFC 6651 §3.1). False unless set.</summary>
    public bool WantsReports { get; init; }

    /// <summary>The author's domain that the key's domain signs for, <c>atps=</c> (RFC 6541 §4.2), which has to publish an <see cref="AtpsRecord"/>; null for none.</summary>
    public string? AuthorizingDomain { get; init; }

    /// <summary>How the signer's name is hashed in the name of that record, <c>atpsh=</c>; written only beside <see cref="AuthorizingDomain"/>.</summary>
    public AtpsHash AuthorizationHash { get; init; }
}
