using Protocols.ICalendar;
using static Protocols.Formats.Tests.ICalendar.Scheduling.Objects;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>RFC 5546 §4.4 and §4.7: events that recur, from both sides.</summary>
public sealed class RecurringExamplesTests
{
    private const string A = "mailto:a@example.com";
    private const string B = "mailto:b@example.com";
    private readonly OrganizerScheduler _organizer = new(new CalendarIdentity(A), Example);
    private readonly AttendeeScheduler _attendee = new(new CalendarIdentity(B), Example);

    [Fact, Rfc(5546, "4.4.1"), Rfc(5546, "3.1.2")]
    public void An_event_goes_with_the_zone_that_it_names()
    {
        Calendar example = RfcExamples.Of("4.4.1")[0];
        OrganizerScheduler organizer = new(new CalendarIdentity("a@example.com", ["mailto:a@example.com"]), Example);
        SchedulingResult result = organizer.Change(null, With(Stored(example), static meeting => meeting.Stamp = null), At("19970613T190030Z"));
        Assert.Equal("REQUEST b c", Messages(result));
        Assert.Equal(Lines(Whole(example)), Lines(Whole(result.Messages[0].Calendar)));
        Assert.Equal(example.TimeZones.Single().ToString(), result.Messages[0].Calendar.TimeZones.Single().ToString());
        AttendeeScheduler france = new(new CalendarIdentity("mailto:b@example.fr"), Example);
        Calendar stored = france.Receive(null, Sent(result.Messages[0]), A, default).Stored!;
        Assert.Equal("1997-07-01T21:00", $"{RecurrenceSet.Of(stored)[0].Between(At("19970701T000000Z"), At("19970702T000000Z"))[0].StartUtc:yyyy-MM-ddTHH:mm}");

        // A zone that the object names without a definition gets one.
        Calendar bare = Read("BEGIN:VEVENT|UID:1|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:b@example.com|DTSTART;TZID=Europe/Berlin:20270201T100000|SUMMARY:s|END:VEVENT");
        Assert.Equal("Europe/Berlin", Assert.Single(Sent(_organizer.Change(null, bare, default).Messages[0]).Calendar.TimeZones).TimeZoneId);
    }

    [Fact, Rfc(5546, "4.4.2"), Rfc(5546, "4.4.3"), Rfc(5546, "4.4.4"), Rfc(5546, "3.7.1"), Rfc(5546, "3.2.5")]
    public void An_occurrence_is_moved_another_called_off_and_then_all()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.4.2");
        Calendar stored = With(Stored(examples[0]), static _ => { });
        Calendar moved = With(stored, static _ => { });
        moved.Components.Add(Stored(examples[1]).Events.Single());
        moved.Events.Last().Sequence = 0;
        moved.Events.Last().Stamp = null;
        SchedulingResult first = _organizer.Change(stored, moved, At("19970626T093000Z"));
        Assert.Equal("Applied Rescheduled Put", Of(first));
        Assert.Equal("REQUEST b c d", Messages(first));
        SchedulableComponent sent = (SchedulableComponent)Sent(first.Messages[0]).Components.Single();
        Assert.Equal(Lines(examples[1].Events.Single(), "ATTENDEE"), Lines(sent, "ATTENDEE"));

        Calendar without = With(first.Stored!, static meeting => meeting.AddExceptionDate(CalendarDateTime.Parse("19970801T210000Z")));
        SchedulingResult second = _organizer.Change(first.Stored, without, At("19970721T093000Z"));
        Assert.Equal("CANCEL b c d", Messages(second));
        SchedulableComponent cancel = (SchedulableComponent)Sent(second.Messages[0]).Components.Single();
        Assert.Equal(Lines(RfcExamples.Of("4.4.3")[0].Events.Single(), "ATTENDEE"), Lines(cancel, "ATTENDEE", "SUMMARY", "DTSTART", "DTEND", "LOCATION"));
        Assert.Equal(["b", "c", "d"], cancel.Attendees.Select(static attendee => attendee.MailAddress!.Split('@')[0]));

