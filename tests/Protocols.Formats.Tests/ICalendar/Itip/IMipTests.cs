using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Protocols.ICalendar;
using Protocols.ICalendar.Itip;
using Protocols.Mime;

namespace Protocols.Formats.Tests.ICalendar.Itip;

/// <summary>Scheduling messages as mail (RFC 6047).</summary>
public sealed class IMipTests
{
    private const string A = "mailto:a@example.com";
    private static readonly DateTimeOffset s_now = new(2027, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("4.1", "REQUEST VEVENT"), InlineData("4.2", "REQUEST VEVENT"), InlineData("4.3", "REQUEST VEVENT"), InlineData("4.4", "PUBLISH VEVENT, PUBLISH VEVENT")]
    [InlineData("4.5", "REQUEST VEVENT, REQUEST VTODO"), InlineData("4.6", "REQUEST VEVENT")]
    [Rfc(6047, "2.1"), Rfc(6047, "2.4"), Rfc(6047, "2.6"), Rfc(6047, "4.1"), Rfc(6047, "4.2"), Rfc(6047, "4.3"), Rfc(6047, "4.4"), Rfc(6047, "4.5"), Rfc(6047, "4.6")]
    public void The_examples_are_read(string section, string expected)
    {
        using MimeDocument document = MimeDocument.Parse(Example(section));
        IMipMessage mail = IMipMessage.Read(document);
        Assert.Equal(expected, string.Join(", ", mail.Parts.SelectMany(static part => part.Messages).Select(static message => $"{message.Method.ToWord()} {message.ComponentKind}")));
        Assert.All(mail.Parts, static part => Assert.Equal(IMipRemarks.None, part.Remarks));

        // The first one has an organizer who is none of the authors.
        IMipOrigin origin = mail.OriginOf(mail.Parts[0].Messages[0], out string? address);
        Assert.Equal(section == "4.1" ? IMipOrigin.None : IMipOrigin.From, origin);
        Assert.Equal(section == "4.1" ? null : mail.Parts[0].Messages[0].Organizer!.Address, address);
    }

