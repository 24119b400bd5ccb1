namespace Protocols.Smtp.Server;

/// <summary>How addresses are resolved, and how far.</summary>
public sealed record ResolverOptions
{
    /// <summary>What stands between a user and a detail in a local part (RFC 5233 §4); <c>+</c> unless set, null for no details.</summary>
    public char? DetailSeparator { get; init; } = '+';

    /// <summary>Whether the detail of an address that is in the book without it goes on to the members, as far as they have none. True unless set.</summary>
    public bool PassesDetailOn { get; init; } = true;

    /// <summary>The domain of <c>postmaster</c> alone, which everybody may write to (RFC 5321 §4.5.1); null, unless set, leaves it to the directory.</summary>
    public string? PostmasterDomain { get; init; }

    /// <summary>How deep entries may lie inside one another, from 1; 10 unless set. Beyond: 451 4.3.5, since it is the book that is wrong.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDepth { get; init => field = AtLeastOne(value); } = 10;

    /// <summary>How many addresses one may stand for in all, from 1; 1,000 unless set. Beyond: 451 4.3.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxRecipients { get; init => field = AtLeastOne(value); } = 1000;

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
