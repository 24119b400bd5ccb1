using System.Collections.Concurrent;
using NodaTime;
using NodaTime.TimeZones;

namespace Protocols.ICalendar;

/// <summary>A zone of the IANA database, as NodaTime carries it.</summary>
internal sealed class IanaTimeZone : CalendarTimeZone
{
    private const long UnixEpoch = 62_135_596_800;
    private static readonly Dictionary<string, string> s_names = Names();
    private static readonly ConcurrentDictionary<string, IanaTimeZone> s_zones = new(StringComparer.Ordinal);
    private readonly DateTimeZone _zone;

    private IanaTimeZone(string id, DateTimeZone zone)
        : base(id) => _zone = zone;

    /// <summary>The names of the database.</summary>
    public static IEnumerable<string> AllNames => TzdbDateTimeZoneSource.Default.GetIds();

    public static IanaTimeZone? TryFind(string id)
    {
        ArgumentNullException.ThrowIfNull(id);

        // Names of vendors have the zone behind a path; no name of the database has more than three pieces.
        string rest = id.Trim();
        for (int i = 0; i < 8 && rest.Length > 0; i++)
        {
            if (s_names.TryGetValue(rest, out string? name))
            {
                return s_zones.GetOrAdd(name, static known => new IanaTimeZone(known, DateTimeZoneProviders.Tzdb[known]));
            }

            int slash = rest.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                return null;
            }

            rest = rest[(slash + 1)..];
        }

        return null;
    }

    private protected override ZoneSpan SpanAt(long utc)
    {
        ZoneInterval interval = _zone.GetZoneInterval(Instant.FromUnixTimeSeconds(Math.Clamp(utc, 0, 315_537_897_599) - UnixEpoch));
        return new ZoneSpan(
            interval.HasStart ? interval.Start.ToUnixTimeSeconds() + UnixEpoch : long.MinValue / 2,
            interval.HasEnd ? interval.End.ToUnixTimeSeconds() + UnixEpoch : long.MaxValue / 2,
            interval.WallOffset.Seconds,
            interval.Name,
            interval.Savings != Offset.Zero);
    }

    private static Dictionary<string, string> Names()
    {
        TzdbDateTimeZoneSource source = TzdbDateTimeZoneSource.Default;
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in source.GetIds())
        {
            names[name] = name;
        }

        foreach ((string windows, string name) in source.WindowsMapping.PrimaryMapping)
        {
            names.TryAdd(windows, name);
        }

        names.TryAdd("Z", "Etc/UTC");
        return names;
    }
}
