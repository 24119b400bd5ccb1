using NodaTime.TimeZones;

namespace Protocols.ICalendar;

/// <summary>The time zones of a calendar as JSCalendar names them (draft-ietf-calext-jscalendar-icalendar-25 §2.1.4): by names of the IANA database alone.</summary>
internal sealed class ConversionZones(Calendar calendar)
{
    // A zone of a definition is looked for by its rules, which is work for each of them.
    private const int MostMatched = 64;
    private const int MonthsMatched = 84;
    private static readonly Lazy<string[]> s_candidates = new(static () => [.. (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).Select(static location => location.ZoneId).Distinct(StringComparer.Ordinal)]);
    private readonly Dictionary<string, NamedZone> _zones = new(StringComparer.Ordinal);
    private int _matched;

    /// <summary>The zone of a time.</summary>
    public NamedZone Of(CalendarDateTime time)
    {
        if (time.Form == CalendarTimeForm.Utc)
        {
            return new NamedZone("Etc/UTC", null, false);
        }

        if (time.TimeZoneId is not { } name)
        {
            return default;
        }

        if (!_zones.TryGetValue(name, out NamedZone zone))
        {
            zone = Find(name, time);
            _zones[name] = zone;
        }

        return zone;
    }

    private NamedZone Find(string name, CalendarDateTime time)
    {
        if (CalendarTimeZone.Find(name) is { } known)
        {
            return new NamedZone(known.Id, known, known.Id != name);
        }

        CalendarTimeZone? defined = calendar.FindTimeZone(name);
        CalendarTimeZone? same = defined is null || _matched++ >= MostMatched ? null : Match(defined, time.ToUtc(defined));
        return new NamedZone(same?.Id, same ?? defined, true);
    }

    // A zone of the database that had the same time in the year before and has it in the six years behind.
    private static CalendarTimeZone? Match(CalendarTimeZone defined, DateTimeOffset around)
    {
        DateTimeOffset from = around.Year is > 2 and < 9990 ? around.AddYears(-1) : around;
        TimeSpan[] offsets = [.. Enumerable.Range(0, around.Year < 9990 ? MonthsMatched : 1).Select(month => defined.OffsetAt(from.AddMonths(month)))];
        foreach (string candidate in s_candidates.Value)
        {
            if (CalendarTimeZone.Find(candidate) is { } zone && Enumerable.Range(0, offsets.Length).All(month => zone.OffsetAt(from.AddMonths(month)) == offsets[month]))
            {
                return zone;
            }
        }

        return null;
    }
}

/// <summary>A zone.</summary>
/// <param name="Id">The name that JSCalendar has for it, null for none: then times are floating there.</param>
/// <param name="Zone">The zone to reckon with, null for UTC and for none.</param>
/// <param name="IsOther">Whether iCalendar had another name for it.</param>
internal readonly record struct NamedZone(string? Id, CalendarTimeZone? Zone, bool IsOther);

/// <summary>The start of an event or a task (the due time of a task without), by which all its local times are told.</summary>
/// <param name="Start">The time, null for none.</param>
/// <param name="Named">Its zone.</param>
internal sealed record EntryTime(CalendarDateTime? Start, NamedZone Named)
{
    /// <summary>A time as a local one.</summary>
    public DateTime ToLocal(CalendarDateTime time, ConversionZones zones)
    {
        if (time.IsDate || time.Form == CalendarTimeForm.Floating || Start is not { } start || start.IsDate || start.Form == CalendarTimeForm.Floating
            || (time.Form == start.Form && time.TimeZoneId == start.TimeZoneId))
        {
            return time.Local;
        }

        NamedZone other = zones.Of(time);
        if ((time.Form == CalendarTimeForm.Zoned && other.Zone is null) || (start.Form == CalendarTimeForm.Zoned && Named.Zone is null))
        {
            return time.Local;
        }

        DateTimeOffset utc = time.ToUtc(other.Zone);
        return Named.Zone?.ToLocal(utc) ?? utc.UtcDateTime;
    }

    /// <summary>The local time that names an occurrence. A date beside times names the occurrence at the time of the start.</summary>
    public DateTime Id(CalendarDateTime time, ConversionZones zones) =>
        time.IsDate && Start is { IsDate: false } start ? time.Local.Date + start.Local.TimeOfDay : ToLocal(time, zones);
}
