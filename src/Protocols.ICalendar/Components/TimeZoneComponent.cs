namespace Protocols.ICalendar;

/// <summary>The definition of a time zone (RFC 5545 §3.6.5).</summary>
public sealed class TimeZoneComponent() : CalendarComponent("VTIMEZONE")
{
    /// <summary>The name by which times refer to it (RFC 5545 §3.8.3.1).</summary>
    public string? TimeZoneId { get => GetText("TZID"u8); set => SetText("TZID", value); }

    /// <summary>Where newer definitions are (RFC 5545 §3.8.3.5).</summary>
    public string? TimeZoneUrl { get => GetRaw("TZURL"u8); set => SetRaw("TZURL", value); }

    /// <summary>Until when the definition holds (RFC 7808 §7.1).</summary>
    public CalendarDateTime? Until { get => GetTime("TZUNTIL"u8); set => SetTime("TZUNTIL", value); }

    /// <summary>Other names of the zone (RFC 7808 §7.2).</summary>
    public IReadOnlyList<string> Aliases { get => GetTexts("TZID-ALIAS-OF"u8); set => SetTexts("TZID-ALIAS-OF", value); }

    /// <summary>The observances: the spans of standard and of daylight saving time.</summary>
    public IEnumerable<TimeZoneObservance> Observances => ComponentsOf<TimeZoneObservance>();

    /// <summary>Defines a zone for a range of time: changes that come every year as rules, others one by one.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="from">The time from which on the definition holds.</param>
    /// <param name="to">Until when it has to hold; null for all time behind it.</param>
    public static TimeZoneComponent Create(CalendarTimeZone zone, DateTimeOffset from, DateTimeOffset? to = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return TimeZoneDefinition.Create(zone, from.UtcTicks / TimeSpan.TicksPerSecond, to?.UtcTicks / TimeSpan.TicksPerSecond);
    }

    /// <summary>The zone that is defined.</summary>
    public CalendarTimeZone ToTimeZone() => new DefinedTimeZone(this);
}

/// <summary>A span of a time zone's definition (RFC 5545 §3.6.5): <c>STANDARD</c> or <c>DAYLIGHT</c>.</summary>
/// <param name="name">The name behind <c>BEGIN:</c>.</param>
public sealed class TimeZoneObservance(string name) : SchedulableComponent(name)
{
    /// <summary>Whether it is daylight saving time.</summary>
    public bool IsDaylight => Name == "DAYLIGHT";

    /// <summary>Local time less UTC before it begins (RFC 5545 §3.8.3.3).</summary>
    public UtcOffset? OffsetFrom { get => Offset("TZOFFSETFROM"u8); set => SetRaw("TZOFFSETFROM", value?.ToString()); }

    /// <summary>Local time less UTC while it lasts (RFC 5545 §3.8.3.4).</summary>
    public UtcOffset? OffsetTo { get => Offset("TZOFFSETTO"u8); set => SetRaw("TZOFFSETTO", value?.ToString()); }

    /// <summary>What the time is called (RFC 5545 §3.8.3.2).</summary>
    public string? TimeZoneName { get => GetText("TZNAME"u8); set => SetText("TZNAME", value); }

    private UtcOffset? Offset(ReadOnlySpan<byte> property) => UtcOffset.TryParse(GetRaw(property), out UtcOffset offset) ? offset : null;
}
