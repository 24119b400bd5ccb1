using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Dkim;

/// <summary>The messages that mailauth is tested with. The keys of the domains that signed them are not among them, but for one that another suite has.</summary>
public sealed class MailauthJsSuiteTests
{
    private const string Suite = "dkim-mailauth-js";

    [Fact, Rfc(8463, "A"), Rfc(6376, "6.1")]
    public async Task Signatures_whose_keys_are_there_pass_and_their_private_key_makes_another()
    {
        string folder = Path.Combine(Suites.Require(Suite), "dkim", "ec", "fixtures");
        DnsZone zone = new();
        using JsonDocument names = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "dns.json")));
        foreach (JsonProperty name in names.RootElement.EnumerateObject())
        {
            foreach (JsonElement record in name.Value.GetProperty("TXT").EnumerateArray())
            {
                zone.AddText(name.Name, string.Concat(record.EnumerateArray().Select(static s => s.GetString())));
            }
        }

        byte[] message = Normalized(Path.Combine(folder, "signed.eml"));
        Assert.Equal(["pass (football.example.com)", "pass (football.example.com)"], (await VerifyAsync(message, zone)).Select(static r => r.ToString()));

        using DkimSigningKey key = DkimSigningKey.FromEd25519("football.example.com", "brisbane", Convert.FromBase64String(File.ReadAllText(Path.Combine(folder, "private-ec.key"))));
        using MimeDocument document = MimeDocument.Parse(message);
        ImmutableArray<DkimResult> results = await VerifyAsync([.. new DkimSigner(TimeProvider.System, null, key).Sign(document), .. message], zone);
        Assert.Equal([DkimVerdict.Pass, DkimVerdict.Pass, DkimVerdict.Pass], results.Select(static r => r.Verdict));
    }

    [Theory, Rfc(8617, "5.2")]
    [InlineData("arc-pass.eml", ArcStatus.Pass, ArcReason.None, 0)]
    [InlineData("arc-pass2.eml", ArcStatus.Pass, ArcReason.None, 0)]
    [InlineData("arc-fail.eml", ArcStatus.Fail, ArcReason.Seal, 2)]
    [InlineData("arc-fail2.eml", ArcStatus.Fail, ArcReason.Seal, 2)]
    [InlineData("arc-fail3.eml", ArcStatus.Fail, ArcReason.FailedBefore, 2)]
    [InlineData("authtest.eml", ArcStatus.Pass, ArcReason.None, 0)]
    [InlineData("bimi.eml", ArcStatus.Pass, ArcReason.None, 0)]
    [InlineData("message3.eml", ArcStatus.Pass, ArcReason.None, 0)]
    [InlineData("zbimi.eml", ArcStatus.Pass, ArcReason.None, 0)]
    [InlineData("message2.eml", ArcStatus.None, ArcReason.None, 0)]
    public async Task Chains_that_google_sealed_hold_and_those_that_were_changed_do_not(string file, ArcStatus status, ArcReason reason, int failed)
    {
        // Its key stands in a suite of somebody else.
        (_, DnsZone zone) = DkimSuiteTests.ReadWithZone(Path.Combine(Suites.Require("dkim-mailauth-rs"), "arc", "001.txt"));
        using MimeDocument document = MimeDocument.Parse(Normalized(Path.Combine(Suites.Require(Suite), "fixtures", file)));
        ArcResult result = await new ArcVerifier(zone, TimeProvider.System).VerifyAsync(document, TestContext.Current.CancellationToken);
        Assert.Equal((status, reason, failed), (result.Status, result.Reason, result.FailedInstance));
    }

    [Fact, Rfc(6376, "6.1.3")]
    public async Task Bodies_are_what_was_signed_and_the_keys_that_are_not_there_are_named()
    {
        List<string> unknown = [];
        foreach (string file in Suites.Files(Suite, "*.eml").Where(static f => !f.Contains("/ec/", StringComparison.Ordinal)))
        {
            ImmutableArray<DkimResult> results = await VerifyAsync(Normalized(file), new DnsZone());

            // The key is looked for only where the body has the hash that was signed.
            Assert.All(results, r => Assert.True(r.Reason == DkimReason.NoKey && r.KeyName == $"{r.Signature!.Selector}._domainkey.{r.Signature.Domain}", $"{file}: {r}"));
            if (!results.IsEmpty)
            {
                unknown.Add("fixtures/" + Path.GetFileName(file));
            }
        }

        Assert.Equal(LeftOut.Cases(Suite).Order(StringComparer.Ordinal), unknown);
    }

    [Theory, Rfc(8463, "4")]
    [InlineData("public-rsa.pem", "rsa", 2048, DkimReason.SignatureMismatch)]
    [InlineData("public-small.pem", "rsa", 512, DkimReason.WeakKey)]
    [InlineData("public-ed25519.pem", "ed25519", 256, DkimReason.SignatureMismatch)]
    public async Task Its_public_keys_are_read_and_the_small_one_is_refused(string file, string type, int bits, DkimReason reason)
    {
        string pem = File.ReadAllText(Path.Combine(Suites.Require(Suite), "fixtures", file));
        byte[] der = Convert.FromBase64String(string.Concat(pem.Split('\n').Where(static l => !l.StartsWith('-'))));
        using DkimSigningKey other = DkimSigningKey.FromEd25519("example.test", "s", new byte[32]);
        using RSA rsa = RSA.Create(2048);
        using DkimSigningKey otherRsa = DkimSigningKey.FromRsaPem("example.test", "s", rsa.ExportPkcs8PrivateKeyPem());
        byte[] message = "From: a@example.test\r\n\r\nx\r\n"u8.ToArray();
        using MimeDocument document = MimeDocument.Parse(message);
        byte[] field = new DkimSigner(TimeProvider.System, null, type == "rsa" ? otherRsa : other).Sign(document);

        // RFC 8463 §4: an Ed25519 key stands there as its 32 octets alone.
        DnsZone zone = new DnsZone().AddText("s._domainkey.example.test", $"v=DKIM1; k={type}; p={Convert.ToBase64String(type == "rsa" ? der : der[^32..])}");
        DkimResult result = Assert.Single(await VerifyAsync([.. field, .. message], zone));
        Assert.Equal((reason, bits), (result.Reason, result.KeyBits));
    }

    // Some of the files have the line ends of the machine that they were kept on.
    private static byte[] Normalized(string file) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(File.ReadAllBytes(file)).ReplaceLineEndings("\r\n"));

    private static async Task<ImmutableArray<DkimResult>> VerifyAsync(byte[] message, DnsZone zone)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        return await new DkimVerifier(zone, TimeProvider.System).VerifyAsync(document, TestContext.Current.CancellationToken);
    }
}
