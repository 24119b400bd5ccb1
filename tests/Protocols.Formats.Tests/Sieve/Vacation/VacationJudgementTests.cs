using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Vacation;

public sealed class VacationJudgementTests
{
    private static readonly string[] s_own = ["ann@example.org", "ann.lee@example.org"];

    [Theory]
    [Rfc(5230, "4.5")]
    [InlineData("To: ann@example.org", VacationVerdict.Answer, "ann@example.org")]
    [InlineData("To: Ann.Lee@Example.org", VacationVerdict.Answer, "ann.lee@example.org")]
    [InlineData("Cc: Staff: bob@example.org, Ann <ann@example.org>;", VacationVerdict.Answer, "ann@example.org")]
    [InlineData("Bcc: ann@example.org", VacationVerdict.Answer, "ann@example.org")]
    [InlineData("Resent-To: ann@example.org", VacationVerdict.Answer, "ann@example.org")]
    [InlineData("Resent-Cc: ann@example.org", VacationVerdict.Answer, "ann@example.org")]
    [InlineData("Resent-Bcc: ann@example.org", VacationVerdict.Answer, "ann@example.org")]
    [InlineData("To: all@example.org", VacationVerdict.NotPersonal, "ann@example.org")]
    [InlineData("Reply-To: ann@example.org", VacationVerdict.NotPersonal, "ann@example.org")]
    public void The_recipient_has_to_be_named(string field, VacationVerdict expected, string recipient)
    {
        Assert.Equal(expected, Judge(field, "bob@example.com", SieveVacationOptions.Default, out string? found));
        Assert.Equal(recipient, found);
    }

    [Fact]
    public void A_site_may_answer_what_names_nobody() =>
        Assert.Equal(VacationVerdict.Answer, Judge("To: all@example.org", "bob@example.com", new SieveVacationOptions { ChecksRecipient = false }, out _));

    // RFC 3834 §2
    [Theory]
    [Rfc(5230, "4.6")]
    [InlineData("List-Id: <list.example.org>", VacationVerdict.MailingList)]
    [InlineData("List-Help: <mailto:x@example.org>", VacationVerdict.MailingList)]
    [InlineData("List-Subscribe: <mailto:x@example.org>", VacationVerdict.MailingList)]
    [InlineData("List-Unsubscribe: <mailto:x@example.org>", VacationVerdict.MailingList)]
    [InlineData("List-Post: NO", VacationVerdict.MailingList)]
    [InlineData("List-Owner: <mailto:x@example.org>", VacationVerdict.MailingList)]
    [InlineData("List-Archive: <http://example.org>", VacationVerdict.MailingList)]
    [InlineData("Auto-Submitted: auto-generated", VacationVerdict.Automatic)]
    [InlineData("Auto-Submitted: (x) auto-replied; a=b", VacationVerdict.Automatic)]
    [InlineData("Auto-submitted: No (by hand)", VacationVerdict.Answer)]
    [InlineData("Precedence: bulk", VacationVerdict.Bulk)]
    [InlineData("Precedence: List", VacationVerdict.Bulk)]
    [InlineData("Precedence: junk", VacationVerdict.Bulk)]
    [InlineData("Precedence: normal", VacationVerdict.Answer)]
    [InlineData("X-Auto-Response-Suppress: All", VacationVerdict.Suppressed)]
    [InlineData("X-Auto-Response-Suppress: DR, OOF,\tRN", VacationVerdict.Suppressed)]
    [InlineData("X-Auto-Response-Suppress: None", VacationVerdict.Answer)]
    public void What_lists_and_programs_sent_is_not_answered(string field, VacationVerdict expected) =>
        Assert.Equal(expected, Judge("To: ann@example.org\r\n" + field, "bob@example.com", SieveVacationOptions.Default, out _));

    [Theory]
    [Rfc(5230, "4.6")]
    [InlineData(null, VacationVerdict.NoSender)]
    [InlineData("", VacationVerdict.NoSender)]
    [InlineData("no address at all", VacationVerdict.BadSender)]
    [InlineData("ANN@example.org", VacationVerdict.OwnMessage)]
    [InlineData("ann.lee@example.org", VacationVerdict.OwnMessage)]
    [InlineData("MAILER-DAEMON@example.com", VacationVerdict.SystemSender)]
    [InlineData("mailer-daemon@example.com", VacationVerdict.SystemSender)]
    [InlineData("dovecot-request@lists.example.com", VacationVerdict.SystemSender)]
    [InlineData("owner-dovecot@lists.example.com", VacationVerdict.SystemSender)]
    [InlineData("noreply@example.com", VacationVerdict.SystemSender)]
    [InlineData("postmaster@example.com", VacationVerdict.Answer)]
    [InlineData("request@example.com", VacationVerdict.Answer)]
    public void Nobody_answers_himself_or_a_system(string? sender, VacationVerdict expected) =>
        Assert.Equal(expected, Judge("To: ann@example.org", sender, SieveVacationOptions.Default, out _));

    [Fact]
    public void A_site_says_whom_it_never_answers()
    {
        SieveVacationOptions options = new() { RefusedSenders = ["*robot*"] };
        Assert.Equal(VacationVerdict.SystemSender, Judge("To: ann@example.org", "the-Robots@example.com", options, out _));
        Assert.Equal(VacationVerdict.Answer, Judge("To: ann@example.org", "mailer-daemon@example.com", options, out _));
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

    private static VacationVerdict Judge(string fields, string? sender, SieveVacationOptions options, out string? recipient)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.UTF8.GetBytes(fields + "\r\nSubject: x\r\n\r\nx\r\n"));
        return VacationJudgement.Judge(message.Root, sender, s_own, options, out recipient);
    }
}
