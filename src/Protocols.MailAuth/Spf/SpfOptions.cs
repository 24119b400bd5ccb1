using System.Globalization;

namespace Protocols.MailAuth.Spf;

/// <summary>The limits of an SPF check. The defaults are those of RFC 7208. Immutable; the values are validated when they are set.</summary>
public sealed record SpfOptions
{
    /// <summary>The defaults.</summary>
    public static SpfOptions Default { get; } = new();

    /// <summary>How many terms may ask the DNS in all (RFC 7208 §4.6.4). From 0 to 100; 10 unless set.</summary>
    public int MaxLookups { get; init => field = Within(value, 0, 100, nameof(MaxLookups)); } = 10;

    /// <summary>How many look-ups of terms may find nothing (RFC 7208 §4.6.4). From 0 to 1,000; 2 unless set.</summary>
    public int MaxVoidLookups { get; init => field = Within(value, 0, 1000, nameof(MaxVoidLookups)); } = 2;

    /// <summary>How many hosts of one <c>mx</c>, <c>ptr</c> or <c>%{p}</c> are looked up (RFC 7208 §4.6.4). From 1 to 100; 10 unless set.</summary>
    public int MaxHosts { get; init => field = Within(value, 1, 100, nameof(MaxHosts)); } = 10;

    /// <summary>How long a record may be, in octets. A UDP answer held 450 of them (RFC 7208 §3.4); from 1 to 65,535; 65,535 unless set.</summary>
    public int MaxRecordLength { get; init => field = Within(value, 1, 65_535, nameof(MaxRecordLength)); } = 65_535;

    /// <summary>How long an explanation may be; the rest is cut off (RFC 7208 §6.2). From 0 to 65,535; 500 unless set.</summary>
    public int MaxExplanationLength { get; init => field = Within(value, 0, 65_535, nameof(MaxExplanationLength)); } = 500;

    /// <summary>The name of the host that checks, for <c>%{r}</c> and Received-SPF; <c>unknown</c> unless set.</summary>
    public string Receiver { get; init; } = "unknown";

    /// <summary>What explains a failure where the domain does not; empty unless set.</summary>
    public string DefaultExplanation { get; init; } = "";

    /// <summary>Whether <see cref="SpfResult.Trace"/> tells each step; it costs memory. False unless set.</summary>
    public bool Trace { get; init; }

    private static int Within(int value, int least, int most, string name) => value < least || value > most
        ? throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"From {least} to {most}."))
        : value;
}
