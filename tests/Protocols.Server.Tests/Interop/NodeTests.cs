using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Protocols.Dns;

namespace Protocols.Server.Tests.Interop;

/// <summary>nodemailer as a client, and smtp-server as the one that mail goes on to.</summary>
public sealed class NodeTests(ITestOutputHelper output)
{
    [Fact, Rfc(6409, "3"), Rfc(3461, "4"), Rfc(2033, "4"), Rfc(1870, "6")]
    public async Task The_driver_of_nodemailer_passes_over_submission_and_lmtp()
    {
        string drivers = Suites.RequireShared("peers/node");
        string folder = RequirePackages();
        foreach (string file in new[] { "smtp.mjs", "lib.mjs" })
        {
            File.Copy(Path.Combine(drivers, file), Path.Combine(folder, file), overwrite: true);
        }

        // It writes as ann@example.test, whoever has logged in.
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(null, "--Server:Submission:MatchSender=false");
        (int code, string said) = await Programs.RunAsync(
            "node",
            [
                "smtp.mjs", "--host=127.0.0.1", $"--smtp={Port(server, "submission")}", $"--lmtp={Port(server, "lmtp")}", $"--imap={Port(server, "imap")}", $"--pop3={Port(server, "pop3")}", "--auth=1",
                $"--user={server.Address}", $"--pass={server.Password}", $"--to={server.Address}",
            ],
            folder);
        output.WriteLine(said);
        Assert.True(code == 0, said);
        Assert.Contains(" passed, 0 failed", said, StringComparison.Ordinal);
    }

    [Fact, Rfc(5321, "3.6.2"), Rfc(5321, "4.5.4.1"), Rfc(3207, "4")]
    public async Task Smtp_server_takes_what_goes_on_whole_over_tls_each_recipient_by_its_reply()
    {
        string folder = RequirePackages();
        string script = Path.Combine(folder, "smtp-server.mjs");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Interop", "smtp-server.mjs"), script, overwrite: true);
        using Process node = Process.Start(new ProcessStartInfo("node", [script]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder })!;
        int port = (await ReadAsync(node)).GetProperty("port").GetInt32();
        await using LoopbackNameServer names = new DnsZone().Add("sink.test", new MxRecord(10, "mx.sink.test")).Add("mx.sink.test", new AddressRecord(IPAddress.Loopback)).Serve();
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(
            null, "--dns", names.Address, "--Server:Relay:UseIPv6=false", string.Create(CultureInfo.InvariantCulture, $"--Server:Relay:Port={port}"), "--Server:Relay:RetryDelays:0=00:00:00.2");
        string text = ".\r\n..two\r\nline " + new string('x', 900) + "\r\n" + string.Concat(Enumerable.Repeat("Many lines, so that it comes in pieces.\r\n", 20_000));
        MimeMessage message = new([new MimeKit.MailboxAddress("", server.Address)], [], "on", new TextPart("plain") { Text = text, ContentTransferEncoding = ContentEncoding.SevenBit });
        using (SmtpClient client = new())
        {
            client.ServerCertificateValidationCallback = static (_, _, _, _) => true;
            await client.ConnectAsync("127.0.0.1", server.Port("submission"), SecureSocketOptions.StartTls);
            await client.AuthenticateAsync(server.Address, server.Password);
            await client.SendAsync(message, new MimeKit.MailboxAddress("", server.Address), [.. new[] { "now@sink.test", "later@sink.test", "reject@sink.test" }.Select(static a => new MimeKit.MailboxAddress("", a))]);
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        List<string> recipients = [];
        while (recipients.Count < 2)
        {
            JsonElement taken = await ReadAsync(node);
            Assert.True(taken.GetProperty("secure").GetBoolean());
            Assert.Equal(server.Address, taken.GetProperty("from").GetString());
            Assert.Equal(hash, taken.GetProperty("sha256").GetString());
            recipients.AddRange(taken.GetProperty("to").EnumerateArray().Select(static t => t.GetString()!));
        }

        Assert.Equal(["later@sink.test", "now@sink.test"], recipients.Order(StringComparer.Ordinal));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
    }

    private static string RequirePackages()
    {
        Programs.Require("node");
        string folder = Path.Combine(Suites.RepositoryRoot, "artifacts", "peers-node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "smtp-server")), "smtp-server is not installed in artifacts/peers-node: .ci/run does that");
        return folder;
    }

    private static string Port(ReferenceServerProcess server, string name) => server.Port(name).ToString(CultureInfo.InvariantCulture);

    private static async Task<JsonElement> ReadAsync(Process node)
    {
        string? line = await node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.NotNull(line);
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
