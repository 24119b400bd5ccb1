using System.Globalization;
using Protocols.ICalendar;
using Net = Ical.Net;

namespace Protocols.Benchmarks.ICalendar;

/// <summary>How fast rules are expanded, beside Ical.Net in one run.</summary>
internal static class RecurrenceSpeed
{
    private const string Zone = "Europe/Berlin";
    private static long s_sink;

    public static void Run()
    {
        foreach ((string name, string rule, int most) in new[]
        {
            ("monthly BYDAY", "FREQ=MONTHLY;BYDAY=2TU,-1FR", 1_000),
            ("yearly BYSETPOS", "FREQ=YEARLY;BYMONTH=1,3,9;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,5", 400),
            ("daily, ten years, with a zone", "FREQ=DAILY", 3_650),
            ("weekly ×3", "FREQ=WEEKLY;BYDAY=MO,WE,FR", 1_500),
        })
        {
            CalendarTimeZone zone = CalendarTimeZone.Find(Zone)!;
            RuleOccurrences occurrences = RecurrenceRule.Parse(rule).Expand(CalendarDateTime.Parse("20000103T090000", Zone), zone);
            Net.CalendarComponents.CalendarEvent peer = new()
            {
                Start = new Net.DataTypes.CalDateTime(2000, 1, 3, 9, 0, 0, Zone),
                Duration = Net.DataTypes.Duration.FromHours(1),
                RecurrenceRule = new Net.DataTypes.RecurrenceRule(rule),
            };
            (double Seconds, double Bytes)[] best = CalendarTimer.Compare(() => Expand(occurrences, zone, most), () => ExpandPeer(peer, most));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {most / best[0].Seconds / 1e3:F0} k/s, {best[0].Bytes / most:F1} B each; Ical.Net {most / best[1].Seconds / 1e3:F0} k/s, {best[1].Bytes / most:F0} B each; ×{best[1].Seconds / best[0].Seconds:F1}"));
            (double Seconds, double Bytes)[] late = CalendarTimer.Compare(() => First(occurrences));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the first after 30 years: {late[0].Seconds * 1e9:F0} ns, {late[0].Bytes:F0} B"));
        }
    }

    private static void Expand(RuleOccurrences occurrences, CalendarTimeZone zone, int most)
    {
        int count = 0;
        foreach (CalendarDateTime time in occurrences)
        {
            s_sink += time.ToUtc(zone).Ticks;
            if (++count == most)
            {
                break;
            }
        }
    }

    private static void First(RuleOccurrences occurrences)
    {
        RuleEnumerator enumerator = occurrences.From(new DateTime(2030, 1, 3, 9, 0, 1)).GetEnumerator();
        _ = enumerator.MoveNext();
        s_sink += enumerator.Current.Local.Ticks;
    }

    private static void ExpandPeer(Net.CalendarComponents.CalendarEvent peer, int most)
    {
        foreach (Net.DataTypes.Occurrence occurrence in peer.GetOccurrences().Take(most))
        {
            s_sink += occurrence.Period.StartTime.AsUtc.Ticks;
        }
    }
}
