using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Protocols.Dns;

namespace Protocols.Server.Tests.Interop;

/// <summary>The sample server and Postfix, each of which delivers to the other.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PostfixTests
{
    private const string Address = "me@here.test";

    [Fact, Rfc(5321, "5.1"), Rfc(3207, "4"), Rfc(3030, "2"), Rfc(3461, "5.2.1"), Rfc(3464, "2")]
    public async Task Postfix_takes_mail_from_here_over_tls_in_chunks_and_says_that_it_was_delivered()
    {
        int port = Ports.Free();
        await using PostfixServer postfix = await PostfixServer.StartAsync(Transport("smtp", port), "smtp_tls_security_level = encrypt", "smtputf8_enable = yes");
        await using LoopbackNameServer names = Names().Serve();
        await using ReferenceServerProcess server = await StartAsync(port, postfix.Port, names);
        using (DsnClient client = new())
        {
            await LoginAsync(client, server);
            await client.SendAsync(Message("kept whole", "ann@postfix.test", "Grüße\n.\n.with dots\n" + new string('x', 200_000)));
        }

        string arrived = Assert.Single(await postfix.ReadAsync("ann", 1));
        Assert.Contains("Subject: kept whole", arrived, StringComparison.Ordinal);
        Assert.Contains("using TLSv1.3", arrived, StringComparison.Ordinal);
        Assert.Contains("with ESMTPS id", arrived, StringComparison.Ordinal);

        string report = (await ReadAsync(server, 1))[0];
        Assert.Contains("report-type=delivery-status", report, StringComparison.Ordinal);
        Assert.Contains("Action: delivered", report, StringComparison.Ordinal);
        Assert.Contains("Original-Envelope-Id: envelope-1", report, StringComparison.Ordinal);
        Assert.Contains("Original-Recipient: rfc822;ann@postfix.test", report, StringComparison.Ordinal);

        // Postfix tells what a client did when it has left.
        await server.StopAsync();
        await postfix.WaitForLogAsync("bdat=");
    }

    [Fact, Rfc(3464, "2"), Rfc(5321, "6.1")]
    public async Task What_postfix_refuses_comes_back_with_its_words()
    {
        await using PostfixServer postfix = await PostfixServer.StartAsync("smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject");
        await using LoopbackNameServer names = Names().Serve();
        await using ReferenceServerProcess server = await StartAsync(0, postfix.Port, names);
        using (SmtpClient client = new())
        {
            await LoginAsync(client, server);
            await client.SendAsync(Message("for nobody", "no.such.user@postfix.test", "text\n"));
        }

        string report = (await ReadAsync(server, 1))[0];
        Assert.Contains("Action: failed", report, StringComparison.Ordinal);
        Assert.Contains("Status: 5.1.1", report, StringComparison.Ordinal);
        Assert.Contains("Diagnostic-Code: smtp; 550 5.1.1", report.Replace("\r\n ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Remote-MTA: dns; mx.postfix.test", report, StringComparison.Ordinal);
    }

    [Fact, Rfc(6531, "3.2"), Rfc(6531, "3.6")]
    public async Task Internationalized_mail_goes_to_postfix_and_comes_from_it()
    {
        int port = Ports.Free();
        await using PostfixServer postfix = await PostfixServer.StartAsync(Transport("smtp", port), "smtputf8_enable = yes", "smtp_tls_security_level = may");
        await using LoopbackNameServer names = Names().Serve();
        await using ReferenceServerProcess server = await StartAsync(port, postfix.Port, names);
        using (SmtpClient client = new())
        {
            await LoginAsync(client, server);
            await client.SendAsync(new FormatOptions { International = true }, Message("Ünï", "jäg@postfix.test", "text\n"));
        }

        string arrived = Assert.Single(await postfix.ReadAsync("jäg", 1));
        Assert.Contains("Subject: Ünï", arrived, StringComparison.Ordinal);
        Assert.Contains("To: jäg@postfix.test", arrived, StringComparison.Ordinal);

        using (LineClient client = await LineClient.ConnectAsync(postfix.Port))
        {
            await SendAsync(client, "jäg@postfix.test", "SMTPUTF8", [Address], "From: jäg@postfix.test\r\nSubject: Zurück\r\n\r\ntext\r\n");
        }

        string here = (await ReadAsync(server, 1))[0];
        Assert.Contains("Subject: Zurück", here, StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <jäg@postfix.test>", here, StringComparison.Ordinal);
        Assert.Contains("with UTF8SMTPS", here, StringComparison.Ordinal);
    }

    [Fact, Rfc(3207, "4"), Rfc(3461, "4"), Rfc(5321, "4.1")]
    public async Task Postfix_brings_mail_over_tls_and_is_told_that_it_was_delivered()
    {
        int port = Ports.Free();
        await using PostfixServer postfix = await PostfixServer.StartAsync(Transport("smtp", port), "smtp_tls_security_level = encrypt");
        await using LoopbackNameServer names = Names().Serve();
        await using ReferenceServerProcess server = await StartAsync(port, postfix.Port, names);
        using (LineClient client = await LineClient.ConnectAsync(postfix.Port))
        {
            await SendAsync(client, "ann@postfix.test", "BODY=8BITMIME RET=HDRS ENVID=from-postfix", [$"{Address}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;someone@else.test"], "From: ann@postfix.test\r\nSubject: by postfix\r\n\r\nGrüße\r\n.\r\n".Replace("\r\n.\r\n", "\r\n..\r\n", StringComparison.Ordinal));
            await SendAsync(client, "ann@postfix.test", "", ["nobody@here.test"], "From: ann@postfix.test\r\nSubject: in vain\r\n\r\ntext\r\n");
        }

        string here = (await ReadAsync(server, 1))[0];
        Assert.Contains("Subject: by postfix", here, StringComparison.Ordinal);
        Assert.Contains("Grüße\r\n.\r\n", here, StringComparison.Ordinal);
        Assert.Contains("with ESMTPS", here, StringComparison.Ordinal);

        // Postfix's own word of what we refused, and ours of what was filed.
        string[] back = await postfix.ReadAsync("ann", 2);
        string filed = back.Single(static m => m.Contains("Action: delivered", StringComparison.Ordinal));
        Assert.Contains("Original-Envelope-Id: from-postfix", filed, StringComparison.Ordinal);
        Assert.Contains("Original-Recipient: rfc822; someone@else.test", filed, StringComparison.Ordinal);
        Assert.Contains("Reporting-MTA: dns; here.test", filed, StringComparison.Ordinal);
        Assert.Contains("No such user here", back.Single(static m => m.Contains("Action: failed", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact, Rfc(2033, "4.2")]
    public async Task Postfix_delivers_by_lmtp_and_hears_of_each_recipient()
    {
        int port = Ports.Free();
        await using PostfixServer postfix = await PostfixServer.StartAsync(Transport("lmtp", port), "lmtp_destination_recipient_limit = 50");
        await using LoopbackNameServer names = Names().Serve();
        await using ReferenceServerProcess server = await StartAsync(0, postfix.Port, names, "--lmtp", Local(port));
        using (LineClient client = await LineClient.ConnectAsync(postfix.Port))
        {
            await SendAsync(client, "ann@postfix.test", "", [Address, "nobody@here.test"], "From: ann@postfix.test\r\nSubject: by LMTP\r\n\r\ntext\r\n");
        }

        string here = (await ReadAsync(server, 1))[0];
        Assert.Contains("Subject: by LMTP", here, StringComparison.Ordinal);
        Assert.Contains("with LMTP", here, StringComparison.Ordinal);
        string report = Assert.Single(await postfix.ReadAsync("ann", 1));
        Assert.Contains("Final-Recipient: rfc822; nobody@here.test", report, StringComparison.Ordinal);
        Assert.DoesNotContain(Address, report[report.IndexOf("Final-Recipient", StringComparison.Ordinal)..report.IndexOf("Undelivered Message", report.IndexOf("Final-Recipient", StringComparison.Ordinal), StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    private static string Transport(string by, int port) => string.Create(CultureInfo.InvariantCulture, $"transport_maps = inline:{{here.test={by}:[127.0.0.1]:{port}}}");

    private static string Local(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static DnsZone Names() => new DnsZone().Add("postfix.test", new MxRecord(10, "mx.postfix.test")).Add("mx.postfix.test", new AddressRecord(IPAddress.Loopback));

    private static async Task<ReferenceServerProcess> StartAsync(int port, int theirs, LoopbackNameServer names, params string[] options) =>
        await ReferenceServerProcess.StartAsync(null, ["--host-name", "here.test", "--dns", names.Address, "--smtp", Local(port), "--dmarc", "Ignore", "--Server:Relay:UseIPv6=false", string.Create(CultureInfo.InvariantCulture, $"--Server:Relay:Port={theirs}"), .. options]);

    private static async Task LoginAsync(SmtpClient client, ReferenceServerProcess server)
    {
        client.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        await client.ConnectAsync("127.0.0.1", server.Port("submission"), SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(server.Address, server.Password);
    }

    private static MimeMessage Message(string subject, string to, string text) =>
        new([new MimeKit.MailboxAddress("", Address)], [new MimeKit.MailboxAddress("", to)], subject, new TextPart("plain") { Text = text });

    private static async Task SendAsync(LineClient client, string from, string parameters, string[] recipients, string message)
    {
        await client.SendAsync("EHLO client.test\r\n");
        string greeting = await client.ReadReplyAsync() ?? "closed";
        greeting = greeting.StartsWith("220", StringComparison.Ordinal) ? await client.ReadReplyAsync() ?? "closed" : greeting;
        Assert.StartsWith("250", greeting, StringComparison.Ordinal);
        await client.SendAsync($"MAIL FROM:<{from}> {parameters}\r\n");
        Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
        foreach (string recipient in recipients)
        {
            await client.SendAsync($"RCPT TO:<{recipient}{(recipient.Contains('>', StringComparison.Ordinal) ? "" : ">")}\r\n");
            Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
        }

        await client.SendAsync("DATA\r\n");
        Assert.StartsWith("354", await client.ReadReplyAsync(), StringComparison.Ordinal);
        await client.SendAsync(message + ".\r\n");
        Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
    }

    /// <summary>Waits until there are so many messages in the inbox, and gives them as they are stored.</summary>
    private static async Task<string[]> ReadAsync(ReferenceServerProcess server, int count)
    {
        using ImapClient imap = new();
        imap.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        await imap.ConnectAsync("127.0.0.1", server.Port("imap"), SecureSocketOptions.StartTls);
        await imap.AuthenticateAsync(server.Address, server.Password);
        await imap.Inbox.OpenAsync(FolderAccess.ReadOnly);
        for (int i = 0; imap.Inbox.Count < count; i++)
        {
            Assert.True(i < 600, $"{imap.Inbox.Count} of {count} messages came: {server.Log}");
            await Task.Delay(50);
            await imap.NoOpAsync();
        }

        List<string> messages = [];
        for (int i = 0; i < imap.Inbox.Count; i++)
        {
            using StreamReader reader = new(await imap.Inbox.GetStreamAsync(i, ""));
            messages.Add(await reader.ReadToEndAsync());
        }

        return [.. messages];
    }

    /// <summary>Asks to be told of delivery.</summary>
    private sealed class DsnClient : SmtpClient
    {
        protected override string GetEnvelopeId(MimeMessage message) => "envelope-1";

        protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MimeKit.MailboxAddress mailbox) =>
            DeliveryStatusNotification.Success | DeliveryStatusNotification.Failure;
    }
}
