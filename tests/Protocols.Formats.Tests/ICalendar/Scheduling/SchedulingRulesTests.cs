using System.Text;
using Protocols.ICalendar;
using static Protocols.Formats.Tests.ICalendar.Scheduling.Objects;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>What may be changed and who is told (RFC 6638 §3.2), limits, and what others try.</summary>
public sealed class SchedulingRulesTests
{
    private const string A = "mailto:a@example.com";
    private const string B = "mailto:b@example.com";
    private readonly OrganizerScheduler _organizer = new(new CalendarIdentity(A), Example with { TrackDelivery = true });
    private readonly AttendeeScheduler _attendee = new(new CalendarIdentity(B), Example with { TrackDelivery = true });

    [Theory]
    [InlineData("", "", "REQUEST b")]
    [InlineData("", ";SCHEDULE-AGENT=CLIENT", "CANCEL b")]
    [InlineData("", ";SCHEDULE-AGENT=NONE", "CANCEL b")]
    [InlineData("", null, "CANCEL b")]
    [InlineData(";SCHEDULE-AGENT=CLIENT", "", "REQUEST b")]
    [InlineData(";SCHEDULE-AGENT=CLIENT", ";SCHEDULE-AGENT=NONE", "")]
    [InlineData(";SCHEDULE-AGENT=NONE", null, "")]
    [InlineData(";SCHEDULE-AGENT=X-OTHER", "", "REQUEST b")]
    [InlineData(null, "", "REQUEST b")]
    [InlineData(null, ";SCHEDULE-AGENT=CLIENT", "")]
    [Rfc(6638, "3.2.1.2"), Rfc(6638, "7.1")]
    public void Who_is_told_goes_by_the_agent_of_before_and_now(string? before, string? now, string expected)
    {
        SchedulingResult result = _organizer.Change(Of(before, "s"), Of(now, "t"), At("20270102T000000Z"));
        Assert.Equal(expected, Messages(result));
        static Calendar Of(string? agent, string summary) => Read($"BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|DTSTART:20270201T100000Z|SUMMARY:{summary}|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:a@example.com{(agent is null ? "" : $"|ATTENDEE{agent}:mailto:b@example.com")}|END:VEVENT");
    }

    [Fact, Rfc(6638, "3.2.7"), Rfc(6638, "7.2"), Rfc(6638, "7.3"), Rfc(6638, "3.2.9")]
    public void What_is_forced_is_sent_once_and_delivery_is_told()
    {
        Calendar stored = Meeting();
        Assert.Empty(_organizer.Change(stored, With(stored, static _ => { }), default).Messages);
        SchedulingResult forced = _organizer.Change(stored, With(stored, static meeting => Attendee(meeting, B).ScheduleForceSend = "REQUEST"), default);
        Assert.Equal("REQUEST b", Messages(forced));
        Assert.DoesNotContain("SCHEDULE-FORCE-SEND", forced.Stored!.ToString(), StringComparison.Ordinal);
        Assert.Equal([ScheduleStatus.Pending], Attendee(Whole(forced.Stored), B).ScheduleStatuses);
        Assert.True(ScheduleStatus.Set(forced.Stored, "MAILTO:B@example.com", ScheduleStatus.Delivered));
        Assert.Equal([ScheduleStatus.Delivered], Attendee(Whole(forced.Stored), B).ScheduleStatuses);
        Assert.False(ScheduleStatus.Set(forced.Stored, "mailto:c@example.com", "3.7"));
        SchedulingResult unknown = _organizer.Change(stored, With(stored, static meeting => Attendee(meeting, B).ScheduleForceSend = "NUDGE"), default);
        Assert.Empty(unknown.Messages);
        Assert.Equal(["2.3"], Attendee(Whole(unknown.Stored!), B).ScheduleStatuses);

        SchedulingResult reply = _attendee.Change(stored, With(stored, static meeting => meeting.Organizer!.ScheduleForceSend = "REPLY"), default);
        Assert.Equal("REPLY a", Messages(reply));
        Assert.Equal([ScheduleStatus.Pending], Whole(reply.Stored!).Organizer!.ScheduleStatuses);
        SchedulingResult taken = _organizer.Receive(stored, Sent(reply.Messages[0]), B, default);
        Assert.Equal(["2.0"], Attendee(Whole(taken.Stored!), B).ScheduleStatuses);
    }

