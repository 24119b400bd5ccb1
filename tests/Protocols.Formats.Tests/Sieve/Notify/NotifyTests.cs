using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Notify;

public sealed class NotifyTests
{
    private const string Require = "require [\"enotify\", \"variables\", \"fcc\", \"relational\", \"fileinto\"]; ";

    [Fact]
    [Rfc(5435, "3.1")]
    [Rfc(5435, "7")]
    public void Somebody_is_told_by_mail_and_the_message_kept()
    {
        SieveResult result = Run("notify :importance \"1\" :message \"This is probably very important\" \"mailto:alm@example.com\";");
        Assert.True(result.IsImplicitKeep);
        SieveNotify notify = Assert.IsType<SieveNotify>(result.Actions[0]);
        Assert.Equal(["alm@example.com"], notify.Recipients);
        Assert.Equal("roadrunner@acme.example.com", notify.ReversePath);
        using MimeDocument mail = MimeDocument.Parse(notify.Mail!.Value);
        Assert.Equal("This is probably very important", mail.Root.GetHeaderText(HeaderId.Subject));
    }

    // RFC 5436 §2.7
    [Fact]
    public void Loops_are_avoided()
    {
        SieveEnvelope noSender = new() { From = "", To = "roadrunner@acme.example.com" };
        Assert.Equal("", Assert.IsType<SieveNotify>(Run("notify \"mailto:a@example.com\";", envelope: noSender).Actions[0]).ReversePath);
        Assert.Single(Run("notify \"mailto:a@example.com\";", "Auto-Submitted: auto-notified\r\n" + Script.MessageA).Actions);
        SieveResult twice = Run("notify \"mailto:a@example.com,b@example.com\"; notify \"mailto:B@example.com,c@example.com\"; notify \"mailto:a@example.com\";");
        Assert.Equal([["a@example.com", "b@example.com"], ["c@example.com"]], twice.Actions.OfType<SieveNotify>().Select(static notify => notify.Recipients));
    }

    [Fact]
    [Rfc(5435, "3.3")]
    public void The_author_is_the_script_s()
    {
        SieveNotify notify = Assert.IsType<SieveNotify>(Run("notify :from \"Me <me@example.com>\" \"mailto:a@example.com\";").Actions[0]);
        Assert.Equal("me@example.com", notify.ReversePath);
        using MimeDocument mail = MimeDocument.Parse(notify.Mail!.Value);
        Assert.Equal("Me <me@example.com>", mail.Root.GetHeaderText(HeaderId.From));
    }

    [Fact]
    [Rfc(5435, "3.2")]
    [Rfc(5435, "3.6")]
    public void Other_methods_are_the_host_s()
    {
        Host host = new();
        SieveNotify notify = Assert.IsType<SieveNotify>(Run("notify :options [\"a=b\"] \"xmpp:tim@example.com\";", host: host).Actions[0]);
        Assert.Equal(("xmpp:tim@example.com", "coyote@desert.example.org: I have a present for you"), (notify.Method, notify.Text));
        Assert.Equal(["a=b"], notify.Options);
        Assert.Null(notify.Mail);
        Assert.True(Run("notify \"tel:+1\";", host: host).HasFailed);
    }

    [Theory]
    [Rfc(5435, "4")]
    [Rfc(5435, "5")]
    [InlineData("valid_notify_method \"mailto:\"", true)]
    [InlineData("valid_notify_method [\"mailto:a@example.com\", \"xmpp:tim@example.com\"]", true)]
    [InlineData("valid_notify_method [\"xmpp:tim@example.com\", \"mailto:a\"]", false)]
    [InlineData("valid_notify_method [\"tel:+1\", \"mailto:a@example.com\"]", false)]
    [InlineData("notify_method_capability \"xmpp:tim@example.com\" \"Online\" \"yes\"", true)]
    [InlineData("notify_method_capability \"xmpp:tim@example.com\" \"other\" \"\"", false)]
    [InlineData("notify_method_capability \"mailto:a@example.com\" \"ONLINE\" \"maybe\"", true)]
    [InlineData("notify_method_capability \"mailto:a\" \"online\" \"maybe\"", false)]
    [InlineData("notify_method_capability \"mailto:a@example.com\" \"fcc\" \"yes\"", true)]
    [InlineData("notify_method_capability :count \"eq\" \"mailto:a@example.com\" \"online\" \"1\"", true)]
    public void Methods_are_asked_about(string test, bool expected) => Assert.Equal(expected, Script.Holds(test, require: "\"enotify\", \"relational\"", host: new Host()));

    [Fact]
    [Rfc(5435, "6")]
    public void A_value_is_encoded_for_a_url() =>
        Assert.Equal("Safe%20body%26evil%3Devilbody", Script.Value("set :encodeurl \"a\" \"Safe body&evil=evilbody\"; fileinto \"${a}\";", require: "\"variables\", \"fileinto\", \"enotify\""));

    [Fact]
    [Rfc(8580, "6")]
    public void A_copy_is_filed() =>
        Assert.Equal("INBOX.Sent", Assert.IsType<SieveNotify>(Run("notify :fcc \"INBOX.Sent\" :message \"You got mail!\" \"mailto:ken@example.com\";").Actions[0]).Fcc?.Mailbox);

    [Theory]
    [InlineData("notify \"mailto:a b@example.com\";")]
    [InlineData("notify :from \"nobody at all\" \"mailto:a@example.com\";")]
    [InlineData("notify :importance \"4\" \"mailto:a@example.com\";")]
    [InlineData("notify :options \"frop\" \"mailto:a@example.com\";")]
    public void What_cannot_be_is_an_error(string script) => Assert.Single(Script.Errors(Require + script));

    [Fact]
    [Rfc(5435, "3.2")]
    public void A_host_can_name_its_methods_when_a_script_is_compiled()
    {
        Assert.Empty(Script.Errors(Require + "notify \"xmpp:a\";"));
        Assert.Empty(Script.Errors(Require + "notify \"XMPP:a\";", new SieveOptions { NotifyMethods = ["xmpp"] }));
        Assert.Single(Script.Errors(Require + "notify \"tel:a\";", new SieveOptions { NotifyMethods = ["xmpp"] }));
    }

    [Fact]
    public void Notifications_have_a_limit()
    {
        SieveLimits limits = new() { MaxNotifications = 1 };
        Assert.False(Run("notify \"mailto:a@example.com\";", options: new SieveRunOptions { Limits = limits }).HasFailed);
        Assert.True(Run("notify \"mailto:a@example.com\"; notify \"mailto:b@example.com\";", options: new SieveRunOptions { Limits = limits }).HasFailed);
        limits = limits with { MaxNotifications = 0 };
        Assert.Single(Script.Errors(Require + "notify \"mailto:a@example.com\";", new SieveOptions { Limits = limits }));
        Assert.True(Run("notify \"mailto:a@example.com\";", options: new SieveRunOptions { Limits = limits }).HasFailed);
    }

    private static SieveResult Run(string script, string message = Script.MessageA, SieveEnvelope? envelope = null, SieveRunOptions? options = null, Host? host = null) =>
        Script.Run(Require + script, message, envelope, options, host);

    private sealed class Host : ISieveHost
    {
        public ValueTask<bool> IsNotifyMethodValidAsync(string method, CancellationToken cancellationToken) => new(method.StartsWith("xmpp:", StringComparison.Ordinal));

        public ValueTask<string?> GetNotifyCapabilityAsync(string method, string capability, CancellationToken cancellationToken) => new(capability == "online" ? "yes" : null);
    }
}
