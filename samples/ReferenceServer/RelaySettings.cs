namespace Protocols.Samples.ReferenceServer;

/// <summary>A server that all mail for other hosts goes to, instead of to their exchangers.</summary>
internal sealed record SmartHostSettings
{
    /// <summary>Its name or address; empty for none.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    /// <summary>Whether TLS comes first, as on port 465.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Whether its certificate has to hold for its name.</summary>
    public bool RequireAuthenticatedTls { get; init; } = true;

    /// <summary>Who to log in as; empty for nobody.</summary>
    public string User { get; init; } = "";

    public string Password { get; init; } = "";
}

/// <summary>Where mail of one domain goes, other than to its exchangers.</summary>
internal sealed record RouteSettings
{
    /// <summary>The domain, or all below one where it begins with a dot.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The server, as a name or an address.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = 25;

    /// <summary>Whether that server speaks LMTP.</summary>
    public bool Lmtp { get; init; }
}

/// <summary>What becomes of mail for other hosts.</summary>
internal sealed record RelaySettings
{
    /// <summary>Whether clients that log in may send to other hosts. Off, mail for them is refused.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Networks whose clients may do so without a login: <c>192.0.2.0/24</c>.</summary>
    public string[] TrustedNetworks { get; init; } = [];

    /// <summary>The port of other hosts' exchangers.</summary>
    public int Port { get; init; } = 25;

    /// <summary>Whether exchangers are reached over IPv6, too.</summary>
    public bool UseIPv6 { get; init; } = true;

    public SmartHostSettings SmartHost { get; init; } = new();

    public RouteSettings[] Routes { get; init; } = [];

    /// <summary>The waits before the second attempt and those after it; later ones grow up to three hours.</summary>
    public TimeSpan[] RetryDelays { get; init; } = [];

    /// <summary>How long a message is tried before it goes back.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromDays(5);

    /// <summary>How long a message waits before its sender is told.</summary>
    public TimeSpan DelayNotice { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Who is told of reports that find nobody to read them; empty for nobody.</summary>
    public string Postmaster { get; init; } = "";

    /// <summary>How long a destination that does not answer is left alone.</summary>
    public TimeSpan UnreachableTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a process that was killed keeps what it had in hand.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether what aliases send on is sealed by ARC, with the first DKIM key.</summary>
    public bool SealForwarded { get; init; } = true;

    /// <summary>How many deliveries go on at a time, and how many of them to one destination.</summary>
    public int MaxConcurrency { get; init; } = 50;

    public int MaxConcurrencyPerDestination { get; init; } = 5;
}
