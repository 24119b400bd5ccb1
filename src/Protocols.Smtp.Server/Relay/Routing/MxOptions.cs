using System.Collections.Frozen;
using System.Net;

namespace Protocols.Smtp.Server;

/// <summary>Which exchangers and addresses are looked at, and which are this host itself.</summary>
public sealed record MxOptions
{
    /// <summary>The names by which this host may be known among exchangers; <see cref="DeliveryAgentOptions.HostName"/> is one in any case.</summary>
    public IReadOnlySet<string> OwnNames { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// The addresses by which this host may be known among exchangers (RFC 5321 §5.1). Where there are any, the addresses of all exchangers are
    /// looked up before the first is tried.
    /// </summary>
    public IReadOnlySet<IPAddress> OwnAddresses { get; init; } = FrozenSet<IPAddress>.Empty;

    /// <summary>How many exchangers of a domain are looked at, 1 to 1,000, the best first; 20 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxHosts
    {
        get;
        init => field = Within(value, 1_000);
    }
    = 20;

    /// <summary>How many addresses of an exchanger are looked at, 1 to 1,000; 8 unless set. Where there are both, every other one is of IPv6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxAddresses
    {
        get;
        init => field = Within(value, 1_000);
    }
    = 8;

    /// <summary>Whether addresses of IPv4 are used. On unless set.</summary>
    public bool UseIPv4 { get; init; } = true;

    /// <summary>Whether addresses of IPv6 are used. On unless set; off where this host has none, since each would cost an attempt.</summary>
    public bool UseIPv6 { get; init; } = true;

    /// <summary>
    /// Whether exchangers may be on this machine's loopback. Off unless set: whoever names an address of it as an exchanger has this host talk to itself,
    /// and be trusted as a neighbour. For tests.
    /// </summary>
    public bool AllowLoopback { get; init; }

    private static int Within(int value, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
