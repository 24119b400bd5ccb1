using System.Text;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>An iCalendar object (RFC 5545 §3.4): read without loss, written strictly.</summary>
public sealed class Calendar() : CalendarComponent("VCALENDAR")
{
    private Dictionary<string, CalendarTimeZone?>? _zones;

    /// <summary>The version: <c>2.0</c> (RFC 5545 §3.7.4).</summary>
    public string? Version { get => GetText("VERSION"u8); set => SetText("VERSION", value); }

    /// <summary>The program that made it (RFC 5545 §3.7.3).</summary>
    public string? ProductId { get => GetText("PRODID"u8); set => SetText("PRODID", value); }

    /// <summary>The method of scheduling (RFC 5545 §3.7.2, RFC 5546).</summary>
    public string? Method { get => GetText("METHOD"u8); set => SetText("METHOD", value); }

    /// <summary>The calendar scale; Gregorian where it does not say (RFC 5545 §3.7.1).</summary>
    public string? CalendarScale { get => GetText("CALSCALE"u8); set => SetText("CALSCALE", value); }

    /// <summary>The name of the calendar (RFC 7986 §5.1), or that of <c>X-WR-CALNAME</c>.</summary>
    public string? DisplayName { get => GetText("NAME"u8) ?? GetText("X-WR-CALNAME"u8); set => SetText("NAME", value); }

    /// <summary>A colour by its CSS name (RFC 7986 §5.9).</summary>
    public string? Color { get => GetText("COLOR"u8); set => SetText("COLOR", value); }

    /// <summary>How often to ask again (RFC 7986 §5.7).</summary>
    public CalendarDuration? RefreshInterval { get => GetDuration("REFRESH-INTERVAL"u8); set => SetDuration("REFRESH-INTERVAL", value); }

    /// <summary>Where the calendar can be fetched (RFC 7986 §5.8).</summary>
    public string? Source { get => GetRaw("SOURCE"u8); set => SetRaw("SOURCE", value); }

    /// <summary>The events.</summary>
    public IEnumerable<Event> Events => ComponentsOf<Event>();

    /// <summary>The to-dos.</summary>
    public IEnumerable<Todo> Todos => ComponentsOf<Todo>();

    /// <summary>The journal entries.</summary>
    public IEnumerable<Journal> Journals => ComponentsOf<Journal>();

    /// <summary>The busy times.</summary>
    public IEnumerable<FreeBusy> FreeBusy => ComponentsOf<FreeBusy>();

    /// <summary>The availabilities (RFC 7953).</summary>
    public IEnumerable<Availability> Availabilities => ComponentsOf<Availability>();

    /// <summary>The definitions of time zones.</summary>
    public IEnumerable<TimeZoneComponent> TimeZones => ComponentsOf<TimeZoneComponent>();

    /// <summary>Makes a calendar of version 2.0.</summary>
    /// <param name="productId">The program that makes it: <c>-//Example//Calendar//EN</c>.</param>
    public static Calendar Create(string productId) => new() { ProductId = productId, Version = "2.0" };

    /// <summary>Reads the first calendar: leniently, whatever the octets are.</summary>
    /// <param name="source">The input. It is kept, not copied, so it must not change while the calendar is used.</param>
    /// <param name="options">How to read; <see cref="ContentTreeOptions.Default"/> unless given.</param>
    /// <returns>The calendar, null where there is none.</returns>
    public static Calendar? TryRead(ReadOnlyMemory<byte> source, ContentTreeOptions? options = null)
    {
        foreach (ContentComponent component in ReadAll(source, options).Components)
        {
            if (component is Calendar calendar)
            {
                return calendar;
            }
        }

        return null;
    }

    /// <summary>Reads one calendar strictly.</summary>
    /// <param name="source">The input. It is kept, not copied, so it must not change while the calendar is used.</param>
    /// <param name="options">How to read; <see cref="ContentTreeOptions.Default"/> unless given.</param>
    /// <exception cref="CalendarFormatException">Something is wrong with its lines, or there is no calendar or more than one.</exception>
    public static Calendar Parse(ReadOnlyMemory<byte> source, ContentTreeOptions? options = null)
    {
        ContentTree tree = ReadAll(source, options);
        if (tree.Defects.Count > 0)
        {
            throw new CalendarFormatException($"{tree.Defects[0].Code} at octet {tree.Defects[0].Position}.", tree.Defects[0]);
        }

        return tree.Components is [Calendar calendar] ? calendar : throw new CalendarFormatException("There is not one VCALENDAR.", default);
    }