    [Theory]
    [InlineData("TRANSP", "TRANSPARENT"), InlineData("X-MINE", "1"), InlineData("CREATED", "20270101T000000Z"), InlineData("COLOR", "red"), InlineData("DTSTAMP", "20270103T000000Z")]
    [Rfc(6638, "3.2.2.1")]
    public void What_is_an_attendees_own_may_change_and_nobody_is_told(string name, string value)
    {
        SchedulingResult result = _attendee.Change(Meeting(), With(Meeting(), meeting => meeting.SetRaw(name, value)), default);
        Assert.Equal("Applied Updated Put", Of(result));
        Assert.Empty(result.Messages);
    }

    [Theory]
    [InlineData("SUMMARY", "t"), InlineData("DTSTART", "20270201T110000Z"), InlineData("LOCATION", "here"), InlineData("RRULE", "FREQ=DAILY"), InlineData("STATUS", "CANCELLED"), InlineData("ORGANIZER", "mailto:c@example.com"), InlineData("ATTENDEE", "mailto:c@example.com")]
    [Rfc(6638, "3.2.2.1"), Rfc(5546, "3.2.3")]
    public void What_is_the_organizers_may_not_be_changed_by_an_attendee(string name, string value) =>
        Assert.Equal("Refused ForbiddenChange Keep", Of(_attendee.Change(Meeting(), With(Meeting(), meeting => meeting.SetRaw(name, value)), default)));

    [Fact, Rfc(6638, "3.2.2.1"), Rfc(6638, "3.2.2.3"), Rfc(6638, "3.2.2.4")]
    public void An_occurrence_taken_out_is_declined_and_so_is_the_whole()
    {
        Calendar series = With(Meeting(), static meeting => meeting.SetRaw("RRULE", "FREQ=DAILY;COUNT=5"));
        SchedulingResult result = _attendee.Change(series, With(series, static meeting => meeting.AddExceptionDate(CalendarDateTime.Parse("20270202T100000Z"))), At("20270103T000000Z"));
        Assert.Equal("REPLY a", Messages(result));
        SchedulableComponent reply = (SchedulableComponent)Sent(result.Messages[0]).Components.Single();
        Assert.Equal(("20270202T100000Z", "DECLINED"), (reply.RecurrenceId!.Value.Value, reply.Attendees.Single().ParticipationStatus));
        SchedulingResult taken = _organizer.Receive(series, Sent(result.Messages[0]), B, default);
        Assert.Equal("a=NEEDS-ACTION b=DECLINED", Answers(Instance(taken.Stored!, "20270202T100000Z")));

        // It stays out when the organizer tells of it again.
        Calendar renamed = _organizer.Change(taken.Stored, With(taken.Stored!, static meeting => meeting.Summary = "t"), At("20270104T000000Z")).Messages.Single().Calendar;
        Calendar mine = _attendee.Receive(result.Stored, Message(renamed), A, default).Stored!;
        Assert.Equal(["20270202T100000Z"], Whole(mine).ExceptionDates.Select(static time => time.Value));
        Assert.Single(mine.Events);
        Assert.Equal("Refused ForbiddenChange Keep", Of(_attendee.Change(mine, With(mine, static meeting => meeting.RemoveAll("EXDATE")), default)));

        SchedulingResult gone = _attendee.Change(series, null, default);
        Assert.Equal("Applied Answered Delete", Of(gone));
        Assert.Equal("DECLINED", Whole(gone.Messages.Single().Calendar).Attendees[0].ParticipationStatus);
        Assert.Empty(_attendee.Change(series, null, default, isTold: false).Messages);
        Assert.Empty(_attendee.Change(With(series, static meeting => meeting.Organizer!.ScheduleAgent = "CLIENT"), null, default).Messages);
        Assert.Empty(_attendee.Change(With(series, static meeting => Attendee(meeting, B).ParticipationStatus = "DECLINED"), null, default).Messages);
    }

