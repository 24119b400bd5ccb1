using Protocols.ICalendar;
using static Protocols.Formats.Tests.ICalendar.Scheduling.Objects;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>RFC 5546 §4.5: to-dos of several people, from both sides.</summary>
public sealed class TodoExamplesTests
{
    private const string A = "mailto:a@example.com";
    private const string B = "mailto:b@example.com";
    private const string D = "mailto:d@example.com";
    private readonly OrganizerScheduler _organizer = new(new CalendarIdentity(A), Example);

    [Fact, Rfc(5546, "4.5.1"), Rfc(5546, "4.5.2"), Rfc(5546, "3.4.2"), Rfc(5546, "3.4.3")]
    public void A_todo_is_given_out_and_answered()
    {
        Calendar example = RfcExamples.Of("4.5.1")[0];
        SchedulingResult result = _organizer.Change(null, With(Stored(example), static todo => todo.Stamp = null), At("19970717T200000Z"));
        Assert.Equal("REQUEST b c d", Messages(result));
        Assert.Equal(Lines(Whole(example)), Lines(Whole(result.Messages[0].Calendar)));
        Calendar mine = Scheduler(B).Receive(null, Sent(result.Messages[0]), A, default).Stored!;
        SchedulingResult answered = Scheduler(B).Answer(mine, "ACCEPTED", At("19970717T203000Z"), comment: "I'll send you my input by email");
        Assert.Equal("REPLY a", Messages(answered));
        Assert.Equal(Lines(Whole(RfcExamples.Of("4.5.2")[0])), Lines(Whole(answered.Messages[0].Calendar), "SUMMARY"));
        SchedulingResult taken = _organizer.Receive(result.Stored, Sent(answered.Messages[0]), B, default);
        Assert.Equal("a=NEEDS-ACTION b=ACCEPTED c=NEEDS-ACTION d=NEEDS-ACTION", Answers(Whole(taken.Stored!)));
        Assert.Equal("REQUEST c d", Messages(taken));
    }

    [Fact, Rfc(5546, "4.5.3"), Rfc(5546, "4.5.4"), Rfc(5546, "4.5.5"), Rfc(5546, "3.4.2.5")]
    public void The_state_of_the_work_is_asked_for_and_told()
    {
        Calendar stored = Stored(RfcExamples.Of("4.5.3")[0]);
        Assert.Equal("REQUEST b d", Messages(_organizer.AskAgain(stored, null, At("19970717T230000Z"))));

        Calendar working = With(stored, static todo =>
        {
            Attendee(todo, B).ParticipationStatus = "IN-PROCESS";
            ((Todo)todo).PercentComplete = 75;
        });
        SchedulingResult told = Scheduler(B).Change(stored, working, At("19970717T233000Z"));
        SchedulableComponent reply = Whole(told.Messages.Single().Calendar);
        Assert.Equal(Lines(Whole(RfcExamples.Of("4.5.4")[0]), "ATTENDEE"), Lines(reply, "ATTENDEE", "SUMMARY", "REQUEST-STATUS"));
        Assert.Equal("IN-PROCESS", reply.Attendees.Single().ParticipationStatus);
        SchedulingResult taken = _organizer.Receive(stored, Sent(told.Messages[0]), B, default);
        Assert.Equal(("IN-PROCESS", 75), (taken.Answers[0].ParticipationStatus, taken.Answers[0].PercentComplete));

        // The share of the work alone is worth telling too.
        Assert.Equal("REPLY a", Messages(Scheduler(B).Change(told.Stored, With(told.Stored!, static todo => ((Todo)todo).PercentComplete = 90), At("19970718T000000Z"))));

        SchedulingResult done = Scheduler(D).Answer(stored, "COMPLETED", At("19970717T233000Z"));
        Assert.Equal(Lines(Whole(RfcExamples.Of("4.5.5")[0]), "ATTENDEE"), Lines(Whole(done.Messages.Single().Calendar), "ATTENDEE", "SUMMARY", "REQUEST-STATUS"));
        Assert.Equal("a=NEEDS-ACTION b=IN-PROCESS d=COMPLETED", Answers(Whole(_organizer.Receive(taken.Stored, Message(RfcExamples.Of("4.5.5")[0]), D, default).Stored!)));
    }

    [Fact, Rfc(5546, "4.5.6")]
    public void The_organizer_sums_up()
    {
        Calendar example = RfcExamples.Of("4.5.6")[0];
        Calendar stored = With(Stored(example), static todo =>
        {
            todo.Sequence = 0;
            ((Todo)todo).PercentComplete = null;
            todo.Status = "NEEDS-ACTION";
            todo.Stamp = null;
        });
        SchedulingResult result = _organizer.Change(stored, With(stored, static todo => (((Todo)todo).PercentComplete, todo.Status) = (40, "IN-PROCESS")), At("19970718T100000Z"));
        Assert.Equal("REQUEST b d", Messages(result));
        Assert.Equal(Lines(Whole(example)), Lines(Whole(result.Messages[0].Calendar)));
    }

