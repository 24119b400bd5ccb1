using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>The restriction tables, and messages that keep and break them.</summary>
public sealed class ITipRulesTests
{
    private const string Request = "METHOD:REQUEST|PRODID:x|VERSION:2.0|BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|DTSTART:20270201T100000Z|SUMMARY:s|ORGANIZER:mailto:a@x.test|ATTENDEE:mailto:b@x.test|END:VEVENT";

    public static TheoryData<string> Sections => [.. ITipRules.Tables.Select(static table => table.Section)];

    [Fact, Rfc(5546, "3")]
    public void Every_combination_of_method_and_component_has_its_table()
    {
        Assert.Equal(22, ITipRules.Tables.Count);
        Assert.Null(ITipRules.TableOf(ITipMethod.Request, "VJOURNAL"));
        Assert.Null(ITipRules.TableOf(ITipMethod.Cancel, "VFREEBUSY"));
        Assert.Equal("3.4.7", ITipRules.TableOf(ITipMethod.Counter, "VTODO")!.Section);
    }

    [Theory, MemberData(nameof(Sections))]
    [Rfc(5546, "3.2.1"), Rfc(5546, "3.2.2"), Rfc(5546, "3.2.3"), Rfc(5546, "3.2.4"), Rfc(5546, "3.2.5"), Rfc(5546, "3.2.6"), Rfc(5546, "3.2.7"), Rfc(5546, "3.2.8")]
    [Rfc(5546, "3.3.1"), Rfc(5546, "3.3.2"), Rfc(5546, "3.3.3"), Rfc(5546, "3.4.1"), Rfc(5546, "3.4.2"), Rfc(5546, "3.4.3"), Rfc(5546, "3.4.4"), Rfc(5546, "3.4.5")]
    [Rfc(5546, "3.4.6"), Rfc(5546, "3.4.7"), Rfc(5546, "3.4.8"), Rfc(5546, "3.5.1"), Rfc(5546, "3.5.2"), Rfc(5546, "3.5.3")]
    public void A_table_is_that_of_the_specification(string section)
    {
        ITipTable table = ITipRules.Tables.Single(table => table.Section == section);
        int rows = 0;
        foreach ((int depth, string name, string presence) in RfcExamples.Table(section))
        {
            ITipPresence expected = presence switch
            {
                "1" => ITipPresence.One,
                "1+" => ITipPresence.OneOrMore,
                "0 or 1" => ITipPresence.AtMostOne,
                "0" => ITipPresence.None,
                _ => ITipPresence.Any,
            };
            if (depth == 0 && name == table.Component)
            {
                Assert.Equal(expected, table.Components);
            }
            else if (depth == 1)
            {
                Assert.True(expected == table.PresenceOf(name), name);
            }

            rows++;
        }

        Assert.InRange(rows, 17, 50);
    }

    [Fact, Rfc(5546, "4")]
    public void The_examples_keep_the_tables_but_for_five_slips()
    {
        List<string> told = [];
        int examples = 0;
        foreach (string section in RfcExamples.Sections())
        {
            foreach (Calendar calendar in RfcExamples.Of(section))
            {
                examples++;
                told.AddRange(ITipRules.Check(calendar).Select(defect => $"{section} {defect.Property}: {defect.Explanation}"));
            }
        }

        Assert.Equal(52, examples);
        Assert.Equal(
            ["4.3.1 UID: it is missing", "4.3.2 DTEND: it is in UTC", "4.4.8 ORGANIZER: it is missing", "4.5.7.2 ORGANIZER: it is missing", "4.7.1 ATTENDEE: it stands once"],
            told);
    }

