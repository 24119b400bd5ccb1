using System.IO.Pipelines;
using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.Hosting;
using Protocols.MailAuth;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Results;
using Protocols.Mime;
using Protocols.Server.Tests.Hosting;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Messages that others send, authenticated as they come in: over real sockets, with names in memory.</summary>
public sealed class AuthenticationTests
{
    private const string Message = "From: Ann <ann@example.test>\r\nTo: me@here.test\r\nSubject: hello\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@example.test>\r\n\r\n.It works.\r\n";

    private static readonly DkimSigningKey s_key = DkimSigningKey.FromEd25519("example.test", "ed", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);

    [Theory, Rfc(8601, "4"), Rfc(8601, "2.7"), Rfc(7208, "4"), Rfc(6376, "6")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_gets_its_results_on_top_and_is_otherwise_as_it_was_sent(bool inChunks)
    {
        await using MailSite site = await MailSite.StartAsync(Filter(Zone("v=spf1 ip4:127.0.0.1 -all")));
        string sent = Sign(Message) + Message;
        Assert.StartsWith("250 2.0.0 ", await site.SendAsync(sent, inChunks: inChunks), StringComparison.Ordinal);
        string kept = await site.OnlyAsync();
        Assert.EndsWith("\r\n" + sent, kept, StringComparison.Ordinal);
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(kept));
        string[] names = [.. Names(document)];
        Assert.Equal(["Return-Path", "Authentication-Results", "Received", "DKIM-Signature", "From"], names[..5]);
        AuthenticationResults results = Results(kept);
        Assert.Equal(MailSite.HostName, results.ServiceId);
        Assert.Equal("pass", results.Find("spf")!.Result);
        Assert.Equal("ann@example.test", results.Find("spf")!.Find("smtp", "mailfrom"));
        Assert.Equal(("pass", "example.test"), (results.Find("dkim")!.Result, results.Find("dkim")!.Find("header", "d")));
        Assert.Equal(("pass", "example.test"), (results.Find("dmarc")!.Result, results.Find("dmarc")!.Find("header", "from")));
        Assert.Equal("none", results.Find("arc")!.Result);
        Assert.Equal(("pass", "127.0.0.1"), (results.Find("iprev")!.Result, results.Find("iprev")!.Find("policy", "iprev")));
        Assert.Empty(site.Errors);
    }

    [Fact, Rfc(7208, "2.6.4"), Rfc(6376, "6.1.3")]
    public async Task What_fails_is_told_and_delivered()
    {
        await using MailSite site = await MailSite.StartAsync(Filter(Zone("v=spf1 -all", policy: "")));
        await site.SendAsync(Sign(Message) + Message.Replace("works", "fails", StringComparison.Ordinal));
        AuthenticationResults results = Results(await site.OnlyAsync());
        Assert.Equal(("fail", "fail", "none"), (results.Find("spf")!.Result, results.Find("dkim")!.Result, results.Find("dmarc")!.Result));
    }