    [Fact, Rfc(6638, "3.2.2.2")]
    public void Who_puts_an_object_with_an_answer_answers()
    {
        Assert.Empty(_attendee.Change(null, Meeting(), default).Messages);
        Assert.Equal("REPLY a", Messages(_attendee.Change(null, With(Meeting(), static meeting => Attendee(meeting, B).ParticipationStatus = "ACCEPTED"), default)));
        Assert.Equal("Refused ForbiddenChange Keep", Of(new AttendeeScheduler(new CalendarIdentity(A)).Change(null, Meeting(), default)));
    }

    [Fact, Rfc(6638, "3.2.1"), Rfc(6638, "3.2.8")]
    public void The_answer_of_an_attendee_is_the_attendees()
    {
        Calendar stored = With(Meeting(), static meeting => Attendee(meeting, B).ParticipationStatus = "TENTATIVE");
        Calendar changed = With(stored, static meeting => Attendee(meeting, B).ParticipationStatus = "ACCEPTED");
        Assert.Equal("TENTATIVE", Attendee(Whole(_organizer.Change(stored, changed, default).Stored!), B).ParticipationStatus);
        OrganizerScheduler strict = new(new CalendarIdentity(A), Example with { ForeignAnswers = ForeignAnswers.Refuse });
        Assert.Equal("Refused ForbiddenChange Keep", Of(strict.Change(stored, changed, default)));

        // Asking anew is the organizer's to do.
        SchedulingResult asked = strict.Change(stored, With(stored, static meeting => Attendee(meeting, B).ParticipationStatus = "NEEDS-ACTION"), default);
        Assert.Equal("REQUEST b", Messages(asked));
        Assert.Equal((1, "NEEDS-ACTION"), (Whole(asked.Stored!).Sequence, Attendee(Whole(asked.Stored!), B).ParticipationStatus));
    }

    [Theory]
    [InlineData("RRULE", "FREQ=DAILY;COUNT=3", false, 1)]
    [InlineData("RRULE", "FREQ=DAILY;COUNT=6", true, 1)]
    [InlineData("RRULE", "FREQ=DAILY;UNTIL=20270203T100000Z", true, 1)]
    [InlineData("RRULE", null, false, 1)]
    [InlineData("RRULE", "FREQ=WEEKLY;COUNT=5", true, 1)]
    [InlineData("EXDATE", null, true, 1)]
    [InlineData("RDATE", "20270301T100000Z", true, 1)]
    [InlineData("STATUS", "CONFIRMED", false, 1)]
    [InlineData("DURATION", "PT2H", true, 1)]
    [InlineData("LOCATION", "there", false, 0)]
    [Rfc(5546, "2.1.4"), Rfc(6638, "3.2.8"), Rfc(6638, "3.2.5")]
    public void What_changes_tells_whether_it_is_a_revision_and_whether_all_have_to_answer_anew(string name, string? value, bool isAskedAnew, int sequence)
    {
        Calendar stored = With(Meeting(), static meeting =>
        {
            meeting.SetRaw("RRULE", "FREQ=DAILY;COUNT=5");
            meeting.SetRaw("EXDATE", "20270203T100000Z");
            Attendee(meeting, B).ParticipationStatus = "ACCEPTED";
        });
        SchedulingResult result = _organizer.Change(stored, With(stored, meeting => meeting.SetRaw(name, value)), default);
        Assert.Equal((isAskedAnew ? "NEEDS-ACTION" : "ACCEPTED", sequence), (Attendee(Whole(result.Stored!), B).ParticipationStatus, Whole(result.Stored!).Sequence));
        Assert.Single(result.Messages);
        OrganizerScheduler careful = new(new CalendarIdentity(A), Example with { RevisingProperties = ["LOCATION"] });
        Assert.Equal(1, Whole(careful.Change(stored, With(stored, meeting => meeting.SetRaw(name, value)), default).Stored!).Sequence);
    }