    /// <summary>Reads all components of a stream: leniently, whatever the octets are.</summary>
    /// <param name="source">The input. It is kept, not copied, so it must not change while the components are used.</param>
    /// <param name="options">How to read; <see cref="ContentTreeOptions.Default"/> unless given.</param>
    /// <returns>The components that lie in no other, <see cref="Calendar"/>s as a rule, and what was wrong.</returns>
    public static ContentTree ReadAll(ReadOnlyMemory<byte> source, ContentTreeOptions? options = null) => ContentTree.Read(source, Create, options);

    /// <summary>
    /// The zone that a TZID means here; null where there is none. A name of the IANA database means that zone: the definitions beside such names are
    /// often cut off or old. Any other name means the VTIMEZONE with it, and failing that the zone of a Windows name, or of an IANA name behind a
    /// vendor's path.
    /// </summary>
    /// <param name="timeZoneId">The TZID.</param>
    public CalendarTimeZone? FindTimeZone(string? timeZoneId)
    {
        if (string.IsNullOrEmpty(timeZoneId))
        {
            return null;
        }

        _zones ??= new Dictionary<string, CalendarTimeZone?>(StringComparer.Ordinal);
        if (!_zones.TryGetValue(timeZoneId, out CalendarTimeZone? zone))
        {
            TimeZoneComponent? defined = TimeZones.FirstOrDefault(component => component.TimeZoneId == timeZoneId && component.Observances.Any(static observance => observance.OffsetTo is not null));
            CalendarTimeZone? known = CalendarTimeZone.Find(timeZoneId);
            zone = known is not null && known.Id.Equals(timeZoneId, StringComparison.OrdinalIgnoreCase) ? known : defined?.ToTimeZone() ?? known;
            _zones[timeZoneId] = zone;
        }

        return zone;
    }

    /// <summary>The zone of a time, null for dates, floating times, UTC, and zones that are not known.</summary>
    /// <param name="time">The time.</param>
    public CalendarTimeZone? ZoneOf(CalendarDateTime time) => FindTimeZone(time.TimeZoneId);

    internal static ContentComponent Create(ReadOnlySpan<byte> name, ContentComponent? parent) => name.Length switch
    {
        6 when Ascii.EqualsIgnoreCase(name, "VEVENT"u8) => new Event(),
        6 when Ascii.EqualsIgnoreCase(name, "VALARM"u8) => new Alarm(),
        5 when Ascii.EqualsIgnoreCase(name, "VTODO"u8) => new Todo(),
        9 when Ascii.EqualsIgnoreCase(name, "VCALENDAR"u8) => new Calendar(),
        9 when Ascii.EqualsIgnoreCase(name, "VTIMEZONE"u8) => new TimeZoneComponent(),
        8 when Ascii.EqualsIgnoreCase(name, "STANDARD"u8) => new TimeZoneObservance("STANDARD"),
        8 when Ascii.EqualsIgnoreCase(name, "DAYLIGHT"u8) => new TimeZoneObservance("DAYLIGHT"),
        8 when Ascii.EqualsIgnoreCase(name, "VJOURNAL"u8) => new Journal(),
        9 when Ascii.EqualsIgnoreCase(name, "VFREEBUSY"u8) => new FreeBusy(),
        13 when Ascii.EqualsIgnoreCase(name, "VAVAILABILITY"u8) => new Availability(),
        9 when Ascii.EqualsIgnoreCase(name, "AVAILABLE"u8) => new Available(),
        11 when Ascii.EqualsIgnoreCase(name, "PARTICIPANT"u8) => new Participant(),
        9 when Ascii.EqualsIgnoreCase(name, "VLOCATION"u8) => new LocationComponent(),
        9 when Ascii.EqualsIgnoreCase(name, "VRESOURCE"u8) => new ResourceComponent(),
        7 when Ascii.EqualsIgnoreCase(name, "VSTATUS"u8) => new StatusComponent(),
        _ => new CalendarComponent(Encoding.UTF8.GetString(name).ToUpperInvariant()),
    };
}

/// <summary>An iCalendar object that strict reading refuses.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="defect">What is wrong, and where.</param>
public sealed class CalendarFormatException(string message, ContentLineDefect defect) : FormatException(message)
{
    /// <summary>What is wrong, and where.</summary>
    public ContentLineDefect Defect { get; } = defect;
}
