using System.Text;
using Protocols.Server.Tests.Smtp;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Sieve;

/// <summary>What recipients' scripts send: refusals, answers and notifications.</summary>
public sealed class SieveReplyTests
{
    private const string Message = "From: ann@example.test\r\nTo: me@here.test\r\nSubject: hello\r\nMessage-ID: <1@example.test>\r\n\r\nbody\r\n";

    [Fact, Rfc(5429, "2.1.1"), Rfc(5429, "2.5")]
    public async Task A_refusal_is_told_in_the_reply_where_there_is_one_recipient()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"ereject\"; ereject text:\r\nI am not taking mail from you,\r\nand I do not want your birdseed.\r\n.\r\n;");
        await site.Queue.SendRawAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\nBDAT " + Message.Length + " LAST\r\n" + Message);
        await site.Queue.RepliesAsync(2);
        Assert.Equal("550-5.7.1 I am not taking mail from you,", await site.Queue.LineAsync());
        Assert.Equal("550 5.7.1 and I do not want your birdseed.", await site.Queue.LineAsync());
        Assert.Empty(await site.Site.ReadAsync());
        Assert.Empty(await site.Queue.ReadQueueAsync());
    }

    [Theory, Rfc(5429, "2.1.2"), Rfc(5429, "2.2.1")]
    [InlineData("ereject", "no thanks", "message/delivery-status", "Action: failed")]
    [InlineData("reject", "no thanks", "message/disposition-notification", "Disposition: automatic-action/MDN-sent-automatically;")]
    public async Task A_refusal_of_one_of_several_is_a_report_and_the_others_have_the_message(string action, string reason, string type, string field)
    {
        await using SieveSite site = await SieveSite.StartAsync($"require \"{action}\"; {action} \"{reason}\";");
        AccountId you = await site.Site.AddAsync("you@here.test");
        Assert.StartsWith("250", await site.SendAsync(Message, to: "me@here.test you@here.test"), StringComparison.Ordinal);
        Assert.Empty(await site.Site.ReadAsync());
        Assert.Single(await site.Site.ReadAsync(you));
        QueueSite.Queued report = await site.Queue.OnlyQueuedAsync();
        Assert.Equal(("", "ann@example.test", QueueNotify.Never), (report.Envelope.ReversePath, Assert.Single(report.Addresses), report.Recipients[0].Notify));
        Assert.Contains(type, report.Content, StringComparison.Ordinal);
        Assert.Contains(field, report.Content, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(reason, report.Content, StringComparison.Ordinal);
    }

    [Fact, Rfc(5429, "2.2")]
    public async Task Reject_with_a_reason_that_no_reply_can_carry_is_a_report_and_nobody_without_a_sender_gets_one()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"reject\"; reject \"Nein, süß ist das nicht\";");
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Contains("disposition-notification", (await site.Queue.OnlyQueuedAsync()).Content, StringComparison.Ordinal);
        Assert.StartsWith("250", await site.SendAsync(Message, from: ""), StringComparison.Ordinal);
        await site.Queue.OnlyQueuedAsync();
        Assert.Contains(site.Messages, static m => m.Contains("the message has no sender who could be told", StringComparison.Ordinal));
        Assert.Empty(await site.Site.ReadAsync());
    }

    [Fact, Rfc(5429, "2.1.1")]
    public async Task Over_lmtp_each_recipient_is_refused_by_itself()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"reject\"; reject \"no thanks\";");
        await site.Site.AddAsync("you@here.test");
        int port = await site.Site.HostAsync(new SmtpServer(
            new SmtpServerOptions { HostName = MailSite.HostName, IsLmtp = true }, site.Site.Directory, SieveSite.Delivery(site.Site, new ListLogger())));
        using LineClient client = await LineClient.ConnectAsync(port);
        await client.SendAsync("LHLO a\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<you@here.test>\r\nDATA\r\n");
        for (int i = 0; i < 6; i++)
        {
            await client.ReadReplyAsync();
        }

        await client.SendAsync(Message + ".\r\n");
        Assert.Equal("550 5.7.1 no thanks", await client.ReadReplyAsync());
        Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Empty(await site.Queue.ReadQueueAsync());
    }

    [Fact, Rfc(5230, "4.2"), Rfc(5230, "5.1"), Rfc(8580, "3")]
    public async Task A_sender_is_answered_once_and_the_message_is_kept()
    {
        await using SieveSite site = await SieveSite.StartAsync("""
            require ["vacation", "fcc", "mailbox", "imap4flags"];
            vacation :days 3 :subject "Gone" :fcc "Answers" :create :flags "\\Seen" "I am away.";
            """);
        for (int i = 0; i < 2; i++)
        {
            Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await site.Site.ReadAsync()).Count);
        QueueSite.Queued answer = await site.Queue.OnlyQueuedAsync();
        Assert.Equal(("", "ann@example.test", QueueNotify.Never), (answer.Envelope.ReversePath, Assert.Single(answer.Addresses), answer.Recipients[0].Notify));
        Assert.Contains("Subject: Gone\r\n", answer.Content, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-replied", answer.Content, StringComparison.Ordinal);
        Assert.Contains("In-Reply-To: <1@example.test>\r\n", answer.Content, StringComparison.Ordinal);
        Assert.Contains("I am away.", answer.Content, StringComparison.Ordinal);
        Assert.Equal(answer.Content, Assert.Single(await site.Site.ReadAsync("Answers")));
        await site.SendAsync(Message, from: "bob@example.test");
        Assert.Equal(2, (await site.Queue.ReadQueueAsync()).Count);
    }

    [Fact, Rfc(5230, "4.6")]
    public async Task Nobody_answers_a_list_an_automatic_message_or_nobody()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"vacation\"; vacation \"I am away.\";");
        await site.SendAsync("List-Id: <l.example.test>\r\n" + Message);
        await site.SendAsync("Auto-Submitted: auto-generated\r\n" + Message);
        await site.SendAsync(Message, from: "");
        await site.SendAsync(Message.Replace("To: me", "To: you", StringComparison.Ordinal));
        Assert.Equal(4, (await site.Site.ReadAsync()).Count);
        Assert.Empty(await site.Queue.ReadQueueAsync());
    }

    [Fact, Rfc(5435, "3")]
    public async Task A_notification_goes_out_by_mail()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"enotify\"; notify :message \"You have mail\" \"mailto:phone@example.net\";");
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Single(await site.Site.ReadAsync());
        QueueSite.Queued notification = await site.Queue.OnlyQueuedAsync();
        Assert.Equal("phone@example.net", Assert.Single(notification.Addresses));
        Assert.Contains("You have mail", notification.Content, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-notified", notification.Content, StringComparison.Ordinal);
        await site.SendAsync(Message, from: "");
        Assert.Equal("", (await site.Queue.ReadQueueAsync())[^1].Envelope.ReversePath);
    }

    [Fact, Rfc(7352, "3")]
    public async Task What_was_delivered_before_is_a_duplicate()
    {
        await using SieveSite site = await SieveSite.StartAsync("require [\"duplicate\", \"fileinto\"]; if duplicate { fileinto \"Junk\"; }");
        for (int i = 0; i < 3; i++)
        {
            await site.SendAsync(Message);
        }

        Assert.Single(await site.Site.ReadAsync());
        Assert.Equal(2, (await site.Site.ReadAsync("Junk")).Count);
        await site.SendAsync(Message.Replace("<1@", "<2@", StringComparison.Ordinal));
        Assert.Equal(2, (await site.Site.ReadAsync()).Count);
    }

    [Fact, Rfc(5293, "4")]
    public async Task A_message_is_kept_and_sent_on_as_the_script_has_changed_it()
    {
        await using SieveSite site = await SieveSite.StartAsync("""
            require ["editheader", "copy", "fileinto"];
            fileinto :copy "Archive";
            addheader "X-Sorted" "yes";
            deleteheader "Subject";
            redirect :copy "bob@example.net";
            keep;
            """);
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        string kept = await site.Site.OnlyAsync();
        Assert.StartsWith("Return-Path: <ann@example.test>\r\nX-Sorted: yes\r\nReceived: ", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("Subject:", kept, StringComparison.Ordinal);
        Assert.Contains("Subject: hello", await site.Site.OnlyAsync("Archive"), StringComparison.Ordinal);
        Assert.StartsWith("X-Sieve-Redirected-From: me@here.test\r\nX-Sorted: yes\r\n", (await site.Queue.OnlyQueuedAsync()).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_with_two_addresses_files_once_and_sends_on_once()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"copy\"; redirect :copy \"bob@example.net\";");
        await site.SendAsync(Message, to: "me@here.test me+lists@here.test");
        Assert.Single(await site.Site.ReadAsync());
        await site.Queue.OnlyQueuedAsync();
    }

    [Fact, Rfc(6009, "6.1"), Rfc(6009, "7")]
    public async Task A_redirect_may_ask_for_reports_and_for_a_time()
    {
        await using SieveSite site = await SieveSite.StartAsync("require [\"redirect-dsn\", \"redirect-deliverby\"]; redirect :notify \"FAILURE,DELAY\" :ret \"HDRS\" :bytimerelative 600 :bymode \"return\" \"bob@example.net\";");
        await site.SendAsync(Message);
        QueueSite.Queued queued = await site.Queue.OnlyQueuedAsync();
        Assert.Equal((MailSite.Address, QueueReturn.Headers, QueueNotify.Failure | QueueNotify.Delay), (queued.Envelope.ReversePath, queued.Envelope.Return, queued.Recipients[0].Notify));
        Assert.True(queued.Envelope.DeliverBy!.IsReturn);
        Assert.InRange((queued.Envelope.DeliverBy.Time - queued.Envelope.SubmittedAt).TotalSeconds, 599, 601);
    }

    [Fact]
    public async Task Without_a_queue_nothing_is_sent_and_the_message_is_kept()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"vacation\"; vacation \"I am away.\";", hasQueue: false);
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Single(await site.Site.ReadAsync());
        await site.ActivateAsync(site.Site.Account, "require \"reject\"; reject \"süß\";");
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Equal(2, (await site.Site.ReadAsync()).Count);
    }
}