    [Fact, Rfc(6047, "2.4"), Rfc(6047, "2.5"), Rfc(6047, "4.2")]
    public void An_invitation_is_a_text_and_a_calendar()
    {
        IMipMail mail = IMipWriter.Write(Invitation("SUMMARY:Grüße; bring cake|LOCATION:Room 1|DESCRIPTION:Please come"), null, s_now);
        Assert.Empty(mail.Unreachable);
        using MimeDocument document = MimeDocument.Parse(Write(mail));
        Assert.Equal("Invitation: Grüße; bring cake", document.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("A <a@example.com>", document.Root.GetHeaderText(HeaderId.From));
        Assert.Equal("b@example.com, C <c@example.com>", document.Root.GetHeaderText(HeaderId.To));
        Assert.Equal(KnownMediaType.MultipartAlternative, document.Root.KnownMediaType);
        Assert.Equal(
            "Invitation\r\n\r\nWhat: Grüße; bring cake\r\nWhen: 2027-02-01 10:00 – 11:30 (Europe/Berlin), repeated\r\nWhere: Room 1\r\nOrganizer: A <a@example.com>\r\n\r\nPlease come\r\n",
            document.GetPart(1).GetBodyText().TrimEnd() + "\r\n");
        MimePart calendar = document.GetPart(2);
        Assert.Equal(KnownMediaType.TextCalendar, calendar.KnownMediaType);
        Assert.True(calendar.ContentTypeParameters.TryGetString("method"u8, out string method) && calendar.ContentTypeParameters.TryGetString("component"u8, out string component)
            && (method, component) == ("REQUEST", "VEVENT"));
        Assert.Equal("utf-8", Encoding.ASCII.GetString(calendar.Charset));

        IMipMessage read = IMipMessage.Read(document);
        ITipMessage message = Assert.Single(Assert.Single(read.Parts).Messages);
        Assert.Empty(ITipRules.Check(message.Calendar));
        Assert.Equal(IMipOrigin.From, read.OriginOf(message, out string? sender));
        Assert.Equal("Applied", new AttendeeScheduler(new CalendarIdentity("mailto:b@example.com")).Receive(null, message, sender!, s_now).Outcome.ToString());
    }

    [Fact, Rfc(6047, "2"), Rfc(6047, "2.3"), Rfc(7986, "6.2")]
    public void A_server_sends_for_its_users_and_tells_whom_it_cannot_reach()
    {
        Calendar stored = Read("BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|DTSTART:20270201T100000Z|SUMMARY:s|ORGANIZER;EMAIL=a@example.com:urn:uuid:1|ATTENDEE;EMAIL=b@example.com:https://example.com/b|ATTENDEE:urn:uuid:3|END:VEVENT");
        OutgoingMessage message = new OrganizerScheduler(new CalendarIdentity("urn:uuid:1")).Change(null, stored, s_now).Messages.Single();
        IMipMail mail = IMipWriter.Write(message, new MailboxAddress("Calendar", "calendar@example.com"), s_now);
        Assert.Equal(["urn:uuid:3"], mail.Unreachable);
        using MimeDocument document = MimeDocument.Parse(Write(mail));
        Assert.Equal("a@example.com", document.Root.GetHeaderText(HeaderId.ReplyTo));
        Assert.Equal("b@example.com", document.Root.GetHeaderText(HeaderId.To));
        IMipMessage read = IMipMessage.Read(document);
        ITipMessage sent = read.Parts.Single().Messages.Single();
        Assert.Equal((A, "mailto:b@example.com"), (sent.Organizer!.Address, sent.Attendees[0].Address));
        Assert.Equal(IMipOrigin.ReplyTo, read.OriginOf(sent, out _));
        Assert.Null(IMipWriter.Write(message with { Recipients = ["urn:uuid:3"] }, null, s_now).Message);
    }

    [Fact, Rfc(6047, "4.3"), Rfc(6047, "5.1")]
    public void Parts_that_the_calendar_refers_to_go_along()
    {
        OutgoingMessage invitation = Invitation("SUMMARY:s|ATTACH:cid:report@example.com|ATTACH:cid:lost@example.com");
        BodyPart report = new("application/pdf", "%PDF"u8.ToArray()) { ContentId = "report@example.com", FileName = "report.pdf" };
        IMipMail mail = IMipWriter.Write(invitation, null, s_now, [report], new IMipOptions { IsFileAttached = true });
        Assert.Equal(["lost@example.com"], mail.MissingParts);
        using MimeDocument document = MimeDocument.Parse(Write(mail));
        Assert.Equal(
            ["multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/calendar", "application/pdf", "application/ics"],
            Enumerable.Range(0, document.PartCount).Select(number => Encoding.ASCII.GetString(document.GetPart(number).TypeName) + "/" + Encoding.ASCII.GetString(document.GetPart(number).SubtypeName)));
        Assert.True(document.TryResolve("cid:report@example.com", document.GetPart(4), out MimePart found) && found.Number == 5);

        Assert.Single(IMipMessage.Read(document).Parts);
        IMipMessage withFiles = IMipMessage.Read(document, new IMipOptions { ReadsFiles = true });
        Assert.Equal([IMipRemarks.None, IMipRemarks.IsFile | IMipRemarks.IsRepeated], withFiles.Parts.Select(static part => part.Remarks));
    }

    [Theory]
    [InlineData("text/calendar; method=request; component=vevent", IMipRemarks.None, 1)]
    [InlineData("text/calendar; method=CANCEL", IMipRemarks.MethodMismatch, 1)]
    [InlineData("text/calendar; method=REQUEST; component=VTODO", IMipRemarks.ComponentMismatch, 1)]
    [InlineData("text/calendar; method=REQUEST; charset=iso-8859-1", IMipRemarks.OtherCharset, 1)]
    [InlineData("text/calendar", IMipRemarks.NoMethodParameter, 1)]
    [InlineData("application/ics; name=invite.ics", IMipRemarks.IsFile, 1)]
    [Rfc(6047, "2.4")]
    public void What_is_remarkable_of_a_part_is_told(string type, IMipRemarks remarks, int messages)
    {
        byte[] octets = Encoding.Latin1.GetBytes($"From: a@example.com\r\nContent-Type: {type}\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Gr\u00fc\u00dfe\r\nORGANIZER:{A}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        using MimeDocument document = MimeDocument.Parse(octets);
        IMipPart part = Assert.Single(IMipMessage.Read(document, new IMipOptions { ReadsFiles = true }).Parts);
        Assert.Equal((remarks, messages), (part.Remarks, part.Messages.Count));
        Assert.Equal(remarks is IMipRemarks.NoMethodParameter or IMipRemarks.IsFile ? 0 : 1, IMipMessage.Read(document).Parts.Count);
        if (remarks == IMipRemarks.OtherCharset)
        {
            Assert.Equal("Grüße", part.Messages[0].Components[0].Summary);
        }
    }

    [Fact, Rfc(6047, "2.2"), Rfc(6047, "3"), Rfc(6047, "2.2.1")]
    public void Signatures_encryption_and_what_was_sent_on_are_facts()
    {
        const string Calendar = "Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\nORGANIZER:mailto:a@example.com\r\nATTENDEE;SENT-BY=\"mailto:office@example.com\":mailto:b@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(
            "From: office@example.com\r\nSender: b@example.com\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/signed; boundary=s; protocol=\"application/pkcs7-signature\"\r\n\r\n--s\r\n"
            + Calendar + "--s\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--s--\r\n--m\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@example.com\r\n" + Calendar + "--m\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nx\r\n--m--\r\n"));
        IMipMessage mail = IMipMessage.Read(document);
        Assert.Equal([IMipRemarks.IsSigned, IMipRemarks.IsForwarded | IMipRemarks.IsRepeated], mail.Parts.Select(static part => part.Remarks));
        Assert.True(mail.HasHiddenContent);
        Assert.Equal(IMipOrigin.SentBy, mail.OriginOf(mail.Parts[0].Messages[0], out string? address));
        Assert.Equal("mailto:office@example.com", address);
    }

