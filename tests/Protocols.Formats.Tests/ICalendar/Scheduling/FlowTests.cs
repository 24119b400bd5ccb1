using Protocols.ICalendar;
using static Protocols.Formats.Tests.ICalendar.Scheduling.Objects;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>Organizer and attendees glued together: whatever comes in whatever order, in the end all know the same.</summary>
public sealed class FlowTests
{
    private const string A = "mailto:a@example.com";
    private static readonly string[] s_people = ["mailto:b@example.com", "mailto:c@example.com", "mailto:d@example.com"];

    [Theory]
    [InlineData(false, 1, 400), InlineData(true, 1001, 200)]
    [Rfc(5546, "2.1.4"), Rfc(5546, "2.1.5"), Rfc(5546, "5.3"), Rfc(6638, "3.2.6")]
    public void In_the_end_all_know_the_same(bool sendsAdd, int first, int runs)
    {
        for (int seed = first; seed < first + runs; seed++)
        {
            Run(seed, new SchedulingOptions { SendAdd = sendsAdd, TrackDelivery = seed % 2 == 0 });
        }
    }

    [Fact, Rfc(5546, "5.2.1")]
    public void A_cancellation_that_comes_before_its_request_is_kept_for_it()
    {
        Post post = new(A, Example);
        post.Change(static _ => Series());
        post.Now = post.Now.AddMinutes(1);
        post.Change(static stored => With(stored!, static meeting => meeting.Remove(Attendee(meeting, s_people[0]).Property)));
        for (int i = post.OnTheWay - 1; i >= 0; i--)
        {
            post.Deliver(i, false);
        }

        Assert.Equal("CANCELLED", Whole(post.StoreOf(s_people[0])!).Status);
        Assert.Contains("mailto:b@example.com: Unmatched UnknownObject Keep ", post.Log);
    }

    [Fact, Rfc(5546, "5.2.2"), Rfc(5546, "3.2.2.3")]
    public void The_answer_of_a_delegate_that_comes_first_is_kept_for_the_delegators()
    {
        const string B = "mailto:b@example.com";
        const string X = "mailto:x@example.com";
        Post post = new(A, Example);
        post.Change(static _ => Series());
        post.DeliverAll();
        post.Do(B, post.Attendee(B).Delegate(post.StoreOf(B)!, X, post.Now));
        post.Deliver(1, false);
        post.Do(X, post.Attendee(X).Answer(post.StoreOf(X)!, "ACCEPTED", post.Now));
        post.Deliver(1, false);
        Assert.Equal("a=NEEDS-ACTION b=NEEDS-ACTION c=NEEDS-ACTION d=NEEDS-ACTION", Answers(Whole(post.StoreOf(A)!)));
        post.DeliverAll();
        foreach (string who in (string[])[A, .. s_people[1..], X])
        {
            Assert.Equal("a=NEEDS-ACTION b=DELEGATED c=NEEDS-ACTION d=NEEDS-ACTION x=ACCEPTED", Answers(Whole(post.StoreOf(who)!)));
        }
    }

    [Fact, Rfc(6638, "3.2.6"), Rfc(5546, "3.7.1")]
    public void An_attendee_of_one_occurrence_knows_that_one_alone()
    {
        const string X = "mailto:x@example.com";
        Post post = new(A, Example);
        post.Change(static _ => Series());
        post.Change(static stored => WithInstance(stored!, "20270302T100000Z", static instance =>
        {
            instance.Add(CalendarUser.Attendee(X));
            instance.Remove(Attendee(instance, s_people[0]).Property);
        }));
        post.DeliverAll();
        SchedulableComponent only = Assert.Single(post.StoreOf(X)!.Events);
        Assert.Equal("20270302T100000Z", only.RecurrenceId!.Value.Value);
        Assert.Equal(["0301", "0303", "0304", "0305", "0306"], Known(post.StoreOf(s_people[0])!, null).Select(static line => line[4..8]));
        Assert.Equal(6, Known(post.StoreOf(s_people[1])!, null).Count);
        post.Do(X, post.Attendee(X).Answer(post.StoreOf(X)!, "ACCEPTED", post.Now));
        post.DeliverAll();
        Assert.Equal("a=NEEDS-ACTION c=NEEDS-ACTION d=NEEDS-ACTION x=ACCEPTED", Answers(Instance(post.StoreOf(s_people[1])!, "20270302T100000Z")));

        // What the whole is asked for again leaves that occurrence out for who is not invited to it.
        SchedulingResult refreshed = new OrganizerScheduler(new CalendarIdentity(A), Example)
            .Receive(post.StoreOf(A), Sent(post.Attendee(s_people[0]).AskRefresh(post.StoreOf(s_people[0])!, post.Now).Messages[0]), s_people[0], post.Now);
        SchedulableComponent told = (SchedulableComponent)Sent(refreshed.Messages.Single()).Components.Single();
        Assert.Equal("20270302T100000Z", Assert.Single(told.ExceptionDates).Value);
    }

