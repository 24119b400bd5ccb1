namespace Protocols.ICalendar;

/// <summary>A time zone: of the IANA database, or made from a VTIMEZONE. Safe for several threads.</summary>
public abstract class CalendarTimeZone
{
    private const int Day = 86_400;
    private const int CacheSize = 512;
    private const int MostKnown = 4_096;
    private readonly ZoneSpan?[] _cache = new ZoneSpan?[CacheSize];
    private readonly List<ZoneSpan> _known = [];
    private ZoneSpan? _last;

    private protected CalendarTimeZone(string id) => Id = id;

    /// <summary>The name.</summary>
    public string Id { get; }

    /// <summary>How far local time is from UTC at a time.</summary>
    /// <param name="time">The time.</param>
    public TimeSpan OffsetAt(DateTimeOffset time) => TimeSpan.FromSeconds(Find(time.UtcTicks / TimeSpan.TicksPerSecond).Offset);

    /// <summary>The local time at a time.</summary>
    /// <param name="time">The time.</param>
    public DateTime ToLocal(DateTimeOffset time) => new(ToLocal(time.UtcTicks / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond);

    /// <summary>
    /// The time that a local time stands for (RFC 5545 §3.3.5): of two the first; one that the zone leaps over, by the offset before the leap.
    /// </summary>
    /// <param name="local">The local time.</param>
    public DateTimeOffset ToUtc(DateTime local) => new(ToUtc(local.Ticks / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    /// <summary>
    /// The zone of this name: of the IANA database, by its name on Windows, by such a name behind slashes, or by what Windows shows of it; null where there is none.
    /// </summary>
    /// <param name="id">
    /// The name: <c>Europe/Berlin</c>, <c>W. Europe Standard Time</c>, <c>/mozilla.org/20050126_1/Europe/Berlin</c>, <c>(UTC-05:00) Eastern Time (US &amp; Canada)</c>, <c>GMT +0100</c>.
    /// </param>
    public static CalendarTimeZone? Find(string id) => IanaTimeZone.TryFind(id) ?? DisplayNameZone.TryFind(id);

    internal long ToLocal(long utc) => Math.Clamp(utc + Find(utc).Offset, 0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond);

    internal long ToUtc(long local)
    {
        // A day into a span, no other span has this local time: none leaps so far.
        ZoneSpan? last = _last;
        if (last is not null && local - last.Offset >= last.Start + Day && local - last.Offset < last.End)
        {
            return local - last.Offset;
        }

        ZoneSpan span = Find(local - Day);
        while (local - span.Offset >= span.End)
        {
            ZoneSpan next = Find(span.End);
            if (local - next.Offset < next.Start)
            {
                break;
            }

            span = next;
        }

        _last = span;
        return Math.Clamp(local - span.Offset, 0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond);
    }

    /// <summary>The span of one offset around a time, in seconds since the beginning of the year 1 in UTC.</summary>
    private protected abstract ZoneSpan SpanAt(long utc);

    internal ZoneSpan Find(long utc)
    {
        ZoneSpan? last = _last;
        if (last is not null && utc >= last.Start && utc < last.End)
        {
            return last;
        }

        // Some 24 days share a place, so that 34 years do without the rules of the zone.
        ref ZoneSpan? cached = ref _cache[(utc >> 21) & (CacheSize - 1)];
        ZoneSpan? span = cached;
        if (span is null || utc < span.Start || utc >= span.End)
        {
            cached = span = Known(utc);
        }

        _last = span;
        return span;
    }

    // All spans that were met, by their start.
    private ZoneSpan Known(long utc)
    {
        lock (_known)
        {
            int low = 0;
            int high = _known.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = _known[middle].Start <= utc ? (middle + 1, high) : (low, middle);
            }

            if (low > 0 && utc < _known[low - 1].End)
            {
                return _known[low - 1];
            }

            ZoneSpan span = SpanAt(utc);
            if (_known.Count < MostKnown && (low == 0 || _known[low - 1].Start < span.Start))
            {
                _known.Insert(low, span);
            }

            return span;
        }
    }
}

/// <summary>A span of time in which a zone keeps its offset.</summary>
/// <param name="Start">The first second of it, in UTC.</param>
/// <param name="End">The first second behind it, in UTC.</param>
/// <param name="Offset">Local time less UTC, in seconds.</param>
/// <param name="Name">What the time is called there, null where there is no telling.</param>
/// <param name="IsDaylight">Whether it is daylight saving time.</param>
internal sealed record ZoneSpan(long Start, long End, int Offset, string? Name, bool IsDaylight);
