namespace Protocols.Sieve;

/// <summary>How long the test <c>duplicate</c> remembers (RFC 7352 §3.3). Immutable.</summary>
public sealed record SieveDuplicateOptions
{
    /// <summary>The defaults.</summary>
    public static SieveDuplicateOptions Default { get; } = new();

    /// <summary>How long, where a script does not say. Seven days unless set.</summary>
    public TimeSpan DefaultPeriod
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(DefaultPeriod));
            field = value;
        }
    } = TimeSpan.FromDays(7);

    /// <summary>The longest time; longer ones are made this. 90 days unless set.</summary>
    public TimeSpan MaxPeriod
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(MaxPeriod));
            field = value;
        }
    } = TimeSpan.FromDays(90);

    internal TimeSpan Clamp(long? seconds)
    {
        TimeSpan asked = seconds is { } number ? TimeSpan.FromSeconds(Math.Min(number, (long)MaxPeriod.TotalSeconds)) : DefaultPeriod;
        return asked > MaxPeriod ? MaxPeriod : asked;
    }
}