    [Theory]
    [InlineData("From: c@example.com", IMipOrigin.Delegator, "mailto:c@example.com")]
    [InlineData("From: x@example.com\r\nSender: a@example.com", IMipOrigin.Sender, A)]
    [InlineData("From: x@example.com", IMipOrigin.None, null)]
    [InlineData("From: \"a@example.com\" <x@example.com>", IMipOrigin.None, null)]
    [InlineData("Subject: none", IMipOrigin.None, null)]
    [Rfc(6047, "2.3"), Rfc(5546, "6.1.1")]
    public void The_header_is_compared_with_who_the_message_is_from(string header, IMipOrigin expected, string? expectedAddress)
    {
        byte[] octets = Encoding.ASCII.GetBytes($"{header}\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nORGANIZER:{A}\r\nATTENDEE;DELEGATED-TO=\"mailto:d@example.com\":mailto:c@example.com\r\nATTENDEE:mailto:x2@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        using MimeDocument document = MimeDocument.Parse(octets);
        IMipMessage mail = IMipMessage.Read(document);
        Assert.Equal((expected, expectedAddress), (mail.OriginOf(mail.Parts[0].Messages[0], out string? address), address));
    }

    [Fact, Rfc(6047, "2.4")]
    public void Limits_are_kept()
    {
        byte[] octets = Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=m\r\n\r\n" + string.Concat(Enumerable.Repeat("--m\r\nContent-Type: text/calendar; method=PUBLISH\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n", 3)) + "--m--\r\n");
        using MimeDocument document = MimeDocument.Parse(octets);
        IMipMessage cut = IMipMessage.Read(document, new IMipOptions { MaxParts = 2 });
        Assert.Equal((2, true), (cut.Parts.Count, cut.IsCut));
        IMipMessage all = IMipMessage.Read(document, new IMipOptions { MaxParts = 3 });
        Assert.Equal((3, false), (all.Parts.Count, all.IsCut));
        Assert.All(IMipMessage.Read(document, new IMipOptions { MaxLength = 10 }).Parts, static part => Assert.Equal((IMipRemarks.TooLong, SchedulingOutcome.LimitExceeded), (part.Remarks, part.Reading.Outcome)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new IMipOptions { MaxParts = 0 });
    }

    [Theory]
    [InlineData("SUMMARY:a\\nBcc: x@example.com", "Invitation: a Bcc: x@example.com")]
    [InlineData("SUMMARY:a\u0001\u0085b", "Invitation: ab")]
    [InlineData("SUMMARY:", "Invitation")]
    [Rfc(6047, "3")]
    public void Nothing_of_a_calendar_becomes_a_header(string summary, string subject)
    {
        OutgoingMessage message = Invitation(summary);
        message.Calendar.Events.Single().Attendees[1].CommonName = null;
        byte[] octets = Write(IMipWriter.Write(message, null, s_now));
        using MimeDocument document = MimeDocument.Parse(octets);
        Assert.Equal(subject, document.Root.GetHeaderText(HeaderId.Subject));
        Assert.False(document.Root.TryGetHeader("Bcc"u8, out _));
    }

    [Theory]
    [InlineData("ACCEPTED", "Accepted: s"), InlineData("DECLINED", "Declined: s"), InlineData("X-LATER", "No answer yet: s")]
    [Rfc(6047, "2.4")]
    public void An_answer_says_so_and_another_language_can_be_spoken(string answer, string subject)
    {
        OutgoingMessage invitation = Invitation("SUMMARY:s");
        AttendeeScheduler attendee = new(new CalendarIdentity("mailto:b@example.com"));
        Calendar mine = attendee.Receive(null, Message(invitation.Calendar), A, s_now).Stored!;
        OutgoingMessage reply = attendee.Answer(mine, answer, s_now, comment: "See you").Messages.Single();
        using MimeDocument document = MimeDocument.Parse(Write(IMipWriter.Write(reply, null, s_now)));
        Assert.Equal(subject, document.Root.GetHeaderText(HeaderId.Subject));
        Assert.Contains("Comment: See you", document.GetPart(1).GetBodyText(), StringComparison.Ordinal);
        IMipMessage mail = IMipMessage.Read(document);
        Assert.Equal(IMipOrigin.From, mail.OriginOf(mail.Parts[0].Messages[0], out string? address));
        Assert.Equal("mailto:b@example.com", address);
        using MimeDocument german = MimeDocument.Parse(Write(IMipWriter.Write(reply, null, s_now, null, new IMipOptions { Text = new German() })));
        Assert.Equal("Antwort: s", german.Root.GetHeaderText(HeaderId.Subject));
    }

    [Fact]
    public void Every_kind_of_message_has_its_heading()
    {
        IMipText text = new();
        Assert.All(ITipRules.Tables, table =>
        {
            Calendar calendar = Read($"METHOD:{table.Method.ToWord()}|BEGIN:{table.Component}|UID:1|SUMMARY:s|SEQUENCE:2|DTSTART;VALUE=DATE:20270201|ORGANIZER:{A}|END:{table.Component}");
            Assert.EndsWith(": s", text.Subject(Message(calendar)), StringComparison.Ordinal);
            Assert.Contains("What: s", text.Body(Message(calendar)), StringComparison.Ordinal);
        });
    }

    private sealed class German : IMipText
    {
        protected override string Heading(ITipMessage message) => "Antwort";
    }

    private static Calendar Read(string lines) =>
        Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\nPRODID:-//Test//EN\r\nVERSION:2.0\r\n{lines.Replace("|", "\r\n", StringComparison.Ordinal)}\r\nEND:VCALENDAR\r\n"))!;

    private static ITipMessage Message(Calendar calendar)
    {
        ITipMessage.TryRead(calendar, out ITipMessage? message);
        return message!;
    }

    private static OutgoingMessage Invitation(string lines)
    {
        Calendar stored = Read($"BEGIN:VEVENT|UID:1|DTSTAMP:20270101T000000Z|DTSTART;TZID=Europe/Berlin:20270201T100000|DTEND;TZID=Europe/Berlin:20270201T113000|RRULE:FREQ=DAILY|{lines}|ORGANIZER;CN=A:{A}|ATTENDEE:mailto:b@example.com|ATTENDEE;CN=C:mailto:c@example.com|END:VEVENT");
        return new OrganizerScheduler(new CalendarIdentity(A)).Change(null, stored, s_now).Messages.Single();
    }

    private static byte[] Write(IMipMail mail)
    {
        ArrayBufferWriter<byte> output = new();
        mail.Message!.Write(output, new byte[16]);
        return output.WrittenSpan.ToArray();
    }

    // The mail of a section of RFC 6047, without the pages around it.
    private static byte[] Example(string section)
    {
        string text = File.ReadAllText(Suites.RequireShared(Path.Combine("rfc", "text", "rfc6047.txt"))).ReplaceLineEndings("\n");
        text = Regex.Replace(text, @"\n+Melnikov [^\n]*\n\f?\n*RFC 6047 [^\n]*\n+", "\n");
        int start = text.LastIndexOf($"\n{section}.  ", StringComparison.Ordinal);
        string[] lines = Regex.Split(text[(start + 1)..], @"\n(?=\d)")[0].Split('\n');
        IEnumerable<string> mail = lines.SkipWhile(static line => !line.TrimStart().StartsWith("From:", StringComparison.Ordinal)).Select(static line => line.Length > 3 ? line[3..] : "");

        // Two examples have an empty line between a boundary and the header behind it.
        return Encoding.ASCII.GetBytes(Regex.Replace(string.Join("\r\n", mail), @"(?<=\n--\S+)\r\n\s*\r\n(?=Content-)", "\r\n"));
    }
}
