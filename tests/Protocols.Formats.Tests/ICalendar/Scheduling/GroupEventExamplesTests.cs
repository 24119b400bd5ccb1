using Protocols.ICalendar;
using static Protocols.Formats.Tests.ICalendar.Scheduling.Objects;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>RFC 5546 §4.2: a meeting of several people, from both sides.</summary>
public sealed class GroupEventExamplesTests
{
    private const string A = "mailto:a@example.com";
    private const string B = "mailto:b@example.com";
    private const string C = "mailto:c@example.com";
    private const string D = "mailto:d@example.com";
    private const string E = "mailto:e@example.com";
    private readonly OrganizerScheduler _organizer = new(new CalendarIdentity(A), Example);

    [Fact, Rfc(5546, "4.2.1"), Rfc(5546, "3.2.2"), Rfc(6638, "3.2.1.1")]
    public void A_new_event_is_sent_to_all_attendees()
    {
        Calendar example = RfcExamples.Of("4.2.1")[0];
        SchedulingResult result = _organizer.Change(null, With(Stored(example), static meeting => meeting.Stamp = null), At("19970611T190000Z"));
        Assert.Equal("Applied Created Put", Of(result));
        Assert.Equal("REQUEST b c conf_big d e", Messages(result));
        Assert.Equal(Lines(Whole(example)), Lines(Whole(result.Messages[0].Calendar)));
        Assert.Null(result.Stored!.Method);

        Calendar stored = Scheduler(B).Receive(null, Sent(result.Messages[0]), A, default).Stored!;
        Assert.Equal(Lines(Whole(example)), Lines(Whole(stored)));
        Assert.Equal("DecisionWanted NotInvited Keep", Of(Scheduler("mailto:x@example.com").Receive(null, Sent(result.Messages[0]), A, default)));
    }

    [Theory]
    [InlineData(B, "ACCEPTED"), InlineData(C, "DECLINED"), InlineData(D, "TENTATIVE")]
    [Rfc(5546, "4.2.2"), Rfc(5546, "3.2.3"), Rfc(6638, "3.2.2.3"), Rfc(6638, "4.2")]
    public void An_attendee_answers(string address, string answer)
    {
        Calendar request = RfcExamples.Of("4.2.1")[0];
        SchedulingResult result = Scheduler(address).Answer(Stored(request), answer, At("19970612T190000Z"), comment: "Fine");
        Assert.Equal("Applied Answered Put", Of(result));
        Assert.Equal("REPLY a", Messages(result));
        SchedulableComponent reply = Whole(result.Messages[0].Calendar);
        SchedulableComponent example = Whole(RfcExamples.Of("4.2.2")[0]);
        Assert.Equal(Lines(example, "ATTENDEE"), Lines(reply, "ATTENDEE", "SUMMARY", "COMMENT"));
        Assert.Equal((address, answer, "Fine"), (Assert.Single(reply.Attendees).Address, reply.Attendees[0].ParticipationStatus, Assert.Single(reply.Comments)));
        Assert.Equal(answer, Attendee(Whole(result.Stored!), address).ParticipationStatus);

        SchedulingResult taken = _organizer.Receive(Stored(request), Sent(result.Messages[0]), address, At("19970612T200000Z"));
        Assert.Equal("Applied Answered Put", Of(taken));
        Assert.Equal((address, answer, "Fine"), (taken.Answers[0].Address, taken.Answers[0].ParticipationStatus, Assert.Single(taken.Answers[0].Comments)));
        Assert.Equal(answer, Attendee(Whole(taken.Stored!), address).ParticipationStatus);
        Assert.Equal(4, Assert.Single(taken.Messages).Recipients.Count);
        Assert.DoesNotContain(address, taken.Messages[0].Recipients);
        Assert.Equal(0, Whole(taken.Stored!).Sequence);

        Assert.Equal("Refused SenderMismatch Keep", Of(_organizer.Receive(Stored(request), Sent(result.Messages[0]), "mailto:spoof@example.com", default)));
        Assert.Equal("Stale Answered Keep", Of(_organizer.Receive(taken.Stored, Sent(result.Messages[0]), address, default)));
        Assert.Empty(new OrganizerScheduler(new CalendarIdentity(A), Example with { TellAnswers = false }).Receive(Stored(request), Sent(result.Messages[0]), address, default).Messages);
    }

