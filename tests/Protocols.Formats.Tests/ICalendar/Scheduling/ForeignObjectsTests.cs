using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>Objects of other projects, and broken ones, as stored objects and as messages: nothing throws, and what is made can be written.</summary>
public sealed class ForeignObjectsTests
{
    private static readonly DateTimeOffset s_now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ical-biweekly"), InlineData("ical-calcard"), InlineData("ical-collective"), InlineData("ical-ical4j"), InlineData("ical-icaljs"), InlineData("ical-icalnet"), InlineData("ical-kcalendarcore"), InlineData("ical-libical")]
    [Rfc(5546, "2.1.5")]
    public void Objects_of_others_go_through_both_schedulers(string suite)
    {
        int made = 0;
        foreach (string path in Suites.Files(suite, "*").Where(static path => new FileInfo(path).Length < 200_000))
        {
            foreach (Calendar calendar in Calendar.ReadAll(File.ReadAllBytes(path)).Components.OfType<Calendar>())
            {
                foreach (IGrouping<string?, SchedulableComponent> group in calendar.ComponentsOf<SchedulableComponent>().Where(static component => component is Event or Todo or Journal).GroupBy(static component => component.Uid).Take(20))
                {
                    Calendar one = Calendar.Create("-//Test//EN");
                    foreach (TimeZoneComponent zone in calendar.TimeZones)
                    {
                        one.Components.Add(zone);
                    }

                    foreach (SchedulableComponent component in group)
                    {
                        one.Components.Add(component);
                    }

                    made += Exchange(one);
                }
            }
        }

        Assert.True(made > 10, $"{made} results.");
    }

    [Fact]
    public void Objects_that_are_cut_or_mixed_up_go_through_both_schedulers()
    {
        Random random = new(7);
        List<byte[]> sources = [.. RfcExamples.Sections().SelectMany(RfcExamples.Of).Select(static calendar => calendar.ToBytes())];
        for (int i = 0; i < 1_500; i++)
        {
            List<string> lines = [.. Encoding.UTF8.GetString(sources[random.Next(sources.Count)]).Split("\r\n")];
            string[] others = Encoding.UTF8.GetString(sources[random.Next(sources.Count)]).Split("\r\n");
            for (int changes = random.Next(1, 6); changes > 0; changes--)
            {
                int at = random.Next(lines.Count);
                switch (random.Next(4))
                {
                    case 0:
                        lines.RemoveAt(at);
                        lines.Add("");
                        break;
                    case 1:
                        lines.Insert(at, others[random.Next(others.Length)]);
                        break;
                    case 2:
                        lines.Insert(at, lines[random.Next(lines.Count)]);
                        break;
                    default:
                        lines[at] = lines[at][..random.Next(lines[at].Length + 1)];
                        break;
                }
            }

            if (Calendar.TryRead(Encoding.UTF8.GetBytes(string.Join("\r\n", lines))) is { } calendar)
            {
                Exchange(calendar);
            }
        }
    }

    private static int Exchange(Calendar calendar)
    {
        SchedulableComponent? first = calendar.ComponentsOf<SchedulableComponent>().FirstOrDefault();
        string organizer = first?.Organizer?.Address is { Length: > 0 } named ? named : "mailto:a@example.com";
        string attendee = first?.Attendees.Select(static known => known.Address).FirstOrDefault(address => address.Length > 0 && !CalendarAddress.AreSame(address, organizer)) ?? "mailto:b@example.com";
        OrganizerScheduler one = new(new CalendarIdentity(organizer), new SchedulingOptions { Uninvited = UninvitedAttendees.Admit });
        AttendeeScheduler other = new(new CalendarIdentity(attendee), new SchedulingOptions { AllowForwarded = true, AllowOrganizerChange = true, Cancelled = CancelledObjects.Remove });
        int made = 0;
        List<SchedulingResult> results =
        [
            one.Change(null, calendar, s_now), one.Change(calendar, null, s_now), one.Publish(calendar, ["mailto:x@example.com"], s_now), one.AskAgain(calendar, null, s_now),
            other.Change(null, calendar, s_now), other.Change(calendar, null, s_now), other.Answer(calendar, "ACCEPTED", s_now), other.Delegate(calendar, "mailto:d@example.com", s_now),
            other.Answer(calendar, "DECLINED", s_now, CalendarDateTime.Parse("19970701T210000Z")), other.AskRefresh(calendar, s_now), other.Counter(calendar, calendar, s_now),
        ];
        foreach (ITipMethod method in Enum.GetValues<ITipMethod>())
        {
            Calendar message = Calendar.TryRead(calendar.ToBytes())!;
            message.Method = method.ToWord();
            ITipMessage.ReadAll(message, out IReadOnlyList<ITipMessage> messages);
            _ = ITipRules.Check(message);
            foreach (ITipMessage sent in messages)
            {
                foreach (Calendar? stored in (Calendar?[])[null, calendar])
                {
                    results.Add(other.Receive(stored, sent, organizer, s_now));
                    results.Add(one.Receive(stored, sent, attendee, s_now));
                }

                results.Add(one.AcceptCounter(calendar, sent, attendee, s_now));
                results.Add(one.DeclineCounter(calendar, sent, attendee, "no", s_now));
            }
        }

        foreach (SchedulingResult result in results)
        {
            Assert.Equal(result.Store == StoreAction.Put, result.Stored is not null);
            _ = result.Stored?.ToBytes();
            Assert.All(result.Messages, static message =>
            {
                Assert.NotEmpty(message.Recipients);
                Assert.NotEmpty(message.Calendar.ToBytes());
            });
            made++;
        }

        return made;
    }
}
