namespace Protocols.Samples.ReferenceServer;

/// <summary>Whom an address stands for.</summary>
internal sealed record AliasSettings
{
    /// <summary>The address, or an at sign and a domain for whatever is for nobody else there.</summary>
    public string Address { get; init; } = "";

    /// <summary>Those whom it stands for, here or elsewhere.</summary>
    public string[] Members { get; init; } = [];

    /// <summary>For a list: whose address stands as the sender in what goes on, and who gets what comes back. Empty for an alias, which keeps the sender.</summary>
    public string Owner { get; init; } = "";
}

/// <summary>How much clients may send in an hour; null for no limit.</summary>
internal sealed record RateSettings
{
    public int? Messages { get; init; }

    public int? Recipients { get; init; }
}

/// <summary>What is asked of clients that log in.</summary>
internal sealed record SubmissionSettings
{
    /// <summary>Whether the sender has to be an address of the account.</summary>
    public bool MatchSender { get; init; } = true;

    /// <summary>Whether the author in the header has to be, too.</summary>
    public bool MatchAuthor { get; init; }

    /// <summary>By account.</summary>
    public RateSettings Rate { get; init; } = new();
}

/// <summary>What is asked of other servers.</summary>
internal sealed record ReceptionSettings
{
    /// <summary>What stands between a user and a detail, one character; empty for nothing.</summary>
    public string DetailSeparator { get; init; } = "+";

    /// <summary>By address of the client.</summary>
    public RateSettings Rate { get; init; } = new();

    /// <summary>From where XCLIENT is believed: the networks of proxies.</summary>
    public string[] XClientNetworks { get; init; } = [];
}
