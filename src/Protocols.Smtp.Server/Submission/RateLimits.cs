using System.Net;

namespace Protocols.Smtp.Server;

/// <summary>How much mail one account or one client may send. A limit that is null does not hold; none does unless set.</summary>
/// <remarks>
/// Each is a bucket: as many as the limit may come at once, and as many an hour from then on. Accounts have those for accounts, wherever they are; clients
/// that have not logged in have those for their address.
/// </remarks>
public sealed record RateLimits
{
    /// <summary>The most messages an hour of an account, counted by MAIL. Beyond: 450 4.7.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? AccountMessages { get; init => field = AtLeastOne(value); }

    /// <summary>The most recipients an hour of an account, counted by RCPT. Beyond: 452 4.7.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? AccountRecipients { get; init => field = AtLeastOne(value); }

    /// <summary>The most messages an hour of a client's address, an IPv6 network of 64 bits being one. Beyond: 450 4.7.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? AddressMessages { get; init => field = AtLeastOne(value); }

    /// <summary>The most recipients an hour of a client's address. Beyond: 452 4.7.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? AddressRecipients { get; init => field = AtLeastOne(value); }

    /// <summary>Where clients are that have no limits for addresses; empty unless set.</summary>
    public IReadOnlyList<IPNetwork> ExemptNetworks { get; init; } = [];

    /// <summary>
    /// How many accounts and addresses are remembered, from 1; 100,000 unless set, some ten megabytes. Beyond, the one that sent nothing for the longest
    /// time is forgotten, and may send anew.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxRemembered
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 100_000;

    private static int? AtLeastOne(int? value)
    {
        if (value is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(value));
        }

        return value;
    }
}
