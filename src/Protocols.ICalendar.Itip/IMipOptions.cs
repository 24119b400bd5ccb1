namespace Protocols.ICalendar.Itip;

/// <summary>How scheduling messages are written as mail and read from it. Immutable; the values are validated when they are set.</summary>
public sealed record IMipOptions
{
    /// <summary>The defaults.</summary>
    public static IMipOptions Default { get; } = new();

    /// <summary>What people read in a message; plain English unless set.</summary>
    public IMipText Text { get; init => field = value ?? throw new ArgumentNullException(nameof(Text)); } = new();

    /// <summary>Whether the object goes along as a file too, for mail programs that show no other. False unless set.</summary>
    public bool IsFileAttached { get; init; }

    /// <summary>The name of that file, and of the calendar part (RFC 6047 §2.6).</summary>
    public string FileName { get; init => field = value ?? throw new ArgumentNullException(nameof(FileName)); } = "invite.ics";

    /// <summary>
    /// Whether calendars are read of parts that are none by RFC 6047 §2.4: <c>text/calendar</c> without a method parameter, and <c>application/ics</c>. False unless set.
    /// </summary>
    public bool ReadsFiles { get; init; }

    /// <summary>How a calendar is seen as a message.</summary>
    public SchedulingOptions Scheduling { get; init => field = value ?? throw new ArgumentNullException(nameof(Scheduling)); } = SchedulingOptions.Default;

    /// <summary>How many calendar parts of a message are read; the others are passed over and told. From 1 to 10,000; 16 unless set.</summary>
    public int MaxParts { get; init => field = Within(value, 10_000, nameof(MaxParts)); } = 16;

    /// <summary>How many octets a calendar part has at most, decoded; longer ones are passed over and told. From 1 to 1,000,000,000; 10,000,000 unless set.</summary>
    public int MaxLength { get; init => field = Within(value, 1_000_000_000, nameof(MaxLength)); } = 10_000_000;

    private static int Within(int value, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
