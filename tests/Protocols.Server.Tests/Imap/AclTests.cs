using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;
using Protocols.Server.Tests.Smtp;
using Protocols.Storage;

namespace Protocols.Server.Tests.Imap;

/// <summary>Rights, and mailboxes that are shared by them: an owner, and a user who is given some.</summary>
public sealed class AclTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    private string _owner = "";
    private string _user = "";

    private string Shared(string name) => $"\"Other Users/{_owner}/{name}\"";

    /// <summary>An owner with a mailbox, and a user with these rights on it.</summary>
    private async Task<(ImapTalk Owner, ImapTalk User)> PairAsync(string rights, string mailbox = "work")
    {
        _owner = await server.NewAccountAsync();
        _user = await server.NewAccountAsync();
        ImapTalk owner = await server.LoginAsync(_owner);
        await owner.Ok("CREATE " + mailbox);
        if (rights.Length > 0)
        {
            await owner.Ok($"SETACL {mailbox} {_user} {rights}");
        }

        return (owner, await server.LoginAsync(_user));
    }

    [Fact, Rfc(4314, "3.1"), Rfc(4314, "3.2"), Rfc(4314, "3.3"), Rfc(4314, "2.1.1")]
    public async Task Rights_are_set_added_removed_and_deleted_and_the_old_letters_are_told_along()
    {
        (ImapTalk owner, _) = await PairAsync("lrswida");
        Assert.Equal([$"* ACL \"work\" {_owner} lrswipkxteacd {_user} lrswitead"], await owner.Ok("GETACL work"));
        await owner.Ok($"SETACL work {_user.ToUpperInvariant()} +c");
        await owner.Ok($"SETACL work {_user} -sweat");
        Assert.Equal([$"* ACL \"work\" {_owner} lrswipkxteacd {_user} lrikxc"], await owner.Ok("GETACL work"));
        await owner.Ok($"SETACL work -{_user} r");
        await owner.Ok("SETACL work anyone l");
        await owner.Ok("SETACL work authenticated p");
        await owner.Ok($"DELETEACL work {_user}");
        await owner.Ok("DELETEACL work nobody@elsewhere.test");
        Assert.Equal([$"* ACL \"work\" {_owner} lrswipkxteacd anyone l authenticated p -{_user} r"], await owner.Ok("GETACL work"));
        await owner.Fails("BAD", $"SETACL work {_user} lq");
        await owner.Fails("BAD", $"SETACL work {_user} 0");
        await owner.Fails("NO ", "SETACL work nobody@example.test l");
        await owner.Fails("NO [CANNOT]", $"SETACL work {_owner} l");
        await owner.Fails("NO [NONEXISTENT]", $"SETACL nothing {_user} l");
        await owner.Fails("NO [NONEXISTENT]", "GETACL nothing");
    }

    [Fact, Rfc(4314, "3.4"), Rfc(4314, "3.5")]
    public async Task Listrights_and_myrights_tell_what_can_be_given_and_what_one_has()
    {
        (ImapTalk owner, ImapTalk user) = await PairAsync("lrs");
        Assert.Equal([$"* LISTRIGHTS \"work\" {_user} \"\" l r s w i p k x t e a c d"], await owner.Ok($"LISTRIGHTS work {_user}"));
        Assert.Equal([$"* LISTRIGHTS \"work\" {_owner} lrswipkxteacd"], await owner.Ok($"LISTRIGHTS work {_owner}"));
        Assert.Equal(["* MYRIGHTS \"INBOX\" lrswipkxteacd"], await owner.Ok("MYRIGHTS inbox"));
        Assert.Equal([$"* MYRIGHTS {Shared("work")} lrs"], await user.Ok("MYRIGHTS " + Shared("work")));
        await user.Fails("NO [NOPERM]", "GETACL " + Shared("work"));
        await user.Fails("NO [NOPERM]", $"SETACL {Shared("work")} {_user} a");
        await user.Fails("NO [NONEXISTENT]", "MYRIGHTS " + Shared("INBOX"));
        await user.Fails("NO [NONEXISTENT]", "MYRIGHTS nothing");
    }

    [Fact, Rfc(2342, "5"), Rfc(4314, "4"), Rfc(4314, "5.1.1")]
    public async Task What_is_shared_is_in_the_namespace_of_other_users_with_what_is_above_it()
    {
        (ImapTalk owner, ImapTalk user) = await PairAsync("lr", "a/b");
        string root = $"Other Users/{_owner}";
        Assert.Equal(["* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) NIL"], await user.Ok("NAMESPACE"));
        Assert.Contains("ACL RIGHTS=kxte LIST-MYRIGHTS", (await user.Ok("CAPABILITY"))[0], StringComparison.Ordinal);
        Assert.Equal([$"* LIST (\\HasNoChildren) \"/\" \"{root}/a/b\""], await user.Ok($"LIST \"\" \"{root}/*\""));
        Assert.Contains("* LIST (\\NonExistent \\HasChildren) \"/\" \"Other Users\"", await user.Ok("LIST \"\" %"));

        // Others may share theirs with anyone.
        Assert.Contains($"* LIST (\\NonExistent \\HasChildren) \"/\" \"{root}\"", await user.Ok("LIST \"Other Users/\" %"));
        Assert.Equal([$"* LIST (\\NonExistent \\HasChildren) \"/\" \"{root}/a\""], await user.Ok($"LIST \"\" \"{root}/%\""));
        Assert.DoesNotContain(await owner.Ok("LIST \"\" *"), l => l.Contains(root, StringComparison.Ordinal));
        await user.Ok($"SUBSCRIBE \"{root}/a/b\"");
        Assert.Contains($"* LSUB () \"/\" \"{root}/a/b\"", await user.Ok("LSUB \"\" *"));
        Assert.Contains($"* LIST (\\HasNoChildren \\Subscribed) \"/\" \"{root}/a/b\"", await user.Ok("LIST (SUBSCRIBED) \"\" *"));
        await owner.Ok($"SETACL a/b {_user} r");
        Assert.Empty(await user.Ok($"LIST \"\" \"{root}/*\""));
        await user.Ok("SELECT " + Shared("a/b"));
    }

    [Fact, Rfc(5819, "2"), Rfc(8440, "3"), Rfc(8440, "4")]
    public async Task List_tells_rights_and_counters_as_far_as_they_may_be_known()
    {
        (ImapTalk owner, ImapTalk user) = await PairAsync("lr");
        await owner.Ok("CREATE other");
        await owner.Ok($"SETACL other {_user} li");
        await owner.Append("work", "Subject: a\r\n\r\n");
        Assert.Equal(
            [
                $"* LIST (\\HasNoChildren) \"/\" {Shared("other")}", $"* MYRIGHTS {Shared("other")} li",
                $"* LIST (\\HasNoChildren) \"/\" {Shared("work")}", $"* STATUS {Shared("work")} (MESSAGES 1)", $"* MYRIGHTS {Shared("work")} lr",
            ],
            await user.Ok($"LIST \"\" \"Other Users/{_owner}/*\" RETURN (MYRIGHTS STATUS (MESSAGES))"));
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" \"INBOX\"", "* MYRIGHTS \"INBOX\" lrswipkxteacd"], await user.Ok("LIST \"\" INBOX RETURN (MYRIGHTS)"));
    }

    [Fact, Rfc(4314, "6"), Rfc(4314, "4")]
    public async Task What_one_has_no_right_to_see_looks_like_what_is_not_there()
    {
        (ImapTalk owner, ImapTalk user) = await PairAsync("");
        await owner.Append("work", "Subject: a\r\n\r\n");
        foreach (string command in new[] { "SELECT {0}", "EXAMINE {0}", "STATUS {0} (MESSAGES)", "DELETE {0}", "RENAME {0} x", "GETACL {0}", "MYRIGHTS {0}", "LISTRIGHTS {0} anyone", "APPEND {0} {{1+}}\r\nx" })
        {
            List<string> hidden = await user.Say(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, Shared("work")));
            List<string> absent = await user.Say(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, Shared("nothing")));
            List<string> nobody = await user.Say(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, "\"Other Users/nobody@example.test/x\""));
            Assert.StartsWith("NO [NONEXISTENT]", hidden[^1], StringComparison.Ordinal);
            Assert.Equal(hidden, absent);
            Assert.Equal(hidden, nobody);
        }

        foreach (string name in new[] { Shared("work"), Shared("work/x"), Shared("nothing"), "\"Other Users\"", "\"Other Users/x\"", "\"Other Users/nobody@example.test/x\"", $"\"Other Users/{_user}/x\"" })
        {
            await user.Fails("NO [NOPERM]", "CREATE " + name);
        }
    }

    [Fact, Rfc(4314, "4"), Rfc(4314, "5.2"), Rfc(4314, "5.1.1")]
    public async Task A_mailbox_is_opened_for_reading_where_nothing_may_be_changed_and_flags_as_far_as_they_may()
    {
        (ImapTalk owner, ImapTalk user) = await PairAsync("lr");
        await owner.Append("work", "Subject: a\r\n\r\nbody\r\n");
        List<string> opened = await user.Say("SELECT " + Shared("work"));
        Assert.StartsWith("OK [READ-ONLY]", opened[^1], StringComparison.Ordinal);
        Assert.Contains(opened, l => l.StartsWith("* OK [PERMANENTFLAGS ()]", StringComparison.Ordinal));
        await user.Fails("NO [READ-ONLY]", "STORE 1 +FLAGS (\\Seen)");
        await user.Fails("NO [READ-ONLY]", "EXPUNGE");

        await owner.Ok($"SETACL work {_user} lrs");
        List<string> told = await user.Ok("NOOP");
        Assert.Contains(told, l => l.StartsWith("* OK [PERMANENTFLAGS (\\Seen)]", StringComparison.Ordinal));
        Assert.Contains("* 1 FETCH (UID 1 FLAGS (\\Seen))", await user.Ok("STORE 1 +FLAGS (\\Seen \\Deleted $x)"));
        await user.Fails("NO [NOPERM]", "STORE 1 +FLAGS (\\Deleted)");
        await owner.Ok("SELECT work");
        await owner.Ok("STORE 1 +FLAGS (\\Deleted $x)");
        Assert.Contains("* 1 FETCH (UID 1 FLAGS (\\Deleted $x))", await user.Ok("STORE 1 -FLAGS (\\Seen $x)"));
        await user.Fails("NO [NOPERM]", "STORE 1 FLAGS (\\Draft)");
        Assert.Contains("* 1 FETCH (UID 1 FLAGS (\\Deleted \\Seen $x))", await user.Ok("STORE 1 FLAGS (\\Seen \\Draft)"));
        Assert.Contains("* 1 FETCH (UID 1 FLAGS (\\Deleted $x))", await user.Ok("STORE 1 FLAGS ()"));
        await user.Fails("NO [NOPERM]", "EXPUNGE");
        await user.Ok("CLOSE");
        Assert.Equal([$"* STATUS {Shared("work")} (MESSAGES 1)"], await user.Ok($"STATUS {Shared("work")} (MESSAGES)"));

        await owner.Ok($"SETACL work {_user} lrw");
        List<string> again = await user.Say("SELECT " + Shared("work"));
        Assert.StartsWith("OK [READ-WRITE]", again[^1], StringComparison.Ordinal);
        Assert.Contains(again, l => l.StartsWith("* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Draft $x \\*)]", StringComparison.Ordinal));
        Assert.Equal(["* 1 FETCH (BODY[TEXT] {6}body\r\n)"], await user.Ok("FETCH 1 BODY[TEXT]"));
        Assert.Equal(["* 1 FETCH (FLAGS (\\Deleted $x))"], await user.Ok("FETCH 1 FLAGS"));
        await owner.Ok($"SETACL work {_user} lrwte");
        await user.Ok("NOOP");
        Assert.Equal(["* 1 EXPUNGE"], await user.Ok("EXPUNGE"));
    }

    [Fact, Rfc(4314, "4")]
    public async Task Messages_are_put_in_with_the_flags_that_may_be_set()
    {
        (ImapTalk owner, ImapTalk user) = await PairAsync("lri");
        Assert.Matches(@"^OK \[APPENDUID \d+ 1\]", await user.Append(Shared("work"), "Subject: a\r\n\r\n", "(\\Seen $x) "));
        await user.Append("INBOX", "Subject: b\r\n\r\n", "(\\Seen \\Deleted $y) ");
        await user.Append("INBOX", "Subject: c\r\n\r\n" + new string('x', 300_000));
        await owner.Ok($"SETACL work {_user} +t");
        await user.Ok("SELECT INBOX");
        Assert.Matches(@"^OK \[COPYUID \d+ 1:2 2:3\]", (await user.Say("COPY 1:2 " + Shared("work")))[^1]);
        List<string> moved = await user.Ok("UID MOVE 2 " + Shared("work"));
        Assert.Matches(@"^\* OK \[COPYUID \d+ 2 4\]", moved[0]);
        Assert.Equal(["* 2 EXPUNGE"], moved[1..]);
        await owner.Ok("SELECT work");
        Assert.Equal(
            ["* 1 FETCH (FLAGS () RFC822.SIZE 14)", "* 2 FETCH (FLAGS (\\Deleted) RFC822.SIZE 14)", "* 3 FETCH (FLAGS () RFC822.SIZE 300014)", "* 4 FETCH (FLAGS () RFC822.SIZE 300014)"],
            await owner.Ok("FETCH 1:* (FLAGS RFC822.SIZE)"));

        // From there to here, and within there.
        await user.Ok("SELECT " + Shared("work"));
        Assert.Matches(@"^OK \[COPYUID \d+ 2 3\]", (await user.Say("COPY 2 INBOX"))[^1]);
        await user.Fails("NO [NOPERM]", "MOVE 2 INBOX");
        await owner.Ok($"SETACL work {_user} +e");
        Assert.Matches(@"^\* OK \[COPYUID \d+ 2 4\]", (await user.Ok("MOVE 2 INBOX"))[^2]);
        Assert.Matches(@"^OK \[COPYUID \d+ 1 5\]", (await user.Say("COPY 1 " + Shared("work")))[^1]);
        await user.Ok("SELECT INBOX");
        Assert.Equal(["* 3 FETCH (FLAGS (\\Deleted) BODY[HEADER.FIELDS (SUBJECT)] {14}Subject: b\r\n\r\n)"], await user.Ok("FETCH 3 (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])"));
        await owner.Ok($"SETACL work {_user} -i");
        await user.Fails("NO [NOPERM]", "COPY 1 " + Shared("work"));
        Assert.StartsWith("NO [NOPERM]", await user.Append(Shared("work"), "x"), StringComparison.Ordinal);
        await owner.Ok($"SETACL work {_user} +k");
        await user.Fails("NO [TRYCREATE]", "COPY 1 " + Shared("work/new"));
        await user.Fails("NO [NONEXISTENT]", "COPY 1 " + Shared("nothing"));
    }

    [Fact, Rfc(6851, "3.3"), Rfc(4314, "4")]
    public async Task A_move_between_accounts_that_cannot_be_ended_loses_nothing()
    {
        (ImapTalk owner, _) = await PairAsync("lri");
        AccountId? full = null;
        AccountId? broken = null;
        FailingMailStore failing = new(server.Storage.Mail, () => full, () => broken);
        ImapServer over = new(new ImapServerOptions(), server.Storage.Directory, failing, server.Storage.Blobs, server.Storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            Sharing = server.Storage.Sharing,
        };
        await using InProcessHost host = await InProcessHost.StartAsync(over);
        using ImapTalk user = new(await LineClient.ConnectAsync(host.Port));
        await user.Line();
        await user.Ok($"LOGIN {_user} secret");
        await user.Append("INBOX", "Subject: a\r\n\r\n");
        await user.Ok("SELECT INBOX");
        AccountId account = (await server.Storage.Directory.FindRecipientAsync(_user, CancellationToken.None)).Account!.Id;

        // The original cannot be taken away: the copy is taken back.
        full = account;
        await user.Fails("NO [LIMIT]", "MOVE 1 " + Shared("work"));
        Assert.Equal(["* STATUS \"work\" (MESSAGES 0)"], await owner.Ok("STATUS work (MESSAGES)"));

        // It ends in between, as in a crash: there are two, and none is lost.
        (full, broken) = (null, account);
        await user.Fails("NO [UNAVAILABLE]", "MOVE 1 " + Shared("work"));
        Assert.Equal(["* STATUS \"work\" (MESSAGES 1)"], await owner.Ok("STATUS work (MESSAGES)"));
        broken = null;
        Assert.Equal(["* 1 FETCH (UID 1)"], await user.Ok("FETCH 1:* UID"));
    }

    [Fact, Rfc(4314, "4")]
    public async Task Mailboxes_of_others_are_made_renamed_and_deleted_by_who_may()
    {
        (ImapTalk owner, ImapTalk user) = await PairAsync("lrk");
        await user.Ok("CREATE " + Shared("work/new"));
        Assert.Equal([$"* MYRIGHTS {Shared("work/new")} lrkc"], await user.Ok("MYRIGHTS " + Shared("work/new")));
        await user.Fails("NO [NOPERM]", "CREATE " + Shared("top"));
        await user.Fails("NO [USEATTR]", $"CREATE {Shared("work/sent")} (USE (\\Sent))");
        await user.Fails("NO [NOPERM]", "DELETE " + Shared("work/new"));
        await user.Fails("NO [NOPERM]", $"RENAME {Shared("work/new")} {Shared("work/newer")}");
        await owner.Ok($"SETACL work/new {_user} +x");
        await user.Ok($"RENAME {Shared("work/new")} {Shared("work/newer")}");
        await user.Fails("NO [NOPERM]", $"RENAME {Shared("work/newer")} {Shared("newer")}");
        await user.Fails("NO [CANNOT]", $"RENAME {Shared("work/newer")} mine");
        Assert.Contains("* LIST (\\HasNoChildren) \"/\" \"work/newer\"", await owner.Ok("LIST \"\" work/*"));
        await user.Ok("SELECT " + Shared("work/newer"));
        await user.Ok("DELETE " + Shared("work/newer"));
        await user.Fails("BAD", "FETCH 1 FLAGS");
        await owner.Ok($"SETACL INBOX {_user} lrxa");
        await user.Fails("NO [CANNOT]", $"RENAME {Shared("INBOX")} {Shared("work/x")}");
        await user.Ok($"SETACL {Shared("INBOX")} anyone l");
        Assert.Contains($"* ACL \"INBOX\" {_owner} lrswipkxteacd anyone l {_user} lrxac", await owner.Ok("GETACL INBOX"));
    }

    [Fact, Rfc(4314, "5.1.1")]
    public async Task Who_may_read_it_no_longer_is_told_and_sees_nothing_more_of_it()
    {
        (ImapTalk owner, ImapTalk user) = await PairAsync("lr");
        await owner.Append("work", "Subject: a\r\n\r\n");
        await user.Ok("SELECT " + Shared("work"));
        await owner.Ok($"DELETEACL work {_user}");
        await user.Client.SendAsync("x FETCH 1 ALL\r\n");
        Assert.StartsWith("* BYE", await user.Line(), StringComparison.Ordinal);
        Assert.Null(await user.Line());

        // One who idles is told at once.
        await owner.Ok($"SETACL work {_user} lr");
        using ImapTalk idler = await server.LoginAsync(_user);
        await idler.Ok("SELECT " + Shared("work"));
        await idler.Client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await idler.Line(), StringComparison.Ordinal);
        await owner.Append("work", "Subject: b\r\n\r\n");
        Assert.Equal("* 2 EXISTS", await idler.Line());
        Assert.EndsWith(" RECENT", await idler.Line(), StringComparison.Ordinal);
        await owner.Ok($"SETACL work -{_user} r");
        Assert.StartsWith("* BYE", await idler.Line(), StringComparison.Ordinal);
        Assert.Null(await idler.Line());
    }
}
