using System.Text.Json;
using Protocols.Hosting;
using Protocols.Server.Tests.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Smtp;

/// <summary>What must not be taken for the end of a message or for commands, over real sockets, up to what the queue would send on.</summary>
public sealed class SmugglingTests
{
    private const string Envelope = "MAIL FROM:<me@here.test>\r\nRCPT TO:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n";
    private const string Smuggled = "MAIL FROM:<evil@example.test>\r\nRCPT TO:<me@here.test>\r\nDATA\r\nFrom: evil@example.test\r\n\r\nsmuggled\r\n";

    [Theory, Rfc(5321, "2.3.8"), Rfc(5321, "4.1.1.4")]
    [InlineData(BareLineEndPolicy.Reject)]
    [InlineData(BareLineEndPolicy.Keep)]
    public async Task No_sequence_known_for_smuggling_ends_a_message(BareLineEndPolicy policy)
    {
        string file = Path.Combine(Suites.Require("smtp-smuggling"), "sequences.json");
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        string[] sequences = [.. json.RootElement.GetProperty("sequences").EnumerateArray().Select(static e => e.GetString()!)];
        Assert.Equal(10, sequences.Length);
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions(), QueueSite.Everything with { BareLineEnds = policy });
        await site.HelloAsync(login: true);
        int kept = 0;
        foreach (string sequence in sequences)
        {
            Assert.All(await site.SayAsync(Envelope), static r => Assert.StartsWith("250", r, StringComparison.Ordinal));
            Assert.StartsWith("354", (await site.SayAsync("DATA\r\n"))[0], StringComparison.Ordinal);
            string text = $"Subject: it\r\n\r\ntext{sequence}{Smuggled}";

            // The first reply has to be the one to the whole message, and the next that to NOOP.
            await site.SendRawAsync($"{text}.\r\nNOOP\r\n");
            List<string> replies = await site.RepliesAsync(2);
            bool isTaken = policy == BareLineEndPolicy.Keep || sequence.Contains('\0', StringComparison.Ordinal);
            Assert.StartsWith(isTaken ? "250 2.0.0 Message queued" : "550 5.6.0", replies[0], StringComparison.Ordinal);
            Assert.Equal("250 2.0.0 OK", replies[1]);
            List<QueueSite.Queued> queued = await site.ReadQueueAsync();
            kept += isTaken ? 1 : 0;
            Assert.Equal(kept, queued.Count);
            if (isTaken)
            {
                // Neutral: what goes on has the octets in it as they came, but for the dot that stood first in a line.
                string sent = text.Replace("\r\n.", "\r\n", StringComparison.Ordinal);
                Assert.EndsWith("\r\n" + sent, queued[^1].Content, StringComparison.Ordinal);
                Assert.Equal("me@here.test", queued[^1].Envelope.ReversePath);
            }
        }

