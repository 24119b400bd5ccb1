using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.Server.Tests.Interop;

/// <summary>The sample server as its operator sets it up for real mail: names from a name server, policy, keys made by its own verb.</summary>
public sealed partial class MailAuthenticationTests
{
    private const string Message = "From: ann@example.test\r\nTo: me@here.test\r\nSubject: hello\r\n\r\nbody\r\n";

    [Fact, Rfc(8601, "5"), Rfc(7489, "6.3"), Rfc(6376, "5"), Rfc(6409, "8.5")]
    public async Task Mail_from_others_is_judged_and_submissions_are_signed_by_keys_of_the_verb()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-auth-").FullName;
        DnsZone zone = new DnsZone()
            .AddText("pass.test", "v=spf1 ip4:127.0.0.1 -all").AddText("_dmarc.pass.test", "v=DMARC1; p=reject")
            .AddText("example.test", "v=spf1 -all").AddText("_dmarc.example.test", "v=DMARC1; p=reject")
            .AddText("junk.test", "v=spf1 -all").AddText("_dmarc.junk.test", "v=DMARC1; p=quarantine");
        List<string> keys = [];
        foreach (string algorithm in new[] { "rsa", "ed25519" })
        {
            (int code, string said) = await RunAsync("dkim", "new", "here.test", "--algorithm", algorithm, "--selector", algorithm, "--data", folder);
            Assert.True(code == 0, said);
            zone.AddText($"{algorithm}._domainkey.here.test", string.Concat(Text().Matches(said.Split('\n').Single(static l => l.Contains(" IN TXT ", StringComparison.Ordinal))).Select(static m => m.Groups[1].Value)));
            string at = $"--Server:Dkim:Keys:{keys.Count / 3}:";
            keys.AddRange([$"{at}Domain=here.test", $"{at}Selector={algorithm}", $"{at}PrivateKeyFile={Path.Combine(folder, "dkim", $"here.test.{algorithm}.pem")}"]);
        }

