namespace Protocols.ICalendar;

/// <summary>How JSCalendar is read and validated, and how much of it. Immutable; the values are checked when they are set.</summary>
public sealed record JSCalendarOptions
{
    /// <summary>The defaults, for JSCalendar from anyone.</summary>
    public static JSCalendarOptions Default { get; } = new();

    /// <summary>How many octets are read; of a longer source nothing is (<see cref="JSCalendarDefectCode.SizeLimit"/>). From 1; 64 MiB unless set.</summary>
    public int MaxLength { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxLength)); } = 64 << 20;

    /// <summary>How deep objects and arrays may lie in each other; in place of deeper ones stands null (<see cref="JSCalendarDefectCode.DepthLimit"/>). From 1 to 200; 100 unless set, which is what calendars of the default depth need in JSON.</summary>
    public int MaxDepth { get; init => field = Within(value, 1, 200, nameof(MaxDepth)); } = 100;

    /// <summary>
    /// How many members of objects and elements of arrays are read; further ones are passed over (<see cref="JSCalendarDefectCode.MemberLimit"/>). From 1;
    /// 4,000,000 unless set.
    /// </summary>
    public int MaxMembers { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxMembers)); } = 4_000_000;

    /// <summary>How many defects are kept; further ones are dropped. From 1 to 100,000; 64 unless set.</summary>
    public int MaxDefects { get; init => field = Within(value, 1, 100_000, nameof(MaxDefects)); } = 64;

    /// <summary>
    /// The version that an object without one is taken to be of: <c>1.0</c> unless set, since version 2.0 has to be said (draft-ietf-calext-jscalendarbis-17
    /// §3.1.2). With <c>2.0</c>, the version may be missing, as in events of JMAP.
    /// </summary>
    public string AssumedVersion { get; init => field = value is "1.0" or "2.0" ? value : throw new ArgumentException("The versions are 1.0 and 2.0.", nameof(AssumedVersion)); } = "1.0";

    /// <summary>Whether the properties that are reserved for JMAP (draft-ietf-jmap-calendars-27 §10.9) may be there: <c>calendarIds</c>, <c>useDefaultAlerts</c> …</summary>
    public bool AllowsJmap { get; init; }

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
