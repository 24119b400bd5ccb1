using System.Text;
using Protocols.Server.Tests.Imap;
using Protocols.Server.Tests.ManageSieve;
using Protocols.Server.Tests.Relay;

namespace Protocols.Server.Tests.Sieve;

/// <summary>Scripts from where people put them to where their mail is, in the sample server.</summary>
public sealed class ReferenceServerTests
{
    [Fact, Rfc(5804, "1.4"), Rfc(5228, "4.1")]
    public async Task A_script_that_was_put_over_managesieve_sorts_what_comes_over_smtp_and_a_redirect_to_oneself_ends()
    {
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync();
        using SieveTalk talk = new(await LineClient.ConnectAsync(server.Port("managesieve")));
        Assert.Contains("\"SIEVE\" \"", await talk.Answer(), StringComparison.Ordinal);
        Assert.StartsWith("OK", await talk.Say($"AUTHENTICATE \"PLAIN\" \"{SieveTalk.Plain(server.Address, server.Password)}\""), StringComparison.Ordinal);
        string script = $$"""
            require ["fileinto", "mailbox", "envelope", "vacation", "copy"];
            if header :is "subject" "sort" { fileinto :create "Sorted"; }
            elsif header :is "subject" "round" { redirect "{{server.Address}}"; }
            elsif header :is "subject" "hello" { vacation "I am away."; }
            """;
        Assert.StartsWith("OK", await talk.Say($"PUTSCRIPT \"main\" {{{Encoding.UTF8.GetByteCount(script)}+}}\r\n{script}"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await talk.Say("SETACTIVE \"main\""), StringComparison.Ordinal);

        using LineClient sender = await LineClient.ConnectAsync(server.Port("smtp"));
        await sender.SendAsync("EHLO a\r\n");
        await sender.ReadReplyAsync();
        await sender.ReadReplyAsync();
        foreach (string subject in (string[])["sort", "round", "hello"])
        {
            string message = $"From: {server.Address}\r\nTo: {server.Address}\r\nSubject: {subject}\r\n\r\nbody\r\n";
            await sender.SendAsync($"MAIL FROM:<other+{server.Address}>\r\nRCPT TO:<{server.Address}>\r\nBDAT {message.Length} LAST\r\n{message}");
            for (int i = 0; i < 3; i++)
            {
                Assert.StartsWith("250", await sender.ReadReplyAsync(), StringComparison.Ordinal);
            }
        }

        using ImapTalk imap = new(await LineClient.ConnectAsync(server.Port("imap"))) { ShowsRecent = true };
        await imap.Line();
        await imap.Ok($"LOGIN {server.Address} {server.Password}");
        Assert.Contains("* 1 EXISTS", await imap.Ok("SELECT Sorted"));

        // The one that was sent round comes back through the queue, and is kept then.
        List<string> found = [];
        await Until.TrueAsync(
            async () =>
            {
                await imap.Ok("SELECT INBOX");
                found = await imap.Ok("SEARCH SUBJECT round HEADER X-Sieve-Redirected-From " + server.Address);
                return found[0] == "* SEARCH 1" || found[0] == "* SEARCH 2";
            },
            () => string.Join(' ', found) + server.Log);
        Assert.Equal(0, await server.StopAsync());
    }
}
