using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Protocols.Server.Tests.Hosting;

namespace Protocols.Server.Tests.Interop;

/// <summary>
/// The sample server, Postfix with a certificate of its own making, and a zone that is signed by knot and validated by unbound: DANE decides what is
/// delivered.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class DaneTests
{
    [Fact, Rfc(7672, "2.2"), Rfc(7672, "3.1.1"), Rfc(6698, "2.1"), Rfc(7671, "5.1")]
    public async Task A_validated_record_decides_whether_mail_goes_to_a_server()
    {
        Assert.SkipWhen(SignedZone.Missing is not null, $"not installed: {SignedZone.Missing}");
        await using PostfixServer postfix = await PostfixServer.StartAsync("virtual_mailbox_domains = right.dane.test, wrong.dane.test, none.dane.test",
            "virtual_mailbox_maps = inline:{ann@right.dane.test=ann/, ann@wrong.dane.test=bob/, ann@none.dane.test=ann/}");
        string ours = Convert.ToHexStringLower(SHA256.HashData(InProcessHost.Certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        string port = postfix.Port.ToString(CultureInfo.InvariantCulture);
        await using SignedZone zone = await SignedZone.StartAsync("dane.test", $"""
            $ORIGIN dane.test.
            $TTL 60
            @ SOA ns host 1 60 60 600 30
            @ NS ns
            @ MX 10 mx.right
            ns A 127.0.0.1
            right MX 10 mx.right
            mx.right A 127.0.0.1
            _{port}._tcp.mx.right TLSA 3 1 1 {ours}
            wrong MX 10 mx.wrong
            mx.wrong A 127.0.0.1
            _{port}._tcp.mx.wrong TLSA 3 1 1 {new string('0', 64)}
            none MX 10 mx.none
            mx.none A 127.0.0.1

            """);
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(
            null, "--dns", zone.Resolver.ToString(), "--Server:Relay:UseIPv6=false", $"--Server:Relay:Port={port}", "--Server:MtaSts:Enabled=false");
        foreach (string domain in new[] { "wrong", "right", "none" })
        {
            using SmtpClient client = new();
            client.ServerCertificateValidationCallback = static (_, _, _, _) => true;
            await client.ConnectAsync("127.0.0.1", server.Port("submission"), SecureSocketOptions.StartTls);
            await client.AuthenticateAsync(server.Address, server.Password);
            await client.SendAsync(new MimeMessage([new MimeKit.MailboxAddress("", server.Address)], [new MimeKit.MailboxAddress("", $"ann@{domain}.dane.test")], $"to {domain}", new TextPart("plain") { Text = "text\n" }));
        }

        string[] arrived = await postfix.ReadAsync("ann", 2);
        Assert.Single(arrived, static m => m.Contains("Subject: to right", StringComparison.Ordinal));
        Assert.Single(arrived, static m => m.Contains("Subject: to none", StringComparison.Ordinal));
        Assert.All(arrived, static m => Assert.Contains("using TLSv1.3", m, StringComparison.Ordinal));

        // What is for the third waits, and says why.
        string shown = "";
        for (int i = 0; !shown.Contains("4.7.", StringComparison.Ordinal); i++)
        {
            Assert.True(i < 100, $"{shown}\n{server.Log}");
            await Task.Delay(100);
            (_, string list) = await RunAsync(server, "queue", "list", "--destination", "wrong.dane.test");
            (_, shown) = await RunAsync(server, "queue", "show", list.Trim().Split('\t', ' ')[0]);
        }

        Assert.Contains("TLS: DaneFailed", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Subject: to wrong", string.Join('\n', await postfix.ReadAsync("bob", 0)), StringComparison.Ordinal);
    }

    private static Task<(int Code, string Said)> RunAsync(ReferenceServerProcess server, params string[] words) =>
        Programs.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "ReferenceServer.dll"), .. words, "--data", server.Folder]);
}
