namespace Protocols.MailAuth.Dkim;

/// <summary>What is believed, and the limits of the work. Immutable; the values are validated when they are set.</summary>
public sealed record DkimOptions
{
    /// <summary>The defaults.</summary>
    public static DkimOptions Default { get; } = new();

    /// <summary>How many signatures of a message are tried, from the top (RFC 6376 §8.4). From 1 to 1,000; 10 unless set.</summary>
    public int MaxSignatures { get; init => field = Within(value, 1, 1000, nameof(MaxSignatures)); } = 10;

    /// <summary>How long an RSA key must be, in bits (RFC 8301 §3.2). From 256 to 16,384; 1,024 unless set.</summary>
    public int MinRsaBits { get; init => field = Within(value, 256, 16_384, nameof(MinRsaBits)); } = 1024;

    /// <summary>How long an RSA key may be, in bits, since verifying costs by its square. From 1,024 to 16,384; 4,096 unless set.</summary>
    public int MaxRsaBits { get; init => field = Within(value, 1024, 16_384, nameof(MaxRsaBits)); } = 4096;

    /// <summary>Whether signatures made with SHA-1 are believed, which they must not be (RFC 8301 §3.1). False unless set.</summary>
    public bool AllowSha1 { get; init; }

    /// <summary>Whether a signature of a part of the body is believed when there is more (<c>l=</c>, RFC 6376 §8.2). True unless set to false; the result tells how much is not signed.</summary>
    public bool AllowUnsignedBody { get; init; } = true;

    /// <summary>
    /// Whether a key's <c>g=</c> is heeded, by which RFC 4871 §3.6.1 let it be for some local parts alone; RFC 6376 took that away, so that most
    /// ignore it. False unless set.
    /// </summary>
    public bool HeedGranularity { get; init; }

    /// <summary>How far the clocks of signers may go wrong, for <c>x=</c>. Five minutes unless set.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether <see cref="DkimResult.CanonicalHeader"/> is kept. False unless set.</summary>
    public bool KeepCanonicalHeader { get; init; }

    /// <summary>How many octets of what was hashed of a body are kept as <see cref="DkimResult.CanonicalBody"/>, from the front. From 0, for none, to 1,000,000,000; 0 unless set.</summary>
    public int MaxCanonicalBody { get; init => field = Within(value, 0, 1_000_000_000, nameof(MaxCanonicalBody)); }

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