        await using LoopbackNameServer names = zone.Serve();
        await using (ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(folder, ["--host-name", "here.test", "--dns", names.Address, "--dmarc", "Enforce", "--Server:Authentication:ReceivedSpf=true", .. keys]))
        {
            Assert.Contains("Submissions of here.test are signed: ed25519._domainkey.here.test", server.Log, StringComparison.Ordinal);
            Assert.StartsWith("250", await SendAsync(server, Message.Replace("example.test", "pass.test", StringComparison.Ordinal), "ann@pass.test"), StringComparison.Ordinal);
            Assert.StartsWith("550 5.7.1", await SendAsync(server, Message, "ann@example.test"), StringComparison.Ordinal);
            Assert.StartsWith("250", await SendAsync(server, Message.Replace("example.test", "junk.test", StringComparison.Ordinal), "ann@junk.test"), StringComparison.Ordinal);
            using (SmtpClient smtp = new())
            {
                smtp.ServerCertificateValidationCallback = static (_, _, _, _) => true;
                await smtp.ConnectAsync("127.0.0.1", server.Port("submission"), SecureSocketOptions.StartTls);
                await smtp.AuthenticateAsync(server.Address, server.Password);
                await smtp.SendAsync(new MimeMessage([new MimeKit.MailboxAddress("Me", server.Address)], [new MimeKit.MailboxAddress("Me", server.Address)], "signed", new TextPart("plain") { Text = "Grüße\n" }));
            }

            using ImapClient imap = new();
            imap.ServerCertificateValidationCallback = static (_, _, _, _) => true;
            await imap.ConnectAsync("127.0.0.1", server.Port("imap"), SecureSocketOptions.StartTls);
            await imap.AuthenticateAsync(server.Address, server.Password);
            byte[][] inbox = await FetchAsync(imap.Inbox);
            Assert.Equal(2, inbox.Length);
            string passed = Encoding.UTF8.GetString(inbox[0]);
            Assert.Contains("Authentication-Results: here.test;", passed, StringComparison.Ordinal);
            Assert.Contains("dmarc=pass", passed, StringComparison.Ordinal);
            Assert.Contains("Received-SPF: pass", passed, StringComparison.Ordinal);
            using MimeDocument submitted = MimeDocument.Parse(inbox[1]);
            Assert.Equal(["pass (here.test)", "pass (here.test)"], (await new DkimVerifier(zone, TimeProvider.System).VerifyAsync(submitted)).Select(static r => r.ToString()));

            Assert.Single(await FetchAsync(imap.GetFolder(SpecialFolder.Junk)!));
            Assert.Contains("was refused by dmarc", server.Log, StringComparison.Ordinal);
            Assert.Contains("was accepted by deliver, mailbox 'Junk'", server.Log, StringComparison.Ordinal);
            Assert.Equal(0, await server.StopAsync());
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_name_server_that_never_answers_costs_a_moment_and_no_message()
    {
        await using LoopbackNameServer silent = new(static _ => null);
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(null, "--dns", silent.Address, "--Server:Authentication:Timeout=00:00:00.5");
        Assert.StartsWith("250", await SendAsync(server, Message, "ann@example.test", server.Address), StringComparison.Ordinal);
        Assert.Contains("dmarc=temperror", await OnlyAsync(server), StringComparison.Ordinal);
        Assert.NotEqual(0, silent.Questions);
    }

    [Fact]
    public async Task A_name_server_that_never_answers_is_passed_over_for_another()
    {
        await using LoopbackNameServer silent = new(static _ => null);
        await using LoopbackNameServer names = new DnsZone().AddText("example.test", "v=spf1 -all").Serve();
        DnsClientResolver resolver = new([IPEndPoint.Parse(silent.Address), IPEndPoint.Parse(names.Address)], trustsServers: false);

        // Which of them is asked first is chance.
        const int MostTosses = 64;
        for (int i = 0; i < MostTosses && silent.Questions == 0; i++)
        {
            Assert.Equal("example.test. TXT \"v=spf1 -all\"", (await resolver.QueryAsync("example.test", DnsRecordType.Txt)).ToString());
        }

        Assert.NotEqual(0, silent.Questions);
    }

    [Fact]
    public async Task Authentication_is_turned_off_by_a_setting()
    {
        await using LoopbackNameServer silent = new(static _ => null);
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(null, "--dns", silent.Address, "--Server:Authentication:Enabled=false");
        Assert.StartsWith("250", await SendAsync(server, Message, "ann@example.test", server.Address), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <ann@example.test>\r\nReceived: ", await OnlyAsync(server), StringComparison.Ordinal);
        Assert.Equal(0, silent.Questions);
    }

    [Fact]
    public async Task Keys_that_openssl_made_are_used()
    {
        Programs.Require("openssl");
        string folder = Directory.CreateTempSubdirectory("protocols-auth-").FullName;
        List<string> keys = [];
        foreach (string[] arguments in new string[][] { ["genpkey", "-algorithm", "ed25519"], ["genrsa", "-traditional", "2048"], ["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"] })
        {
            int number = keys.Count / 3;
            string file = Path.Combine(folder, $"{number}.pem");
            Assert.Equal(0, (await Programs.RunAsync("openssl", [arguments[0], .. arguments[0] == "genrsa" ? ["-out", file] : Array.Empty<string>(), .. arguments[1..], .. arguments[0] == "genrsa" ? Array.Empty<string>() : ["-out", file]])).ExitCode);
            keys.AddRange([$"--Server:Dkim:Keys:{number}:Domain=here.test", $"--Server:Dkim:Keys:{number}:Selector=s{number}", $"--Server:Dkim:Keys:{number}:PrivateKeyFile={file}"]);
        }

        await using (ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(null, [.. keys]))
        {
            Assert.Equal(3, server.Log.Split("Submissions of here.test are signed").Length - 1);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("'md5' is no algorithm", "dkim", "new", "here.test", "--algorithm", "md5")]
    [InlineData("'a b' is no domain", "dkim", "new", "a b")]
    [InlineData("cannot be a selector", "dkim", "new", "here.test", "--selector", "../x")]
    [InlineData("which is no address", "--dns", "nowhere")]
    [InlineData("has to be more than nothing", "--Server:Authentication:Timeout=00:00:00")]
    [InlineData("The configuration cannot be read", "--dmarc", "Sometimes")]
    [InlineData("cannot be used", "--Server:Dkim:Keys:0:Domain=here.test", "--Server:Dkim:Keys:0:Selector=s", "--Server:Dkim:Keys:0:PrivateKeyFile=nowhere.pem")]
    [InlineData("cannot be used", "--Server:Dkim:Keys:0:Domain=here.test")]
    public async Task What_cannot_be_done_as_asked_is_refused_in_plain_words(string words, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("protocols-auth-").FullName;
        (int code, string said) = await RunAsync([.. arguments, "--data", folder]);
        Assert.Equal(2, code);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_key_is_secret_and_never_written_over()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-auth-").FullName;
        (int code, string said) = await RunAsync("dkim", "new", "Bücher.test", "--selector", "s", "--data", folder);
        Assert.True(code == 0, said);
        string file = Path.Combine(folder, "dkim", "xn--bcher-kva.test.s.pem");
        Assert.Contains("s._domainkey.xn--bcher-kva.test. IN TXT", said, StringComparison.Ordinal);
        string pem = await File.ReadAllTextAsync(file);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        (code, said) = await RunAsync("dkim", "new", "Bücher.test", "--selector", "s", "--data", folder);
        Assert.Equal(2, code);
        Assert.Contains("already", said, StringComparison.Ordinal);
        Assert.Equal(pem, await File.ReadAllTextAsync(file));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> SendAsync(ReferenceServerProcess server, string message, string from, string to = "me@here.test")
    {
        using LineClient client = await LineClient.ConnectAsync(server.Port("smtp"));
        await client.SendAsync($"EHLO mail.example.test\r\nMAIL FROM:<{from}>\r\nRCPT TO:<{to}>\r\nBDAT {message.Length} LAST\r\n{message}");
        for (int i = 0; i < 4; i++)
        {
            Assert.StartsWith("2", await client.ReadReplyAsync(), StringComparison.Ordinal);
        }

        return await client.ReadReplyAsync() ?? "closed";
    }

    private static async Task<string> OnlyAsync(ReferenceServerProcess server)
    {
        using LineClient client = await LineClient.ConnectAsync(server.Port("imap"));
        await client.ReadResponseAsync();
        await client.CommandAsync($"LOGIN {server.Address} {server.Password}");
        await client.CommandAsync("EXAMINE INBOX");
        string fetched = (await client.CommandAsync("FETCH 1:* BODY.PEEK[]"))[0];
        return fetched[(fetched.IndexOf('}', StringComparison.Ordinal) + 1)..];
    }

    private static async Task<byte[][]> FetchAsync(IMailFolder folder)
    {
        await folder.OpenAsync(FolderAccess.ReadOnly);
        List<byte[]> messages = [];
        for (int i = 0; i < folder.Count; i++)
        {
            using MemoryStream message = new();
            await (await folder.GetStreamAsync(i, "")).CopyToAsync(message);
            messages.Add(message.ToArray());
        }

        return [.. messages];
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments) =>
        await Programs.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "ReferenceServer.dll"), .. arguments]);

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Text();
}
