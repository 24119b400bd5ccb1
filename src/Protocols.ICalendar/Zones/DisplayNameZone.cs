using System.Collections.Concurrent;
using System.Globalization;

namespace Protocols.ICalendar;

/// <summary>
/// Zones by what Windows shows of them, which some programs write as a TZID without a VTIMEZONE: <c>(UTC-05:00) Eastern Time (US &amp; Canada)</c>,
/// <c>(GMT+10:00) Canberra, Melbourne, Sydney</c>. The offset in front is that without daylight saving; one that stands alone is the zone.
/// </summary>
internal static class DisplayNameZone
{
    private const int LongestName = 100;
    private const int MostKept = 1_000;
    private static readonly ConcurrentDictionary<string, CalendarTimeZone?> s_zones = new(StringComparer.Ordinal);
    private static readonly Lazy<ILookup<string, string>> s_cities = new(static () =>
        IanaTimeZone.AllNames.Where(static name => name.Contains('/', StringComparison.Ordinal)).ToLookup(static name => name[(name.LastIndexOf('/') + 1)..], StringComparer.OrdinalIgnoreCase));

    /// <summary>The zone that a name of this kind means; null where it is none.</summary>
    public static CalendarTimeZone? TryFind(string id)
    {
        string name = id.Trim();
        if (name.Length is < 5 or > LongestName || !(name.Contains("UTC", StringComparison.OrdinalIgnoreCase) || name.Contains("GMT", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        if (!s_zones.TryGetValue(name, out CalendarTimeZone? zone))
        {
            zone = Read(name);
            if (s_zones.Count < MostKept)
            {
                s_zones[name] = zone;
            }
        }

        return zone;
    }

    private static CalendarTimeZone? Read(string name)
    {
        bool isBracketed = name[0] == '(';
        int close = isBracketed ? name.IndexOf(')', StringComparison.Ordinal) : name.Length;
        if (close < 0 || !TryOffset(name.AsSpan(isBracketed ? 1 : 0, close - (isBracketed ? 1 : 0)), out int offset))
        {
            return null;
        }

        string rest = isBracketed ? name[(close + 1)..].Trim() : "";
        int time = rest.IndexOf(" Time (", StringComparison.OrdinalIgnoreCase);
        if (time > 0 && IanaTimeZone.TryFind(rest[..time] + " Standard Time") is { } known && IsAt(known, offset))
        {
            return known;
        }

        foreach (string city in rest.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (string zone in s_cities.Value[city.Replace(' ', '_')])
            {
                if (IanaTimeZone.TryFind(zone) is { } found && IsAt(found, offset))
                {
                    return found;
                }
            }
        }

        return new FixedTimeZone(name, offset);
    }

    // UTC, GMT, UTC+02:00, GMT +0200, GMT-5.
    private static bool TryOffset(ReadOnlySpan<char> text, out int offset)
    {
        offset = 0;
        if (!text.StartsWith("UTC", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("GMT", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        text = text[3..].Trim();
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] is not ('+' or '-'))
        {
            return false;
        }

        ReadOnlySpan<char> digits = text[1..];
        int colon = digits.IndexOf(':');
        ReadOnlySpan<char> hours = colon >= 0 ? digits[..colon] : digits.Length > 2 ? digits[..^2] : digits;
        ReadOnlySpan<char> minutes = colon >= 0 ? digits[(colon + 1)..] : digits.Length > 2 ? digits[^2..] : "0";
        if (!int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out int hour) || !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out int minute) || hour > 14 || minute > 59)
        {
            return false;
        }

        offset = ((hour * 60) + minute) * (text[0] == '-' ? -60 : 60);
        return true;
    }

    private static bool IsAt(CalendarTimeZone zone, int offset)
    {
        DateTimeOffset winter = new(2024, 1, 15, 0, 0, 0, TimeSpan.Zero);
        return Math.Min(zone.OffsetAt(winter).TotalSeconds, zone.OffsetAt(winter.AddMonths(6)).TotalSeconds) == offset;
    }

    private sealed class FixedTimeZone(string id, int offset) : CalendarTimeZone(id)
    {
        private protected override ZoneSpan SpanAt(long utc) => new(long.MinValue / 2, long.MaxValue / 2, offset, null, IsDaylight: false);
    }
}