    [Fact, Rfc(5546, "4.2.2")]
    public void The_answer_of_the_example_is_taken()
    {
        SchedulingResult taken = _organizer.Receive(Stored(RfcExamples.Of("4.2.1")[0]), Message(RfcExamples.Of("4.2.2")[0]), B, At("19970612T200000Z"));
        Assert.Equal("a=ACCEPTED b=ACCEPTED c=NEEDS-ACTION conf_big=NEEDS-ACTION d=NEEDS-ACTION e=NEEDS-ACTION", Answers(Whole(taken.Stored!)));
    }

    [Fact, Rfc(5546, "4.2.3"), Rfc(5546, "3.2.2.1"), Rfc(5546, "2.1.4"), Rfc(6638, "3.2.8")]
    public void An_event_is_moved()
    {
        Calendar example = RfcExamples.Of("4.2.3")[0];
        Calendar stored = Stored(RfcExamples.Of("4.2.1")[0]);
        Attendee(Whole(stored), B).ParticipationStatus = "ACCEPTED";
        Calendar changed = With(stored, static meeting =>
        {
            meeting.Start = CalendarDateTime.Parse("19970701T180000Z");
            meeting.SetTime("DTEND", CalendarDateTime.Parse("19970701T190000Z"));
            meeting.Summary = "Phone Conference";
        });
        SchedulingResult result = _organizer.Change(stored, changed, At("19970613T190000Z"));
        Assert.Equal("Applied Rescheduled Put", Of(result));
        Assert.Equal("REQUEST b c conf_big d e", Messages(result));
        Assert.Equal(Lines(Whole(example), "ATTENDEE"), Lines(Whole(result.Messages[0].Calendar), "ATTENDEE"));
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=NEEDS-ACTION conf_big=NEEDS-ACTION d=NEEDS-ACTION e=NEEDS-ACTION", Answers(Whole(result.Stored!)));
        Assert.True(Attendee(Whole(result.Stored!), B).IsReplyWanted);
        Assert.False(Attendee(Whole(result.Stored!), E).IsReplyWanted);

        // An answer to the time of before is none to the new one.
        Assert.Equal("Stale Answered Keep", Of(_organizer.Receive(result.Stored, Message(RfcExamples.Of("4.2.2")[0]), B, default)));

        Calendar mine = Scheduler(B).Answer(Stored(RfcExamples.Of("4.2.1")[0]), "ACCEPTED", At("19970612T190000Z")).Stored!;
        SchedulingResult moved = Scheduler(B).Receive(mine, Message(example), A, default);
        Assert.Equal("Applied Rescheduled Put", Of(moved));
        Assert.Equal("NEEDS-ACTION", Attendee(Whole(moved.Stored!), B).ParticipationStatus ?? "NEEDS-ACTION");
    }

    [Fact, Rfc(5546, "4.2.4"), Rfc(5546, "3.2.7"), Rfc(5546, "3.2.8")]
    public void A_proposal_is_made_and_taken_or_turned_down()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.2.4");
        Calendar stored = Stored(examples[0]);
        Calendar proposal = With(stored, static meeting =>
        {
            meeting.Start = CalendarDateTime.Parse("19970701T160000Z");
            meeting.SetTime("DTEND", CalendarDateTime.Parse("19970701T170000Z"));
            meeting.Location = "Blue Conference Room";
            meeting.Status = null;
        });
        SchedulingResult result = Scheduler(B).Counter(stored, proposal, At("19970612T190000Z"), "This time works much better and I think the big conference room is too big");
        Assert.Equal("COUNTER a", Messages(result));
        Assert.Equal(Lines(Whole(examples[1]), "COMMENT"), Lines(Whole(result.Messages[0].Calendar), "COMMENT"));

        ITipMessage counter = Sent(result.Messages[0]);
        Assert.Equal("DecisionWanted Countered Keep", Of(_organizer.Receive(stored, counter, B, default)));
        Assert.Equal("Refused Uninvited Keep", Of(_organizer.Receive(stored, counter, "mailto:x@example.com", default)));
        SchedulingResult accepted = _organizer.AcceptCounter(stored, counter, B, At("19970613T190000Z"));
        Assert.Equal("Applied Rescheduled Put", Of(accepted));
        Assert.Equal("REQUEST b c", Messages(accepted));
        Assert.Equal(Lines(Whole(examples[2]), "UID", "ATTENDEE", "SUMMARY"), Lines(Whole(accepted.Messages[0].Calendar), "UID", "ATTENDEE", "SUMMARY"));
        Assert.Equal("Stale Countered Keep", Of(_organizer.AcceptCounter(accepted.Stored!, counter, B, default)));

