using Protocols.ICalendar;
using static Protocols.Formats.Tests.ICalendar.Scheduling.Objects;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>RFC 5546 §4.1, §4.3 and §4.6: what is published, and busy time.</summary>
public sealed class PublishedExamplesTests
{
    private readonly OrganizerScheduler _organizer = new(new CalendarIdentity("mailto:a@example.com"), Example with { ShareAlarms = true });
    private readonly AttendeeScheduler _reader = new(new CalendarIdentity("mailto:b@example.com"), Example);

    [Theory]
    [InlineData("4.1.1"), InlineData("4.1.2"), InlineData("4.1.4"), InlineData("4.1.5"), InlineData("4.6")]
    [Rfc(5546, "4.1.1"), Rfc(5546, "4.1.2"), Rfc(5546, "4.1.4"), Rfc(5546, "4.1.5"), Rfc(5546, "4.6"), Rfc(5546, "3.2.1"), Rfc(5546, "3.5.1")]
    public void An_object_is_published_as_in_the_example(string section)
    {
        Calendar example = RfcExamples.Of(section)[0];
        SchedulableComponent expected = Whole(example);
        Calendar stored = With(Stored(example), static component => component.Stamp = null);
        SchedulingResult result = _organizer.Publish(stored, ["mailto:list@example.com"], At(expected.Stamp!.Value.Value));
        SchedulableComponent published = Whole(result.Messages.Single().Calendar);
        Assert.Equal("PUBLISH list", Messages(result));
        Assert.Equal(Lines(expected), Lines(published));
        Assert.Equal(expected.Alarms.Select(static alarm => alarm.ToString()), published.Alarms.Select(static alarm => alarm.ToString()));
    }

    [Fact, Rfc(5546, "4.1.1"), Rfc(5546, "4.1.2"), Rfc(5546, "4.1.3"), Rfc(5546, "4.1.4")]
    public void Who_reads_it_keeps_the_newest()
    {
        ITipMessage first = Message(RfcExamples.Of("4.1.1")[0]);
        ITipMessage second = Message(RfcExamples.Of("4.1.2")[0]);
        ITipMessage cancel = Message(RfcExamples.Of("4.1.3")[0]);
        ITipMessage rich = Message(RfcExamples.Of("4.1.4")[0]);
        const string A = "mailto:a@example.com";
        SchedulingResult result = _reader.Receive(null, first, A, default);
        Assert.Equal("Applied Created Put", Of(result));
        Assert.Null(result.Stored!.Method);
        result = _reader.Receive(result.Stored, second, A, default);
        Assert.Equal("Applied Rescheduled Put", Of(result));
        Assert.Equal("19970701T210000Z", Whole(result.Stored!).Start!.Value.Value);
        Assert.Equal("Stale None Keep", Of(_reader.Receive(result.Stored, first, A, default)));
        Assert.Equal("Stale None Keep", Of(_reader.Receive(result.Stored, second, A, default)));
        result = _reader.Receive(result.Stored, cancel, A, default);
        Assert.Equal("Applied Cancelled Put", Of(result));
        Assert.Equal("CANCELLED", Whole(result.Stored!).Status);
        Assert.Equal("Stale None Keep", Of(_reader.Receive(result.Stored, second, A, default)));
        result = _reader.Receive(result.Stored, rich, A, default);
        Assert.Equal("CONFIRMED", Whole(result.Stored!).Status);
        Assert.Empty(Whole(result.Stored!).Alarms);
        Assert.Equal("America-Chicago", Assert.Single(result.Stored!.TimeZones).TimeZoneId);
        Assert.Equal("Refused SenderMismatch Keep", Of(_reader.Receive(null, first, "mailto:spoof@example.com", default)));
    }