    [Theory]
    [InlineData("PRODID:x", "PRODID:x|PRODID:y", "PRODID", "3.1.1")]
    [InlineData("VERSION:2.0", "VERSION:1.0", "VERSION", "3.1.1")]
    [InlineData("VERSION:2.0|", "", "VERSION", "3.1.1")]
    [InlineData("METHOD:REQUEST", "METHOD:INVITE", "METHOD", "3")]
    [InlineData("ATTENDEE:mailto:b@x.test|", "", "ATTENDEE", "3.2.2")]
    [InlineData("SUMMARY:s", "SUMMARY:s|SUMMARY:t", "SUMMARY", "3.2.2")]
    [InlineData("SUMMARY:s", "SUMMARY:s|STATUS:CANCELLED", "STATUS", "3.2.2")]
    [InlineData("SUMMARY:s", "SUMMARY:s|DTEND:20270201T110000Z|DURATION:PT1H", "DTEND", "3.2.2")]
    [InlineData("SUMMARY:s", "SUMMARY:s|REQUEST-STATUS:2.0;Success", "REQUEST-STATUS", "3.2.2")]
    [InlineData("END:VEVENT", "END:VEVENT|BEGIN:VTODO|UID:1|END:VTODO", "VTODO", "3.2.2")]
    [InlineData("END:VEVENT", "END:VEVENT|BEGIN:VEVENT|UID:2|DTSTAMP:20270101T000000Z|DTSTART:20270201T100000Z|SUMMARY:s|ORGANIZER:mailto:a@x.test|ATTENDEE:mailto:b@x.test|END:VEVENT", "UID", "3.2.2")]
    [InlineData("DTSTART:20270201T100000Z", "DTSTART;TZID=Europe/Berlin:20270201T100000", "VTIMEZONE", "3.1.2")]
    [InlineData("END:VEVENT", "END:VEVENT|BEGIN:VTIMEZONE|TZID:Z|END:VTIMEZONE", "VTIMEZONE", "3.1.2")]
    [InlineData("END:VEVENT", "END:VEVENT|BEGIN:VTIMEZONE|TZID:Z|BEGIN:STANDARD|DTSTART:19700101T000000Z|TZOFFSETFROM:+0100|TZOFFSETTO:+0100|END:STANDARD|END:VTIMEZONE", "DTSTART", "3.1.2")]
    [InlineData("END:VEVENT", "BEGIN:VALARM|TRIGGER:-PT5M|END:VALARM|END:VEVENT", "ACTION", "3.1.3")]
    [InlineData("END:VEVENT", "BEGIN:VALARM|ACTION:AUDIO|TRIGGER:-PT5M|REPEAT:2|END:VALARM|END:VEVENT", "REPEAT", "3.1.3")]
    [Rfc(5546, "3.1.1"), Rfc(5546, "3.1.2"), Rfc(5546, "3.1.3"), Rfc(5546, "3.2.2")]
    public void A_message_that_breaks_a_rule_is_told(string found, string instead, string property, string section)
    {
        Assert.Empty(ITipRules.Check(Read(Request)));
        ITipDefect defect = Assert.Single(ITipRules.Check(Read(Request.Replace(found, instead, StringComparison.Ordinal))));
        Assert.Equal((property, section), (defect.Property, defect.Section));
    }

    [Fact, Rfc(5546, "3.6")]
    public void Codes_of_several_classes_do_not_stand_side_by_side()
    {
        const string Reply = "METHOD:REPLY|PRODID:x|VERSION:2.0|BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|ORGANIZER:mailto:a@x.test|ATTENDEE:mailto:b@x.test|REQUEST-STATUS:2.0;Success|END:VEVENT";
        Assert.Empty(ITipRules.Check(Read(Reply)));
        Assert.Equal("3.6", Assert.Single(ITipRules.Check(Read(Reply.Replace("REQUEST-STATUS", "REQUEST-STATUS:4.0;Busy|REQUEST-STATUS", StringComparison.Ordinal)))).Section);
        const string Other = "|BEGIN:VEVENT|UID:1|RECURRENCE-ID:20270201T100000Z|DTSTAMP:20270101T000000Z|ORGANIZER:mailto:a@x.test|ATTENDEE:mailto:b@x.test|REQUEST-STATUS:4.0;Busy|END:VEVENT";
        Assert.Empty(ITipRules.Check(Read(Reply + Other)));
        Assert.Equal("3.6", Assert.Single(ITipRules.Check(Read(Reply + Other.Replace("4.0", "5.1", StringComparison.Ordinal)))).Section);
    }

    [Fact, Rfc(5546, "3.2.3"), Rfc(5546, "4.2.6")]
    public void A_reply_has_one_attendee_but_for_a_delegation()
    {
        const string Reply = "METHOD:REPLY|PRODID:x|VERSION:2.0|BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|ORGANIZER:mailto:a@x.test|ATTENDEE:mailto:b@x.test|ATTENDEE:mailto:c@x.test|END:VEVENT";
        Assert.Equal("ATTENDEE", Assert.Single(ITipRules.Check(Read(Reply))).Property);
        string delegation = Reply.Replace("ATTENDEE:mailto:b", "ATTENDEE;DELEGATED-TO=\"mailto:c@x.test\":mailto:b", StringComparison.Ordinal)
            .Replace("ATTENDEE:mailto:c", "ATTENDEE;DELEGATED-FROM=\"mailto:b@x.test\":mailto:c", StringComparison.Ordinal);
        Assert.Empty(ITipRules.Check(Read(delegation)));
    }

