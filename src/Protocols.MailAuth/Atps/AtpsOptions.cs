namespace Protocols.MailAuth.Atps;

/// <summary>What is believed of third parties, and the limits of the work. Immutable.</summary>
public sealed record AtpsOptions
{
    /// <summary>The defaults.</summary>
    public static AtpsOptions Default { get; } = new();

    /// <summary>How many signatures of a message are asked about (RFC 6541 §9.4). From 1 to 1,000; 10 unless set.</summary>
    public int MaxQueries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1000);
            field = value;
        }
    } = 10;

    /// <summary>Whether names hashed by SHA-1 are looked up, of which somebody could make two alike (RFC 6541 §9.1, RFC 8301 §3.1). False unless set.</summary>
    public bool AllowSha1 { get; init; }
}
