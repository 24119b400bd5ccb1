namespace Protocols.Server.Tests.Imap;

/// <summary>Annotations (RFC 5464).</summary>
public sealed class MetadataTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    [Fact, Rfc(5464, "4.2"), Rfc(5464, "4.3")]
    public async Task Entries_are_set_read_and_removed_all_or_none()
    {
        using ImapTalk talk = await server.LoginAsync();
        Assert.Contains(" METADATA", (await talk.Ok("CAPABILITY"))[0], StringComparison.Ordinal);
        Assert.Equal(["* METADATA \"INBOX\" (/private/comment NIL)"], await talk.Ok("GETMETADATA INBOX /private/comment"));
        await talk.Ok("SETMETADATA INBOX (/PRIVATE/Comment \"mine\" /shared/comment {4+}\r\na\r\nb)");
        Assert.Equal(["* METADATA \"INBOX\" (/shared/comment {4}a\r\nb /private/comment \"mine\")"], await talk.Ok("GETMETADATA inbox (/shared/comment /private/comment /private/comment)"));
        await talk.Ok("SETMETADATA INBOX (/private/comment NIL)");
        Assert.Equal(["* METADATA \"INBOX\" (/private/comment NIL)"], await talk.Ok("GETMETADATA INBOX /private/comment"));
        await talk.Fails("NO [NONEXISTENT]", "GETMETADATA nothing /private/comment");
        await talk.Fails("NO [NONEXISTENT]", "SETMETADATA nothing (/private/comment \"x\")");
        await talk.Fails("BAD", "SETMETADATA INBOX (/comment \"x\")");
        await talk.Fails("NO [METADATA MAXSIZE 65536]", "SETMETADATA INBOX (/private/a \"x\" /private/b {65537+}\r\n" + new string('x', 65537) + ")");
        Assert.Equal(["* METADATA \"INBOX\" (/private/a NIL)"], await talk.Ok("GETMETADATA INBOX /private/a"));
        for (int i = 0; i < 100; i++)
        {
            await talk.Ok($"SETMETADATA INBOX (/private/n{i} \"x\")");
        }

        await talk.Fails("NO [METADATA TOOMANY]", "SETMETADATA INBOX (/private/n0 \"y\" /private/comment \"x\")");
        Assert.Equal(["* METADATA \"INBOX\" (/private/n0 \"x\")"], await talk.Ok("GETMETADATA INBOX /private/n0"));
    }

    [Fact, Rfc(5464, "4.2.1"), Rfc(5464, "4.2.2")]
    public async Task What_is_too_long_is_left_out_and_what_lies_below_comes_along()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("SETMETADATA INBOX (/private/filters/values/small \"SMALLER 5000\" /private/filters/values/boss \"FROM \\\"boss\\\"\" /private/filters/values/a/b \"x\")");
        Assert.Equal(
            ["* METADATA \"INBOX\" (/private/filters/values/boss \"FROM \\\"boss\\\"\" /private/filters/values/small \"SMALLER 5000\")"],
            await talk.Ok("GETMETADATA \"INBOX\" (DEPTH 1) (/private/filters/values)"));
        List<string> said = await talk.Say("GETMETADATA (MAXSIZE 11 DEPTH infinity) INBOX /private/filters");
        Assert.Equal("* METADATA \"INBOX\" (/private/filters/values/a/b \"x\" /private/filters/values/boss \"FROM \\\"boss\\\"\")", said[0]);
        Assert.StartsWith("OK [METADATA LONGENTRIES 12]", said[^1], StringComparison.Ordinal);
        Assert.Empty(await talk.Ok("GETMETADATA INBOX (DEPTH 1) /private/nothing"));
    }

    [Fact, Rfc(5464, "3.2.1.1")]
    public async Task The_server_says_of_itself_what_its_operator_wants_and_keeps_what_is_each_users_own()
    {
        string address = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(address);
        using ImapTalk other = await server.LoginAsync();
        Assert.Equal(["* METADATA \"\" (/shared/admin \"mailto:postmaster@example.test\")"], await talk.Ok("GETMETADATA \"\" /shared/admin"));
        Assert.Equal(["* METADATA \"\" (/shared/comment \"A server\" /shared/x NIL)"], await talk.Ok("GETMETADATA \"\" (/shared/comment /shared/x)"));
        await talk.Fails("NO [NOPERM]", "SETMETADATA \"\" (/private/vendor/x/y \"1\" /shared/admin \"mailto:me\")");
        await talk.Ok("SETMETADATA \"\" (/private/vendor/x/y \"1\")");
        Assert.Equal(["* METADATA \"\" (/private/vendor/x/y \"1\")"], await talk.Ok("GETMETADATA \"\" (DEPTH infinity) /private/vendor"));
        Assert.Equal(["* METADATA \"\" (/private/vendor/x/y NIL)"], await other.Ok("GETMETADATA \"\" /private/vendor/x/y"));
    }

    [Fact, Rfc(4314, "6"), Rfc(5464, "3.3")]
    public async Task Of_anothers_mailbox_what_is_shared_is_shared_and_what_is_private_is_apart()
    {
        string address = await server.NewAccountAsync();
        string user = await server.NewAccountAsync();
        using ImapTalk owner = await server.LoginAsync(address);
        using ImapTalk talk = await server.LoginAsync(user);
        string inbox = $"\"Other Users/{address}/INBOX\"";
        await owner.Ok("SETMETADATA INBOX (/shared/comment \"ours\" /private/comment \"hers\")");
        await talk.Fails("NO [NONEXISTENT]", $"GETMETADATA {inbox} /shared/comment");
        await owner.Ok($"SETACL INBOX {user} l");
        await talk.Fails("NO [NOPERM]", $"GETMETADATA {inbox} /shared/comment");
        await owner.Ok($"SETACL INBOX {user} lr");
        Assert.Equal([$"* METADATA {inbox} (/shared/comment \"ours\" /private/comment NIL)"], await talk.Ok($"GETMETADATA {inbox} (/shared/comment /private/comment)"));
        await talk.Ok($"SETMETADATA {inbox} (/private/comment \"his\")");
        await talk.Fails("NO [NOPERM]", $"SETMETADATA {inbox} (/shared/comment \"his\")");
        await owner.Ok($"SETACL INBOX {user} lrw");
        await talk.Ok($"SETMETADATA {inbox} (/shared/comment \"changed\")");
        await talk.Fails("NO [USEATTR]", $"SETMETADATA {inbox} (/private/specialuse \"\\\\Sent\")");
        Assert.Equal(["* METADATA \"INBOX\" (/shared/comment \"changed\" /private/comment \"hers\")"], await owner.Ok("GETMETADATA INBOX (/shared/comment /private/comment)"));
    }

    [Fact, Rfc(6154, "4"), Rfc(6154, "3"), Rfc(6154, "5.4")]
    public async Task What_a_mailbox_is_for_is_told_and_changed_as_an_entry()
    {
        using ImapTalk talk = await server.LoginAsync();
        Assert.Contains(" CREATE-SPECIAL-USE", (await talk.Ok("CAPABILITY"))[0], StringComparison.Ordinal);
        await talk.Ok("CREATE SavedDrafts");
        Assert.Equal(["* METADATA \"Drafts\" (/private/specialuse \"\\\\Drafts\")"], await talk.Ok("GETMETADATA Drafts /private/specialuse"));
        await talk.Fails("NO [USEATTR]", "SETMETADATA SavedDrafts (/private/specialuse \"\\\\Drafts\")");
        await talk.Ok("SETMETADATA Drafts (/private/specialuse NIL)");
        await talk.Ok("SETMETADATA SavedDrafts (/private/specialuse \"\\\\drafts\")");
        Assert.Equal(["* LIST (\\HasNoChildren \\Drafts) \"/\" \"SavedDrafts\""], await talk.Ok("LIST (SPECIAL-USE) \"\" *Drafts"));
        Assert.Equal(["* METADATA \"Drafts\" (/private/specialuse NIL)"], await talk.Ok("GETMETADATA Drafts /private/specialuse"));
        await talk.Fails("NO [USEATTR]", "SETMETADATA Drafts (/private/specialuse \"\\\\Nonsense\")");
        await talk.Fails("NO [USEATTR]", "SETMETADATA Drafts (/private/specialuse \"\\\\Sent \\\\Junk\")");
        await talk.Fails("NO [USEATTR]", "SETMETADATA INBOX (/private/specialuse \"\\\\Sent\")");
        await talk.Fails("NO [USEATTR]", "CREATE another (USE (\\Drafts))");
        await talk.Fails("NO [USEATTR]", "CREATE another (USE (\\Archive \\Junk))");
        await talk.Ok("DELETE SavedDrafts");
        await talk.Ok("CREATE another (USE (\\Drafts))");
        Assert.Contains(await talk.Ok("LIST (SPECIAL-USE) \"\" *"), l => l.EndsWith("\\Drafts) \"/\" \"another\"", StringComparison.Ordinal));
    }

    [Fact, Rfc(5464, "4.1")]
    public async Task Annotations_follow_a_renamed_mailbox_and_stay_on_inbox()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("SETMETADATA INBOX (/private/comment \"x\")");
        await talk.Ok("RENAME INBOX kept");
        await talk.Ok("RENAME kept further");
        Assert.Equal(["* METADATA \"further\" (/private/comment \"x\")"], await talk.Ok("GETMETADATA further /private/comment"));
        Assert.Equal(["* METADATA \"INBOX\" (/private/comment \"x\")"], await talk.Ok("GETMETADATA INBOX /private/comment"));
        await talk.Ok("DELETE further");
        await talk.Ok("CREATE further");
        Assert.Equal(["* METADATA \"further\" (/private/comment NIL)"], await talk.Ok("GETMETADATA further /private/comment"));
    }

    [Fact, Rfc(9051, "6.3.1"), Rfc(5464, "4.1"), Rfc(5464, "4.4.2")]
    public async Task Who_enabled_it_is_told_what_others_changed()
    {
        string address = await server.NewAccountAsync();
        string user = await server.NewAccountAsync();
        using ImapTalk one = await server.LoginAsync(address);
        using ImapTalk other = await server.LoginAsync(address);
        Assert.Equal(["* ENABLED METADATA"], await one.Ok("ENABLE METADATA"));
        await other.Ok("SETMETADATA INBOX (/shared/comment \"x\" /private/comment \"y\")");
        await other.Ok("SETMETADATA \"\" (/private/comment \"z\")");
        Assert.Equal(["* METADATA \"\" /private/comment", "* METADATA \"INBOX\" /shared/comment /private/comment"], await one.Ok("NOOP"));
        Assert.Empty(await one.Ok("NOOP"));
        Assert.Empty(await one.Ok("SETMETADATA INBOX (/private/comment \"mine\")"));
        Assert.Empty(await one.Ok("NOOP"));
        await other.Ok("SETMETADATA INBOX (/private/comment NIL)");
        await one.Ok("SELECT INBOX");
        Assert.Empty(await other.Ok("NOOP"));

        // Of another's mailbox, while it is selected, and at once where one idles.
        await one.Ok($"SETACL INBOX {user} lr");
        using ImapTalk shared = await server.LoginAsync(user);
        await shared.Ok("ENABLE METADATA");
        await shared.Ok($"SELECT \"Other Users/{address}/INBOX\"");
        await shared.Client.SendAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await shared.Line(), StringComparison.Ordinal);
        await other.Ok("SETMETADATA INBOX (/shared/comment \"new\" /private/comment \"not his\")");
        Assert.Equal($"* METADATA \"Other Users/{address}/INBOX\" /shared/comment", await shared.Line());
        await shared.Client.SendAsync("DONE\r\n");
        Assert.StartsWith("i OK", await shared.Line(), StringComparison.Ordinal);
    }
}
