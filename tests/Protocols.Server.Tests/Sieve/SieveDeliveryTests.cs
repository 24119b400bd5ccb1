using Protocols.Server.Tests.Smtp;
using Protocols.Sieve;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Sieve;

/// <summary>What recipients' scripts do with mail that arrives.</summary>
public sealed class SieveDeliveryTests
{
    private const string Message = "From: ann@example.test\r\nTo: me@here.test\r\nSubject: hello\r\nMessage-ID: <1@example.test>\r\n\r\nbody\r\n";

    private static async Task<List<(uint Uid, string Flags)>> FlagsAsync(SieveSite site, string mailbox)
    {
        List<(uint, string)> flags = [];
        Storage.Mailbox found = (await site.Site.Mail.FindMailboxAsync(site.Site.Account, mailbox, default))!;
        await foreach (MailboxEntry entry in site.Site.Mail.ReadEntriesAsync(site.Site.Account, found.Id, new EntryQuery(), default))
        {
            flags.Add((entry.Uid, entry.Flags.ToString()));
        }

        return flags;
    }

    [Fact, Rfc(5228, "2.10.2")]
    public async Task Without_a_script_or_with_one_that_says_nothing_mail_goes_to_the_inbox()
    {
        await using SieveSite none = await SieveSite.StartAsync(null);
        Assert.StartsWith("250", await none.SendAsync(Message), StringComparison.Ordinal);
        Assert.EndsWith("body\r\n", await none.Site.OnlyAsync(), StringComparison.Ordinal);
        await using SieveSite empty = await SieveSite.StartAsync("# nothing\r\n");
        Assert.StartsWith("250", await empty.SendAsync(Message), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <ann@example.test>\r\nReceived: from laptop", await empty.Site.OnlyAsync(), StringComparison.Ordinal);
    }

    [Fact, Rfc(5490, "3.3"), Rfc(5490, "3.4"), Rfc(5490, "4.1"), Rfc(5490, "4.2")]
    public async Task What_is_noted_on_mailboxes_and_the_server_is_known_to_scripts()
    {
        await using SieveSite site = await SieveSite.StartAsync("""
            require ["fileinto", "mboxmetadata", "servermetadata"];
            if not servermetadata :is "/shared/admin" "mailto:postmaster@here.test" { fileinto "Junk"; stop; }
            if servermetadataexists "/shared/comment" { fileinto "Junk"; stop; }
            if not servermetadata :is "/private/vendor/x/mine" "1" { fileinto "Trash"; stop; }
            if allof (metadata :is "INBOX" "/private/vendor/x/where" "archive", metadataexists "INBOX" ["/shared/comment", "/PRIVATE/vendor/x/where"]) { fileinto "Archive"; stop; }
            if metadata :contains "Nowhere" "/private/comment" "" { fileinto "Junk"; }
            """);
        AccountId account = site.Site.Account;
        MailboxId inbox = (await site.Site.Mail.FindMailboxAsync(account, "INBOX", default))!.Id;
        await site.SendAsync(Message);
        Assert.Single(await site.Site.ReadAsync("Trash"));
        Assert.True((await site.Site.Mail.ApplyAsync(account, [new SetAnnotation(null, account, "/vendor/x/mine", "1"u8.ToArray())], default)).IsApplied);
        await site.SendAsync(Message);
        Assert.Single(await site.Site.ReadAsync());
        Assert.True((await site.Site.Mail.ApplyAsync(
            account, [new SetAnnotation(inbox, account, "/vendor/x/where", "archive"u8.ToArray()), new SetAnnotation(inbox, null, "/comment", "x"u8.ToArray())], default)).IsApplied);
        await site.SendAsync(Message);
        Assert.Single(await site.Site.ReadAsync("Archive"));
        Assert.Empty(await site.Site.ReadAsync("Junk"));
    }

    [Fact, Rfc(5228, "4.1"), Rfc(5490, "3.2"), Rfc(5232, "5")]
    public async Task Fileinto_puts_mail_into_mailboxes_with_flags_and_makes_them_where_it_is_asked_to()
    {
        await using SieveSite site = await SieveSite.StartAsync("""
            require ["fileinto", "mailbox", "imap4flags", "envelope"];
            if header :is "subject" "made" { fileinto :create :flags ["\\Seen", "work"] "Lists/Work"; }
            elsif header :is "subject" "gone" { fileinto "Nowhere"; }
            elsif header :is "subject" "twice" { fileinto "Archive"; fileinto :flags "\\Flagged" "Archive"; keep; }
            else { fileinto "Junk"; }
            """);
        foreach (string subject in (string[])["made", "gone", "twice", "other"])
        {
            Assert.StartsWith("250", await site.SendAsync(Message.Replace("hello", subject, StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        Assert.Equal([(1u, "Seen work")], await FlagsAsync(site, "Lists/Work"));
        Assert.Equal([(1u, "Flagged")], await FlagsAsync(site, "Archive"));
        Assert.Equal(["gone", "twice"], (await site.Site.ReadAsync()).Select(static m => m.Split("Subject: ")[1].Split("\r\n")[0]).Order());
        Assert.Single(await site.Site.ReadAsync("Junk"));
        Assert.Contains(site.Messages, static m => m.StartsWith("Trace The script 'main' of me@here.test looked at: 2:", StringComparison.Ordinal) && m.Contains("header: true \"made\" by \"made\"", StringComparison.Ordinal));
        Assert.Contains(site.Messages, static m => m.Contains("fileinto 'Nowhere' for me@here.test was not done: there is no such mailbox", StringComparison.Ordinal));
    }

    [Fact, Rfc(5228, "4.1")]
    public async Task Mailboxes_are_made_unasked_where_the_site_wants_that()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"fileinto\"; fileinto \"New/One\";", createsMailboxes: true);
        await site.SendAsync(Message);
        Assert.Single(await site.Site.ReadAsync("New/One"));
        Assert.Empty(await site.Site.ReadAsync());
    }

    [Fact, Rfc(5228, "4.4")]
    public async Task Discard_leaves_nothing()
    {
        await using SieveSite site = await SieveSite.StartAsync("discard;");
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Empty(await site.Site.ReadAsync());
        Assert.Empty(await site.Queue.ReadQueueAsync());
    }

    [Fact, Rfc(5228, "4.2"), Rfc(3894, "3")]
    public async Task A_redirect_goes_into_the_queue_and_with_copy_the_message_is_kept_as_well()
    {
        await using SieveSite site = await SieveSite.StartAsync("require \"copy\"; if header :is \"subject\" \"copy\" { redirect :copy \"bob@example.net\"; } else { redirect \"bob@example.net\"; }");
        Assert.StartsWith("250", await site.SendAsync(Message, parameters: " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;me@here.test"), StringComparison.Ordinal);
        QueueSite.Queued queued = await site.Queue.OnlyQueuedAsync();
        Assert.Equal(("ann@example.test", "bob@example.net"), (queued.Envelope.ReversePath, Assert.Single(queued.Addresses)));
        Assert.Equal((QueueNotify.Failure, "rfc822;me@here.test", "example.net"), (queued.Recipients[0].Notify, queued.Recipients[0].OriginalRecipient, queued.Recipients[0].Destination));
        Assert.StartsWith("X-Sieve-Redirected-From: me@here.test\r\nReceived: from laptop", queued.Content, StringComparison.Ordinal);
        Assert.EndsWith(Message, queued.Content, StringComparison.Ordinal);
        Assert.Empty(await site.Site.ReadAsync());
        await site.SendAsync(Message.Replace("hello", "copy", StringComparison.Ordinal));
        Assert.Single(await site.Site.ReadAsync());
        Assert.Equal(2, (await site.Queue.ReadQueueAsync()).Count);
    }

    [Fact, Rfc(5228, "4.2"), Rfc(5228, "10")]
    public async Task A_redirect_that_has_come_back_or_cannot_be_made_is_kept()
    {
        await using SieveSite site = await SieveSite.StartAsync("redirect \"bob@example.net\";");
        await site.SendAsync("X-Sieve-Redirected-From: ME@here.test\r\n" + Message);
        Assert.Single(await site.Site.ReadAsync());
        Assert.Empty(await site.Queue.ReadQueueAsync());
        Assert.Contains(site.Messages, static m => m.Contains("redirect for me@here.test was not done: the message has come back", StringComparison.Ordinal));

        // What another has sent on is no loop.
        await site.SendAsync("X-Sieve-Redirected-From: you@here.test\r\n" + Message);
        Assert.Single(await site.Queue.ReadQueueAsync());
        await using SieveSite without = await SieveSite.StartAsync("redirect \"bob@example.net\";", hasQueue: false);
        await without.SendAsync(Message);
        Assert.Single(await without.Site.ReadAsync());
    }

    [Fact]
    public async Task A_script_that_is_wrong_or_fails_keeps_the_message_and_the_log_says_why()
    {
        await using SieveSite site = await SieveSite.StartAsync("keep;\r\nfrobnicate;\r\n");
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Single(await site.Site.ReadAsync());
        Assert.Contains(site.Messages, static m => m.Contains("The script 'main' of me@here.test is not valid any more, and the message is kept: 2:1: error:", StringComparison.Ordinal));
        await site.ActivateAsync(site.Site.Account, "discard; redirect \"a@b.test\"; redirect \"b@b.test\"; redirect \"c@b.test\"; redirect \"d@b.test\"; redirect \"e@b.test\";");
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Equal(2, (await site.Site.ReadAsync()).Count);
        Assert.Empty(await site.Queue.ReadQueueAsync());
        Assert.Contains(site.Messages, static m => m.Contains("has failed, and the message is kept", StringComparison.Ordinal));
    }

    [Fact, Rfc(5228, "5.4"), Rfc(5233, "4"), Rfc(6009, "4")]
    public async Task The_envelope_and_its_parameters_are_there_for_tests()
    {
        await using SieveSite site = await SieveSite.StartAsync("""
            require ["envelope", "subaddress", "fileinto", "envelope-dsn"];
            if allof (envelope :is "from" "ann@example.test", envelope :is :detail "to" "lists", envelope :is "notify" "FAILURE") { fileinto "Archive"; }
            """);
        await site.SendAsync(Message, to: "me+lists@here.test", parameters: " NOTIFY=FAILURE");
        Assert.Single(await site.Site.ReadAsync("Archive"));
        await site.SendAsync(Message, to: "me+other@here.test", parameters: " NOTIFY=FAILURE");
        Assert.Single(await site.Site.ReadAsync());
    }

    [Fact]
    public async Task Keep_means_where_the_message_would_have_gone_without_a_script()
    {
        await using SieveSite site = await SieveSite.StartAsync("keep;", filters: static _ => [new ReadmeTests.SpamWords()]);
        await site.SendAsync(Message.Replace("body", "watch", StringComparison.Ordinal));
        Assert.Single(await site.Site.ReadAsync("Junk"));
        await site.Site.Mail.ApplyAsync(site.Site.Account, [new CreateMailbox("lists")], default);
        await site.SendAsync(Message, to: "me+lists@here.test");
        Assert.Single(await site.Site.ReadAsync("lists"));
    }

    [Fact]
    public async Task Each_recipient_has_its_own_script()
    {
        await using SieveSite site = await SieveSite.StartAsync("discard;");
        AccountId you = await site.Site.AddAsync("you@here.test");
        await site.ActivateAsync(you, "require \"fileinto\"; fileinto \"Archive\";");
        AccountId they = await site.Site.AddAsync("they@here.test");
        Assert.StartsWith("250", await site.SendAsync(Message, to: "me@here.test you@here.test they@here.test"), StringComparison.Ordinal);
        Assert.Empty(await site.Site.ReadAsync());
        Assert.Single(await site.Site.ReadAsync(you, "Archive"));
        Assert.Single(await site.Site.ReadAsync(they));
    }

    [Fact, Rfc(6609, "3.2")]
    public async Task Scripts_include_those_of_their_user_and_of_the_site()
    {
        await using SieveSite site = await SieveSite.StartAsync(
            "require \"include\"; include :global \"site\"; include :personal \"own\"; include :optional :personal \"none\";",
            global: "require [\"fileinto\", \"copy\"]; fileinto :copy \"Archive\";");
        await site.Site.Storage.Scripts.PutAsync(site.Site.Account, "own", "require \"fileinto\"; fileinto \"Sent\";"u8.ToArray(), null, default);
        await site.SendAsync(Message);
        Assert.Single(await site.Site.ReadAsync("Archive"));
        Assert.Single(await site.Site.ReadAsync("Sent"));
        Assert.Empty(await site.Site.ReadAsync());
    }

    [Fact, Rfc(5232, "5")]
    public async Task More_keywords_than_the_store_takes_are_left_out_and_the_message_is_filed()
    {
        string many = string.Join(", ", Enumerable.Range(0, 200).Select(static i => $"\"k{i}\""));
        await using SieveSite site = await SieveSite.StartAsync($"require [\"imap4flags\", \"fileinto\"]; fileinto :flags [\"\\\\Seen\", {many}] \"Archive\";");
        Assert.StartsWith("250", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Equal([(1u, "Seen")], await FlagsAsync(site, "Archive"));
        Assert.Contains(site.Messages, static m => m.Contains("flags for me@here.test was not done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_example_of_the_readme_delivers_by_a_script()
    {
        await using MailSite site = await MailSite.StartAsync();
        SqliteStorage storage = site.Storage;
        StoreDelivery mailboxes = new(storage.Directory, storage.Mail, storage.Blobs, TimeProvider.System)
        {
            DetailSeparator = '+',
            Sieve = new SieveFiltering(storage.Scripts, storage.SieveMemory, new SieveCompiler(), "mx.example.org") { Queue = storage.Queue },
        };
        await storage.Scripts.PutAsync(site.Account, "main", "require \"fileinto\"; fileinto \"Archive\";"u8.ToArray(), null, default);
        await storage.Scripts.SetActiveAsync(site.Account, "main", default);
        int port = await site.HostAsync(new SmtpServer(new SmtpServerOptions { HostName = MailSite.HostName }, storage.Directory, mailboxes));
        using LineClient client = await LineClient.ConnectAsync(port);
        await client.SendAsync($"HELO a\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\nBDAT {Message.Length} LAST\r\n{Message}");
        for (int i = 0; i < 5; i++)
        {
            Assert.StartsWith("2", await client.ReadReplyAsync(), StringComparison.Ordinal);
        }

        Assert.EndsWith(Message, await site.OnlyAsync("Archive"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_is_full_and_a_store_that_fails_are_told_as_without_a_script()
    {
        await using MailSite site = await MailSite.StartAsync();
        AccountId? full = null;
        AccountId? broken = null;
        FailingMailStore mail = new(site.Mail, () => full, () => broken);
        StoreDelivery mailboxes = new(site.Directory, mail, site.Storage.Blobs, TimeProvider.System)
        {
            Sieve = new SieveFiltering(site.Storage.Scripts, site.Storage.SieveMemory, new SieveCompiler(), MailSite.HostName) { Queue = site.Storage.Queue },
        };
        await site.Storage.Scripts.PutAsync(site.Account, "main", "require \"copy\"; redirect :copy \"bob@example.net\";"u8.ToArray(), null, default);
        await site.Storage.Scripts.SetActiveAsync(site.Account, "main", default);
        int port = await site.HostAsync(new SmtpServer(new SmtpServerOptions { HostName = MailSite.HostName }, site.Directory, mailboxes));
        using LineClient client = await LineClient.ConnectAsync(port);
        async Task<string?> SendAsync()
        {
            await client.SendAsync($"RSET\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\nBDAT {Message.Length} LAST\r\n{Message}");
            for (int i = 0; i < 3; i++)
            {
                await client.ReadReplyAsync();
            }

            return await client.ReadReplyAsync();
        }

        await client.SendAsync("EHLO a\r\n");
        await client.ReadReplyAsync();
        await client.ReadReplyAsync();
        full = site.Account;
        Assert.StartsWith("552 5.2.2", await SendAsync(), StringComparison.Ordinal);
        (full, broken) = (null, site.Account);
        Assert.StartsWith("451 4.3.0", await SendAsync(), StringComparison.Ordinal);

        // What was not filed was not sent on either.
        Assert.Empty((await site.Storage.QueueAdministration.ListAsync(new QueueQuery(), null, 10, default)).Messages);
        broken = null;
        Assert.StartsWith("250", await SendAsync(), StringComparison.Ordinal);
        Assert.Single((await site.Storage.QueueAdministration.ListAsync(new QueueQuery(), null, 10, default)).Messages);
    }

    [Fact]
    public async Task A_script_runs_although_what_it_was_compiled_to_cannot_be_kept()
    {
        await using MailSite site = await MailSite.StartAsync();
        ListLogger log = new();
        StoreDelivery mailboxes = new(site.Directory, site.Mail, site.Storage.Blobs, TimeProvider.System)
        {
            Sieve = new SieveFiltering(new UnwritableScripts(site.Storage.Scripts), site.Storage.SieveMemory, new SieveCompiler(), MailSite.HostName) { Logger = log },
        };
        await site.Storage.Scripts.PutAsync(site.Account, "main", "require \"fileinto\"; fileinto \"Archive\";"u8.ToArray(), null, default);
        await site.Storage.Scripts.SetActiveAsync(site.Account, "main", default);
        int port = await site.HostAsync(new SmtpServer(new SmtpServerOptions { HostName = MailSite.HostName }, site.Directory, mailboxes));
        using LineClient client = await LineClient.ConnectAsync(port);
        await client.SendAsync($"HELO a\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<me@here.test>\r\nBDAT {Message.Length} LAST\r\n{Message}");
        for (int i = 0; i < 5; i++)
        {
            Assert.StartsWith("2", await client.ReadReplyAsync(), StringComparison.Ordinal);
        }

        Assert.Single(await site.ReadAsync("Archive"));
        Assert.Contains(log.Lines, static m => m.StartsWith("Warning What the script 'main' of account ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_script_was_compiled_to_is_kept_with_it()
    {
        await using SieveSite site = await SieveSite.StartAsync("keep;");
        Assert.Null((await site.Site.Storage.Scripts.ReadActiveAsync(site.Site.Account, default))!.Compiled);
        await site.SendAsync(Message);
        Assert.NotNull((await site.Site.Storage.Scripts.ReadActiveAsync(site.Site.Account, default))!.Compiled);
        await using SieveSite again = await SieveSite.StartAsync(null);
        await again.Site.Storage.Scripts.PutAsync(again.Site.Account, "main", "discard;"u8.ToArray(), (await site.Site.Storage.Scripts.ReadActiveAsync(site.Site.Account, default))!.Compiled, default);
        await again.Site.Storage.Scripts.SetActiveAsync(again.Site.Account, "main", default);

        // It is what was kept that runs.
        await again.SendAsync(Message);
        Assert.Single(await again.Site.ReadAsync());
    }
}