    [Fact, Rfc(5546, "6.3")]
    public void Attendees_can_be_kept_from_each_other()
    {
        Calendar stored = With(Meeting(), static meeting => meeting.Add(CalendarUser.Attendee("mailto:c@example.com")));
        SchedulingResult result = new OrganizerScheduler(new CalendarIdentity(A), Example with { HideAttendees = true }).Change(null, stored, default);
        Assert.Equal("REQUEST b; REQUEST c", Messages(result));
        Assert.All(result.Messages, static message => Assert.Equal(message.Recipients, Whole(message.Calendar).Attendees.Select(static attendee => attendee.Address)));
    }

    [Fact, Rfc(7986, "8"), Rfc(5546, "3.7.3")]
    public void What_is_the_organizers_alone_stays_at_home()
    {
        Calendar stored = With(Meeting(), static meeting =>
        {
            meeting.AddRaw("CONFERENCE", "tel:+1-2").SetParameter("FEATURE", ["AUDIO", "MODERATOR"]);
            meeting.AddRaw("CONFERENCE", "tel:+1-3").SetParameter("FEATURE", "AUDIO");
            meeting.AddRaw("X-KEPT", "1");
            meeting.Components.Add(new Alarm { Action = "AUDIO", Trigger = AlarmTrigger.Relative(CalendarDuration.Exact(TimeSpan.FromMinutes(-5))) });
        });
        SchedulableComponent sent = Whole(_organizer.Change(null, stored, default).Messages.Single().Calendar);
        Assert.Equal("tel:+1-3", Assert.Single(sent.Conferences).Uri);
        Assert.Empty(sent.Alarms);
        Assert.Equal("1", sent.GetRaw("X-KEPT"u8));
    }

    [Fact, Rfc(6638, "3.2.2.1"), Rfc(5546, "3.2.2")]
    public void An_update_leaves_what_is_the_attendees_own()
    {
        Calendar mine = With(Meeting(), static meeting =>
        {
            meeting.Components.Add(new Alarm { Action = "AUDIO", Trigger = AlarmTrigger.Relative(CalendarDuration.Exact(TimeSpan.FromMinutes(-5))) });
            meeting.SetRaw("TRANSP", "TRANSPARENT");
            meeting.SetRaw("X-MINE", "1");
            meeting.SetRaw("COLOR", "red");
            meeting.Organizer!.ScheduleAgent = "SERVER";
        });
        Calendar update = Read("METHOD:REQUEST|BEGIN:VEVENT|UID:1|DTSTAMP:20270109T000000Z|DTSTART:20270201T100000Z|SUMMARY:t|TRANSP:OPAQUE|ORGANIZER:mailto:a@example.com|ATTENDEE;X-REPLY-AFTER=\"9/\";SCHEDULE-AGENT=NONE:mailto:b@example.com|BEGIN:VALARM|ACTION:EMAIL|TRIGGER:PT0S|END:VALARM|END:VEVENT");
        Event stored = Assert.IsType<Event>(Whole(_attendee.Receive(mine, Message(update), A, default).Stored!));
        Assert.Equal(("t", "TRANSPARENT", "1", "red"), (stored.Summary, stored.Transparency, stored.GetRaw("X-MINE"u8), stored.Color));
        Assert.Equal("AUDIO", Assert.Single(stored.Alarms).Action);
        Assert.Equal("SERVER", stored.Organizer!.ScheduleAgent);
        Assert.Equal("ATTENDEE:mailto:b@example.com", stored.Attendees.Single().ToString());
    }

    [Fact, Rfc(5546, "3.7.2")]
    public void A_member_of_an_invited_group_answers_by_itself()
    {
        Calendar stored = With(Meeting(), static meeting => meeting.SetRaw("ATTENDEE", "mailto:team@example.com"));
        AttendeeScheduler member = new(new CalendarIdentity("mailto:m@example.com", null, ["mailto:team@example.com"]), Example);
        SchedulingResult made = _organizer.Change(null, stored, default);
        Calendar mine = member.Receive(null, Sent(made.Messages.Single()), A, default).Stored!;
        SchedulingResult answered = member.Answer(mine, "ACCEPTED", At("20270103T000000Z"));
        Assert.Equal(["mailto:team@example.com"], Whole(answered.Messages.Single().Calendar).Attendees.Single().Members);
        SchedulingResult taken = _organizer.Receive(made.Stored, Sent(answered.Messages[0]), "mailto:m@example.com", default);
        Assert.Equal("b=NEEDS-ACTION m=ACCEPTED team=NEEDS-ACTION", Answers(Whole(taken.Stored!)));
    }

