using System.Collections.Immutable;
using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.Results;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Dkim;

/// <summary>Keys of domains that are not ASCII, in messages that are and that are not.</summary>
public sealed class InternationalizedTests : IDisposable
{
    private const string Domain = "b\u00FCcher.example";
    private const string ALabels = "xn--bcher-kva.example";
    private const string Selector = "schl\u00FCssel";
    private const string SelectorALabel = "xn--schlssel-95a";
    private const string Utf8Message = "From: J\u00F6rg <j\u00F6rg@b\u00FCcher.example>\r\nSubject: x\r\n\r\nbody\r\n";
    private const string AsciiMessage = "From: ann@xn--bcher-kva.example\r\nSubject: x\r\n\r\nbody\r\n";

    private readonly DkimSigningKey _key = DkimSigningKey.FromEd25519(Domain, Selector, new byte[32]);
    private readonly DnsZone _zone;

    public InternationalizedTests() => _zone = new DnsZone()
        .AddText($"{SelectorALabel}._domainkey.{ALabels}", _key.ToRecord())
        .AddText($"_dmarc.{ALabels}", "v=DMARC1; p=reject; adkim=s; aspf=s")
        .AddText(ALabels, "v=spf1 ip4:192.0.2.0/24 -all");

    public void Dispose() => _key.Dispose();

