namespace Protocols.Server.Tests.Imap;

public sealed class MailboxTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    [Fact, Rfc(9051, "6.3.4"), Rfc(9051, "6.3.5"), Rfc(5530, "3")]
    public async Task Mailboxes_are_made_with_their_superiors_and_deleted_with_the_codes_that_fit()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("CREATE a/b/c/");
        Assert.Equal(
            ["* LIST (\\NoSelect \\HasChildren) \"/\" \"a\"", "* LIST (\\NoSelect \\HasChildren) \"/\" \"a/b\"", "* LIST (\\HasNoChildren) \"/\" \"a/b/c\""],
            await talk.Ok("LIST \"\" a*"));
        await talk.Fails("NO [ALREADYEXISTS]", "CREATE a/b/c");
        await talk.Fails("NO [ALREADYEXISTS]", "CREATE inbox");
        await talk.Fails("NO [CANNOT]", "CREATE x//y");
        await talk.Fails("NO [CANNOT]", "CREATE \"&AAo-\"");
        await talk.Fails("NO [USEATTR]", "CREATE s (USE (\\Nonsense))");
        await talk.Fails("NO [HASCHILDREN]", "DELETE a");
        await talk.Fails("NO [NONEXISTENT]", "DELETE nothing");
        await talk.Fails("NO [CANNOT]", "DELETE INBOX");
        await talk.Ok("CREATE a");
        await talk.Ok("DELETE a/b/c");
        await talk.Fails("NO [NONEXISTENT]", "SELECT a/b/c");
        await talk.Fails("NO [NONEXISTENT]", "STATUS a/b (MESSAGES)");
    }

    [Fact, Rfc(9051, "6.3.6")]
    public async Task Renaming_takes_inferiors_along_and_renaming_inbox_moves_its_messages()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("CREATE old/deep");
        await talk.Ok("RENAME old new/er");
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" \"new/er/deep\""], await talk.Ok("LIST \"\" new/er/*"));
        await talk.Fails("NO [NONEXISTENT]", "RENAME old x");
        await talk.Fails("NO [ALREADYEXISTS]", "RENAME new/er INBOX");
        await talk.Append("INBOX", "Subject: x\r\n\r\nbody\r\n");
        await talk.Ok("RENAME INBOX kept");
        Assert.Equal(["* STATUS \"kept\" (MESSAGES 1)"], await talk.Ok("STATUS kept (MESSAGES)"));
        Assert.Equal(["* STATUS \"INBOX\" (MESSAGES 0)"], await talk.Ok("STATUS InBoX (MESSAGES)"));
    }

    [Fact, Rfc(9051, "6.3.9"), Rfc(5258, "3"), Rfc(3501, "6.3.9")]
    public async Task Subscriptions_are_listed_though_the_mailbox_is_gone_and_recursively_when_asked_for()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("CREATE foo/bar");
        await talk.Ok("SUBSCRIBE foo/bar");
        await talk.Ok("SUBSCRIBE ghost");
        Assert.Contains("* LIST (\\NoSelect \\HasChildren) \"/\" \"foo\" (\"CHILDINFO\" (\"SUBSCRIBED\"))", await talk.Ok("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %"));
        List<string> subscribed = await talk.Ok("LIST (SUBSCRIBED) \"\" *");
        Assert.Contains("* LIST (\\NonExistent \\Subscribed) \"/\" \"ghost\"", subscribed);
        Assert.Contains("* LIST (\\HasNoChildren \\Subscribed) \"/\" \"foo/bar\"", subscribed);
        Assert.DoesNotContain(await talk.Ok("LIST \"\" *"), l => l.Contains("ghost", StringComparison.Ordinal));
        Assert.Contains("* LSUB (\\NoSelect) \"/\" \"foo\"", await talk.Ok("LSUB \"\" %"));
        Assert.Contains("* LSUB () \"/\" \"foo/bar\"", await talk.Ok("LSUB \"\" foo/%"));
        await talk.Ok("UNSUBSCRIBE ghost");
        Assert.DoesNotContain(await talk.Ok("LSUB \"\" *"), l => l.Contains("ghost", StringComparison.Ordinal));
    }

    [Fact, Rfc(9051, "6.3.9"), Rfc(5819, "2"), Rfc(6154, "2")]
    public async Task List_answers_the_root_several_patterns_and_status()
    {
        using ImapTalk talk = await server.LoginAsync();
        Assert.Equal(["* LIST (\\NoSelect) \"/\" \"\""], await talk.Ok("LIST \"\" \"\""));
        await talk.Ok("CREATE x");
        await talk.Ok("CREATE y/z");
        await talk.Append("x", "Subject: x\r\n\r\nbody\r\n");
        Assert.Equal(
            ["* LIST (\\HasNoChildren) \"/\" \"INBOX\"", "* STATUS \"INBOX\" (MESSAGES 0)", "* LIST (\\HasNoChildren) \"/\" \"x\"", "* STATUS \"x\" (MESSAGES 1)"],
            await talk.Ok("LIST \"\" (inbox x) RETURN (STATUS (MESSAGES))"));
        Assert.All(await talk.Ok("LIST (SPECIAL-USE) \"\" *"), l => Assert.Matches(@"\\(Archive|Drafts|Junk|Sent|Trash)", l));
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" \"y/z\""], await talk.Ok("LIST y/ %"));
        Assert.Equal(["* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) NIL"], await talk.Ok("NAMESPACE"));
    }

    [Fact, Rfc(9051, "5.1"), Rfc(9051, "6.3.1")]
    public async Task Names_beyond_ascii_are_modified_utf7_until_rev2_is_enabled()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("CREATE Entw&APw-rfe");
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe\""], await talk.Ok("LIST \"\" Entw*"));
        Assert.Equal(["* ENABLED IMAP4rev2"], await talk.Ok("ENABLE IMAP4rev2"));
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" \"Entwürfe\""], await talk.Ok("LIST \"\" Entw*"));
        await talk.Ok("SELECT \"Entwürfe\"");
    }

    [Fact, Rfc(9051, "6.3.2"), Rfc(3501, "6.3.1")]
    public async Task Select_tells_what_the_revision_in_use_wants()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Append("INBOX", "Subject: a\r\n\r\n", "(\\Seen) ");
        await talk.Append("INBOX", "Subject: b\r\n\r\n", "($Work) ");
        List<string> rev1 = await talk.Ok("SELECT INBOX");
        Assert.Contains("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Work)", rev1);
        Assert.Contains("* 2 EXISTS", rev1);
        Assert.Contains("* 2 RECENT", rev1);
        Assert.Contains(rev1, l => l.StartsWith("* OK [UNSEEN 2]", StringComparison.Ordinal));
        Assert.Contains(rev1, l => l.StartsWith("* OK [UIDNEXT 3]", StringComparison.Ordinal));
        await talk.Ok("ENABLE IMAP4rev2");
        List<string> rev2 = await talk.Ok("EXAMINE INBOX");
        Assert.StartsWith("* OK [CLOSED]", rev2[0], StringComparison.Ordinal);
        Assert.DoesNotContain("* 2 RECENT", rev2);
        Assert.Contains(rev2, l => l.StartsWith("* LIST ", StringComparison.Ordinal));
        Assert.Contains(rev2, l => l.StartsWith("* OK [PERMANENTFLAGS ()]", StringComparison.Ordinal));
        await talk.Fails("NO ", "STORE 1 +FLAGS (\\Deleted)");
        await talk.Fails("NO ", "EXPUNGE");
        await talk.Fails("NO [NONEXISTENT]", "SELECT nothing");
        await talk.Fails("BAD", "FETCH 1 FLAGS");
    }

    [Fact, Rfc(9051, "6.3.12"), Rfc(4315, "3"), Rfc(7888, "4")]
    public async Task Append_files_tells_the_uid_and_refuses_with_the_code_that_fits()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("SELECT INBOX");
        List<string> lines = await talk.Say("APPEND INBOX (\\Seen) \" 7-Feb-1994 21:52:25 -0800\" {6+}\r\na: b\r\n");
        Assert.Equal("* 1 EXISTS", lines[0]);
        Assert.Matches(@"^OK \[APPENDUID \d+ 1\]", lines[^1]);
        Assert.Equal(["* 1 FETCH (FLAGS (\\Seen) INTERNALDATE \"07-Feb-1994 21:52:25 -0800\" RFC822.SIZE 6)"], await talk.Ok("FETCH 1 FAST"));
        Assert.StartsWith("NO [TRYCREATE]", await talk.Append("nothing", "a3 LOGOUT\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("NO [TOOBIG]", await talk.Append("INBOX", new string('x', (1 << 20) + 1)), StringComparison.Ordinal);
        Assert.StartsWith("BAD ", await talk.Append("INBOX", "a: b\r\n", "(\\Nonsense) "), StringComparison.Ordinal);
        await talk.Fails("NO [TRYCREATE]", "APPEND nothing {10}");
        await talk.Ok("NOOP");
    }

    [Fact, Rfc(9051, "6.2.3"), Rfc(9051, "6.2.2"), Rfc(5530, "3")]
    public async Task A_wrong_password_is_told_by_its_code_and_too_many_end_the_connection()
    {
        string address = await server.NewAccountAsync();
        using ImapTalk talk = new(await LineClient.ConnectAsync(server.Host.Port));
        Assert.StartsWith("* OK [CAPABILITY IMAP4rev1 IMAP4rev2", await talk.Line(), StringComparison.Ordinal);
        for (int i = 0; i < 4; i++)
        {
            await talk.Fails("NO [AUTHENTICATIONFAILED]", $"LOGIN {address} wrong{i}");
        }

        string asOther = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("other\0" + address + "\0secret"));
        await talk.Fails("NO [AUTHORIZATIONFAILED]", "AUTHENTICATE PLAIN " + asOther);
        Assert.StartsWith("* BYE", await talk.Line(), StringComparison.Ordinal);
        Assert.Null(await talk.Line());
    }
}