    [Theory]
    [InlineData("BEGIN:VEVENT|UID:1|END:VEVENT|BEGIN:VTODO|UID:1|END:VTODO", SchedulingReason.NotSchedulable)]
    [InlineData("BEGIN:VEVENT|UID:1|END:VEVENT|BEGIN:VEVENT|UID:2|RECURRENCE-ID:20270201T100000Z|END:VEVENT", SchedulingReason.NotSchedulable)]
    [InlineData("BEGIN:VEVENT|UID:1|END:VEVENT|BEGIN:VEVENT|UID:1|END:VEVENT", SchedulingReason.NotSchedulable)]
    [InlineData("BEGIN:VEVENT|UID:1|ATTENDEE:mailto:b@example.com|END:VEVENT", SchedulingReason.NotSchedulable)]
    [InlineData("BEGIN:VEVENT|UID:1|ORGANIZER:mailto:x@example.com|END:VEVENT", SchedulingReason.NotOrganizer)]
    [InlineData("BEGIN:VEVENT|UID:1|ORGANIZER:mailto:a@example.com|END:VEVENT|BEGIN:VEVENT|UID:1|RECURRENCE-ID:20270201T100000Z|ORGANIZER:mailto:x@example.com|END:VEVENT", SchedulingReason.NotOrganizer)]
    [InlineData("BEGIN:VEVENT|UID:other|ORGANIZER:mailto:a@example.com|END:VEVENT", SchedulingReason.ForbiddenChange)]
    [InlineData("X-NOTHING:1", SchedulingReason.NotSchedulable)]
    [Rfc(6638, "3.2.4.2"), Rfc(6638, "3.1")]
    public void What_is_no_scheduling_object_is_refused(string lines, SchedulingReason reason) =>
        Assert.Equal($"Refused {reason} Keep", Of(_organizer.Change(Meeting(), Read(lines), default)));

    [Fact, Rfc(5546, "6.2.2")]
    public void Limits_are_kept()
    {
        Calendar two = With(Meeting(), static meeting => meeting.Add(CalendarUser.Attendee("mailto:c@example.com")));
        Assert.Equal(SchedulingOutcome.LimitExceeded, Change(Example with { MaxAttendees = 2 }, two).Outcome);
        Assert.Equal(SchedulingOutcome.Applied, Change(Example with { MaxAttendees = 3, MaxComponents = 1, MaxSentComponents = 1, MaxSentAttendees = 3 }, two).Outcome);
        Assert.Equal(SchedulingOutcome.LimitExceeded, Change(Example with { MaxSentAttendees = 2 }, two).Outcome);
        Assert.Equal(SchedulingOutcome.LimitExceeded, Change(Example with { MaxSentComponents = 1, HideAttendees = true }, two).Outcome);
        Calendar series = Read("BEGIN:VEVENT|UID:1|ORGANIZER:mailto:a@example.com|DTSTART:20270201T100000Z|RRULE:FREQ=DAILY|END:VEVENT|BEGIN:VEVENT|UID:1|ORGANIZER:mailto:a@example.com|RECURRENCE-ID:20270202T100000Z|END:VEVENT");
        Assert.Equal(SchedulingOutcome.LimitExceeded, Change(Example with { MaxComponents = 1 }, series).Outcome);
        static SchedulingResult Change(SchedulingOptions options, Calendar changed) => new OrganizerScheduler(new CalendarIdentity(A), options).Change(null, changed, default);

        ITipMessage reply = Message("METHOD:REPLY|BEGIN:VEVENT|UID:1|DTSTAMP:20270103T000000Z|ORGANIZER:mailto:a@example.com|ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:x@example.com\",\"mailto:y@example.com\":mailto:b@example.com|END:VEVENT");
        SchedulingResult delegated = new OrganizerScheduler(new CalendarIdentity(A), Example with { MaxDelegates = 1 }).Receive(Meeting(), reply, B, default);
        Assert.Equal("a=NEEDS-ACTION b=DELEGATED x=NEEDS-ACTION", Answers(Whole(delegated.Stored!)));
    }

