using System.Buffers;
using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>The examples of the package's README, run.</summary>
[Collection("console")]
public sealed class ReadmeTests
{
    private static readonly DateTimeOffset s_monday = new(2027, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_examples_of_the_README_are_those_that_run_here()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.ICalendar", "README.md"));
        string source = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "ICalendar", "ReadmeTests.cs"));
        string flat = string.Concat(source.Where(static c => !char.IsWhiteSpace(c)));
        string[] pieces = readme.Split("```");
        for (int i = 1; i < pieces.Length; i += 2)
        {
            string example = string.Concat(pieces[i]["csharp".Length..].Where(static c => !char.IsWhiteSpace(c)));
            Assert.Contains(example, flat, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_written_can_be_read_and_expanded()
    {
        ArrayBufferWriter<byte> output = new();
        Write(output);
        StringWriter console = new();
        TextWriter before = Console.Out;
        Console.SetOut(console);
        CalendarDateTime next;
        FreeBusy answer;
        JSGroup converted;
        try
        {
            Read(output.WrittenSpan.ToArray());
            next = Expand(output.WrittenSpan.ToArray(), s_monday);
            answer = Roll(output.WrittenSpan.ToArray(), s_monday);
            JSGroup group = JSCalendarConverter.FromCalendar(Calendar.Parse(output.WrittenSpan.ToArray()));
            JSEntry lunch = Assert.Single(group.Entries);
            (lunch.Updated, lunch.OrganizerCalendarAddress) = (s_monday, "mailto:ann@example.com");
            converted = Convert(group.ToBytes(), s_monday);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Contains("TZID=Europe/Berlin:20270301T120000: Lunch; bring cake, 1 attendees", console.ToString(), StringComparison.Ordinal);
        Assert.Contains("2027-03-01 11:00:00Z Lunch; bring cake", console.ToString(), StringComparison.Ordinal);
        Assert.Contains("2027-03-01 11:00:00Z is taken by Lunch; bring cake", console.ToString(), StringComparison.Ordinal);
        Assert.Equal("20270301T110000Z/20270301T114500Z", answer.GetRaw("FREEBUSY"u8));
        Assert.Equal("20300125T170000", next.Value);
        Assert.Equal("Lunch; bring cake", Assert.Single(converted.Entries).Title);
        Assert.Equal(2, console.ToString().Split("2027-03-01 11:00:00Z Lunch").Length - 1);
        Assert.Contains("SUMMARY:Lunch\\; bring cake\r\n", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    private static void Read(byte[] octets)
    {
        Calendar calendar = Calendar.TryRead(octets) ?? throw new FormatException("There is no calendar.");
        foreach (Event meeting in calendar.Events)
        {
            Console.WriteLine($"{meeting.Start}: {meeting.Summary}, {meeting.Attendees.Count} attendees");
        }
    }

    private static CalendarDateTime Expand(byte[] octets, DateTimeOffset monday)
    {
        Calendar calendar = Calendar.Parse(octets);
        foreach (RecurrenceSet set in RecurrenceSet.Of(calendar))
        {
            foreach (Occurrence occurrence in set.Between(monday, monday.AddDays(7)))
            {
                Console.WriteLine($"{occurrence.StartUtc:u} {occurrence.Component.Summary}");
            }
        }

        RecurrenceRule rule = RecurrenceRule.Parse("FREQ=MONTHLY;BYDAY=-1FR");
        CalendarDateTime next = rule.Expand(CalendarDateTime.Parse("20000128T170000")).From(new DateTime(2030, 1, 1)).Take(1)[0];
        return next;
    }

    private static FreeBusy Roll(byte[] octets, DateTimeOffset monday)
    {
        Calendar calendar = Calendar.Parse(octets);
        BusyTimes busy = BusyTimes.Of([calendar], monday, monday.AddDays(7));
        FreeBusy answer = busy.ToComponent();
        foreach (Conflict conflict in new ConflictSearch([calendar]).In(monday, monday.AddDays(7)))
        {
            Console.WriteLine($"{conflict.Occurrence.StartUtc:u} is taken by {conflict.Occurrence.Component.Summary}");
        }

        return answer;
    }

    [Fact]
    public void What_is_scheduled_is_answered()
    {
        DateTimeOffset now = s_monday;
        Calendar meeting = Calendar.Create("-//Example//Calendar//EN");
        Event lunch = new() { Uid = "lunch-1@example.com", Summary = "Lunch", Start = CalendarDateTime.Utc(s_monday), Organizer = CalendarUser.Organizer("mailto:ann@example.com") };
        lunch.Add(CalendarUser.Attendee("mailto:bob@example.com"));
        meeting.Components.Add(lunch);
        StringWriter console = new();
        TextWriter before = Console.Out;
        Console.SetOut(console);
        try
        {
            Schedule(meeting, now);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Contains("Request to mailto:bob@example.com", console.ToString(), StringComparison.Ordinal);
        Assert.Contains("mailto:bob@example.com: ACCEPTED", console.ToString(), StringComparison.Ordinal);
    }

    private static void Schedule(Calendar meeting, DateTimeOffset now)
    {
        OrganizerScheduler organizer = new(new CalendarIdentity("mailto:ann@example.com"));
        SchedulingResult invited = organizer.Change(null, meeting, now);
        Console.WriteLine($"{invited.Messages[0].Method} to {invited.Messages[0].Recipients[0]}");

        AttendeeScheduler attendee = new(new CalendarIdentity("mailto:bob@example.com"));
        ITipMessage.TryRead(invited.Messages[0].Calendar, out ITipMessage? request);
        SchedulingResult received = attendee.Receive(null, request!, "mailto:ann@example.com", now);
        SchedulingResult answered = attendee.Answer(received.Stored!, "ACCEPTED", now);

        ITipMessage.TryRead(answered.Messages[0].Calendar, out ITipMessage? reply);
        SchedulingResult taken = organizer.Receive(invited.Stored, reply!, "mailto:bob@example.com", now);
        Console.WriteLine($"{taken.Answers[0].Address}: {taken.Answers[0].ParticipationStatus}");
    }

    private static JSGroup Convert(byte[] json, DateTimeOffset monday)
    {
        JSCalendarObject received = JSCalendar.Parse(json);
        foreach (JSEntry entry in received is JSGroup all ? all.Entries : [(JSEntry)received])
        {
            foreach (JSOccurrence occurrence in entry.Between(monday, monday.AddDays(7)))
            {
                Console.WriteLine($"{occurrence.StartUtc:u} {entry.Instance(occurrence.RecurrenceId)!.Title}");
            }
        }

        Calendar asLines = JSCalendarConverter.ToCalendar(received);
        JSGroup andBack = JSCalendarConverter.FromCalendar(asLines);
        return andBack;
    }

    private static void Write(IBufferWriter<byte> output)
    {
        Calendar made = Calendar.Create("-//Example//Calendar//EN");
        Event lunch = new() { Uid = "lunch-1@example.com", Summary = "Lunch; bring cake", Start = CalendarDateTime.Zoned(new DateTime(2027, 3, 1, 12, 0, 0), "Europe/Berlin") };
        lunch.Duration = CalendarDuration.Exact(TimeSpan.FromMinutes(45));
        lunch.RecurrenceRules = [new RecurrenceRule(Frequency.Weekly) { ByDay = [new WeekdayNumber(DayOfWeek.Monday)] }];
        lunch.Add(CalendarUser.Attendee("mailto:ann@example.com"));
        made.Components.Add(lunch);
        made.Write(output);
    }
}
