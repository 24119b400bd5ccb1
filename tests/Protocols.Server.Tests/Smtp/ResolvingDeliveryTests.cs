using System.Text;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Aliases, groups and lists over real sockets: to mailboxes here, and to the queue.</summary>
public sealed class ResolvingDeliveryTests
{
    private const string Message = "From: Ann <ann@example.test>\r\nSubject: hello\r\n\r\nbody\r\n";

    private static readonly StaticAddressBook s_book = new(new Dictionary<string, AddressEntry>
    {
        ["sales@here.test"] = new("me@here.test"),
        ["away@here.test"] = new("away@elsewhere.test"),
        ["me2@here.test"] = new("me@here.test", "me@elsewhere.test"),
        ["team@here.test"] = new("me@here.test", "you@here.test", "out@elsewhere.test"),
        ["list@here.test"] = new("me@here.test", "out@elsewhere.test") { Owner = "boss@here.test" },
        ["list2@here.test"] = new("you@here.test", "out@elsewhere.test") { Owner = "chief@here.test" },
        ["half@here.test"] = new("me@here.test", "gone@here.test"),
        ["full@here.test"] = new("me@here.test", "toofull@here.test"),
    });

    [Fact, Rfc(5321, "3.9.1")]
    public async Task An_alias_takes_mail_from_anybody_to_wherever_it_leads_and_leaves_it_as_it_is()
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync();
        string reply = await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<sales@here.test>\r\nRCPT TO:<away@here.test> NOTIFY=FAILURE\r\nRCPT TO:<me@here.test>\r\n", Message);
        Assert.StartsWith("250", reply, StringComparison.Ordinal);

        // Two ways to one mailbox: one copy.
        string kept = await site.Site.OnlyAsync();
        Assert.StartsWith("Return-Path: <ann@example.test>\r\nReceived: ", kept, StringComparison.Ordinal);
        QueueSite.Queued queued = await site.OnlyQueuedAsync();
        QueuedRecipient recipient = Assert.Single(queued.Recipients);
        Assert.Equal(("away@elsewhere.test", "elsewhere.test", QueueNotify.Failure, "rfc822;away@here.test"), (recipient.Address, recipient.Destination, recipient.Notify, recipient.OriginalRecipient));
        Assert.Equal("ann@example.test", queued.Envelope.ReversePath);
        Assert.EndsWith("\r\n" + Message, queued.Content, StringComparison.Ordinal);

        // That an address here leads there does not open the way for others.
        Assert.StartsWith("550 5.7.1", (await site.SayAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<away@elsewhere.test>\r\n"))[1], StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", (await site.SayAsync("RCPT TO:<away@here.test>\r\nRCPT TO:<b@elsewhere.test>\r\n"))[1], StringComparison.Ordinal);
    }