    [Fact, Rfc(5546, "6.1.5")]
    public void A_hundred_thousand_attendees_are_scheduled_in_one_message()
    {
        StringBuilder lines = new("BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|DTSTART:20270201T100000Z|SUMMARY:s|ORGANIZER:mailto:a@example.com");
        for (int i = 0; i < 99_999; i++)
        {
            lines.Append("|ATTENDEE:mailto:p").Append(i).Append("@example.com");
        }

        Calendar crowd = Read(lines.Append("|END:VEVENT").ToString());
        SchedulingResult made = _organizer.Change(null, crowd, At("20270102T000000Z"));
        Assert.Equal(99_999, Assert.Single(made.Messages).Recipients.Count);
        AttendeeScheduler one = new(new CalendarIdentity("mailto:p500@example.com"), Example);
        Calendar mine = one.Receive(null, Sent(made.Messages[0]), A, default).Stored!;
        SchedulingResult taken = _organizer.Receive(made.Stored, Sent(one.Answer(mine, "ACCEPTED", At("20270103T000000Z")).Messages.Single()), "mailto:p500@example.com", At("20270103T000000Z"));
        Assert.Equal(99_998, Assert.Single(taken.Messages).Recipients.Count);
        Assert.Equal(99_999, Assert.Single(_organizer.Change(taken.Stored, null, At("20270104T000000Z")).Messages).Recipients.Count);
        Assert.Equal(SchedulingOutcome.LimitExceeded, new OrganizerScheduler(new CalendarIdentity(A), Example with { HideAttendees = true, MaxSentComponents = 99_998 }).Change(null, crowd, default).Outcome);
    }

    [Fact, Rfc(5546, "6.1.5")]
    public void Ten_thousand_occurrences_with_components_of_their_own_are_scheduled()
    {
        const string Users = "|SUMMARY:s|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:b@example.com|ATTENDEE:mailto:c@example.com|END:VEVENT";
        StringBuilder lines = new("BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|DTSTART:20270201T100000Z|RRULE:FREQ=DAILY" + Users);
        StringBuilder cancels = new("METHOD:CANCEL");
        DateTime day = new(2027, 2, 1, 10, 0, 0);
        for (int i = 0; i < 9_999; i++)
        {
            string id = $"{day.AddDays(i):yyyyMMdd'T'HHmmss}Z";
            lines.Append("|BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|RECURRENCE-ID:").Append(id).Append("|DTSTART:").Append(id).Append(Users);
            cancels.Append("|BEGIN:VEVENT|UID:1|SEQUENCE:5|STATUS:CANCELLED|DTSTAMP:20270102T000000Z|ORGANIZER:mailto:a@example.com|RECURRENCE-ID:").Append(id).Append("|END:VEVENT");
        }

        Calendar many = Read(lines.ToString());
        SchedulingResult made = _organizer.Change(null, many, At("20270102T000000Z"));
        Assert.Equal(10_000, Sent(made.Messages.Single()).Components.Count);
        Calendar mine = _attendee.Receive(null, Sent(made.Messages[0]), A, default).Stored!;
        Assert.Equal(10_000, mine.Events.Count());
        SchedulingResult off = _attendee.Receive(With(Meeting(), static meeting => meeting.SetRaw("RRULE", "FREQ=DAILY")), Message(Read(cancels.ToString())), A, default);
        Assert.Equal("Applied Cancelled Put", Of(off));
        Assert.Equal(9_999, off.Stored!.Events.Count(static meeting => meeting.Status == "CANCELLED"));
    }