        SchedulingResult declined = _organizer.DeclineCounter(stored, counter, B, "Sorry, I cannot change this meeting time", At("19970614T190000Z"));
        Assert.Equal("DECLINECOUNTER b", Messages(declined));
        Assert.Equal(Lines(Whole(examples[3]), "UID", "ATTENDEE", "COMMENT"), Lines(Whole(declined.Messages[0].Calendar), "UID", "ATTENDEE", "COMMENT"));
        Assert.Equal(["Sorry, I cannot change this meeting time"], Whole(declined.Messages[0].Calendar).Comments);
        Assert.Equal("Applied CounterDeclined Keep", Of(Scheduler(B).Receive(stored, Sent(declined.Messages[0]), A, default)));
    }

    [Fact, Rfc(5546, "4.2.5"), Rfc(5546, "3.2.2.3"), Rfc(5546, "2.1.2")]
    public void An_attendee_sends_someone_else()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.2.5");
        SchedulingResult result = Scheduler(C).Delegate(Meeting(), E, At("19970611T190000Z"));
        Assert.Equal("Applied Delegated Put", Of(result));
        Assert.Equal("REPLY a; REQUEST e", Messages(result));
        SchedulableComponent reply = Whole(result.Messages[0].Calendar);
        Assert.Equal(Lines(Whole(examples[0]), "ATTENDEE"), Lines(reply, "ATTENDEE", "SUMMARY"));
        Assert.Contains("ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:e@example.com\":mailto:c@example.com", Lines(reply));
        Assert.Contains("ATTENDEE;RSVP=TRUE;DELEGATED-FROM=\"mailto:c@example.com\":mailto:e@example.com", Lines(reply));
        SchedulableComponent request = Whole(result.Messages[1].Calendar);
        Assert.Equal(Lines(Whole(examples[1]), "ATTENDEE"), Lines(request, "ATTENDEE"));
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=DELEGATED e=NEEDS-ACTION", Answers(request));

        SchedulingResult taken = _organizer.Receive(Meeting(), Sent(result.Messages[0]), C, At("19970611T200000Z"));
        Assert.Equal("Applied Delegated Put", Of(taken));
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=DELEGATED e=NEEDS-ACTION", Answers(Whole(taken.Stored!)));
        Assert.Equal([C], Attendee(Whole(taken.Stored!), E).DelegatedFrom);
        Assert.Equal("REQUEST b; REQUEST e", Messages(taken));

        // The example of the specification names the delegate in a parameter alone.
        SchedulingResult shorter = _organizer.Receive(Meeting(), Message(examples[0]), C, At("19970611T200000Z"));
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=DELEGATED e=NEEDS-ACTION", Answers(Whole(shorter.Stored!)));

        SchedulingResult delegated = Scheduler(E).Receive(null, Sent(result.Messages[1]), C, default);
        Assert.Equal("Applied Created Put", Of(delegated));
        Assert.Equal("Refused SenderMismatch Keep", Of(Scheduler(E).Receive(null, Sent(result.Messages[1]), B, default)));
        Assert.Equal("Unchanged Delegated Keep", Of(Scheduler(E).Receive(delegated.Stored, Sent(result.Messages[1]), C, default)));
        Assert.Equal("Applied Updated Put", Of(Scheduler(E).Receive(delegated.Stored, Sent(taken.Messages[1]), A, default)));
    }

    [Fact, Rfc(5546, "4.2.6"), Rfc(5546, "5.2.2")]
    public void A_delegate_accepts()
    {
        ITipMessage accepted = Message(RfcExamples.Of("4.2.6")[0]);
        Assert.Equal("Unmatched Uninvited Keep", Of(_organizer.Receive(Meeting(), accepted, E, default)));
        Calendar delegated = _organizer.Receive(Meeting(), Message(RfcExamples.Of("4.2.5")[0]), C, default).Stored!;
        SchedulingResult taken = _organizer.Receive(delegated, accepted, E, At("19970614T200000Z"));
        Assert.Equal("Applied Answered Put", Of(taken));
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=DELEGATED e=ACCEPTED", Answers(Whole(taken.Stored!)));
        Assert.Equal("REQUEST b", Messages(taken));

        Calendar mine = Scheduler(E).Receive(null, Message(RfcExamples.Of("4.2.5")[1]), C, default).Stored!;
        SchedulableComponent reply = Whole(Scheduler(E).Answer(mine, "ACCEPTED", At("19970614T190000Z")).Messages.Single().Calendar);
        Assert.Equal(Lines(Whole(RfcExamples.Of("4.2.6")[0]), "ATTENDEE"), Lines(reply, "ATTENDEE", "SUMMARY"));
        Assert.Equal([C], Assert.Single(reply.Attendees).DelegatedFrom);
    }

    [Fact, Rfc(5546, "4.2.7"), Rfc(5546, "4.2.5")]
    public void A_delegate_declines_and_the_delegator_is_asked_again()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.2.7");
        OrganizerScheduler quiet = new(new CalendarIdentity(A), Example with { TellAnswers = false });
        Calendar delegated = quiet.Receive(Meeting(), Message(RfcExamples.Of("4.2.5")[0]), C, At("19970611T200000Z")).Stored!;
        SchedulingResult taken = quiet.Receive(delegated, Message(examples[0]), E, At("19970614T200000Z"));
        Assert.Equal("REQUEST c", Messages(taken));
        SchedulableComponent request = Whole(taken.Messages[0].Calendar);
        Assert.Equal(Lines(Whole(examples[1]), "ATTENDEE", "COMMENT", "DTSTAMP"), Lines(request, "ATTENDEE", "DTSTAMP", "STATUS"));
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=NEEDS-ACTION e=DECLINED", Answers(request));
        Assert.True(Attendee(request, C).IsReplyWanted);
        Assert.Equal(["Sorry, I will be out of town at that time."], taken.Answers[0].Comments);

        Calendar mine = Scheduler(C).Delegate(Meeting(), E, At("19970611T190000Z")).Stored!;
        Calendar again = Scheduler(C).Receive(mine, Sent(taken.Messages[0]), A, default).Stored!;
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=NEEDS-ACTION e=DECLINED", Answers(Whole(again)));
        SchedulingResult answered = Scheduler(C).Answer(again, "ACCEPTED", At("19970611T190000Z"));
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=ACCEPTED e=DECLINED", Answers(Whole(_organizer.Receive(taken.Stored, Sent(answered.Messages.Single()), C, default).Stored!)));
    }

    [Fact, Rfc(5546, "4.2.8"), Rfc(5546, "3.2.2.6"), Rfc(5546, "3.2.3")]
    public void A_request_that_is_sent_on_makes_an_answer_of_someone_uninvited()
    {
        const string X = "mailto:x@example.com";
        ITipMessage forwarded = Message(RfcExamples.Of("4.2.4")[0]);
        Assert.Equal("Refused SenderMismatch Keep", Of(Scheduler(X).Receive(null, forwarded, B, default)));
        Assert.Equal("Applied Created Put", Of(new AttendeeScheduler(new CalendarIdentity(X), Example with { AllowForwarded = true }).Receive(null, forwarded, B, default)));
        ITipMessage reply = Message("METHOD:REPLY|BEGIN:VEVENT|UID:calsrv.example.com-873970198738777a@example.com|DTSTAMP:19970612T190000Z|ORGANIZER:mailto:a@example.com|ATTENDEE;PARTSTAT=ACCEPTED;CN=X:mailto:x@example.com|END:VEVENT");
        Calendar stored = Stored(RfcExamples.Of("4.2.4")[0]);
        Assert.Equal("DecisionWanted Uninvited Keep", Of(_organizer.Receive(stored, reply, X, default)));
        SchedulingResult admitted = _organizer.Admit(stored, reply, X, At("19970612T200000Z"));
        Assert.Equal("a=ACCEPTED b=NEEDS-ACTION c=NEEDS-ACTION x=ACCEPTED", Answers(Whole(admitted.Stored!)));
        Assert.Equal("REQUEST b c", Messages(admitted));
        Assert.Equal("CANCEL x", Messages(_organizer.TurnAway(stored, reply, X, At("19970612T200000Z"))));
    }

    [Fact, Rfc(5546, "4.2.9"), Rfc(5546, "3.2.5"), Rfc(6638, "3.2.1.3")]
    public void A_meeting_is_called_off()
    {
        Calendar request = RfcExamples.Of("4.2.1")[0];
        Calendar example = RfcExamples.Of("4.2.9")[0];
        foreach (Calendar? changed in (Calendar?[])[null, With(Stored(request), static meeting => meeting.Status = "CANCELLED")])
        {
            SchedulingResult result = _organizer.Change(Stored(request), changed, At("19970613T190000Z"));
            Assert.Equal(changed is null ? StoreAction.Delete : StoreAction.Put, result.Store);
            Assert.Equal("CANCEL b c conf_big d e", Messages(result));
            SchedulableComponent cancel = Whole(result.Messages[0].Calendar);
            Assert.Equal(Lines(Whole(example), "ATTENDEE", "COMMENT", "ORGANIZER"), Lines(cancel, "ATTENDEE", "ORGANIZER", "SUMMARY", "DTSTART", "DTEND"));
        }

        SchedulingResult off = Scheduler(B).Receive(Stored(request), Message(example), A, default);
        Assert.Equal("Applied Cancelled Put", Of(off));
        Assert.Equal(("CANCELLED", 1), (Whole(off.Stored!).Status, Whole(off.Stored!).Sequence));
        Assert.Equal("Stale None Keep", Of(Scheduler(B).Receive(off.Stored, Message(request), A, default)));
        Assert.Equal("Stale Cancelled Keep", Of(Scheduler(B).Receive(off.Stored, Message(example), A, default)));
        Assert.Equal("Unmatched UnknownObject Keep", Of(Scheduler(B).Receive(null, Message(example), A, default)));
        Assert.Equal("Refused SenderMismatch Keep", Of(Scheduler(B).Receive(Stored(request), Message(example), C, default)));
        Assert.Equal("Applied Cancelled Delete", Of(new AttendeeScheduler(new CalendarIdentity(B), Example with { Cancelled = CancelledObjects.Remove }).Receive(Stored(request), Message(example), A, default)));
    }

    [Fact, Rfc(5546, "4.2.10"), Rfc(6638, "3.2.1.2")]
    public void An_attendee_is_taken_out()
    {
        IReadOnlyList<Calendar> examples = RfcExamples.Of("4.2.10");
        Calendar stored = Stored(RfcExamples.Of("4.2.1")[0]);
        Calendar changed = With(stored, static meeting => meeting.Remove(Attendee(meeting, B).Property));
        SchedulingResult result = _organizer.Change(stored, changed, At("19970613T193000Z"));
        Assert.Equal("CANCEL b; REQUEST c conf_big d e", Messages(result));
        Assert.Equal(Lines(Whole(examples[0]), "ATTENDEE", "COMMENT"), Lines(Whole(result.Messages[0].Calendar), "ATTENDEE", "SUMMARY", "DTSTART", "DTEND"));
        Assert.Equal(B, Assert.Single(Whole(result.Messages[0].Calendar).Attendees).Address);
        Assert.Equal((1, 1), (Whole(result.Messages[1].Calendar).Sequence, Whole(result.Stored!).Sequence));

        Assert.Equal("CANCELLED", Whole(Scheduler(B).Receive(stored, Message(examples[0]), A, default).Stored!).Status);
        Assert.Equal("Unchanged Cancelled Keep", Of(Scheduler(C).Receive(stored, Message(examples[0]), A, default)));
        Assert.Equal("Applied Rescheduled Put", Of(Scheduler(C).Receive(stored, Message(examples[1]), A, default)));

        // Whom the organizer invites again gets a state that is newer than the cancellation.
        SchedulingResult back = _organizer.Change(result.Stored, With(result.Stored!, static meeting => meeting.Add(CalendarUser.Attendee(B))), At("19970613T194000Z"));
        Assert.Equal("REQUEST c conf_big d e; REQUEST b", Messages(back));
        Calendar off = Scheduler(B).Receive(stored, Sent(result.Messages[0]), A, default).Stored!;
        Assert.Equal("CONFIRMED", Whole(Scheduler(B).Receive(off, Sent(back.Messages[1]), A, default).Stored!).Status);
    }

    [Fact, Rfc(5546, "4.2.11"), Rfc(5546, "3.2.2.4"), Rfc(5546, "6.1.3")]
    public void Another_organizer_takes_over()
    {
        Calendar example = RfcExamples.Of("4.2.11")[0];
        Calendar stored = With(Stored(example), static meeting =>
        {
            meeting.Sequence = 0;
            meeting.Organizer = CalendarUser.Organizer(A);
            meeting.Add(CalendarUser.Attendee(A));
        });
        OrganizerScheduler successor = new(new CalendarIdentity(B), Example);
        SchedulingResult result = successor.Change(stored, With(Stored(example), static meeting => (meeting.Sequence, meeting.Stamp) = (0, null)), At("19970611T190000Z"));
        Assert.Equal("REQUEST c d", Messages(result));
        Assert.Equal(Lines(Whole(example), "DTSTAMP"), Lines(Whole(result.Messages[0].Calendar), "DTSTAMP"));

        Assert.Equal("DecisionWanted OrganizerMismatch Keep", Of(Scheduler(C).Receive(stored, Message(example), B, default)));
        SchedulingResult taken = new AttendeeScheduler(new CalendarIdentity(C), Example with { AllowOrganizerChange = true }).Receive(stored, Message(example), B, default);
        Assert.Equal(B, Whole(taken.Stored!).Organizer!.Address);
    }

    [Fact, Rfc(5546, "3.2.2.5"), Rfc(5546, "2.1.3"), Rfc(5546, "6.1.1")]
    public void Who_acts_for_the_organizer_has_to_be_known()
    {
        ITipMessage request = Message(With(RfcExamples.Of("4.2.1")[0], static meeting => meeting.Organizer!.SentBy = "mailto:office@example.com"));
        Assert.Equal("Refused SenderMismatch Keep", Of(Scheduler(B).Receive(null, request, "mailto:office@example.com", default)));
        AttendeeScheduler trusting = new(new CalendarIdentity(B), Example with { IsProxy = static (sender, organizer) => (sender, organizer) == ("mailto:office@example.com", A) });
        SchedulingResult taken = trusting.Receive(null, request, "mailto:office@example.com", default);
        Assert.Equal("Applied Created Put", Of(taken));
        Assert.Equal([A], trusting.Answer(taken.Stored!, "ACCEPTED", default).Messages.Single().Recipients);

        ITipMessage reply = Message(With(RfcExamples.Of("4.2.2")[0], static meeting => meeting.Attendees[0].SentBy = "mailto:office@example.com"));
        Assert.Equal("Refused SenderMismatch Keep", Of(_organizer.Receive(Stored(RfcExamples.Of("4.2.1")[0]), reply, "mailto:office@example.com", default)));
        OrganizerScheduler open = new(new CalendarIdentity(A), Example with { IsProxy = static (_, _) => true });
        Assert.Equal("ACCEPTED", Attendee(Whole(open.Receive(Stored(RfcExamples.Of("4.2.1")[0]), reply, "mailto:office@example.com", default).Stored!), B).ParticipationStatus);
    }

    [Fact, Rfc(5546, "3.2.2.7")]
    public void The_organizer_asks_again_and_who_has_answered_says_so()
    {
        Calendar stored = Stored(RfcExamples.Of("4.2.1")[0]);
        SchedulingResult asked = _organizer.AskAgain(stored, [B], At("19970614T190000Z"));
        Assert.Equal("REQUEST b", Messages(asked));
        Assert.Equal(0, Whole(asked.Messages[0].Calendar).Sequence);
        Calendar mine = Scheduler(B).Answer(stored, "TENTATIVE", At("19970612T190000Z")).Stored!;
        SchedulingResult told = Scheduler(B).Receive(mine, Sent(asked.Messages[0]), A, At("19970614T200000Z"));
        Assert.Equal("REPLY a", Messages(told));
        Assert.Equal("TENTATIVE", Whole(told.Messages[0].Calendar).Attendees[0].ParticipationStatus);
        Assert.Equal("TENTATIVE", Attendee(Whole(told.Stored!), B).ParticipationStatus);
        Assert.Equal("TENTATIVE", Attendee(Whole(_organizer.Receive(asked.Stored, Sent(told.Messages[0]), B, default).Stored!), B).ParticipationStatus);
    }

    private static AttendeeScheduler Scheduler(string address) => new(new CalendarIdentity(address), Example);

    // The meeting that is delegated in §4.2.5 to §4.2.7.
    private static Calendar Meeting() => Read("BEGIN:VEVENT|ORGANIZER:mailto:a@example.com|ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED:mailto:a@example.com|ATTENDEE;RSVP=TRUE:mailto:b@example.com|ATTENDEE:mailto:c@example.com|DTSTART:19970701T180000Z|DTEND:19970701T200000Z|SUMMARY:Phone Conference|UID:calsrv.example.com-873970198738777@example.com|SEQUENCE:0|STATUS:CONFIRMED|DTSTAMP:19970611T190000Z|END:VEVENT");
}