    [Theory, Rfc(8601, "5")]
    [InlineData("Authentication-Results: mx.here.test; dkim=pass header.d=bank.test\r\n", true)]
    [InlineData("aUTHENTICATION-rESULTS : MX.Here.Test.\r\n\t1; spf=pass\r\n", true)]
    [InlineData("Authentication-Results: (c) \"mx.here.test\"; spf=pass\r\n", true)]
    [InlineData("Authentication-Results: inner.here.test; spf=pass\r\n", true)]
    [InlineData("Authentication-Results: mx.here.test 2; spf=pass\r\n", true)]
    [InlineData("Authentication-Results: elsewhere.test; spf=pass\r\n", false)]
    [InlineData("X-Authentication-Results: mx.here.test; spf=pass\r\n", false)]
    public async Task Results_forged_in_our_name_are_taken_out_and_nothing_else_is(string field, bool isTakenOut)
    {
        await using MailSite site = await MailSite.StartAsync(new AuthenticationFilter(Zone("v=spf1 -all"), TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName }) { OtherServiceIds = ["inner.here.test"] });
        int middle = Message.IndexOf("Subject", StringComparison.Ordinal);
        string sent = field + Message[..middle] + field + Message[middle..];
        await site.SendAsync(sent);
        await site.SubmitAsync(sent);
        foreach (string kept in await site.ReadAsync())
        {
            Assert.EndsWith("\r\n" + (isTakenOut ? Message : sent), kept, StringComparison.Ordinal);
            Assert.Equal(isTakenOut ? 1 : 3, kept.Split("uthentication-Results", StringSplitOptions.None).Length - 1);
        }
    }

    [Theory, Rfc(8601, "7.8"), Rfc(5322, "2.2.3")]
    [InlineData("x;dkim=pass(y", "a@example.test")]
    [InlineData("[127.0.0.1];_dkim=pass_header.d=bank.test", "a@example.test")]
    [InlineData("mail.example.test", "\"a\\\"; dkim=pass header.d=bank.test (\"@example.test")]
    [InlineData("mail.example.test", "\"x; dkim=pass header.d=bank.test\"@example.test")]
    [InlineData("mail.example.test", "dkim=pass;@[127.0.0.1]", true)]
    [InlineData("mäil.example.test", "ü\u0085; dkim=pass@example.test", true)]
    public async Task A_name_or_path_of_a_stranger_cannot_bring_results_with_it(string helo, string from, bool mayBeRefused = false)
    {
        await using MailSite site = await MailSite.StartAsync(new AuthenticationFilter(Zone("v=spf1 exists:%{l}.example.test ?all"), TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName }) { WithReceivedSpf = true });
        using LineClient client = await LineClient.ConnectAsync(site.SmtpPort);
        await client.ReadReplyAsync();
        await client.SendAsync($"EHLO {helo}\r\nMAIL FROM:<{from}> SMTPUTF8\r\nRCPT TO:<{MailSite.Address}>\r\nBDAT {Message.Length} LAST\r\n{Message}");
        string[] replies = [await Reply(), await Reply(), await Reply(), await Reply()];
        Assert.True(mayBeRefused || replies.All(static r => r[0] == '2'), string.Join(" / ", replies));
        foreach (string kept in await site.ReadAsync())
        {
            using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(kept));
            Assert.Equal(["Return-Path", "Authentication-Results", "Received-SPF", "Received", "From", "To", "Subject", "Date", "Message-ID"], Names(document));
            Assert.All(kept.Split("\r\n"), static line => Assert.True(line.Length < 998));
            AuthenticationResults results = Results(kept);
            Assert.Equal(["dkim none", "spf", "spf", "dmarc", "arc", "iprev"], results.Results.Select(static r => r.Method == "dkim" ? $"dkim {r.Result}" : r.Method));
            Assert.DoesNotContain(results.Results.SelectMany(static r => r.Properties), static p => p.Name == "d");
        }

        async Task<string> Reply() => await client.ReadReplyAsync() ?? "closed";
    }

    [Fact, Rfc(5322, "2.2.3")]
    public async Task A_message_cannot_go_on_with_a_field_of_ours()
    {
        await using MailSite site = await MailSite.StartAsync(Filter(Zone("v=spf1 -all")), new MissingFieldsFilter(MailSite.HostName, TimeProvider.System));
        await site.SendAsync(" ; dkim=pass header.d=bank.test\r\n\tand more\r\n" + Message);
        string kept = await site.OnlyAsync();
        Assert.EndsWith("\r\n" + Message, kept, StringComparison.Ordinal);
        Assert.DoesNotContain("bank.test", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Just text, not a field\r\n\r\nand more.\r\n")]
    [InlineData(" begins with a space\r\nand goes on.\r\n")]
    [InlineData("\r\nA body alone.\r\n")]
    [InlineData("")]
    public async Task A_message_without_a_header_keeps_its_text(string text)
    {
        await using MailSite site = await MailSite.StartAsync(Filter(Zone("v=spf1 -all")));
        Assert.StartsWith("250", await site.SendAsync(text, inChunks: true), StringComparison.Ordinal);
        string kept = await site.OnlyAsync();
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(kept));
        Assert.Equal(["Return-Path", "Authentication-Results", "Received"], Names(document));
        Assert.Equal(text.TrimStart('\r', '\n'), Encoding.UTF8.GetString(document.Root.BodySpan));
    }

    [Fact, Rfc(7208, "9.1")]
    public async Task The_result_of_spf_has_a_field_of_its_own_where_that_is_wanted()
    {
        await using MailSite site = await MailSite.StartAsync(new AuthenticationFilter(Zone("v=spf1 ip4:127.0.0.1 -all"), TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName }) { WithReceivedSpf = true });
        await site.SendAsync(Message);
        string kept = await site.OnlyAsync();
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(kept));
        Assert.Equal(["Return-Path", "Authentication-Results", "Received-SPF", "Received"], Names(document).Take(4));
        Assert.True(document.Root.TryGetHeader("Received-SPF"u8, out HeaderField field));
        Assert.True(MailAuth.Spf.ReceivedSpf.TryParse(field.RawValue, out MailAuth.Spf.ReceivedSpf? spf));
        Assert.Equal((MailAuth.Spf.SpfVerdict.Pass, IPAddress.Loopback, "ip4:127.0.0.1"), (spf!.Verdict, spf.ClientAddress!, spf.Find("mechanism")));
        Assert.All(kept.Split("\r\n"), static line => Assert.True(line.Length <= 100, line));
    }

    [Fact, Rfc(8601, "2.7.3")]
    public async Task A_resolver_that_never_answers_costs_its_time_and_no_message()
    {
        await using MailSite site = await MailSite.StartAsync(Filter(new SilentResolver(), TimeSpan.FromMilliseconds(300)), new DmarcFilter(DmarcHandling.Enforce));
        Assert.StartsWith("250", await site.SendAsync(Sign(Message) + Message).WaitAsync(TimeSpan.FromMinutes(1)), StringComparison.Ordinal);
        AssertUnknown(Results(await site.OnlyAsync()));
        Assert.Empty(site.Errors);
    }

    [Fact, Rfc(8601, "2.7.3")]
    public async Task A_resolver_that_throws_costs_no_message()
    {
        await using MailSite site = await MailSite.StartAsync(Filter(new BrokenResolver()), new DmarcFilter(DmarcHandling.Enforce));
        Assert.StartsWith("250", await site.SendAsync(Sign(Message) + Message), StringComparison.Ordinal);
        AssertUnknown(Results(await site.OnlyAsync()));
        Assert.Empty(site.Errors);
    }

    [Fact, Rfc(7489, "6.6.3")]
    public async Task What_cannot_be_known_now_is_put_off_where_that_is_wanted()
    {
        await using MailSite site = await MailSite.StartAsync(Filter(new BrokenResolver()), new DmarcFilter(DmarcHandling.Ignore) { DefersTemporaryErrors = true });
        Assert.StartsWith("451 4.7.0 DMARC", await site.SendAsync(Message), StringComparison.Ordinal);
        Assert.Empty(await site.ReadAsync());
    }

    [Fact, Rfc(8601, "4")]
    public async Task A_client_without_an_address_is_not_asked_for_spf_and_has_its_signatures_looked_at()
    {
        // The return path of an open domain: what SPF says of no address must not count for anything.
        await using MailSite site = await MailSite.StartAsync();
        SmtpServer server = site.Smtp("smtp", false, new AuthenticationFilter(Zone("v=spf1 +all"), TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName }) { WithReceivedSpf = true });
        foreach (string sent in new[] { Sign(Message) + Message, Message })
        {
            await using PipeConnection pipes = new();
            await using (MailConnection connection = pipes.Open())
            {
                await pipes.Client.Output.WriteAsync(Encoding.UTF8.GetBytes($"EHLO a\r\nMAIL FROM:<ann@example.test>\r\nRCPT TO:<{MailSite.Address}>\r\nBDAT {sent.Length} LAST\r\n{sent}QUIT\r\n"));
                await server.RunAsync(connection);
            }

            Assert.True(pipes.Client.Input.TryRead(out ReadResult said));
            Assert.Contains("250 2.0.0 Message accepted", Encoding.ASCII.GetString(said.Buffer), StringComparison.Ordinal);
        }

        List<string> kept = await site.ReadAsync();
        Assert.Equal(["dkim pass", "dmarc pass", "arc none"], Results(kept[0]).Results.Select(static r => $"{r.Method} {r.Result}"));
        Assert.Equal(["dkim none", "dmarc fail", "arc none"], Results(kept[1]).Results.Select(static r => $"{r.Method} {r.Result}"));
        Assert.DoesNotContain("Received-SPF", kept[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signatures_beyond_the_limit_do_not_swell_the_results()
    {
        await using MailSite site = await MailSite.StartAsync(Filter(Zone("v=spf1 -all")));
        string many = string.Concat(Enumerable.Repeat("DKIM-Signature: v=1; a=ed25519-sha256; d=example.test; s=ed; h=From; bh=AAAA; b=AAAA\r\n", 2000));
        await site.SendAsync(many + Message);
        string kept = await site.OnlyAsync();
        Assert.Equal(11, Results(kept).Results.Count(static r => r.Method == "dkim"));
        Assert.True(kept.Length < many.Length + Message.Length + 4096);
    }

    [Fact, Rfc(8601, "5")]
    public async Task A_header_that_is_not_read_whole_is_refused_for_results_may_be_forged_behind_the_limit()
    {
        await using MailSite site = await MailSite.StartAsync(Filter(Zone("v=spf1 -all")));
        string fields = string.Concat(Enumerable.Repeat($"X: {new string('x', 900)}\r\n", 1200));
        Assert.StartsWith("554 5.6.0", await site.SendAsync(fields + "Authentication-Results: mx.here.test; dkim=pass\r\n" + Message), StringComparison.Ordinal);
        Assert.Empty(await site.ReadAsync());
    }

    private static AuthenticationFilter Filter(IDnsResolver resolver, TimeSpan? timeout = null) =>
        new(resolver, TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName, Timeout = timeout ?? TimeSpan.FromSeconds(20) });

    private static DnsZone Zone(string spf, string policy = "v=DMARC1; p=none") => DnsZone.Parse($"""
        $ORIGIN example.test.
        @ TXT "{spf}"
        _dmarc TXT "{policy}"
        ed._domainkey TXT "{s_key.ToRecord()}"
        mail A 127.0.0.1
        1.0.0.127.in-addr.arpa. PTR mail
        """);

    private static string Sign(string message)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
        return Encoding.ASCII.GetString(new DkimSigner(TimeProvider.System, null, s_key).Sign(document));
    }

    private static AuthenticationResults Results(string message)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
        Assert.True(document.Root.TryGetHeader("Authentication-Results"u8, out HeaderField field));
        Assert.True(AuthenticationResults.TryParse(field.RawValue, out AuthenticationResults? results));
        return results!;
    }

    private static IEnumerable<string> Names(MimeDocument document)
    {
        foreach (HeaderField field in document.Root.Headers)
        {
            yield return Encoding.ASCII.GetString(field.Name);
        }
    }

    private static void AssertUnknown(AuthenticationResults results) =>
        Assert.All(results.Results.Where(static r => r.Method is "spf" or "dkim" or "dmarc" or "iprev"), static r => Assert.Equal("temperror", r.Result));

    /// <summary>Never answers, whatever it is asked to do.</summary>
    private sealed class SilentResolver : IDnsResolver
    {
        public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default) =>
            new(new TaskCompletionSource<DnsAnswer>().Task);
    }

    /// <summary>Breaks its promise that nothing but a cancellation throws.</summary>
    private sealed class BrokenResolver : IDnsResolver
    {
        public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("no name servers");
    }
}
