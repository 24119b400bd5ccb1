using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>The same server speaking LMTP: a reply for each recipient once the message is in.</summary>
public sealed class LmtpServerTests
{
    private const string Message = "From: ann@example.test\r\nSubject: hello\r\n\r\nbody\r\n";

    [Fact, Rfc(2033, "4.2"), Rfc(3848, "1")]
    public async Task Each_accepted_recipient_has_a_reply_of_its_own_and_none_that_was_refused()
    {
        await using MailSite site = await MailSite.StartAsync();
        AccountId you = await site.AddAsync("you@here.test");
        using LineClient client = await LineClient.ConnectAsync(await LmtpAsync(site, site.Mail));
        await client.SendAsync("LHLO a\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<nobody@here.test>\r\nRCPT TO:<you@here.test>\r\nRCPT TO:<ME@here.test>\r\nDATA\r\n");
        Assert.Equal(["220", "250", "250", "250", "550", "250", "250", "354"], await CodesAsync(client, 8));
        await client.SendAsync(Message + ".\r\nQUIT\r\n");
        Assert.Equal(["250", "250", "250", "221"], await CodesAsync(client, 4));

        // Two addresses of one account: two replies, and one copy.
        Assert.Contains("\r\n\tby mx.here.test with LMTP;", await site.OnlyAsync(), StringComparison.Ordinal);
        Assert.Single(await site.ReadAsync(you));
        Assert.Empty(site.Errors);
    }

    [Fact, Rfc(2033, "4.2")]
    public async Task A_mailbox_that_is_full_and_one_that_fails_do_not_fail_the_others()
    {
        await using MailSite site = await MailSite.StartAsync();
        AccountId full = await site.AddAsync("full@here.test");
        AccountId broken = await site.AddAsync("broken@here.test");
        AccountId you = await site.AddAsync("you@here.test");
        using LineClient client = await LineClient.ConnectAsync(await LmtpAsync(site, new FailingMailStore(site.Mail, () => full, () => broken)));
        await client.SendAsync("LHLO a\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<full@here.test>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<broken@here.test>\r\nRCPT TO:<you@here.test>\r\nBDAT " + $"{Message.Length} LAST\r\n{Message}");
        Assert.Equal(["220", "250", "250", "250", "250", "250", "250"], await CodesAsync(client, 7));
        Assert.StartsWith("552 5.2.2 ", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 ", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("451 4.3.0 ", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 ", await client.ReadReplyAsync(), StringComparison.Ordinal);
        await site.OnlyAsync();
        Assert.Single(await site.ReadAsync(you));
        Assert.Empty(await site.ReadAsync(full));
        Assert.Empty(await site.ReadAsync(broken));
        Assert.Contains("broken on purpose", Assert.Single(site.Errors), StringComparison.Ordinal);
    }

    [Theory, Rfc(5321, "4.5.4.1")]
    [InlineData("full", "552")]
    [InlineData("broken", "451")]
    public async Task In_smtp_where_there_is_one_reply_a_recipient_that_fails_is_not_lost(string address, string code)
    {
        await using MailSite site = await MailSite.StartAsync();
        AccountId full = await site.AddAsync("full@here.test");
        AccountId broken = await site.AddAsync("broken@here.test");
        StoreDelivery delivery = new(site.Directory, new FailingMailStore(site.Mail, () => full, () => broken), site.Storage.Blobs, TimeProvider.System);
        using LineClient client = await LineClient.ConnectAsync(await site.HostAsync(new SmtpServer(new SmtpServerOptions(), site.Directory, delivery)));
        await client.SendAsync($"EHLO a\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<{address}@here.test>\r\nRCPT TO:<me@here.test>\r\nBDAT {Message.Length} LAST\r\n{Message}");
        Assert.Equal(["220", "250", "250", "250", "250", code], await CodesAsync(client, 6));
    }

    [Fact, Rfc(2033, "4.2")]
    public async Task What_is_refused_as_a_whole_is_refused_once_for_each()
    {
        await using MailSite site = await MailSite.StartAsync();
        await site.AddAsync("you@here.test");
        using LineClient client = await LineClient.ConnectAsync(await LmtpAsync(site, site.Mail));
        await client.SendAsync("LHLO a\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<you@here.test>\r\nDATA\r\nbare\nline end\r\n.\r\nNOOP\r\n");
        Assert.Equal(["220", "250", "250", "250", "250", "354", "550", "550", "250"], await CodesAsync(client, 9));
        Assert.Empty(await site.ReadAsync());
    }

    [Fact, Rfc(2033, "4.2")]
    public void The_one_reply_for_several_is_positive_if_any_is_and_tells_to_come_back_before_it_tells_not_to()
    {
        SmtpReply done = new(250, 0, 0, "done");
        SmtpReply later = new(451, 3, 0, "later");
        SmtpReply never = new(550, 1, 1, "never");
        Assert.Same(done, DeliveryOutcome.PerRecipient([never, later, done]).Overall);
        Assert.Same(later, DeliveryOutcome.PerRecipient([never, later]).Overall);
        Assert.Same(never, DeliveryOutcome.PerRecipient([never]).Overall);
        Assert.Same(later, DeliveryOutcome.ForAll(later).Of(7));
        Assert.Same(never, DeliveryOutcome.PerRecipient([later, never]).Of(1));
        Assert.Throws<ArgumentException>(static () => DeliveryOutcome.PerRecipient([]));
    }

    private static Task<int> LmtpAsync(MailSite site, IMailStore mail) =>
        site.HostAsync(new SmtpServer(new SmtpServerOptions { HostName = MailSite.HostName, IsLmtp = true }, site.Directory, new StoreDelivery(site.Directory, mail, site.Storage.Blobs, TimeProvider.System)) { Name = "lmtp" });

    private static async Task<List<string>> CodesAsync(LineClient client, int count)
    {
        List<string> codes = [];
        for (int i = 0; i < count; i++)
        {
            codes.Add((await client.ReadReplyAsync())?[..3] ?? "closed");
        }

        return codes;
    }
}