    [Fact, Rfc(5321, "3.9.2"), Rfc(3461, "5.2.7.1")]
    public async Task A_list_takes_mail_to_its_members_in_its_owners_name()
    {
        await using QueueSite site = await StartAsync();
        AccountId you = await site.Site.AddAsync("you@here.test");
        await site.HelloAsync();
        await site.SendAsync("MAIL FROM:<ann@example.test> RET=FULL ENVID=x MT-PRIORITY=-1\r\nRCPT TO:<list@here.test> NOTIFY=SUCCESS\r\nRCPT TO:<list2@here.test>\r\n", Message);
        Assert.StartsWith("Return-Path: <boss@here.test>\r\n", await site.Site.OnlyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <chief@here.test>\r\n", Assert.Single(await site.Site.ReadAsync(you)), StringComparison.Ordinal);
        List<QueueSite.Queued> queued = await site.ReadQueueAsync();
        Assert.Equal(["boss@here.test", "chief@here.test", ""], queued.Select(static q => q.Envelope.ReversePath));

        // With the list the message has arrived, which its sender wanted to hear of one of the two.
        QueueSite.Queued notification = queued[2];
        queued.RemoveAt(2);
        Assert.Equal(["ann@example.test"], notification.Addresses);
        Assert.Contains("\r\nOriginal-Envelope-Id: x\r\n", notification.Content, StringComparison.Ordinal);
        Assert.Contains("\r\nFinal-Recipient: rfc822; list@here.test\r\nAction: delivered\r\n", notification.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("list2@here.test", notification.Content, StringComparison.Ordinal);
        Assert.All(queued, static q =>
        {
            Assert.Equal((null, QueueReturn.Unspecified, -1), (q.Envelope.EnvelopeId, q.Envelope.Return, q.Envelope.Priority));
            QueuedRecipient recipient = Assert.Single(q.Recipients);
            Assert.Equal(("out@elsewhere.test", QueueNotify.Unspecified, null), (recipient.Address, recipient.Notify, recipient.OriginalRecipient));
        });
    }

    [Fact, Rfc(5321, "4.5.5")]
    public async Task What_comes_from_nobody_goes_to_a_list_from_nobody()
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync();
        await site.SendAsync("MAIL FROM:<>\r\nRCPT TO:<list@here.test>\r\n", Message);
        Assert.Equal("", (await site.OnlyQueuedAsync()).Envelope.ReversePath);
    }

    [Fact, Rfc(3461, "5.2.7.3")]
    public async Task A_group_takes_mail_to_each_of_its_members_once()
    {
        await using QueueSite site = await StartAsync();
        AccountId you = await site.Site.AddAsync("you@here.test");
        await site.HelloAsync(login: true);
        await site.SendAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<team@here.test>\r\nRCPT TO:<me2@here.test>\r\nRCPT TO:<you@here.test>\r\nRCPT TO:<direct@elsewhere.test>\r\n", Message);
        await site.Site.OnlyAsync();
        Assert.Single(await site.Site.ReadAsync(you));
        Assert.Equal([["direct@elsewhere.test"], ["me@elsewhere.test", "out@elsewhere.test"]], (await site.ReadQueueAsync()).Select(static q => q.Addresses.Order().ToArray()));
    }

    [Fact, Rfc(3461, "5.2.7.3")]
    public async Task That_mail_goes_on_to_a_group_is_told_where_that_was_asked_for()
    {
        await using QueueSite site = await StartAsync();
        await site.Site.AddAsync("you@here.test");
        await site.HelloAsync();
        await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<team@here.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;first@else.test\r\nRCPT TO:<sales@here.test> NOTIFY=SUCCESS\r\n", Message);
        List<QueueSite.Queued> queued = await site.ReadQueueAsync();
        string[] notifications = [.. queued.Where(static q => q.Envelope.ReversePath.Length == 0).Select(static q => q.Content)];

        // The alias for one is the mailbox itself, which has the message.
        Assert.Equal(2, notifications.Length);
        Assert.Contains(notifications, static n => n.Contains("\r\nOriginal-Recipient: rfc822; first@else.test\r\nFinal-Recipient: rfc822; team@here.test\r\nAction: expanded\r\n", StringComparison.Ordinal));
        Assert.Contains(notifications, static n => n.Contains("\r\nOriginal-Recipient: rfc822; sales@here.test\r\nFinal-Recipient: rfc822; me@here.test\r\nAction: delivered\r\n", StringComparison.Ordinal));
        Assert.Equal(QueueNotify.Failure, Assert.Single(Assert.Single(queued, static q => q.Envelope.ReversePath.Length > 0).Recipients).Notify);
    }

    [Fact]
    public async Task A_member_that_is_nobody_does_not_keep_mail_from_the_others()
    {
        await using QueueSite site = await StartAsync();
        await site.HelloAsync();
        Assert.StartsWith("250", await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<half@here.test>\r\n", Message), StringComparison.Ordinal);
        await site.Site.OnlyAsync();
    }

    [Fact, Rfc(2033, "4.2")]
    public async Task In_lmtp_a_group_has_one_reply_and_it_is_bad_if_one_of_its_members_is()
    {
        AccountId? full = null;
        await using QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(),
            QueueSite.Everything with { IsLmtp = true },
            (s, _) => new ResolvingDelivery(
                QueueSite.Delivery(s, new FailingMailStore(s.Mail, () => full, () => null), s.Storage.Queue, new RelayOptions()),
                new RecipientResolver(s_book, s.Directory, new ResolverOptions()),
                s.Storage.Blobs));
        full = await site.Site.AddAsync("toofull@here.test");
        await site.Site.AddAsync("you@here.test");
        await site.SayAsync("LHLO a\r\n");
        await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<full@here.test>\r\nRCPT TO:<you@here.test>\r\nRCPT TO:<me@here.test>\r\n", Message);
        Assert.Equal(["552", "250", "250"], (await site.RepliesAsync(3)).Select(static r => r[..3]));
    }

    [Fact, Rfc(8617, "5.1")]
    public async Task What_goes_on_is_sealed_and_what_stays_is_not()
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519("here.test", "arc", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
        DnsZone zone = new DnsZone().AddText("arc._domainkey.here.test", key.ToRecord()).AddText("example.test", "v=spf1 ip4:127.0.0.1 -all");
        await using QueueSite site = await StartAsync(
            new ArcSealer(TimeProvider.System, key), _ => [new AuthenticationFilter(zone, TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName })]);
        await site.HelloAsync();
        Assert.StartsWith("250", await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<me2@here.test>\r\nRCPT TO:<list@here.test>\r\n", Message + new string('x', 200_000) + "\r\n"), StringComparison.Ordinal);
        List<QueueSite.Queued> queued = await site.ReadQueueAsync();
        Assert.Equal(2, queued.Count);
        foreach (QueueSite.Queued message in queued)
        {
            using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message.Content));
            Assert.Equal(["ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results", "Authentication-Results", "Received"], Names(document).Take(5));
            ArcResult result = await new ArcVerifier(zone, TimeProvider.System).VerifyAsync(document);
            Assert.Equal((ArcStatus.Pass, 1), (result.Status, result.HighestInstance));
            Assert.Contains("spf=pass", message.Content[..message.Content.IndexOf("\r\nReceived", StringComparison.Ordinal)], StringComparison.Ordinal);
        }