    [Fact, Rfc(5546, "4.6"), Rfc(5546, "3.5.2"), Rfc(5546, "3.5.3")]
    public void A_journal_entry_is_published_added_to_and_called_off()
    {
        const string A = "mailto:a@example.com";
        ITipMessage published = Message(RfcExamples.Of("4.6")[0]);
        Calendar stored = _reader.Receive(null, published, A, default).Stored!;
        ITipMessage added = Message("METHOD:ADD|BEGIN:VJOURNAL|UID:0981234-1234234-2410@example.com|SEQUENCE:1|DTSTAMP:19970718T000000Z|DTSTART:19971003T200000Z|ORGANIZER:mailto:a@example.com|DESCRIPTION:More|END:VJOURNAL");
        SchedulingResult result = _reader.Receive(stored, added, A, default);
        Assert.Equal("Applied InstancesAdded Put", Of(result));
        Assert.Equal(["19971002T200000Z", "19971003T200000Z"], Starts(result.Stored!));
        Assert.Equal("Applied Created Put", Of(_reader.Receive(null, added, A, default)));
        ITipMessage cancel = Message("METHOD:CANCEL|BEGIN:VJOURNAL|UID:0981234-1234234-2410@example.com|SEQUENCE:2|DTSTAMP:19970719T000000Z|ORGANIZER:mailto:a@example.com|END:VJOURNAL");
        Assert.Equal("Applied Cancelled Put", Of(_reader.Receive(result.Stored, cancel, A, default)));
        Assert.Equal("Applied Cancelled Delete", Of(new AttendeeScheduler(new CalendarIdentity("mailto:b@example.com"), Example with { Cancelled = CancelledObjects.Remove }).Receive(result.Stored, cancel, A, default)));
        Assert.Equal("Refused MethodNotExpected Keep", Of(_reader.Receive(null, Message("METHOD:REQUEST|BEGIN:VJOURNAL|UID:1|ORGANIZER:mailto:a@example.com|END:VJOURNAL"), A, default)));
    }

    [Fact, Rfc(5546, "4.3.1"), Rfc(5546, "3.3.1")]
    public void Busy_time_is_published()
    {
        ITipMessage published = Message(RfcExamples.Of("4.3.1")[0]);
        SchedulingResult result = _reader.Receive(null, published, "mailto:a@example.com", default);
        Assert.Equal("Applied BusyTime Keep", Of(result));
        Assert.Equal(7, ((FreeBusy)published.Components[0]).Lines.Count);
    }

    [Fact, Rfc(5546, "4.3.2"), Rfc(5546, "4.3.3"), Rfc(5546, "3.3.2"), Rfc(5546, "3.3.3")]
    public void Busy_time_is_asked_for_and_told()
    {
        (DateTimeOffset from, DateTimeOffset to) = (At("19970701T080000Z"), At("19970701T200000Z"));
        OutgoingMessage asked = _organizer.AskBusyTime("calsrv.example.com-873970198738777@example.com", ["mailto:b@example.com", "mailto:c@example.com"], from, to, At("19970613T190000Z"));
        ITipMessage request = Sent(asked);
        Assert.Equal(
            Lines((FreeBusy)RfcExamples.Of("4.3.2")[0].FreeBusy.Single(), "DTEND").Where(static line => !line.Contains("CHAIR", StringComparison.Ordinal)),
            Lines(request.Components[0], "DTEND"));
        Assert.Equal("DecisionWanted BusyTime Keep", Of(_reader.Receive(null, request, "mailto:a@example.com", default)));
        Calendar mine = Read("BEGIN:VEVENT|UID:1|DTSTART:19970701T090000Z|DTEND:19970701T100000Z|END:VEVENT|BEGIN:VEVENT|UID:2|DTSTART:19970701T140000Z|DTEND:19970701T143000Z|END:VEVENT");
        SchedulingResult result = _reader.AnswerBusyTime(request, BusyTimes.Of([mine], from, to), "mailto:a@example.com", At("19970613T190030Z"));
        Assert.Equal("REPLY a", Messages(result));
        CalendarComponent reply = Sent(result.Messages[0]).Components[0];
        Assert.Equal(Lines(RfcExamples.Of("4.3.3")[0].FreeBusy.Single(), "FREEBUSY"), Lines(reply, "FREEBUSY"));
        Assert.Equal("19970701T090000Z/19970701T100000Z,19970701T140000Z/19970701T143000Z", reply.GetRaw("FREEBUSY"u8));
        Assert.Equal("Applied BusyTime Keep", Of(_organizer.Receive(null, Sent(result.Messages[0]), "mailto:b@example.com", default)));
        Assert.Equal("Refused SenderMismatch Keep", Of(_organizer.Receive(null, Sent(result.Messages[0]), "mailto:c@example.com", default)));
        Assert.Equal("Refused BusyTime Keep", Of(_reader.AnswerBusyTime(request, BusyTimes.Of([mine], from.AddHours(1), to), "mailto:a@example.com", default)));
        Assert.Equal("Refused SenderMismatch Keep", Of(_reader.AnswerBusyTime(request, BusyTimes.Of([mine], from, to), "mailto:d@example.com", default)));
        Assert.Equal("Refused NotInvited Keep", Of(new AttendeeScheduler(new CalendarIdentity("mailto:d@example.com")).AnswerBusyTime(request, BusyTimes.Of([mine], from, to), "mailto:a@example.com", default)));
    }

    private static List<string> Starts(Calendar calendar)
    {
        List<string> starts = [];
        foreach (Occurrence occurrence in RecurrenceSet.Of(calendar)[0])
        {
            starts.Add(occurrence.Start.Value);
        }

        return starts;
    }
}