    [Theory]
    [InlineData("ATTENDEE;CN=\"x\u0001y\";PARTSTAT=ACCEPTED:mailto:b@example.com")]
    [InlineData("ATTENDEE;PART\u0002=1;PARTSTAT=ACCEPTED:mailto:b@example.com")]
    [InlineData("ATTENDEE;PARTSTAT=\"AC\tCEPTED\":mailto:b@example.com")]
    [InlineData("ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-TO=\"\":mailto:b@example.com")]
    [InlineData("ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:b@example.com\":mailto:b@example.com")]
    [InlineData("ATTENDEE;PARTSTAT=ACCEPTED;X-REPLY-AFTER=\"99999999/99999999T999999Z\":mailto:b@example.com")]
    [Rfc(5546, "6.1.2"), Rfc(5545, "3.1")]
    public void What_no_line_can_carry_is_left_behind(string attendee)
    {
        ITipMessage reply = Message($"METHOD:REPLY|BEGIN:VEVENT|UID:1|SEQUENCE:2147483647|DTSTAMP:99991231T235959Z|ORGANIZER:mailto:a@example.com|{attendee}|END:VEVENT");
        SchedulingResult taken = _organizer.Receive(Meeting(), reply, B, default);
        Assert.Equal("Applied", taken.Outcome.ToString());
        Assert.NotEmpty(taken.Stored!.ToBytes());
        Assert.All(taken.Messages, static message => Assert.NotEmpty(message.Calendar.ToBytes()));

        // A SEQUENCE beyond all others, and a time at the end of all, do not shut out the next revision.
        SchedulingResult moved = _organizer.Change(taken.Stored, With(taken.Stored, static meeting => meeting.Start = CalendarDateTime.Parse("20270201T120000Z")), At("20270105T000000Z"));
        Calendar mine = _attendee.Receive(null, Sent(moved.Messages[0]), A, default).Stored!;
        SchedulingResult answered = _attendee.Answer(mine, "DECLINED", At("20270106T000000Z"));
        Assert.Equal("DECLINED", Attendee(Whole(_organizer.Receive(moved.Stored, Sent(answered.Messages[0]), B, default).Stored!), B).ParticipationStatus);

        ITipMessage request = Message($"METHOD:REQUEST|BEGIN:VEVENT|UID:1|DTSTAMP:20270103T000000Z|DTSTART:20270201T100000Z|ORGANIZER;CN=\"a\u0001\":mailto:a@example.com|{attendee}|END:VEVENT");
        Calendar stored = _attendee.Receive(null, request, A, default).Stored!;
        Assert.NotEmpty(stored.ToBytes());
        Assert.All(_attendee.Answer(stored, "TENTATIVE", default).Messages, static message => Assert.NotEmpty(message.Calendar.ToBytes()));
    }

    [Fact, Rfc(5546, "6.1.1"), Rfc(5546, "6.1.2"), Rfc(5546, "1.4")]
    public void What_is_for_the_other_side_is_refused()
    {
        Assert.Equal("Refused MethodNotExpected Keep", Of(_attendee.Receive(null, Message(RfcExamples.Of("4.2.2")[0]), B, default)));
        Assert.Equal("Refused MethodNotExpected Keep", Of(_organizer.Receive(null, Message(RfcExamples.Of("4.2.1")[0]), A, default)));
        Assert.Equal("Refused NotOrganizer Keep", Of(new OrganizerScheduler(new CalendarIdentity("mailto:z@example.com")).Receive(Meeting(), Message(RfcExamples.Of("4.2.2")[0]), B, default)));
        Assert.Equal("Unmatched UnknownObject Keep", Of(_organizer.Receive(Meeting(), Message(RfcExamples.Of("4.2.2")[0]), B, default)));
        Assert.Equal("Refused UnknownObject Keep", Of(_attendee.Receive(Meeting(), Message(RfcExamples.Of("4.2.1")[0]), A, default)));
        Assert.Equal("Refused NotInvited Keep", Of(new AttendeeScheduler(new CalendarIdentity("mailto:z@example.com")).Answer(Meeting(), "ACCEPTED", default)));
    }

    private static Calendar Meeting() => Read("BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|DTSTART:20270201T100000Z|DURATION:PT1H|SUMMARY:s|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:a@example.com|ATTENDEE:mailto:b@example.com|END:VEVENT");
}
