namespace Protocols.Storage;

/// <summary>How many attempts to log in may fail. Every value is checked when it is set.</summary>
public sealed record LoginThrottleOptions
{
    private readonly int _perAddressAndUser = 10;
    private readonly int _perAddress = 100;
    private readonly int _perUser = 100;
    private readonly int _entries = 100_000;
    private readonly TimeSpan _window = TimeSpan.FromMinutes(10);

    /// <summary>How many may fail for one user from one address within the window. The default is 10.</summary>
    public int MaxFailuresPerAddressAndUser
    {
        get => _perAddressAndUser;
        init => _perAddressAndUser = AtLeastOne(value);
    }

    /// <summary>How many may fail from one address within the window, whoever the users. The default is 100.</summary>
    public int MaxFailuresPerAddress
    {
        get => _perAddress;
        init => _perAddress = AtLeastOne(value);
    }

    /// <summary>How many may fail for one user within the window, wherever from. The default is 100: whoever reaches it keeps the user out for the rest of the window.</summary>
    public int MaxFailuresPerUser
    {
        get => _perUser;
        init => _perUser = AtLeastOne(value);
    }

    /// <summary>How many addresses and users are remembered; beyond that all are forgotten whose window has passed, and then all. The default is 100,000.</summary>
    public int MaxEntries
    {
        get => _entries;
        init => _entries = AtLeastOne(value);
    }

    /// <summary>How long a failure counts. The default is ten minutes.</summary>
    public TimeSpan Window
    {
        get => _window;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _window = value;
        }
    }

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