    [Fact, Rfc(5546, "4.5.7.1"), Rfc(5546, "4.5.7.2")]
    public void One_occurrence_of_a_todo_is_answered()
    {
        Calendar request = RfcExamples.Of("4.5.7.1")[0];
        Calendar mine = Scheduler(B).Receive(null, Message(request), A, default).Stored!;
        SchedulingResult told = Scheduler(B).Answer(mine, "IN-PROCESS", At("19970717T233000Z"), CalendarDateTime.Parse("19980102T100000Z"));
        SchedulableComponent reply = (SchedulableComponent)Sent(told.Messages.Single()).Components.Single();
        Assert.Equal("19980102T100000Z", reply.RecurrenceId!.Value.Value);
        SchedulingResult taken = _organizer.Receive(Stored(request), Sent(told.Messages[0]), B, default);
        Assert.Equal("a=NEEDS-ACTION b=IN-PROCESS d=NEEDS-ACTION", Answers(Instance(taken.Stored!, "19980102T100000Z")));
        Assert.Equal("a=NEEDS-ACTION b=NEEDS-ACTION d=NEEDS-ACTION", Answers(Whole(taken.Stored!)));
        Assert.Equal(("19980102T100000Z", "19980104T100000Z"), (Instance(taken.Stored!, "19980102T100000Z").Start!.Value.Value, ((Todo)Instance(taken.Stored!, "19980102T100000Z")).Due!.Value.Value));

        // That of the specification is at an hour at which there is none.
        Assert.Equal("Stale Answered Keep", Of(_organizer.Receive(Stored(request), Message(RfcExamples.Of("4.5.7.2")[0]), B, default)));
        Assert.Equal("Refused UnknownInstance Keep", Of(Scheduler(B).Answer(mine, "IN-PROCESS", default, CalendarDateTime.Parse("19980103T100000Z"))));
    }

    [Theory]
    [InlineData("AUTOMATIC-COMPLETION", "COMPLETED COMPLETED", "COMPLETED")]
    [InlineData("AUTOMATIC-COMPLETION", "COMPLETED FAILED", null)]
    [InlineData("AUTOMATIC", "COMPLETED FAILED", "FAILED")]
    [InlineData("AUTOMATIC-FAILURE", "COMPLETED COMPLETED", null)]
    [InlineData("CLIENT", "COMPLETED COMPLETED", null)]
    public void A_todo_is_done_by_itself_where_its_mode_says_so(string mode, string answers, string? status)
    {
        Calendar stored = Read($"BEGIN:VTODO|UID:1|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:b@example.com|ATTENDEE:mailto:d@example.com|DTSTART:20270101T000000Z|SUMMARY:s|TASK-MODE:{mode}|END:VTODO");
        SchedulingResult result = null!;
        foreach ((string address, string answer) in (string[])[B, D] is var addresses ? addresses.Zip(answers.Split(' ')) : [])
        {
            result = _organizer.Receive(stored, Sent(Scheduler(address).Answer(stored, answer, At("20270102T000000Z")).Messages.Single()), address, At("20270103T000000Z"));
            stored = result.Stored!;
        }

        Todo todo = Assert.IsType<Todo>(Whole(stored));
        Assert.Equal(status, todo.Status);
        Assert.Equal(status is null ? [] : [status], todo.Statuses.Select(static one => one.Status));
        Assert.Equal(status is null ? "REQUEST b" : "REQUEST b d", Messages(result));
    }

    [Fact, Rfc(9073, "7.1.1")]
    public void The_work_of_an_attendee_is_told_to_its_participant()
    {
        Calendar stored = Read("BEGIN:VTODO|UID:1|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:b@example.com|DTSTART:20270101T000000Z|SUMMARY:s|BEGIN:PARTICIPANT|UID:p|CALENDAR-ADDRESS:mailto:B@example.com|END:PARTICIPANT|END:VTODO");
        Calendar working = With(stored, static todo => ((Todo)todo).PercentComplete = 30);
        SchedulingResult told = Scheduler(B).Change(stored, working, At("20270102T000000Z"));
        Assert.Equal(30, Whole(_organizer.Receive(stored, Sent(told.Messages.Single()), B, default).Stored!).Participants.Single().PercentComplete);
    }

    private static AttendeeScheduler Scheduler(string address) => new(new CalendarIdentity(address), Example);
}
