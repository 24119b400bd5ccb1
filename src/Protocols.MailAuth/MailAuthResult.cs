using System.Collections.Immutable;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Atps;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.Results;
using Protocols.MailAuth.Spf;

namespace Protocols.MailAuth;

/// <summary>All that is known of where a message comes from, and why.</summary>
public sealed record MailAuthResult
{
    /// <summary>SPF of the return path.</summary>
    public required SpfResult Spf { get; init; }

    /// <summary>SPF of what the client called itself.</summary>
    public required SpfResult SpfHelo { get; init; }

    /// <summary>The signatures, in the order of the header.</summary>
    public required ImmutableArray<DkimResult> Dkim { get; init; }

    /// <summary>The chain.</summary>
    public required ArcResult Arc { get; init; }

    /// <summary>Whether a third party signed with the author's leave (RFC 6541). DMARC does not heed it: it is for whoever decides.</summary>
    public AtpsResult Atps { get; init; } = new();

    /// <summary>What the author's domain wants.</summary>
    public required DmarcResult Dmarc { get; init; }

    /// <summary>Whether the client's address has a name that leads back to it; null where the address is not known.</summary>
    public required IprevResult? Iprev { get; init; }

    /// <summary>All of it as a field to put before the message.</summary>
    public required AuthenticationResults Results { get; init; }

    /// <summary>Every answer of the DNS that this rests on: given again by a <see cref="DnsTrace"/>, at the same time, they decide the same.</summary>
    public required ImmutableArray<DnsAnswer> Answers { get; init; }
}
