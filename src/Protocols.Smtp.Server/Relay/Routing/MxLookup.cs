using System.Net;

namespace Protocols.Smtp.Server;

/// <summary>What is known of a domain's exchangers.</summary>
public enum MxStatus
{
    /// <summary>There are some, or the domain stands for itself.</summary>
    Found,

    /// <summary>The domain says that it takes no mail (RFC 7505 §3).</summary>
    NullMx,

    /// <summary>The domain does not exist, or what is given is none.</summary>
    NoSuchDomain,

    /// <summary>This host is the best of them: there is nowhere to send to (RFC 5321 §5.1).</summary>
    Loop,

    /// <summary>It cannot be known now.</summary>
    TemporaryFailure,
}

/// <summary>A server to send to.</summary>
/// <param name="Name">Its name as the record has it, in lower case, or an address literal.</param>
/// <param name="Preference">Lower is better.</param>
/// <param name="Address">The address where <paramref name="Name"/> is a literal.</param>
public sealed record MxHost(string Name, int Preference, IPAddress? Address = null);

/// <summary>The servers of a domain.</summary>
/// <param name="Status">What is known.</param>
/// <param name="Hosts">Where to send, best first, those of one preference in random order; none unless <see cref="MxStatus.Found"/>.</param>
public sealed record MxLookup(MxStatus Status, IReadOnlyList<MxHost> Hosts)
{
    /// <summary>Whether the records, or that there are none, were validated (RFC 7672 §2.2.1).</summary>
    public bool IsSecure { get; init; }

    /// <summary>Whether no MX record named the one host, but the domain itself does: by its address records, or as a literal.</summary>
    public bool IsImplicit { get; init; }

    /// <summary>The domain with its aliases followed, where it is a validated alias; null where not.</summary>
    public string? ExpandedDomain { get; init; }

    /// <summary>What went wrong, in words for a person; empty where the status says it all.</summary>
    public string Problem { get; init; } = "";
}

/// <summary>The addresses of a server.</summary>
/// <param name="Addresses">The addresses in the order in which to try them; none if it has none or they cannot be known.</param>
/// <param name="IsTemporary">Whether asking later may give more.</param>
/// <param name="Problem">Why there are none, in words for a person; empty where there are some.</param>
public sealed record HostAddresses(IReadOnlyList<IPAddress> Addresses, bool IsTemporary, string Problem);
