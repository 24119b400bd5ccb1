using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Vacation;

public sealed class VacationJudgementTests
{
    private static readonly string[] s_own = ["ann@example.org", "ann.lee@example.org"];

    [Theory]
    [Rfc(5230, "4.5")]
    [InlineData("To: ann@example.org", SieveVacationVerdict.Answer, "ann@example.org")]
    [InlineData("To: Ann.Lee@Example.org", SieveVacationVerdict.Answer, "ann.lee@example.org")]
    [InlineData("Cc: Staff: bob@example.org, Ann <ann@example.org>;", SieveVacationVerdict.Answer, "ann@example.org")]
    [InlineData("Bcc: ann@example.org", SieveVacationVerdict.Answer, "ann@example.org")]
    [InlineData("Resent-To: ann@example.org", SieveVacationVerdict.Answer, "ann@example.org")]
    [InlineData("Resent-Cc: ann@example.org", SieveVacationVerdict.Answer, "ann@example.org")]
    [InlineData("Resent-Bcc: ann@example.org", SieveVacationVerdict.Answer, "ann@example.org")]
    [InlineData("To: all@example.org", SieveVacationVerdict.NotPersonal, "ann@example.org")]
    [InlineData("Reply-To: ann@example.org", SieveVacationVerdict.NotPersonal, "ann@example.org")]
    public void The_recipient_has_to_be_named(string field, SieveVacationVerdict expected, string recipient)
    {
        Assert.Equal(expected, Judge(field, "bob@example.com", SieveVacationOptions.Default, out string? found));
        Assert.Equal(recipient, found);
    }

    [Fact]
    public void A_site_may_answer_what_names_nobody() =>
        Assert.Equal(SieveVacationVerdict.Answer, Judge("To: all@example.org", "bob@example.com", new SieveVacationOptions { ChecksRecipient = false }, out _));

    // RFC 3834 §2
    [Theory]
    [Rfc(5230, "4.6")]
    [InlineData("List-Id: <list.example.org>", SieveVacationVerdict.MailingList)]
    [InlineData("List-Help: <mailto:x@example.org>", SieveVacationVerdict.MailingList)]
    [InlineData("List-Subscribe: <mailto:x@example.org>", SieveVacationVerdict.MailingList)]
    [InlineData("List-Unsubscribe: <mailto:x@example.org>", SieveVacationVerdict.MailingList)]
    [InlineData("List-Post: NO", SieveVacationVerdict.MailingList)]
    [InlineData("List-Owner: <mailto:x@example.org>", SieveVacationVerdict.MailingList)]
    [InlineData("List-Archive: <http://example.org>", SieveVacationVerdict.MailingList)]
    [InlineData("Auto-Submitted: auto-generated", SieveVacationVerdict.Automatic)]
    [InlineData("Auto-Submitted: (x) auto-replied; a=b", SieveVacationVerdict.Automatic)]
    [InlineData("Auto-submitted: No (by hand)", SieveVacationVerdict.Answer)]
    [InlineData("Precedence: bulk", SieveVacationVerdict.Bulk)]
    [InlineData("Precedence: List", SieveVacationVerdict.Bulk)]
    [InlineData("Precedence: junk", SieveVacationVerdict.Bulk)]
    [InlineData("Precedence: normal", SieveVacationVerdict.Answer)]
    [InlineData("X-Auto-Response-Suppress: All", SieveVacationVerdict.Suppressed)]
    [InlineData("X-Auto-Response-Suppress: DR, OOF,\tRN", SieveVacationVerdict.Suppressed)]
    [InlineData("X-Auto-Response-Suppress: None", SieveVacationVerdict.Answer)]
    public void What_lists_and_programs_sent_is_not_answered(string field, SieveVacationVerdict expected) =>
        Assert.Equal(expected, Judge("To: ann@example.org\r\n" + field, "bob@example.com", SieveVacationOptions.Default, out _));

    [Theory]
    [Rfc(5230, "4.6")]
    [InlineData(null, SieveVacationVerdict.NoSender)]
    [InlineData("", SieveVacationVerdict.NoSender)]
    [InlineData("no address at all", SieveVacationVerdict.BadSender)]
    [InlineData("ANN@example.org", SieveVacationVerdict.OwnMessage)]
    [InlineData("ann.lee@example.org", SieveVacationVerdict.OwnMessage)]
    [InlineData("MAILER-DAEMON@example.com", SieveVacationVerdict.SystemSender)]
    [InlineData("mailer-daemon@example.com", SieveVacationVerdict.SystemSender)]
    [InlineData("dovecot-request@lists.example.com", SieveVacationVerdict.SystemSender)]
    [InlineData("owner-dovecot@lists.example.com", SieveVacationVerdict.SystemSender)]
    [InlineData("noreply@example.com", SieveVacationVerdict.SystemSender)]
    [InlineData("postmaster@example.com", SieveVacationVerdict.Answer)]
    [InlineData("request@example.com", SieveVacationVerdict.Answer)]
    public void Nobody_answers_himself_or_a_system(string? sender, SieveVacationVerdict expected) =>
        Assert.Equal(expected, Judge("To: ann@example.org", sender, SieveVacationOptions.Default, out _));

    [Fact]
    public void A_site_says_whom_it_never_answers()
    {
        SieveVacationOptions options = new() { RefusedSenders = ["*robot*"] };
        Assert.Equal(SieveVacationVerdict.SystemSender, Judge("To: ann@example.org", "the-Robots@example.com", options, out _));
        Assert.Equal(SieveVacationVerdict.Answer, Judge("To: ann@example.org", "mailer-daemon@example.com", options, out _));
    }

    [Theory]
    [Rfc(5230, "4.1")]
    [InlineData(null, 7 * 86400)]
    [InlineData(0L, 86400)]
    [InlineData(3 * 86400L, 3 * 86400)]
    [InlineData(400 * 86400L, 90 * 86400)]
    public void Periods_are_kept_between_the_limits(long? asked, long expected) =>
        Assert.Equal(expected, (long)SieveVacationOptions.Default.Clamp(asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null).TotalSeconds);

    [Fact]
    [Rfc(6131, "2")]
    public void A_site_may_let_every_message_be_answered() =>
        Assert.Equal(TimeSpan.Zero, new SieveVacationOptions { MinPeriod = TimeSpan.Zero }.Clamp(TimeSpan.Zero));

    [Fact]
    [Rfc(5230, "4.2")]
    public void The_same_text_as_another_argument_is_another_answer()
    {
        string[] handles =
        [
            VacationHandle.Of(null, null, false, "a"), VacationHandle.Of("a", null, false, ""), VacationHandle.Of(null, "a", false, ""), VacationHandle.Of(null, null, true, "a"),
            VacationHandle.Of("", null, false, "a"), VacationHandle.Of("a"), VacationHandle.Of("a", "b", false, "c"), VacationHandle.Of("ab", "", false, "c"),
        ];
        Assert.Equal(handles.Length, handles.Distinct().Count());
        Assert.Equal(VacationHandle.Of("x", "y", true, "z"), VacationHandle.Of("x", "y", true, "z"));
    }

    private static SieveVacationVerdict Judge(string fields, string? sender, SieveVacationOptions options, out string? recipient)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.UTF8.GetBytes(fields + "\r\nSubject: x\r\n\r\nx\r\n"));
        return VacationJudgement.Judge(message.Root, sender, s_own, options, out recipient);
    }
}
