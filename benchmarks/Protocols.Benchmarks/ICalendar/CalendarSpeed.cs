using System.Globalization;
using System.Text;
using Protocols.ICalendar;
using Protocols.Text;
using Calendar = Protocols.ICalendar.Calendar;
using Net = Ical.Net;

namespace Protocols.Benchmarks.ICalendar;

/// <summary>How fast calendars are read, beside Ical.Net in one run: one of 20,000 events, and many small ones.</summary>
internal static class CalendarSpeed
{
    private static long s_sink;

    public static void Run()
    {
        byte[] large = Encoding.UTF8.GetBytes(Make(20_000));
        byte[] small = Encoding.UTF8.GetBytes(Make(3));
        foreach ((string name, byte[] source, int times) in new[] { ("20,000 events", large, 1), ("a small calendar", small, 100) })
        {
            string text = Encoding.UTF8.GetString(source);
            (double Seconds, double Bytes)[] best = CalendarTimer.Compare(
                () => Repeat(times, () => Lines(source)),
                () => Repeat(times, () => s_sink += Calendar.TryRead(source)!.ComponentCount),
                () => Repeat(times, () => s_sink += Net.Calendar.Load(text)!.Events.Count));
            double megabytes = source.Length * times / 1e6;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {source.Length} B: lines {megabytes / best[0].Seconds:F0} MB/s, {best[0].Bytes / times:F0} B; objects {megabytes / best[1].Seconds:F0} MB/s, {best[1].Bytes / times:F0} B; Ical.Net {megabytes / best[2].Seconds:F1} MB/s, {best[2].Bytes / times:F0} B; ×{best[2].Seconds / best[1].Seconds:F1}"));
        }
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }

    private static void Lines(byte[] source)
    {
        using ContentLineReader reader = new(source);
        while (reader.Read())
        {
            s_sink += reader.Name.Length + reader.Value.Length;
        }
    }

    private static string Make(int events)
    {
        StringBuilder text = new("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Calendar//EN\r\n");
        text.Append("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:19810329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n");
        for (int i = 0; i < events; i++)
        {
            DateTime start = new DateTime(2020, 1, 1, 9, 0, 0).AddHours(i % 40_000);
            text.Append(CultureInfo.InvariantCulture, $"BEGIN:VEVENT\r\nUID:event-{i:D6}@example.com\r\nDTSTAMP:20261124T120000Z\r\nDTSTART;TZID=Europe/Berlin:{start:yyyyMMdd'T'HHmmss}\r\nDTEND;TZID=Europe/Berlin:{start.AddHours(1):yyyyMMdd'T'HHmmss}\r\n");
            text.Append(CultureInfo.InvariantCulture, $"SUMMARY:Meeting {i} of the team\\, with cake\r\nLOCATION:Room {i % 17}\r\nDESCRIPTION:We meet to speak of what was done\\, what is to do and what stands in \r\n the way of it. Bring the list of the week before.\r\n");
            text.Append("ORGANIZER;CN=Ann Example:mailto:ann@example.com\r\nATTENDEE;CN=\"Bob, of Example\";PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:bob@exampl\r\n e.com\r\nATTENDEE;CN=Carl;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:carl@example.com\r\n");
            text.Append(i % 5 == 0 ? "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20\r\n" : "");
            text.Append("STATUS:CONFIRMED\r\nSEQUENCE:1\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n");
        }

        return text.Append("END:VCALENDAR\r\n").ToString();
    }
}
