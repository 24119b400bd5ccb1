using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.Server.Tests.Imap;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>What becomes of messages that are not their author's, by the policy of the author's domain and by how far it is followed here.</summary>
public sealed class DmarcFilterTests
{
    private const string Message = "From: ann@example.test\r\nTo: me@here.test\r\nSubject: hello\r\n\r\nbody\r\n";

    [Theory, Rfc(7489, "6.3"), Rfc(7489, "10.3"), Rfc(6154, "2")]
    [InlineData(DmarcHandling.Ignore, "p=reject", "INBOX")]
    [InlineData(DmarcHandling.Ignore, "p=quarantine", "INBOX")]
    [InlineData(DmarcHandling.Junk, "p=reject", "Junk")]
    [InlineData(DmarcHandling.Junk, "p=quarantine", "Junk")]
    [InlineData(DmarcHandling.Junk, "p=none", "INBOX")]
    [InlineData(DmarcHandling.Enforce, "p=reject", "550 5.7.1 Email rejected per DMARC policy for example.test")]
    [InlineData(DmarcHandling.Enforce, "p=quarantine", "Junk")]
    [InlineData(DmarcHandling.Enforce, "p=none", "INBOX")]
    [InlineData(DmarcHandling.Enforce, "p=reject; t=y", "Junk")]
    public async Task A_message_that_fails_goes_where_the_policy_wants_it_as_far_as_that_is_followed(DmarcHandling handling, string policy, string place)
    {
        await using MailSite site = await StartAsync(handling, policy);
        string reply = await site.SendAsync(Message);
        Assert.StartsWith(place.StartsWith("550", StringComparison.Ordinal) ? place : "250 2.0.0", reply, StringComparison.Ordinal);

        // As the account's owner sees it.
        using ImapTalk imap = await site.ImapAsync();
        foreach (string mailbox in new[] { "INBOX", "Junk" })
        {
            Assert.Contains(mailbox == place ? "* 1 EXISTS" : "* 0 EXISTS", await imap.Ok($"EXAMINE {mailbox}"));
        }

        if (place == "Junk")
        {
            Assert.Contains("dmarc=fail", string.Concat(await imap.Ok("FETCH 1 BODY.PEEK[HEADER.FIELDS (Authentication-Results)]")), StringComparison.Ordinal);
        }
    }

    [Fact, Rfc(7489, "6.3")]
    public async Task A_message_that_passes_is_delivered_however_strict_the_policy()
    {
        await using MailSite site = await MailSite.StartAsync(Authentication("v=DMARC1; p=reject", "v=spf1 ip4:127.0.0.1 -all"), new DmarcFilter(DmarcHandling.Enforce));
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        await site.OnlyAsync();
    }

    [Theory, Rfc(7489, "6.6.4")]
    [InlineData(0.19, "550")]
    [InlineData(0.2, "250")]
    public async Task A_policy_for_a_part_of_the_messages_is_followed_for_that_part(double sample, string code)
    {
        await using MailSite site = await MailSite.StartAsync(Authentication("v=DMARC1; p=reject; pct=20"), new DmarcFilter(DmarcHandling.Enforce) { Sample = () => sample });
        Assert.StartsWith(code, await site.SendAsync(Message), StringComparison.Ordinal);

        // One level less for the others.
        Assert.Equal(code == "250" ? 1 : 0, (await site.ReadAsync("Junk")).Count);
    }

    [Theory, Rfc(7489, "6.6.1")]
    [InlineData("From: ann@example.test\r\nFrom: eve@elsewhere.test\r\n\r\nbody", "Junk")]
    [InlineData("From: ann@example.test, eve@elsewhere.test\r\n\r\nbody", "Junk")]
    [InlineData("From: ann@example.test\r\nFROM : root\r\n\r\nbody", "Junk")]
    [InlineData("Subject: nobody\r\n\r\nbody", "INBOX")]
    [InlineData("From: root (Cron)\r\n\r\nbody", "INBOX")]
    [InlineData("From: Nobody:;\r\n\r\nbody", "INBOX")]
    public async Task A_second_author_is_no_way_around_a_policy(string message, string place)
    {
        await using MailSite site = await StartAsync(DmarcHandling.Enforce, "p=reject");
        Assert.StartsWith("250", await site.SendAsync(message), StringComparison.Ordinal);
        await site.OnlyAsync(place);
    }

    [Fact, Rfc(6154, "2")]
    public async Task Junk_is_filed_by_its_role_whatever_its_name_and_made_where_there_is_none()
    {
        await using MailSite site = await StartAsync(DmarcHandling.Junk, "p=quarantine");
        Mailbox junk = (await site.Mail.FindMailboxAsync(site.Account, MailboxRole.Junk, CancellationToken.None))!;
        await site.Mail.ApplyAsync(site.Account, [new RenameMailbox(junk.Id, "Spam")], CancellationToken.None);
        await site.SendAsync(Message);
        await site.OnlyAsync("Spam");

        await site.Mail.ApplyAsync(site.Account, [new DeleteMailbox(junk.Id)], CancellationToken.None);
        await site.SendAsync(Message);
        await site.OnlyAsync("Junk");
        Mailbox made = (await site.Mail.FindMailboxAsync(site.Account, MailboxRole.Junk, CancellationToken.None))!;
        Assert.Equal(("Junk", true), (made.Name, made.IsSubscribed));
        Assert.Empty(await site.ReadAsync());
    }

    [Fact]
    public async Task Where_no_junk_mailbox_can_be_made_the_message_is_in_the_inbox()
    {
        await using MailSite site = await StartAsync(DmarcHandling.Junk, "p=quarantine");
        Mailbox junk = (await site.Mail.FindMailboxAsync(site.Account, MailboxRole.Junk, CancellationToken.None))!;
        await site.Mail.ApplyAsync(site.Account, [new DeleteMailbox(junk.Id), new CreateMailbox("Junk")], CancellationToken.None);
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        await site.OnlyAsync();
        Assert.Empty(await site.ReadAsync("Junk"));
    }

    [Fact]
    public async Task Many_deliveries_at_once_make_one_junk_mailbox()
    {
        await using MailSite site = await StartAsync(DmarcHandling.Junk, "p=quarantine");
        Mailbox junk = (await site.Mail.FindMailboxAsync(site.Account, MailboxRole.Junk, CancellationToken.None))!;
        await site.Mail.ApplyAsync(site.Account, [new DeleteMailbox(junk.Id)], CancellationToken.None);
        string[] replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.SendAsync(Message)));
        Assert.All(replies, static r => Assert.StartsWith("250", r, StringComparison.Ordinal));
        Assert.Equal(10, (await site.ReadAsync("Junk")).Count);
    }

    private static Task<MailSite> StartAsync(DmarcHandling handling, string policy) =>
        MailSite.StartAsync(Authentication($"v=DMARC1; {policy}"), new DmarcFilter(handling));

    private static AuthenticationFilter Authentication(string policy, string spf = "v=spf1 -all") =>
        new(new DnsZone().AddText("_dmarc.example.test", policy).AddText("example.test", spf), TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName });
}
