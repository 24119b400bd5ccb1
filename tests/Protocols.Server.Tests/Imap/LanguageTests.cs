using Protocols.Imap;
using Protocols.Imap.Server;
using Protocols.Server.Tests.Hosting;

namespace Protocols.Server.Tests.Imap;

public sealed class LanguageTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    [Fact, Rfc(5255, "3.2"), Rfc(5255, "3.4")]
    public async Task The_server_speaks_the_language_that_is_wanted_and_names_its_namespaces_in_it()
    {
        string address = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(address);
        Assert.Equal(["* LANGUAGE (xx en i-default)"], await talk.Ok("LANGUAGE"));
        Assert.Equal("OK NOOP completed", (await talk.Say("NOOP"))[^1]);
        Assert.Equal(
            ["* LANGUAGE (xx)", "* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\" \"TRANSLATION\" (\"Andere Ben&APw-tzer/\"))) NIL"],
            await talk.Ok("LANGUAGE fr XX-yy"));
        Assert.Equal("OK noop ausgef\u00fchrt", (await talk.Say("NOOP"))[^1]);
        await talk.Fails("NO ", "LANGUAGE fr");
        Assert.Equal(["* LANGUAGE (en)"], await talk.Ok("LANGUAGE en"));
        Assert.Equal("OK NOOP completed", (await talk.Say("NOOP"))[^1]);
    }

    [Fact, Rfc(8437, "3"), Rfc(8437, "4.1")]
    public async Task Another_may_log_in_on_the_same_connection_and_finds_nothing_of_who_was_there()
    {
        string first = await server.NewAccountAsync();
        string second = await server.NewAccountAsync();
        using ImapTalk talk = await server.LoginAsync(first);
        await talk.Append("INBOX", "Subject: a\r\n\r\n");
        await talk.Ok("ENABLE IMAP4rev2 METADATA");
        await talk.Ok("SELECT INBOX");
        await talk.Ok("SEARCH RETURN (SAVE) ALL");
        await talk.Ok("UNAUTHENTICATE");
        await talk.Fails("BAD", "FETCH 1 FLAGS");
        await talk.Fails("BAD", "LIST \"\" *");
        await talk.Fails("BAD", "UNAUTHENTICATE");
        await talk.Fails("NO [AUTHENTICATIONFAILED]", $"LOGIN {second} wrong");
        await talk.Ok($"LOGIN {second} secret");
        Assert.Equal(["* STATUS \"INBOX\" (MESSAGES 0)"], await talk.Ok("STATUS INBOX (MESSAGES)"));
        List<string> selected = await talk.Ok("SELECT INBOX");
        Assert.DoesNotContain(selected, l => l.Contains("CLOSED", StringComparison.Ordinal));
        Assert.Contains(selected, l => l.EndsWith(" RECENT", StringComparison.Ordinal));
        Assert.Equal("* SEARCH", (await talk.Ok("SEARCH $"))[0]);
    }

    [Fact, Rfc(8437, "3"), Rfc(8437, "4.1")]
    public async Task A_compressed_connection_ends_with_who_was_logged_in()
    {
        using ImapTalk talk = await server.LoginAsync();
        await talk.Ok("COMPRESS DEFLATE");
        talk.Client.Compress();
        await talk.Client.SendAsync("x UNAUTHENTICATE\r\n");
        Assert.StartsWith("* BYE", await talk.Line(), StringComparison.Ordinal);
        Assert.Null(await talk.Line());
    }

    [Fact, Rfc(9698, "4")]
    public async Task Where_the_mail_is_to_be_had_by_jmap_is_told_once_the_operator_says_so()
    {
        string address = await server.NewAccountAsync();
        using ImapTalk without = await server.LoginAsync(address);
        Assert.DoesNotContain("JMAPACCESS", (await without.Ok("CAPABILITY"))[0], StringComparison.Ordinal);
        await without.Fails("BAD", "GETJMAPACCESS");
        ImapServer with = new(new ImapServerOptions(), server.Storage.Directory, server.Storage.Mail, server.Storage.Blobs, server.Storage.Changes)
        {
            AllowPlaintextPasswordsFromLoopback = true,
            JmapSession = new Uri("https://example.test/.well-known/jmap"),
        };
        await using InProcessHost host = await InProcessHost.StartAsync(with);
        using ImapTalk talk = new(await LineClient.ConnectAsync(host.Port));
        await talk.Line();
        await talk.Ok($"LOGIN {address} secret");
        Assert.Contains(" JMAPACCESS", (await talk.Ok("CAPABILITY"))[0], StringComparison.Ordinal);
        Assert.Equal(["* JMAPACCESS \"https://example.test/.well-known/jmap\""], await talk.Ok("GETJMAPACCESS"));
        Assert.Equal(["* NAMESPACE ((\"\" \"/\")) NIL NIL"], await talk.Ok("NAMESPACE"));
        await talk.Fails("BAD", "GETACL INBOX");
        await talk.Fails("BAD", "GETQUOTAROOT INBOX");
        await talk.Fails("BAD", "GETMETADATA INBOX /shared/x");
    }
}