        SchedulingResult third = _organizer.Change(second.Stored, null, At("19970721T103000Z"));
        Assert.Equal("CANCEL b c d", Messages(third));
        SchedulableComponent all = (SchedulableComponent)Sent(third.Messages[0]).Components.Single();
        Assert.Equal(Lines(RfcExamples.Of("4.4.4")[0].Events.Single(), "ATTENDEE"), Lines(all, "ATTENDEE", "SUMMARY", "DTSTART", "DTEND", "LOCATION"));

        Calendar mine = _attendee.Receive(null, Message(examples[0]), A, default).Stored!;
        mine = _attendee.Receive(mine, Sent(first.Messages[0]), A, default).Stored!;
        Assert.Equal(["0601", "0703", "0801"], Busy(mine, 3));
        SchedulingResult off = _attendee.Receive(mine, Message(RfcExamples.Of("4.4.3")[0]), A, default);
        Assert.Equal(["0601", "0703", "0901"], Busy(off.Stored!, 3));
        Assert.Equal("Stale None Keep", Of(_attendee.Receive(off.Stored, Message(examples[1]), A, default)));
        Assert.Empty(Busy(_attendee.Receive(off.Stored, Message(RfcExamples.Of("4.4.4")[0]), A, default).Stored!, 3));

        AttendeeScheduler tidy = new(new CalendarIdentity(B), Example with { Cancelled = CancelledObjects.Remove });
        Calendar removed = tidy.Receive(mine, Message(RfcExamples.Of("4.4.3")[0]), A, default).Stored!;
        Assert.Equal(["0601", "0703", "0901"], Busy(removed, 3));
        Assert.DoesNotContain("CANCELLED", removed.ToString(), StringComparison.Ordinal);
        Assert.Equal(StoreAction.Delete, tidy.Receive(removed, Message(RfcExamples.Of("4.4.4")[0]), A, default).Store);
    }

    [Fact, Rfc(5546, "3.2.5")]
    public void All_occurrences_from_one_on_are_called_off()
    {
        Calendar mine = _attendee.Receive(null, Message(RfcExamples.Of("4.4.2")[0]), A, default).Stored!;
        ITipMessage cancel = Message("METHOD:CANCEL|BEGIN:VEVENT|UID:guid-1@example.com|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:b@example.com|DTSTAMP:19970721T103000Z|STATUS:CANCELLED|SEQUENCE:3|RECURRENCE-ID;RANGE=THISANDFUTURE:19970801T210000Z|END:VEVENT");
        Assert.Equal(["0601", "0701"], Busy(_attendee.Receive(mine, cancel, A, default).Stored!, 9));
        AttendeeScheduler tidy = new(new CalendarIdentity(B), Example with { Cancelled = CancelledObjects.Remove });
        Calendar removed = tidy.Receive(mine, cancel, A, default).Stored!;
        Assert.Equal(["0601", "0701"], Busy(removed, 9));
        Assert.Equal("FREQ=MONTHLY;UNTIL=19970801T205959Z;BYMONTHDAY=1", Whole(removed).GetRaw("RRULE"u8));
    }

    [Fact, Rfc(5546, "4.4.5")]
    public void All_occurrences_from_one_on_are_changed()
    {
        // The example writes the parameter without its name.
        Calendar example = Calendar.Parse(System.Text.Encoding.UTF8.GetBytes(RfcExamples.Of("4.4.5")[0].ToString().Replace("RECURRENCE-ID;THISANDFUTURE:19970901", "RECURRENCE-ID;RANGE=THISANDFUTURE:19970901", StringComparison.Ordinal)));
        Calendar mine = _attendee.Receive(null, Message(RfcExamples.Of("4.4.2")[0]), A, default).Stored!;
        SchedulingResult changed = _attendee.Receive(mine, Message(example), A, default);
        Assert.Equal("Applied Updated Put", Of(changed));
        List<string> places = [];
        foreach (Occurrence occurrence in RecurrenceSet.Of(changed.Stored!)[0])
        {
            places.Add(occurrence.Component.Location!);
        }

        Assert.Equal(["Conference Call", "Conference Call", "Conference Call", "Building 32, Microsoft, Seattle, WA"], places[..4]);

        Calendar stored = With(Stored(RfcExamples.Of("4.4.2")[0]), static _ => { });
        Calendar next = With(stored, static _ => { });
        next.Components.Add(Stored(example).Events.Single());
        Assert.Equal("REQUEST b c d", Messages(_organizer.Change(stored, next, At("19970801T000000Z"))));
    }

    [Fact, Rfc(5546, "4.4.6"), Rfc(5546, "3.2.4")]
    public void An_occurrence_is_added()
    {
        Calendar example = RfcExamples.Of("4.4.6")[0];
        Calendar first = RfcExamples.Of("4.4.2")[0];
        Whole(first).Uid = "123456789@example.com";
        Whole(first).Sequence = 3;
        OrganizerScheduler adding = new(new CalendarIdentity(A), Example with { SendAdd = true });
        Calendar changed = With(Stored(first), static meeting => meeting.AddRecurrenceDate(CalendarDateTime.Parse("19970715T210000Z")));
        SchedulingResult result = adding.Change(Stored(first), changed, At("19970629T093000Z"));
        Assert.Equal("ADD b c d", Messages(result));
        Assert.Equal(Lines(Whole(example), "ATTENDEE"), Lines(Whole(result.Messages[0].Calendar), "ATTENDEE"));
        Assert.Equal("NEEDS-ACTION", Attendee(Instance(result.Stored!, "19970715T210000Z"), B).ParticipationStatus);
        Assert.Equal("REQUEST b c d", Messages(_organizer.Change(Stored(first), changed, At("19970629T093000Z"))));

        Assert.Equal("RefreshWanted UnknownObject Keep", Of(_attendee.Receive(null, Message(example), A, default)));
        SchedulingResult added = _attendee.Receive(Stored(first), Message(example), A, default);
        Assert.Equal("Applied InstancesAdded Put", Of(added));
        Assert.Equal(["0601", "0701", "0715", "0801"], Busy(added.Stored!, 4));
        Assert.Equal("Stale None Keep", Of(_attendee.Receive(added.Stored, Message(example), A, default)));
    }

    [Fact, Rfc(5546, "4.4.7")]
    public void A_series_is_changed_as_a_whole()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.4.7");
        Calendar changed = With(Stored(examples[1]), static meeting => (meeting.Sequence, meeting.Stamp) = (0, null));
        SchedulingResult result = _organizer.Change(Stored(examples[0]), changed, At("19980303T193000Z"));
        Assert.Equal("Applied Rescheduled Put", Of(result));
        Assert.Equal("REQUEST b", Messages(result));
        Assert.Equal(1, Whole(result.Messages[0].Calendar).Sequence);
        Assert.Equal(Lines(Whole(examples[1]), "ATTENDEE", "SEQUENCE"), Lines(Whole(result.Messages[0].Calendar), "ATTENDEE", "SEQUENCE"));

        Calendar mine = _attendee.Receive(null, Message(examples[0]), A, default).Stored!;
        mine = _attendee.Answer(mine, "DECLINED", default, CalendarDateTime.Parse("19980310T210000Z")).Stored!;
        SchedulingResult taken = _attendee.Receive(mine, Message(examples[1]), A, default);
        Assert.Equal("Applied Rescheduled Put", Of(taken));
        Assert.Equal(["0303", "0305", "0310"], Busy(taken.Stored!, 3));
        Assert.Single(taken.Stored!.Events);
    }

    [Fact, Rfc(5546, "4.4.8"), Rfc(5546, "3.2.6"), Rfc(5546, "6.1.6")]
    public void The_newest_state_is_asked_for_and_sent()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.4.8");
        OrganizerScheduler adding = new(new CalendarIdentity(A), Example with { SendAdd = true });
        Calendar stored = Stored(examples[0]);
        Calendar moved = With(stored, static _ => { });
        moved.Components.Add(Stored(examples[1]).Events.Single());
        SchedulingResult first = adding.Change(stored, moved, At("19980306T193000Z"));
        Assert.Equal(Lines(examples[1].Events.Single(), "ATTENDEE"), Lines((SchedulableComponent)Sent(first.Messages.Single()).Components.Single(), "ATTENDEE"));
        SchedulingResult second = adding.Change(first.Stored, With(first.Stored!, static meeting => meeting.AddRecurrenceDate(CalendarDateTime.Parse("19980315T180000Z"))), At("19980307T193000Z"));
        Assert.Equal("ADD b", Messages(second));
        Assert.Equal(Lines(examples[2].Events.Single(), "ATTENDEE"), Lines((SchedulableComponent)Sent(second.Messages.Single()).Components.Single(), "ATTENDEE"));

        SchedulingResult asked = _attendee.AskRefresh(stored, At("19980307T200000Z"));
        Assert.Equal("REFRESH a", Messages(asked));
        ITipMessage refresh = Sent(asked.Messages[0]);
        Assert.Equal("Refused Uninvited Keep", Of(adding.Receive(second.Stored, refresh, "mailto:x@example.com", default)));
        SchedulingResult told = adding.Receive(second.Stored, refresh, B, At("19980307T210000Z"));
        Assert.Equal("Applied RefreshAsked Put", Of(told));
        Assert.Equal("REQUEST b", Messages(told));
        Assert.Equal(3, Sent(told.Messages[0]).Components.Count);

        // Who was told of nothing since the beginning knows the same now as who was told of everything.
        Calendar behind = _attendee.Receive(stored, Sent(told.Messages[0]), A, default).Stored!;
        Assert.Equal(["0304", "0311", "0315", "0318"], Busy(behind, 9));
        Calendar abreast = _attendee.Receive(_attendee.Receive(stored, Sent(first.Messages[0]), A, default).Stored, Sent(second.Messages[0]), A, default).Stored!;
        Assert.Equal(Busy(behind, 9), Busy(abreast, 9));

        // The example of the specification leaves the organizer out of its second component.
        Assert.Equal("Applied Rescheduled Put", Of(_attendee.Receive(stored, Message(examples[3]), A, default)));
    }

    [Fact, Rfc(5546, "3.4.6"), Rfc(5546, "3.2.6")]
    public void Who_asks_after_what_was_called_off_is_told_so()
    {
        Calendar stored = Stored(RfcExamples.Of("4.2.1")[0]);
        SchedulingResult off = _organizer.Change(stored, With(stored, static meeting => meeting.Status = "CANCELLED"), At("19970613T190000Z"));
        SchedulingResult told = _organizer.Receive(off.Stored, Sent(_attendee.AskRefresh(stored, default).Messages[0]), B, At("19970613T200000Z"));
        Assert.Equal("CANCEL b", Messages(told));
        Assert.Equal("CANCELLED", Whole(_attendee.Receive(stored, Sent(told.Messages[0]), A, default).Stored!).Status);
    }

    [Fact, Rfc(5546, "4.4.9"), Rfc(5546, "3.2.7")]
    public void One_occurrence_is_proposed_at_another_time()
    {
        Calendar example = RfcExamples.Of("4.4.9")[0];
        Calendar stored = With(Stored(RfcExamples.Of("4.4.2")[0]), static meeting =>
        {
            meeting.Sequence = 4;
            meeting.AddRecurrenceDate(CalendarDateTime.Parse("19970715T210000Z"));
        });
        Calendar proposal = Stored(example);
        proposal.Events.Single().Comments = [];
        proposal.Events.Single().Stamp = null;
        SchedulingResult result = _attendee.Counter(stored, proposal, At("19970629T094000Z"), "May we bump this by an hour? I have a conflict");
        Assert.Equal(Lines(example.Events.Single()), Lines((SchedulableComponent)Sent(result.Messages.Single()).Components.Single()));

        SchedulingResult accepted = _organizer.AcceptCounter(stored, Message(example), B, At("19970630T000000Z"));
        Assert.Equal("Applied Rescheduled Put", Of(accepted));
        Assert.Equal(("19970715T220000Z", 5), (Instance(accepted.Stored!, "19970715T210000Z").Start!.Value.Value, Instance(accepted.Stored!, "19970715T210000Z").Sequence));
        Assert.Equal("REQUEST b c d", Messages(accepted));
        Assert.Equal("DECLINECOUNTER b", Messages(_organizer.DeclineCounter(stored, Message(example), B, null, default)));
    }

    [Fact, Rfc(5546, "4.4.10"), Rfc(5546, "3.6")]
    public void A_request_that_fails_is_answered_with_the_reason()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.4.10");
        SchedulingResult failed = _attendee.Fail(Message(examples[0]), [new RequestStatus("3.0", "Invalid Property Name", "FOO")], At("19970603T094000Z"));
        Assert.Equal("REPLY a", Messages(failed));
        Assert.Equal(Lines(Whole(examples[1])), Lines(Whole(failed.Messages[0].Calendar)));
        OrganizerScheduler organizer = new(new CalendarIdentity(A), Example with { TrackDelivery = true });
        SchedulingResult told = organizer.Receive(Stored(examples[0]), Message(examples[1]), B, At("19970603T100000Z"));
        Assert.Equal("3.0", Assert.Single(Assert.Single(told.Answers).Statuses).Code);
        Assert.Equal(["3.0"], Attendee(Whole(told.Stored!), B).ScheduleStatuses);
        Assert.Null(Attendee(Whole(told.Stored!), B).ParticipationStatus);
        Assert.Empty(told.Messages);
    }

    [Fact, Rfc(5546, "4.7.1"), Rfc(5546, "3.2.6")]
    public void A_refresh_of_several_attendees_is_that_of_its_sender()
    {
        Calendar stored = Stored(RfcExamples.Of("4.4.2")[0]);
        Whole(stored).Uid = "guid-1-12345@example.com";
        SchedulingResult told = _organizer.Receive(stored, Message(RfcExamples.Of("4.7.1")[0]), "mailto:c@example.com", At("19970603T100000Z"));
        Assert.Equal("REQUEST c", Messages(told));
    }

    [Fact, Rfc(5546, "4.7.2")]
    public void An_occurrence_that_is_not_known_tells_that_something_was_missed()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.7.2");
        Calendar mine = Read("BEGIN:VEVENT|UID:example-12345@example.com|SEQUENCE:1|DTSTAMP:19970701T000000Z|DTSTART:19970801T210000Z|RRULE:FREQ=WEEKLY|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:b@example.com|END:VEVENT");
        SchedulingResult result = _attendee.Receive(mine, Message(examples[0]), A, At("19970603T094000Z"));
        Assert.Equal("RefreshWanted UnknownInstance Put", Of(result));
        Assert.Equal("REFRESH a", Messages(result));
        Assert.Equal(Lines(Whole(examples[1]), "DTSTAMP"), Lines(Whole(result.Messages[0].Calendar), "DTSTAMP"));

        // Case 2: of the same revision, the occurrence is none.
        SchedulingResult same = _attendee.Receive(With(mine, static meeting => meeting.Sequence = 3), Message(examples[0]), A, default);
        Assert.Equal("RefreshWanted UnknownInstance Keep", Of(same));

        // Case 1, the other way round: the message is the older one.
        Assert.Equal("Stale None Keep", Of(_attendee.Receive(With(mine, static meeting => meeting.Sequence = 4), Message(examples[0]), A, default)));
    }

    // The days of the first occurrences that take time.
    private static List<string> Busy(Calendar calendar, int most)
    {
        List<string> days = [];
        foreach (Occurrence occurrence in RecurrenceSet.Of(calendar)[0])
        {
            if (days.Count == most)
            {
                break;
            }

            if (occurrence.Component is Event { IsBusy: true })
            {
                days.Add(occurrence.Start.Value[4..8]);
            }
        }

        return days;
    }
}