        List<string> kept = await site.Site.ReadAsync();
        Assert.Equal([false, true], kept.Select(static m => m.Contains("ARC-Seal", StringComparison.Ordinal)));
    }

    [Fact, Rfc(8617, "5.1")]
    public async Task What_was_not_looked_at_is_not_sealed()
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519("here.test", "arc", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
        await using QueueSite site = await StartAsync(new ArcSealer(TimeProvider.System, key));
        await site.HelloAsync();
        await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<away@here.test>\r\n", Message);
        string content = (await site.OnlyQueuedAsync()).Content;
        Assert.StartsWith("Received: ", content, StringComparison.Ordinal);
        Assert.EndsWith(Message, content, StringComparison.Ordinal);
    }

    [Theory, Rfc(5233, "4")]
    [InlineData("me+Lists@here.test", "Lists")]
    [InlineData("me+lists@here.test", "Lists")]
    [InlineData("me+none@here.test", "INBOX")]
    [InlineData("sales+lists@here.test", "Lists")]
    [InlineData("me+Hidden@here.test", "INBOX")]
    [InlineData("me+Sent@here.test", "INBOX")]
    [InlineData("me@here.test", "INBOX")]
    public async Task A_detail_files_mail_in_the_mailbox_of_its_name(string address, string mailbox)
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions(), wrap: static (s, _) => new ResolvingDelivery(
            new StoreDelivery(s.Directory, s.Mail, s.Storage.Blobs, TimeProvider.System) { DetailSeparator = '+' }, new RecipientResolver(s_book, s.Directory, new ResolverOptions()), s.Storage.Blobs));
        await site.Site.Mail.ApplyAsync(site.Site.Account, [new CreateMailbox("Lists", MailboxRole.None), new CreateMailbox("Hidden/Below", MailboxRole.None)], CancellationToken.None);
        await site.HelloAsync();
        await site.SendAsync($"MAIL FROM:<ann@example.test>\r\nRCPT TO:<{address}>\r\n", Message);
        await site.Site.OnlyAsync(mailbox);
        Assert.Empty(await site.Site.ReadAsync(mailbox == "INBOX" ? "Lists" : "INBOX"));
        Assert.Empty(await site.Site.ReadAsync("Sent"));
    }

    [Fact, Rfc(5233, "4")]
    public async Task What_a_stage_wants_elsewhere_goes_there_whatever_the_detail()
    {
        await using QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(),
            wrap: static (s, _) => new StoreDelivery(s.Directory, s.Mail, s.Storage.Blobs, TimeProvider.System) { DetailSeparator = '+' },
            filters: static _ => [new ToJunk()]);
        await site.Site.Mail.ApplyAsync(site.Site.Account, [new CreateMailbox("Lists", MailboxRole.None)], CancellationToken.None);
        await site.HelloAsync();
        await site.SendAsync("MAIL FROM:<ann@example.test>\r\nRCPT TO:<me+lists@here.test>\r\nRCPT TO:<me@here.test>\r\n", Message);
        Assert.Empty(await site.Site.ReadAsync("Lists"));
        Assert.Single(await site.Site.ReadAsync("Junk"));
    }

    private static Task<QueueSite> StartAsync(ArcSealer? sealer = null, Func<MailSite, IMessageFilter[]>? filters = null) => QueueSite.StartAsync(
        new RelayOptions(),
        wrap: (s, delivery) => new ResolvingDelivery(delivery, new RecipientResolver(s_book, s.Directory, new ResolverOptions()), s.Storage.Blobs) { Sealer = sealer, Notices = QueueSite.Notices(s, s.Storage.Queue) },
        filters: filters);

    private static IEnumerable<string> Names(MimeDocument document)
    {
        foreach (HeaderField field in document.Root.Headers)
        {
            yield return Encoding.ASCII.GetString(field.Name);
        }
    }

    private sealed class ToJunk : IMessageFilter
    {
        public string Name => "junk";

        public ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken) => new(FilterVerdict.Accept with { Target = MailboxRole.Junk });
    }
}
