using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;

namespace Protocols.Server.Tests.Imap;

/// <summary>NOTIFY: one who watches, and another session that does what is to be told.</summary>
public sealed class NotifyTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private const string Message = "Subject: hello\r\n\r\nbody\r\n";

    private async Task<(ImapTalk Watcher, ImapTalk Other, string Address)> PairAsync()
    {
        string address = await server.NewAccountAsync();
        return (await server.LoginAsync(address), await server.LoginAsync(address), address);
    }

    /// <summary>What comes without having been asked for, line by line.</summary>
    private static async Task<List<string>> LinesAsync(ImapTalk talk, int count)
    {
        List<string> lines = [];
        for (int i = 0; i < count; i++)
        {
            lines.Add((await talk.Line())!);
        }

        return lines;
    }

    [Fact, Rfc(5465, "3.1"), Rfc(5465, "5.2"), Rfc(5465, "5.3"), Rfc(5465, "6.1.1")]
    public async Task The_selected_mailbox_is_told_of_at_once_with_what_was_asked_for()
    {
        (ImapTalk watcher, ImapTalk other, _) = await PairAsync();
        Assert.Contains(" NOTIFY", (await watcher.Ok("CAPABILITY"))[0], StringComparison.Ordinal);
        await watcher.Ok("ENABLE IMAP4rev2");
        await watcher.Ok("SELECT INBOX");
        await other.Append("INBOX", Message);
        Assert.Contains("* 1 EXISTS", await watcher.Ok("NOTIFY SET (selected (MessageNew (uid body.peek[header.fields (subject)]) MessageExpunge FlagChange))"));
        await other.Append("INBOX", Message);
        Assert.Equal(["* 2 EXISTS", "* 2 FETCH (UID 2 BODY[HEADER.FIELDS (subject)] {18}Subject: hello\r\n\r\n)"], await LinesAsync(watcher, 2));
        await other.Ok("SELECT INBOX");
        await other.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal(["* 1 FETCH (UID 1 FLAGS (\\Deleted))"], await LinesAsync(watcher, 1));
        await other.Ok("EXPUNGE");
        Assert.Equal(["* 1 EXPUNGE"], await LinesAsync(watcher, 1));

        // RFC 5465 §5.2: of a message of its own it is told without what it knows.
        Assert.StartsWith("OK", await watcher.Append("INBOX", Message), StringComparison.Ordinal);
        Assert.Empty(await watcher.Ok("NOOP"));
    }

    [Fact, Rfc(5465, "7"), Rfc(5465, "5.2")]
    public async Task New_messages_of_a_result_are_told_with_what_was_asked_for_and_once()
    {
        (ImapTalk watcher, ImapTalk other, _) = await PairAsync();
        await watcher.Ok("ENABLE IMAP4rev2");
        await watcher.Ok("SELECT INBOX");
        await watcher.Client.SendAsync("B1 SEARCH RETURN (COUNT UPDATE (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])) SUBJECT hello UNDELETED\r\n");
        Assert.Equal("* ESEARCH (TAG \"B1\") COUNT 0", await watcher.Line());
        Assert.StartsWith("B1 OK", await watcher.Line(), StringComparison.Ordinal);
        await other.Append("INBOX", Message);
        Assert.Equal(
            ["* 1 EXISTS", "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (SUBJECT)] {18}Subject: hello\r\n\r\n)", "* ESEARCH (TAG \"B1\") ADDTO (0 1)"], await watcher.Ok("NOOP"));

        // Not for what is of no result, nor for what comes into one by its flags, nor for one's own.
        await other.Append("INBOX", "Subject: else\r\n\r\n");
        Assert.Equal(["* 2 EXISTS"], await watcher.Ok("NOOP"));
        await watcher.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal(["* ESEARCH (TAG \"B1\") ADDTO (0 1)"], await watcher.Ok("STORE 1 -FLAGS.SILENT (\\Deleted)"));
        Assert.StartsWith("OK", await watcher.Append("INBOX", Message), StringComparison.Ordinal);
        Assert.Empty(await watcher.Ok("NOOP"));

        // Together with what NOTIFY wants in one response; what is of no result has that alone.
        await watcher.Ok("NOTIFY SET (selected (MessageNew (uid flags) MessageExpunge FlagChange))");
        await other.Append("INBOX", Message);
        Assert.Equal(
            ["* 4 EXISTS", "* 4 FETCH (UID 4 FLAGS () BODY[HEADER.FIELDS (SUBJECT)] {18}Subject: hello\r\n\r\n)", "* ESEARCH (TAG \"B1\") ADDTO (0 4)"], await LinesAsync(watcher, 3));
        await other.Append("INBOX", "Subject: else\r\n\r\n");
        Assert.Equal(["* 5 EXISTS", "* 5 FETCH (UID 5 FLAGS ())"], await LinesAsync(watcher, 2));
        await watcher.Ok("CANCELUPDATE \"B1\"");
        Assert.Equal("BAD", (await watcher.Say("SEARCH RETURN (UPDATE ()) ALL"))[^1].Split(' ')[0]);
    }

    [Fact, Rfc(5465, "3.1")]
    public async Task Events_of_annotations_of_messages_are_refused_with_those_that_there_are()
    {
        // RFC 5257, of which this event is, is experimental and not served.
        (ImapTalk watcher, _, _) = await PairAsync();
        await watcher.Fails("NO [BADEVENT (MessageNew ", "NOTIFY SET (selected (MessageNew MessageExpunge AnnotationChange))");
    }

    [Fact, Rfc(5465, "6.1.2"), Rfc(5465, "4"), Rfc(5465, "5.1")]
    public async Task Expunges_wait_where_numbers_are_to_stay_and_flags_that_are_not_wanted_are_not_told()
    {
        (ImapTalk watcher, ImapTalk other, _) = await PairAsync();
        await other.Append("INBOX", Message);
        await other.Append("INBOX", Message);
        await watcher.Ok("ENABLE IMAP4rev2");
        await watcher.Ok("NOTIFY SET (selected-delayed (MessageNew (uid) MessageExpunge))");
        await watcher.Ok("SELECT INBOX");
        await other.Ok("SELECT INBOX");
        await other.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        await other.Append("INBOX", Message);
        Assert.Equal(["* 3 EXISTS", "* 3 FETCH (UID 3)"], await LinesAsync(watcher, 2));
        Assert.Equal(["* 1 EXPUNGE"], await watcher.Ok("NOOP"));
        await watcher.Client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await watcher.Line(), StringComparison.Ordinal);
        await other.Ok("UID STORE 2 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        Assert.Equal(["* 1 EXPUNGE"], await LinesAsync(watcher, 1));
        await watcher.Client.SendAsync("DONE\r\n");
        Assert.StartsWith("i OK", await watcher.Line(), StringComparison.Ordinal);
    }

    [Fact, Rfc(5465, "3.1"), Rfc(5465, "5")]
    public async Task Nothing_is_told_of_the_selected_mailbox_where_nothing_is_wanted_but_what_one_does_oneself()
    {
        (ImapTalk watcher, ImapTalk other, _) = await PairAsync();
        await other.Append("INBOX", Message);
        await watcher.Ok("SELECT INBOX");
        Assert.Empty(await watcher.Ok("NOTIFY NONE"));
        await other.Append("INBOX", Message);
        await other.Ok("SELECT INBOX");
        await other.Ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        Assert.Empty(await watcher.Ok("NOOP"));
        Assert.Equal(["* 1 FETCH (FLAGS (\\Deleted))"], await watcher.Ok("FETCH 1:* FLAGS"));
        Assert.Contains("* 1 EXPUNGE", await watcher.Ok("EXPUNGE"));
        await other.Append("INBOX", Message);
        Assert.Contains("* 2 EXISTS", await watcher.Ok("NOTIFY SET (selected NONE)"));
    }

    [Fact, Rfc(5465, "3.1"), Rfc(5465, "5.1"), Rfc(5465, "5.2"), Rfc(5465, "5.3"), Rfc(5465, "6.5"), Rfc(5465, "6.6")]
    public async Task Other_mailboxes_are_told_of_by_their_status()
    {
        (ImapTalk watcher, ImapTalk other, _) = await PairAsync();
        await other.Ok("CREATE Lists/one");
        await other.Ok("CREATE Lists/two");
        await other.Ok("CREATE misc");
        await other.Append("Lists/one", Message);
        await watcher.Ok("SELECT INBOX");
        List<string> told = await watcher.Ok("NOTIFY SET STATUS (selected NONE) (subtree Lists (MessageNew MessageExpunge)) (mailboxes (misc INBOX absent) (MessageNew MessageExpunge FlagChange))");
        Assert.Equal(3, told.Count);
        Assert.Matches("^\\* STATUS \"Lists/one\" \\(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \\d+\\)$", told[0]);
        Assert.Matches("^\\* STATUS \"misc\" ", told[2]);
        await other.Append("Lists/two", Message);
        Assert.Equal(["* STATUS \"Lists/two\" (MESSAGES 1 UIDNEXT 2)"], await LinesAsync(watcher, 1));

        // Flags where they are wanted, nothing of the selected mailbox, and nothing of what nobody asked about.
        await other.Ok("SELECT Lists/one");
        await other.Ok("STORE 1 +FLAGS.SILENT (\\Seen)");
        await other.Append("INBOX", Message);
        await other.Append("Drafts", Message);
        await other.Append("misc", Message);
        Assert.Equal(["* STATUS \"misc\" (MESSAGES 1 UIDNEXT 2)"], await LinesAsync(watcher, 1));
        await other.Ok("SELECT misc");
        await other.Ok("STORE 1 +FLAGS.SILENT (\\Seen \\Deleted)");
        Assert.Matches("^\\* STATUS \"misc\" \\(UIDVALIDITY \\d+ UNSEEN 0\\)$", Assert.Single(await LinesAsync(watcher, 1)));
        await other.Ok("EXPUNGE");
        Assert.Equal(["* STATUS \"misc\" (MESSAGES 0 UIDNEXT 2)"], await LinesAsync(watcher, 1));
        await watcher.Ok("ENABLE CONDSTORE");
        await other.Append("misc", Message);
        Assert.Matches("^\\* STATUS \"misc\" \\(MESSAGES 1 UIDNEXT 3 HIGHESTMODSEQ \\d+\\)$", Assert.Single(await LinesAsync(watcher, 1)));

        // What it does itself it knows.
        await watcher.Append("misc", Message);
        Assert.Empty(await watcher.Ok("NOOP"));
        await other.Append("misc", Message);
        Assert.StartsWith("* STATUS \"misc\" (MESSAGES 3 ", Assert.Single(await LinesAsync(watcher, 1)), StringComparison.Ordinal);
    }

    [Fact, Rfc(5465, "5.4"), Rfc(5465, "6.2")]
    public async Task Mailboxes_that_are_made_renamed_and_deleted_are_listed()
    {
        (ImapTalk watcher, ImapTalk other, _) = await PairAsync();
        await other.Ok("CREATE top");
        await watcher.Ok("NOTIFY SET (personal (MailboxName))");
        await other.Ok("CREATE top/new");
        Assert.Equal(["* LIST (\\HasChildren) \"/\" \"top\"", "* LIST (\\HasNoChildren) \"/\" \"top/new\""], await LinesAsync(watcher, 2));
        await other.Ok("CREATE top/new/deep");
        Assert.Equal(["* LIST (\\HasChildren) \"/\" \"top/new\"", "* LIST (\\HasNoChildren) \"/\" \"top/new/deep\""], await LinesAsync(watcher, 2));
        await other.Ok("RENAME top/new moved");
        Assert.Equal(["* LIST (\\HasChildren) \"/\" \"moved\" (\"OLDNAME\" (\"top/new\"))"], await LinesAsync(watcher, 1));
        await other.Ok("DELETE moved/deep");
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" \"moved\"", "* LIST (\\NonExistent) \"/\" \"moved/deep\""], await LinesAsync(watcher, 2));
        await watcher.Ok("CREATE mine");
        Assert.Empty(await watcher.Ok("NOOP"));
        await other.Append("INBOX", Message);
        await other.Ok("CREATE last");
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" \"last\""], await LinesAsync(watcher, 1));
    }

    [Fact, Rfc(5465, "5.5"), Rfc(5465, "6.4"), Rfc(5465, "5.6"), Rfc(5465, "5.7")]
    public async Task Subscriptions_and_annotations_are_told()
    {
        (ImapTalk watcher, ImapTalk other, _) = await PairAsync();
        await other.Ok("CREATE work");
        await watcher.Ok("NOTIFY SET (personal (SubscriptionChange MailboxMetadataChange ServerMetadataChange)) (subscribed (MessageNew MessageExpunge))");
        await other.Append("work", Message);
        await other.Ok("SUBSCRIBE work");
        Assert.Equal(["* LIST (\\HasNoChildren \\Subscribed) \"/\" \"work\""], await LinesAsync(watcher, 1));
        await other.Append("work", Message);
        Assert.Equal(["* STATUS \"work\" (MESSAGES 2 UIDNEXT 3)"], await LinesAsync(watcher, 1));
        await other.Ok("UNSUBSCRIBE work");
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" \"work\""], await LinesAsync(watcher, 1));
        await other.Ok("SETMETADATA work (/private/comment \"x\")");
        Assert.Equal(["* METADATA \"work\" /private/comment"], await LinesAsync(watcher, 1));
        await other.Ok("SETMETADATA \"\" (/private/comment \"x\")");
        Assert.Equal(["* METADATA \"\" /private/comment"], await LinesAsync(watcher, 1));
        await other.Ok("SETMETADATA work (/private/comment NIL)");
        Assert.Equal(["* METADATA \"work\" /private/comment"], await LinesAsync(watcher, 1));
    }

    [Fact, Rfc(5465, "5.9"), Rfc(5465, "3.1")]
    public async Task Mailboxes_of_others_are_watched_as_far_as_their_rights_go()
    {
        (ImapTalk owner, ImapTalk _, string address) = await PairAsync();
        string user = await server.NewAccountAsync();
        using ImapTalk watcher = await server.LoginAsync(user);
        string root = $"Other Users/{address}";
        await owner.Ok("CREATE open");
        await owner.Ok("CREATE closed");
        await owner.Ok("CREATE hidden");
        await owner.Ok($"SETACL open {user} lr");
        await owner.Ok($"SETACL closed {user} l");
        Assert.Equal([$"* LIST (\\NoAccess) \"/\" \"{root}/closed\""], await watcher.Ok($"NOTIFY SET (subtree \"{root}\" (MessageNew MessageExpunge MailboxName))"));
        await owner.Append("closed", Message);
        await owner.Append("hidden", Message);
        await owner.Append("open", Message);
        Assert.Equal([$"* STATUS \"{root}/open\" (MESSAGES 1 UIDNEXT 2)"], await LinesAsync(watcher, 1));
        await owner.Ok($"SETACL hidden {user} lr");
        Assert.Equal([$"* LIST (\\HasNoChildren) \"/\" \"{root}/hidden\""], (await LinesAsync(watcher, 2)).Where(l => l.Contains("hidden", StringComparison.Ordinal)));
        await owner.Ok($"DELETEACL open {user}");
        Assert.Equal([$"* LIST (\\NonExistent) \"/\" \"{root}/open\""], (await LinesAsync(watcher, 2)).Where(l => l.Contains("open", StringComparison.Ordinal)));
        await owner.Append("open", Message);
        await owner.Append("hidden", Message);
        Assert.Equal([$"* STATUS \"{root}/hidden\" (MESSAGES 2 UIDNEXT 3)"], await LinesAsync(watcher, 1));
    }

    [Fact, Rfc(5465, "3.1"), Rfc(5465, "5")]
    public async Task Events_that_are_not_there_are_refused_with_those_that_are()
    {
        (ImapTalk watcher, _, _) = await PairAsync();
        const string Known = "NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange)]";
        await watcher.Fails(Known, "NOTIFY SET (personal (MessageNew MessageExpunge AnnotationChange))");
        await watcher.Fails(Known, "NOTIFY SET (personal (Odd))");
        await watcher.Fails("BAD", "NOTIFY SET (personal (MessageNew))");
        await watcher.Ok("NOTIFY SET (personal (MailboxName))");
        await watcher.Ok("UNAUTHENTICATE");
        await watcher.Fails("BAD", "NOTIFY NONE");
    }

    [Fact, Rfc(5465, "3.1")]
    public async Task A_command_that_comes_in_together_with_news_is_answered()
    {
        (ImapTalk watcher, ImapTalk other, _) = await PairAsync();
        await watcher.Ok("NOTIFY SET (personal (MessageNew MessageExpunge))");
        for (int i = 0; i < 60; i++)
        {
            Task<string> append = other.Append("Drafts", Message);
            await watcher.Ok("NOOP").WaitAsync(TimeSpan.FromMinutes(1));
            await append;
        }
    }

    [Fact, Rfc(5465, "5.8"), Rfc(5465, "3.1")]
    public async Task More_than_can_be_watched_is_refused_or_ends_it()
    {
        string address = await server.NewAccountAsync();
        ImapServer narrow = new(new ImapServerOptions(), server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            MailboxFeed = server.Storage.MailboxFeed,
            MaxWatchedMailboxes = 8,
        };
        await using InProcessHost host = await InProcessHost.StartAsync(narrow);
        using ImapTalk watcher = new(await LineClient.ConnectAsync(host.Port));
        await watcher.Line();
        await watcher.Ok($"LOGIN {address} secret");
        using ImapTalk other = await server.LoginAsync(address);
        await watcher.Ok("NOTIFY SET (personal (MailboxName))");
        await other.Ok("CREATE a/b/c/d/e/f/g/h/i/j");
        Assert.StartsWith("* OK [NOTIFICATIONOVERFLOW]", await watcher.Line(), StringComparison.Ordinal);
        await other.Ok("CREATE z");
        Assert.Empty(await watcher.Ok("NOOP"));
        await watcher.Fails("NO [NOTIFICATIONOVERFLOW]", "NOTIFY SET (personal (MailboxName))");
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapServer(new ImapServerOptions(), server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes) { MaxWatchedMailboxes = 0 });
    }
}