        Assert.Equal(kept, (await site.Site.ReadAsync()).Count);
        Assert.All(await site.Site.ReadAsync(), static m => Assert.StartsWith("Return-Path: <me@here.test>\r\n", m, StringComparison.Ordinal));
    }

    [Theory, Rfc(3030, "2")]
    [InlineData("BDAT 9 LAST\r\n\r\n.\r\nQUIT")]
    [InlineData("BDAT 9\r\n\r\n.\r\nQUITBDAT 0 LAST\r\n")]
    public async Task What_is_in_a_chunk_is_never_a_command(string chunks)
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync(login: true);
        await site.SayAsync(Envelope);
        await site.SendRawAsync(chunks + "NOOP\r\n");
        List<string> replies = await site.RepliesAsync(chunks.Split("BDAT").Length);
        Assert.All(replies, static r => Assert.StartsWith("250", r, StringComparison.Ordinal));
        Assert.EndsWith("\r\n.\r\nQUIT", (await site.OnlyQueuedAsync()).Content, StringComparison.Ordinal);
    }

    [Theory, Rfc(3207, "4.2")]
    [InlineData("STARTTLS\r\nMAIL FROM:<evil@example.test>\r\n")]
    [InlineData("STARTTLS\r\nEHLO evil\r\n")]
    [InlineData("STARTTLS\r\n\r\n")]
    [InlineData("STARTTLS\r\nx")]
    public async Task Nothing_said_in_the_clear_behind_starttls_is_taken_for_protected(string said)
    {
        await using QueueSite site = await StartTlsAsync();
        await site.RepliesAsync(1);
        await site.SendRawAsync("EHLO a\r\n" + said);
        List<string> replies = await site.RepliesAsync(3);
        Assert.Equal(["250", "501", "closed"], replies.Select(static r => r.Length > 6 ? r[..3] : r));
    }

    [Fact, Rfc(3207, "4.2")]
    public async Task What_was_learned_in_the_clear_is_forgotten_with_tls()
    {
        await using QueueSite site = await StartTlsAsync();
        await site.HelloAsync();
        Assert.Equal(["250", "250", "220"], (await site.SayAsync("MAIL FROM:<me@here.test>\r\nRCPT TO:<me@here.test>\r\nSTARTTLS\r\n")).Select(static r => r[..3]));
        await site.SecureAsync();

        // Neither the name nor the transaction is there any more.
        Assert.Equal(["503", "503", "250", "503", "250"], (await site.SayAsync("RCPT TO:<me@here.test>\r\nMAIL FROM:<me@here.test>\r\nEHLO a\r\nDATA\r\nMAIL FROM:<me@here.test> REQUIRETLS\r\n")).Select(static r => r[..3]));
    }

    [Theory, Rfc(4954, "4")]
    [InlineData("AUTH PLAIN\r\nMAIL FROM:<evil@example.test>\r\n", "334 501")]
    [InlineData("AUTH PLAIN\r\n*\r\nMAIL FROM:<evil@example.test>\r\n", "334 501 250")]
    [InlineData("AUTH PLAIN AGEAYg==\r\nMAIL FROM:<evil@example.test>\r\nRCPT TO:<a@elsewhere.test>\r\n", "535 250 550")]
    [InlineData("AUTH LOGIN\r\nQUIT\r\nQUIT\r\nNOOP\r\n", "334 334 535 250")]
    public async Task Commands_behind_a_login_are_answers_to_it_or_those_of_nobody(string said, string codes)
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync();
        await site.SendRawAsync(said);
        Assert.Equal(codes, string.Join(' ', (await site.RepliesAsync(codes.Split(' ').Length)).Select(static r => r[..3])));
        Assert.Empty(await site.ReadQueueAsync());
    }

    [Fact, Rfc(4954, "4")]
    public async Task A_login_with_line_ends_in_it_is_none_and_brings_no_fields_with_it()
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync();
        string name = Convert.ToBase64String("\0me@here.test\r\nX: y\0secret"u8);
        Assert.Equal(["535", "501", "250"], (await site.SayAsync($"AUTH PLAIN {name}\r\nMAIL FROM:<me@here.test> AUTH=me+0D+0Aevil@here.test\r\nMAIL FROM:<me@here.test>\r\n")).Select(static r => r[..3]));
    }

    [Theory, Rfc(5321, "2.3.8")]
    [InlineData("MAIL FROM:<a@b.c>\nRCPT TO:<me@here.test>\r\n")]
    [InlineData("MAIL FROM:<a@b.c>\rRCPT TO:<me@here.test>\r\n")]
    [InlineData("MAIL FROM:<\"a\r\nRCPT TO:<me@here.test>\r\n\"@b.c>\r\n")]
    public async Task A_command_holds_no_other(string said)
    {
        await using QueueSite site = await QueueSite.StartAsync(new RelayOptions());
        await site.HelloAsync();
        await site.SendRawAsync(said + "DATA\r\n");
        List<string> replies = await site.RepliesAsync(said.Split("\r\n").Length);
        Assert.All(replies, static r => Assert.StartsWith("5", r, StringComparison.Ordinal));
    }

    [Fact, Rfc(3207, "4.2")]
    public async Task A_login_that_holds_no_longer_sends_nothing_on()
    {
        // EHLO begins the session anew, but for the login (RFC 4954 §4); TLS begins it anew with that too.
        await using QueueSite site = await QueueSite.StartAsync(
            new RelayOptions(), QueueSite.Everything with { AllowPlaintextAuthentication = true }, listener: new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls });
        await site.HelloAsync(login: true);
        Assert.Equal(["250", "250", "250", "250", "220"], (await site.SayAsync("EHLO b\r\nMAIL FROM:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\nRSET\r\nSTARTTLS\r\n")).Select(static r => r[..3]));
        await site.SecureAsync();
        Assert.Equal(["250", "250", "550"], (await site.SayAsync("EHLO b\r\nMAIL FROM:<me@here.test>\r\nRCPT TO:<a@elsewhere.test>\r\n")).Select(static r => r[..3]));
    }

    private static Task<QueueSite> StartTlsAsync() =>
        QueueSite.StartAsync(new RelayOptions(), listener: new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls });
}
