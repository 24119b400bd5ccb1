namespace Protocols.Hosting;

/// <summary>How many connections may be open at once.</summary>
public sealed record ConnectionLimits
{
    private readonly int _total = 10_000;
    private readonly int _perAddress = 100;

    /// <summary>In all. The default is 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Total
    {
        get => _total;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _total = value;
        }
    }

    /// <summary>
    /// From one address, or from one /64 of IPv6, which is what one customer has. The default is 100: a household of mail clients with a
    /// connection for each folder stays below it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int PerAddress
    {
        get => _perAddress;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _perAddress = value;
        }
    }
}