    [Fact, Rfc(8616, "5"), Rfc(8616, "3"), Rfc(8616, "6")]
    public async Task A_message_in_UTF8_is_signed_with_U_labels_and_verified_by_the_record_at_the_A_labels()
    {
        string field = Sign(Utf8Message, "j\u00F6rg@mail.b\u00FCcher.example");
        Assert.Contains($"d={Domain};", field, StringComparison.Ordinal);
        Assert.Contains($"s={Selector};", field, StringComparison.Ordinal);
        Assert.Contains("i=j\u00F6rg@mail.b\u00FCcher.example;", field, StringComparison.Ordinal);
        MailAuthResult result = await AuthenticateAsync(field + Utf8Message, $"j\u00F6rg@{Domain}");
        DkimResult dkim = Assert.Single(result.Dkim);
        Assert.Equal((DkimVerdict.Pass, $"{SelectorALabel}._domainkey.{ALabels}"), (dkim.Verdict, dkim.KeyName));
        Assert.Equal((DmarcVerdict.Pass, DmarcReason.AlignedDkimAndSpf, ALabels), (result.Dmarc.Verdict, result.Dmarc.Reason, result.Dmarc.AuthorDomain));
        Assert.Equal(SpfVerdict.Pass, result.Spf.Verdict);

        // RFC 8601 §2.7: what is said of such a message may have U-labels, and has what stood there.
        Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(result.Results.ToField()["Authentication-Results:".Length..]), out AuthenticationResults? read));
        AuthenticationResult told = read!.Find("dkim")!;
        Assert.Equal((Domain, Selector, "j\u00F6rg@mail.b\u00FCcher.example"), (told.Find("header", "d"), told.Find("header", "s"), told.Find("header", "i")));
        Assert.Equal($"j\u00F6rg@{Domain}", read.Find("spf")!.Find("smtp", "mailfrom"));
    }

    [Fact, Rfc(8616, "5"), Rfc(6376, "3.5")]
    public async Task A_message_in_ASCII_is_signed_with_A_labels_and_stays_ASCII()
    {
        string field = Sign(AsciiMessage, "j\u00F6rg@mail.b\u00FCcher.example");
        Assert.True(Ascii.IsValid(field), field);
        Assert.Contains($"d={ALabels};", field, StringComparison.Ordinal);
        Assert.Contains($"s={SelectorALabel};", field, StringComparison.Ordinal);

        // A local part has no form in ASCII.
        Assert.Contains($"i=@mail.{ALabels};", field, StringComparison.Ordinal);
        MailAuthResult result = await AuthenticateAsync(field + AsciiMessage, $"ann@{ALabels}");
        Assert.Equal((DkimVerdict.Pass, DmarcReason.AlignedDkimAndSpf), (Assert.Single(result.Dkim).Verdict, result.Dmarc.Reason));
        Assert.True(Ascii.IsValid(result.Results.ToField()), result.Results.ToField());
    }

    [Fact, Rfc(8616, "5")]
    public async Task A_domain_that_was_given_in_A_labels_stays_so()
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519(ALabels, SelectorALabel, new byte[32]);
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(Utf8Message));
        string field = Encoding.UTF8.GetString(new DkimSigner(TimeProvider.System, null, key).Sign(document));
        Assert.True(Ascii.IsValid(field), field);
        Assert.Equal(DmarcReason.AlignedDkim, (await AuthenticateAsync(field + Utf8Message, "x@evil.test")).Dmarc.Reason);
    }

    [Fact, Rfc(8616, "5")]
    public async Task The_hash_is_over_the_form_that_stands_in_the_field()
    {
        string field = Sign(Utf8Message, null);
        string changed = field.Replace($"d={Domain}", $"d={ALabels}", StringComparison.Ordinal);
        Assert.Equal(DkimReason.SignatureMismatch, Assert.Single((await AuthenticateAsync(changed + Utf8Message, "")).Dkim).Reason);
    }

    [Theory, Rfc(8616, "5"), Rfc(6376, "6.1.1")]
    [InlineData("@xn--bcher-kva.example", DkimReason.None)]
    [InlineData("@mail.xn--bcher-kva.example", DkimReason.None)]
    [InlineData("@B\u00DCCHER.example", DkimReason.None)]
    [InlineData("@bucher.example", DkimReason.IdentityOutsideDomain)]
    [InlineData("@xb\u00FCcher.example", DkimReason.IdentityOutsideDomain)]
    public void An_identity_may_have_the_other_form_than_the_domain(string identity, DkimReason reason) =>
        Assert.Equal(reason, DkimSignature.Read(Encoding.UTF8.GetBytes($"v=1; a=ed25519-sha256; d={Domain}; s=s; i={identity}; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA"), out _));

    [Fact, Rfc(8616, "5"), Rfc(8617, "4.1.2")]
    public async Task A_chain_is_sealed_likewise()
    {
        ArcSealer sealer = new(TimeProvider.System, _key);
        foreach ((string message, string domain) in new[] { (Utf8Message, Domain), (AsciiMessage, ALabels) })
        {
            using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
            ArcVerifier verifier = new(_zone, TimeProvider.System);
            byte[] set = sealer.Seal(document, await verifier.VerifyAsync(document, TestContext.Current.CancellationToken), new AuthenticationResults("mx.example.org"));
            Assert.Equal(2, Encoding.UTF8.GetString(set).Split($"d={domain};").Length - 1);
            using MimeDocument sealedMessage = MimeDocument.Parse(set.Concat(Encoding.UTF8.GetBytes(message)).ToArray());
            Assert.Equal(ArcStatus.Pass, (await verifier.VerifyAsync(sealedMessage, TestContext.Current.CancellationToken)).Status);
        }
    }

    [Fact, Rfc(8616, "5")]
    public async Task Keys_of_RSA_and_octets_that_are_no_UTF8_are_no_exception()
    {
        using System.Security.Cryptography.RSA rsa = System.Security.Cryptography.RSA.Create(2048);
        using DkimSigningKey key = DkimSigningKey.FromRsaPem("\u4F8B.example", "\u9375", rsa.ExportPkcs8PrivateKeyPem());
        DnsZone zone = new DnsZone().AddText("xn--5y4a._domainkey.xn--fsq.example", key.ToRecord());
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(Utf8Message));
        byte[] field = new DkimSigner(TimeProvider.System, null, key).Sign(document);
        using MimeDocument signed = MimeDocument.Parse(field.Concat(Encoding.UTF8.GetBytes(Utf8Message)).ToArray());
        DkimResult result = Assert.Single(await new DkimVerifier(zone, TimeProvider.System).VerifyAsync(signed, TestContext.Current.CancellationToken));
        Assert.True(result.Verdict == DkimVerdict.Pass, $"{result} {result.KeyName}");

        byte[] broken = [.. Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(field).Replace("\u4F8B", "\u00E4\u00FF", StringComparison.Ordinal).Replace("\u9375", "k", StringComparison.Ordinal)), .. Encoding.UTF8.GetBytes(Utf8Message)];
        using MimeDocument other = MimeDocument.Parse(broken);
        result = Assert.Single(await new DkimVerifier(zone, TimeProvider.System).VerifyAsync(other, TestContext.Current.CancellationToken));
        Assert.Equal((DkimVerdict.PermError, DkimReason.NoKey), (result.Verdict, result.Reason));
    }

    [Theory]
    [InlineData("b\u00FCcher.example\r\nBcc: x")]
    [InlineData("b\u00FCcher example")]
    [InlineData("b\u00FCcher\uFF1Bd=evil.example")]
    [InlineData("xn--\u00FC.example")]
    [InlineData("\u00FC..example")]
    public void What_cannot_be_a_domain_in_either_form_is_refused(string domain) => Assert.Throws<ArgumentException>(() => DkimSigningKey.FromEd25519(domain, "s", new byte[32]));

    private string Sign(string message, string? identity)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
        return Encoding.UTF8.GetString(new DkimSigner(TimeProvider.System, new DkimSigningOptions { Identity = identity }, _key).Sign(document));
    }

    private async Task<MailAuthResult> AuthenticateAsync(string message, string mailFrom)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
        MailAuthenticator authenticator = new(_zone, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org" });
        return await authenticator.AuthenticateAsync(document, new SmtpFacts(IPAddress.Parse("192.0.2.7"), "mail.example.test", mailFrom), TestContext.Current.CancellationToken);
    }
}
