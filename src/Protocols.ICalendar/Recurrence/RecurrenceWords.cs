namespace Protocols.ICalendar;

/// <summary>How often a rule repeats (RFC 5545 §3.3.10, <c>FREQ</c>), from the shortest.</summary>
public enum Frequency
{
    /// <summary><c>SECONDLY</c></summary>
    Secondly,

    /// <summary><c>MINUTELY</c></summary>
    Minutely,

    /// <summary><c>HOURLY</c></summary>
    Hourly,

    /// <summary><c>DAILY</c></summary>
    Daily,

    /// <summary><c>WEEKLY</c></summary>
    Weekly,

    /// <summary><c>MONTHLY</c></summary>
    Monthly,

    /// <summary><c>YEARLY</c></summary>
    Yearly,
}

/// <summary>What becomes of a date that does not exist (RFC 7529 §4.1, <c>SKIP</c>).</summary>
public enum RecurrenceSkip
{
    /// <summary><c>OMIT</c>: it is left out.</summary>
    Omit,

    /// <summary><c>BACKWARD</c>: the day before, the last one of its month.</summary>
    Backward,

    /// <summary><c>FORWARD</c>: the day behind, the first one of the next month.</summary>
    Forward,
}

/// <summary>A day of the week, or one of them in a month or year (RFC 5545 §3.3.10, <c>BYDAY</c>).</summary>
/// <param name="Day">The day.</param>
/// <param name="Ordinal">Which one: 2 for the second, −1 for the last, 0 for all. From −53 to 53.</param>
public readonly record struct WeekdayNumber(DayOfWeek Day, int Ordinal = 0);

/// <summary>How an enumeration of occurrences stands.</summary>
public enum RecurrenceOutcome
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It has come to its end: by the rule, or at the end of the year 9999.</summary>
    Completed,

    /// <summary>It was given up: more than <see cref="RecurrenceLimits.MaxSteps"/> periods without an occurrence.</summary>
    StepLimit,
}

/// <summary>The budget of expanding a recurrence. Immutable.</summary>
public sealed record RecurrenceLimits
{
    /// <summary>The default.</summary>
    public static RecurrenceLimits Default { get; } = new();

    /// <summary>
    /// How many periods of the rule's frequency may go by without an occurrence; then the enumeration ends with
    /// <see cref="RecurrenceOutcome.StepLimit"/>. From 1 to 1,000,000,000; 1,000,000 unless set, which is some ten milliseconds.
    /// </summary>
    public int MaxSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000_000_000);
            field = value;
        }
    } = 1_000_000;
}