    private static Calendar Series() => Read(
        "BEGIN:VEVENT|UID:series|DTSTART:20270301T100000Z|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=6|SUMMARY:s|ORGANIZER:mailto:a@example.com|ATTENDEE:mailto:a@example.com"
        + "|ATTENDEE;RSVP=TRUE:mailto:b@example.com|ATTENDEE:mailto:c@example.com|ATTENDEE:mailto:d@example.com|END:VEVENT");

    private static Calendar WithInstance(Calendar stored, string id, Action<SchedulableComponent> change)
    {
        Calendar changed = Calendar.Parse(stored.ToBytes());
        SchedulableComponent? instance = changed.Events.FirstOrDefault(component => component.RecurrenceId?.Value == id);
        if (instance is null)
        {
            instance = (SchedulableComponent)Calendar.Parse(changed.ToBytes()).Events.Single(static component => component.RecurrenceId is null);
            instance.RemoveAll("RRULE");
            instance.RemoveAll("RDATE");
            instance.RemoveAll("EXDATE");
            instance.RecurrenceId = CalendarDateTime.Parse(id);
            instance.Start = CalendarDateTime.Parse(id);
            changed.Components.Add(instance);

            // What has a component of its own is no exception.
            SchedulableComponent main = Whole(changed);
            List<CalendarDateTime> exceptions = [.. main.ExceptionDates.Where(time => time.Value != id)];
            main.RemoveAll("EXDATE");
            exceptions.ForEach(main.AddExceptionDate);
        }

        change(instance);
        return changed;
    }

    private static void Run(int seed, SchedulingOptions options)
    {
        Random random = new(seed);
        Post post = new(A, options with { ProductId = "-//Test//EN" });
        post.Change(static _ => Series());
        int operations = random.Next(3, 18);
        for (int i = 0; i < operations; i++)
        {
            post.Now = post.Now.AddSeconds(random.Next(0, 3));
            if (random.Next(3) == 0)
            {
                Organize(post, random);
            }
            else if (random.Next(2) == 0)
            {
                Attend(post, random);
            }

            for (int delivered = random.Next(0, 6); delivered > 0 && post.OnTheWay > 0; delivered--)
            {
                post.Deliver(random.Next(post.OnTheWay), random.Next(8) == 0);
            }
        }

        while (post.OnTheWay > 0)
        {
            Assert.True(post.Delivered < 20_000, "It does not end.");
            post.Deliver(random.Next(post.OnTheWay), random.Next(10) == 0);
        }

        Calendar? truth = post.StoreOf(A);
        foreach (string who in s_people)
        {
            List<string> expected = truth is null ? [] : Known(truth, who);
            List<string> known = post.StoreOf(who) is { } stored ? Known(stored, null) : [];
            Assert.True(expected.SequenceEqual(known), $"seed {seed}, {who}\n{string.Join('\n', post.Log)}\nexpected\n{string.Join('\n', expected)}\nknown\n{string.Join('\n', known)}\n{truth}\n{post.StoreOf(who)}");
            if (truth is not null && post.StoreOf(who) is { } mine && expected.Count > 0)
            {
                Assert.True(mine.Events.Max(static meeting => meeting.Sequence) <= truth.Events.Max(static meeting => meeting.Sequence), $"seed {seed}");
            }
        }
    }

