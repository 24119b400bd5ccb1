using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Vacation;

public sealed class VacationTests
{
    private const string Require = "require [\"vacation\", \"vacation-seconds\", \"variables\", \"fcc\", \"mailbox\", \"imap4flags\", \"special-use\", \"reject\", \"fileinto\"]; ";

    [Fact]
    [Rfc(5230, "4")]
    public void The_sender_is_answered_and_the_message_kept()
    {
        SieveResult result = Run("vacation \"I'm out\";");
        SieveVacation vacation = Assert.IsType<SieveVacation>(result.Actions[0]);
        Assert.True(result.IsImplicitKeep);
        Assert.Equal("coyote@desert.example.org", vacation.To);
        Assert.Equal(TimeSpan.FromDays(7), vacation.Period);
        using MimeDocument reply = MimeDocument.Parse(vacation.Reply);
        Assert.Equal("roadrunner@acme.example.com", reply.Root.GetHeaderText(HeaderId.From));
        Assert.Equal("Auto: I have a present for you", reply.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal("I'm out", reply.Root.GetBodyText().Trim());
    }

    [Theory]
    [Rfc(5230, "4.1")]
    [Rfc(6131, "2")]
    [InlineData(":days 23", 23 * 86400)]
    [InlineData(":days 0", 86400)]
    [InlineData(":days 9999999999", 90 * 86400)]
    [InlineData(":seconds 1800", 86400)]
    [InlineData(":seconds 172800", 172800)]
    public void The_period_is_the_script_s_within_the_limits(string tag, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.IsType<SieveVacation>(Run($"vacation {tag} \"x\";").Actions[0]).Period);

    [Fact]
    [Rfc(5230, "4.2")]
    public void Who_was_answered_is_not_answered_again()
    {
        Host host = new() { IsSent = true };
        Assert.DoesNotContain(Run("vacation \"x\";", host: host).Actions, static action => action is SieveVacation);
        Assert.Equal("coyote@desert.example.org", host.Address);
        Assert.Equal(TimeSpan.FromDays(7), host.Period);
    }

    [Fact]
    [Rfc(5230, "4.2")]
    public void Answers_are_told_apart_by_their_arguments_as_the_script_has_them()
    {
        static string Handle(string command) => Assert.IsType<SieveVacation>(Run("set \"a\" \"${b}\"; if header :matches \"subject\" \"*\" { " + command + " }").Actions[0]).Handle;
        Assert.NotEqual(Handle("vacation \"a\";"), Handle("vacation \"b\";"));
        Assert.NotEqual(Handle("vacation \"a\";"), Handle("vacation :subject \"a\" \"a\";"));
        Assert.Equal(Handle("vacation :handle \"h\" \"a\";"), Handle("vacation :handle \"h\" \"b\";"));

        string first = Assert.IsType<SieveVacation>(Run("if header :matches \"subject\" \"*\" { vacation :subject \"Re: ${1}\" \"x\"; }").Actions[0]).Handle;
        string second = Assert.IsType<SieveVacation>(Run("if header :matches \"subject\" \"*\" { vacation :subject \"Re: ${1}\" \"x\"; }", Script.MessageA.Replace("present", "gift", StringComparison.Ordinal)).Actions[0]).Handle;
        Assert.Equal(first, second);
    }

    [Fact]
    [Rfc(6131, "2")]
    public void With_a_period_of_zero_nobody_is_asked()
    {
        SieveRunOptions options = new() { Vacation = new SieveVacationOptions { MinPeriod = TimeSpan.Zero } };
        Assert.IsType<SieveVacation>(Run("vacation :seconds 0 \"x\";", options: options, host: new Host { IsSent = true }).Actions[0]);
    }

    [Fact]
    [Rfc(5230, "4.3")]
    [Rfc(5230, "4.4")]
    public void Arguments_go_into_the_answer()
    {
        SieveVacation vacation = Assert.IsType<SieveVacation>(Run(
            "vacation :from \"Road Runner <rr@acme.example.com>\" :subject \"Gone ü\" :mime text:\r\nContent-Type: text/html\r\n\r\n<b>gone</b>\r\n.\r\n;").Actions[0]);
        using MimeDocument reply = MimeDocument.Parse(vacation.Reply);
        Assert.Equal("Road Runner <rr@acme.example.com>", reply.Root.GetHeaderText(HeaderId.From));
        Assert.Equal("Gone ü", reply.Root.GetHeaderText(HeaderId.Subject));
        Assert.Equal(KnownMediaType.TextHtml, reply.Root.KnownMediaType);
    }

    [Fact]
    [Rfc(5230, "4.5")]
    public void The_script_s_own_addresses_count()
    {
        string message = Script.MessageA.Replace("roadrunner@acme.example.com", "beep@acme.example.com", StringComparison.Ordinal);
        Assert.Single(Run("vacation \"x\";", message).Actions);
        Assert.IsType<SieveVacation>(Run("vacation :addresses [\"a@b.example\", \"Beep@acme.example.com\"] \"x\";", message).Actions[0]);
        Assert.IsType<SieveVacation>(Run("vacation \"x\";", message, options: new SieveRunOptions { OwnAddresses = ["beep@acme.example.com"] }).Actions[0]);
        Assert.IsType<SieveVacation>(Run("vacation \"x\";", message, options: new SieveRunOptions { UserEmail = "beep@acme.example.com" }).Actions[0]);
    }

    [Fact]
    [Rfc(5230, "4.7")]
    public void It_is_done_once_and_not_with_a_refusal()
    {
        Assert.True(Run("vacation \"a\"; vacation \"b\";").HasFailed);
        Assert.True(Run("vacation \"a\"; vacation \"b\";", host: new Host { IsSent = true }).HasFailed);
        Assert.True(Run("vacation \"a\"; reject \"b\";").HasFailed);
        Assert.True(Run("reject \"a\"; vacation \"b\";").HasFailed);
        Assert.False(Run("vacation \"a\"; discard;").HasFailed);
        Assert.False(Run("vacation \"a\"; fileinto \"x\"; redirect \"a@b.example\";").HasFailed);
    }

    [Fact]
    [Rfc(8580, "3")]
    [Rfc(8580, "5")]
    public void A_copy_is_filed_where_the_script_says()
    {
        SieveFcc? fcc = Assert.IsType<SieveVacation>(Run("vacation :specialuse \"\\\\Sent\" :create :fcc \"INBOX.Sent\" :flags [\"\\\\Seen\"] \"x\";").Actions[0]).Fcc;
        Assert.NotNull(fcc);
        Assert.Equal(("INBOX.Sent", "\\Sent", true), (fcc.Mailbox, fcc.SpecialUse, fcc.Create));
        Assert.Equal(["\\Seen"], fcc.Flags);
        Assert.Null(Assert.IsType<SieveVacation>(Run("vacation \"x\";").Actions[0]).Fcc);
    }

    [Theory]
    [InlineData("vacation :days 1 :seconds 1 \"x\";")]
    [InlineData("vacation :from \"not an address\" \"x\";")]
    [InlineData("vacation :mime text:\r\nContent-Type: text/plain; name=ü\r\n\r\nx\r\n.\r\n;")]
    [InlineData("vacation :create \"x\";")]
    [InlineData("vacation :fcc \"a\" :specialuse \"Sent\" \"x\";")]
    [InlineData("vacation;")]
    public void What_cannot_be_is_an_error(string script) => Assert.Single(Script.Errors(Require + script));

    [Fact]
    [Rfc(6131, "2")]
    public void Seconds_bring_vacation_along()
    {
        Assert.Empty(Script.Errors("require \"vacation-seconds\"; vacation :seconds 10 \"x\";"));
        Assert.Single(Script.Errors("require \"vacation\"; vacation :seconds 10 \"x\";"));
        Assert.Single(Script.Errors("vacation \"x\";"));
    }

    [Fact]
    public void An_answer_has_a_length()
    {
        SieveRunOptions options = new() { Vacation = new SieveVacationOptions { MaxReasonLength = 3 } };
        SieveDiagnostic diagnostic = Assert.Single(Run("vacation \"long\";", options: options).Diagnostics);
        Assert.Equal(SieveDiagnosticCode.LimitExceeded, diagnostic.Code);
    }

    private static SieveResult Run(string script, string message = Script.MessageA, SieveRunOptions? options = null, Host? host = null) =>
        Script.Run(Require + script, message, options: options, host: host ?? new Host());

    private sealed class Host : ISieveHost
    {
        public bool IsSent { get; init; }

        public string? Address { get; private set; }

        public TimeSpan Period { get; private set; }

        public ValueTask<bool> IsVacationSentAsync(string handle, string address, TimeSpan period, CancellationToken cancellationToken)
        {
            (Address, Period) = (address, period);
            return new(IsSent);
        }
    }
}
