namespace Protocols.ICalendar;

/// <summary>What a span of time is (RFC 5545 §3.2.9). Where several overlap, the greatest counts.</summary>
public enum BusyKind : byte
{
    /// <summary><c>FREE</c>.</summary>
    Free,

    /// <summary><c>BUSY-TENTATIVE</c>.</summary>
    Tentative,

    /// <summary><c>BUSY</c>; also every kind that is not known.</summary>
    Busy,

    /// <summary><c>BUSY-UNAVAILABLE</c>.</summary>
    Unavailable,
}

/// <summary>A span of time of one kind.</summary>
/// <param name="Start">The first moment, in UTC.</param>
/// <param name="End">The first moment behind it, in UTC.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct BusySpan(DateTimeOffset Start, DateTimeOffset End, BusyKind Kind);

/// <summary>How a walk over calendars ended.</summary>
public enum CalendarWalkOutcome : byte
{
    /// <summary>All was looked at.</summary>
    Complete,

    /// <summary><see cref="FreeBusyOptions.MaxOccurrences"/> was met: what was found is so, but there may be more.</summary>
    OccurrenceLimit,

    /// <summary>
    /// A rule was given up, by <see cref="FreeBusyOptions.Recurrence"/>: it may have occurrences later than so many periods behind the last one. All else was looked at.
    /// </summary>
    StepLimit,
}

/// <summary>How calendars are looked through for busy time. Immutable; the values are validated when they are set.</summary>
public sealed record FreeBusyOptions
{
    /// <summary>The defaults.</summary>
    public static FreeBusyOptions Default { get; } = new();

    /// <summary>The zone in which dates and floating times are taken; null for UTC (RFC 4791 §7.10 leaves it to the calendar's own zone).</summary>
    public CalendarTimeZone? Floating { get; init; }

    /// <summary>
    /// Whose time it is; null for nobody in particular. Of an event that names the owner as an attendee, the answer counts (RFC 5545 §3.2.12): DECLINED and DELEGATED take no
    /// time, TENTATIVE and NEEDS-ACTION make what would be busy tentative.
    /// </summary>
    public CalendarIdentity? Owner { get; init; }

    /// <summary>The budget of each rule.</summary>
    public RecurrenceLimits Recurrence { get; init => field = value ?? throw new ArgumentNullException(nameof(Recurrence)); } = RecurrenceLimits.Default;

    /// <summary>
    /// How many occurrences and periods of all calendars are looked at, those on the way to the span too, and how many conflicts are told; then the walk ends with
    /// <see cref="CalendarWalkOutcome.OccurrenceLimit"/>. From 1 to 100,000,000; 100,000 unless set.
    /// </summary>
    public int MaxOccurrences
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100_000_000);
            field = value;
        }
    } = 100_000;
}