    private static void Organize(Post post, Random random)
    {
        if (post.StoreOf(A) is not { } stored)
        {
            return;
        }

        string hour = Whole(stored).Start!.Value.Value[9..11];
        string id = $"2027030{random.Next(1, 7)}T{hour}0000Z";
        string person = s_people[random.Next(s_people.Length)];
        Calendar? changed = random.Next(11) switch
        {
            0 => With(stored, meeting => meeting.Start = CalendarDateTime.Parse($"20270301T{random.Next(10, 20)}0000Z")),
            1 => With(stored, meeting => meeting.Summary = $"s{random.Next(100)}"),
            2 => WithInstance(stored, id, instance => instance.Start = CalendarDateTime.Parse(id.Replace("T" + hour, $"T{random.Next(10, 20)}", StringComparison.Ordinal))),
            3 => WithInstance(stored, id, instance => instance.Summary = $"i{random.Next(100)}"),
            4 => WithoutInstance(With(stored, meeting => meeting.AddExceptionDate(CalendarDateTime.Parse(id))), id),
            5 => With(stored, meeting => meeting.RemoveAll("EXDATE")),
            6 => With(stored, meeting => Toggle(meeting, person)),
            7 => WithInstance(stored, id, instance => Toggle(instance, person)),
            8 => WithoutInstance(stored, id),
            9 => With(stored, meeting => meeting.AddRecurrenceDate(CalendarDateTime.Parse($"2027031{random.Next(0, 9)}T{hour}0000Z"))),
            _ => WithInstance(stored, id, instance => instance.Status = random.Next(2) == 0 ? "CANCELLED" : "CONFIRMED"),
        };
        if (Whole(changed).Start != Whole(stored).Start)
        {
            // Whoever moves a series takes its exceptions with it; here they fall away.
            Whole(changed).RemoveAll("EXDATE");
            Whole(changed).RemoveAll("RDATE");
            foreach (SchedulableComponent instance in changed.Events.Where(static component => component.RecurrenceId is not null).ToList())
            {
                changed.Components.Remove(instance);
            }
        }

        post.Do(A, new OrganizerScheduler(new CalendarIdentity(A), post.Options).Change(stored, changed, post.Now));
    }

    private static Calendar WithoutInstance(Calendar stored, string id)
    {
        Calendar changed = Calendar.Parse(stored.ToBytes());
        if (changed.Events.FirstOrDefault(component => component.RecurrenceId?.Value == id) is { } instance)
        {
            changed.Components.Remove(instance);
        }

        return changed;
    }

    private static void Toggle(SchedulableComponent component, string person)
    {
        if (component.Attendees.FirstOrDefault(attendee => attendee.Address == person) is { } attendee)
        {
            component.Remove(attendee.Property);
        }
        else
        {
            component.Add(CalendarUser.Attendee(person));
        }
    }

    private static void Attend(Post post, Random random)
    {
        string person = s_people[random.Next(s_people.Length)];
        if (post.StoreOf(person) is not { } stored)
        {
            return;
        }

        string answer = ((string[])["ACCEPTED", "DECLINED", "TENTATIVE"])[random.Next(3)];
        CalendarDateTime? instance = null;
        if (random.Next(2) == 0)
        {
            List<CalendarDateTime> all = [];
            foreach (Occurrence occurrence in RecurrenceSet.Of(stored)[0])
            {
                all.Add(occurrence.RecurrenceId);
            }

            instance = all.Count == 0 ? null : all[random.Next(all.Count)];
        }

        post.Do(person, post.Attendee(person).Answer(stored, answer, post.Now, instance));
    }

    // What a calendar says of each occurrence that is on; with a person, of those that name the person.
    private static List<string> Known(Calendar calendar, string? person)
    {
        List<string> known = [];
        foreach (Occurrence occurrence in RecurrenceSet.Of(calendar)[0])
        {
            SchedulableComponent component = occurrence.Component;
            if (component.Status != "CANCELLED" && (person is null || component.Attendees.Any(attendee => attendee.Address == person)))
            {
                known.Add($"{occurrence.RecurrenceId.Value} {occurrence.Start.Value} {component.Summary} {Answers(component)}");
            }
        }

        known.Sort(StringComparer.Ordinal);
        return known;
    }
}
