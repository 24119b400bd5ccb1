namespace Protocols.Sieve;

/// <summary>How certainly a message is spam, as a checker told it, for a host that answers the test <c>spamtest</c> (RFC 5235 §3.2).</summary>
/// <param name="Percent">0 is clear of spam, 100 certainly spam. Others count as the nearest of these.</param>
public readonly record struct SieveSpamResult(double Percent)
{
    // A value that was made a percentage comes back as itself.
    private const double Rounding = 1e-9;

    /// <summary>The value where <c>:percent</c> is not there: 1 is clear of spam, 10 certainly spam, and what is neither 2 to 9.</summary>
    public int Value => Known == 0 ? 1 : Known == 100 ? 10 : Math.Clamp(1 + (int)((Known * 9 / 100) + Rounding), 2, 9);

    /// <summary>The value where <c>:percent</c> is there: 0 is clear of spam, 100 certainly spam, and what is neither 1 to 99.</summary>
    public int PercentValue => Known is > 0 and < 100 ? Math.Clamp((int)Math.Round(Known), 1, 99) : (int)Known;

    private double Known => double.IsNaN(Percent) ? 0 : Math.Clamp(Percent, 0, 100);

    /// <summary>The value of 1 to 10 as a percentage.</summary>
    /// <param name="value">The value.</param>
    public static SieveSpamResult FromValue(int value) => new((Math.Clamp(value, 1, 10) - 1) * 100 / 9.0);
}

/// <summary>What a checker told of viruses, for a host that answers the test <c>virustest</c>; the numbers are those of RFC 5235 §3.3.</summary>
public enum SieveVirusResult
{
    /// <summary>The message was not tested.</summary>
    NotTested,

    /// <summary>It has none that is known.</summary>
    Clean,

    /// <summary>It had one, in whose place something harmless was put.</summary>
    Replaced,

    /// <summary>It had one that was made harmless.</summary>
    Cured,

    /// <summary>It possibly has one.</summary>
    Suspected,

    /// <summary>It certainly has one.</summary>
    Infected,
}
