using System.Globalization;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;
using Protocols.Smtp.Server;

namespace Protocols.Server.Tests.Smtp;

/// <summary>Alone in the process, so that what is allocated is theirs.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public static class AloneInTheProcess;

/// <summary>A message that is much larger than what may be held of it.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class LargeMessageTests(ITestOutputHelper output)
{
    private const int Size = 20 * 1024 * 1024;
    private const string Header = "From: me@here.test\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@here.test>\r\nSubject: large\r\n\r\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_message_is_authenticated_or_signed_and_filed_and_never_held_whole(bool isSubmitted)
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519("here.test", "ed", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
        DnsZone zone = new DnsZone().AddText("ed._domainkey.here.test", key.ToRecord());
        await using MailSite site = await MailSite.StartAsync(
            new AuthenticationFilter(zone, TimeProvider.System, new MailAuthOptions { ServiceId = MailSite.HostName }),
            new DmarcFilter(DmarcHandling.Junk),
            new MissingFieldsFilter(MailSite.HostName, TimeProvider.System),
            new DkimSigningFilter(TimeProvider.System, null, key));
        byte[] piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 1024)));
        byte[] signature = isSubmitted ? [] : Sign(key, piece);
        int length = signature.Length + Header.Length + Size;

        // What is done once for each kind of message is done before.
        await (isSubmitted ? site.SubmitAsync(Header + "x\r\n") : site.SendAsync(Header + "x\r\n"));
        using LineClient client = await LineClient.ConnectAsync(isSubmitted ? site.SubmissionPort : site.SmtpPort);
        string login = isSubmitted ? $"AUTH PLAIN {Convert.ToBase64String(Encoding.ASCII.GetBytes($"\0{MailSite.Address}\0secret"))}\r\n" : "";
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"EHLO a\r\n{login}MAIL FROM:<{MailSite.Address}>\r\nRCPT TO:<{MailSite.Address}>\r\nBDAT {length} LAST\r\n"));
        await client.SendAsync(signature);
        await client.SendAsync(Header);
        for (int sent = 0; sent < Size; sent += piece.Length)
        {
            await client.SendAsync(piece);
        }

        for (int i = isSubmitted ? 6 : 5; i > 0; i--)
        {
            Assert.StartsWith("2", await client.ReadReplyAsync(), StringComparison.Ordinal);
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{allocated / 1024} KiB allocated for a message of {length / 1024} KiB"));
        Assert.InRange(allocated, 0, Size / 4);

        string kept = (await site.ReadAsync())[1];
        Assert.EndsWith(Header + string.Concat(Enumerable.Repeat(Encoding.ASCII.GetString(piece), Size / piece.Length)), kept, StringComparison.Ordinal);
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(kept));
        Assert.Equal(DkimVerdict.Pass, Assert.Single(await new DkimVerifier(zone, TimeProvider.System).VerifyAsync(document)).Verdict);
        Assert.Contains(isSubmitted ? "auth=pass" : "dkim=pass", kept[..2000], StringComparison.Ordinal);
    }

    private static byte[] Sign(DkimSigningKey key, byte[] piece)
    {
        using MimeDocument header = MimeDocument.Parse(Encoding.ASCII.GetBytes(Header));
        using DkimSigning signing = new DkimSigner(TimeProvider.System, null, key).Begin(header.Root);
        for (int sent = 0; sent < Size; sent += piece.Length)
        {
            signing.Write(piece);
        }

        return signing.Finish();
    }
}