    [Theory]
    [InlineData("METHOD:REQUEST", "METHOD:INVITE", SchedulingOutcome.Malformed, SchedulingReason.MethodNotExpected)]
    [InlineData("METHOD:REQUEST|", "", SchedulingOutcome.Malformed, SchedulingReason.MethodNotExpected)]
    [InlineData("UID:1|", "", SchedulingOutcome.Malformed, SchedulingReason.TableBroken)]
    [InlineData("END:VEVENT", "END:VEVENT|BEGIN:VTODO|UID:1|END:VTODO", SchedulingOutcome.Malformed, SchedulingReason.NotSchedulable)]
    [InlineData("END:VEVENT", "END:VEVENT|BEGIN:VEVENT|UID:2|ORGANIZER:mailto:a@x.test|END:VEVENT", SchedulingOutcome.Malformed, SchedulingReason.NotSchedulable)]
    [InlineData("END:VEVENT", "END:VEVENT|BEGIN:VEVENT|UID:1|ORGANIZER:mailto:c@x.test|END:VEVENT", SchedulingOutcome.Malformed, SchedulingReason.OrganizerMismatch)]
    [InlineData("BEGIN:VEVENT", "BEGIN:X-EVENT", SchedulingOutcome.Malformed, SchedulingReason.NotSchedulable)]
    [Rfc(5546, "1.4"), Rfc(5546, "2.1.5"), Rfc(6638, "3.2.4.2")]
    public void What_is_no_message_is_told(string found, string instead, SchedulingOutcome outcome, SchedulingReason reason)
    {
        Assert.Equal(SchedulingOutcome.Applied, ITipMessage.TryRead(Read(Request), out ITipMessage? message).Outcome);
        Assert.Equal((ITipMethod.Request, "1", "VEVENT", "mailto:a@x.test"), (message!.Method, message.Uid, message.ComponentKind, message.Organizer!.Address));
        Assert.NotNull(message.FindAttendee("MAILTO:B@X.test"));
        SchedulingResult result = ITipMessage.TryRead(Read(Request.Replace(found, instead, StringComparison.Ordinal)), out ITipMessage? none);
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        Assert.Null(none);
    }

    [Fact, Rfc(5546, "3.2.1"), Rfc(6047, "4.4")]
    public void What_is_published_together_is_taken_apart()
    {
        Calendar published = Read("METHOD:PUBLISH|BEGIN:VEVENT|UID:1|ORGANIZER:mailto:a@x.test|END:VEVENT|BEGIN:VEVENT|UID:2|ORGANIZER:mailto:a@x.test|END:VEVENT");
        Assert.Equal(SchedulingReason.NotSchedulable, ITipMessage.TryRead(published, out _).Reason);
        ITipMessage.ReadAll(published, out IReadOnlyList<ITipMessage> messages);
        Assert.Equal(["1", "2"], messages.Select(static message => message.Uid));
    }

    [Fact, Rfc(5546, "6.2.2")]
    public void A_message_of_more_than_the_limits_is_refused_and_a_strict_reader_wants_the_tables_kept()
    {
        Calendar two = Read(Request + "|BEGIN:VEVENT|UID:1|RECURRENCE-ID:20270201T100000Z|ATTENDEE:mailto:b@x.test|ATTENDEE:mailto:c@x.test|END:VEVENT");
        Assert.Equal(SchedulingOutcome.Applied, ITipMessage.TryRead(two, out _, new SchedulingOptions { MaxComponents = 2, MaxAttendees = 3 }).Outcome);
        Assert.Equal(SchedulingOutcome.LimitExceeded, ITipMessage.TryRead(two, out _, new SchedulingOptions { MaxComponents = 1 }).Outcome);
        Assert.Equal(SchedulingOutcome.LimitExceeded, ITipMessage.TryRead(two, out _, new SchedulingOptions { MaxAttendees = 2 }).Outcome);
        Assert.Equal(SchedulingReason.TableBroken, ITipMessage.TryRead(two, out _, new SchedulingOptions { IsStrict = true }).Reason);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SchedulingOptions { MaxComponents = 0 });
    }

    [Fact]
    public void Messages_of_other_projects_are_read()
    {
        int messages = 0;
        foreach (string path in Directory.GetDirectories(Path.Combine(Suites.Require("ical-libical"), ".."), "ical-*").Order(StringComparer.Ordinal).SelectMany(static suite => Suites.Files(Path.GetFileName(suite), "*")))
        {
            foreach (Calendar calendar in Calendar.ReadAll(File.ReadAllBytes(path)).Components.OfType<Calendar>().Where(static calendar => calendar.Method is not null))
            {
                SchedulingResult result = ITipMessage.ReadAll(calendar, out IReadOnlyList<ITipMessage> found);
                Assert.Equal(found.Count > 0, result.Outcome == SchedulingOutcome.Applied);
                _ = ITipRules.Check(calendar);
                messages += found.Count;
            }
        }

        Assert.True(messages > 100, $"{messages} messages.");
    }

    [Theory]
    [InlineData("mailto:Ann@Example.com", "MAILTO:ann@example.COM", true)]
    [InlineData("ann@example.com", "mailto:ann@example.com", true)]
    [InlineData("mailto:a%6En@example.com?subject=x", "mailto:ann@example.com", true)]
    [InlineData("urn:uuid:ABC", "URN:uuid:abc", true)]
    [InlineData("https://Example.com/p/Ann/", "https://example.com/p/Ann", true)]
    [InlineData("https://example.com/p/Ann", "https://example.com/p/ann", false)]
    [InlineData("mailto:ann@example.com", "mailto:bob@example.com", false)]
    [InlineData("", "mailto:ann@example.com", false)]
    [Rfc(5545, "3.3.3")]
    public void Addresses_are_compared_as_users_mean_them(string one, string other, bool areSame) => Assert.Equal(areSame, CalendarAddress.AreSame(one, other));

    private static Calendar Read(string lines) => Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\n{lines.Replace("|", "\r\n", StringComparison.Ordinal)}\r\nEND:VCALENDAR\r\n"))!;
}
