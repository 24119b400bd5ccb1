using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Dkim;

/// <summary>What was hashed, for who wants to see it.</summary>
public sealed class CanonicalFormTests : IDisposable
{
    private readonly DkimSigningKey _key = DkimSigningKey.FromEd25519("example.test", "ed", new byte[32]);

    public void Dispose() => _key.Dispose();

    [Theory, Rfc(6376, "3.7"), Rfc(6591, "3.2")]
    [InlineData(DkimCanonicalization.Relaxed, false, 1000, "one two\r\n\r\nthree\r\n")]
    [InlineData(DkimCanonicalization.Simple, false, 1000, "one  two \r\n\r\nthree\r\n")]
    [InlineData(DkimCanonicalization.Simple, true, 1000, "one  two \r\n\r\nthree\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, false, 5, "one t")]
    [InlineData(DkimCanonicalization.Relaxed, false, 0, "")]
    public async Task The_body_and_the_header_are_kept_as_they_were_hashed(DkimCanonicalization form, bool withLength, int most, string kept)
    {
        byte[] message = "From: ann@example.test\r\nSubject: a\r\n  b\r\n\r\none  two \r\n\r\nthree\r\n\r\n\r\n"u8.ToArray();
        using MimeDocument unsigned = MimeDocument.Parse(message);
        byte[] field = new DkimSigner(TimeProvider.System, new DkimSigningOptions { HeaderForm = form, BodyForm = form, WithBodyLength = withLength }, _key).Sign(unsigned);
        using MimeDocument document = MimeDocument.Parse(field.Concat(message).Concat(Encoding.ASCII.GetBytes(withLength ? "a footer\r\n" : "")).ToArray());
        DkimOptions options = new() { MaxCanonicalBody = most, KeepCanonicalHeader = true };
        DnsZone zone = new DnsZone().AddText("ed._domainkey.example.test", _key.ToRecord());
        DkimResult result = Assert.Single(await new DkimVerifier(zone, TimeProvider.System, options).VerifyAsync(document, TestContext.Current.CancellationToken));
        Assert.Equal((DkimVerdict.Pass, kept), (result.Verdict, Encoding.ASCII.GetString(result.CanonicalBody.Span)));
        if (most == 1000)
        {
            Assert.Equal(result.Signature!.BodyHash, SHA256.HashData(result.CanonicalBody.Span).ToImmutableArray());
        }

        string header = Encoding.ASCII.GetString(result.CanonicalHeader.Span);
        Assert.StartsWith(form == DkimCanonicalization.Relaxed ? "from:ann@example.test\r\n" : "From: ann@example.test\r\n", header, StringComparison.Ordinal);
        Assert.EndsWith("b=", header, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_signatures_of_one_body_share_what_is_kept_and_one_that_fails_has_it_too()
    {
        byte[] message = "From: ann@example.test\r\n\r\nbody\r\n"u8.ToArray();
        using MimeDocument unsigned = MimeDocument.Parse(message);
        byte[] fields = new DkimSigner(TimeProvider.System, null, _key, _key).Sign(unsigned);
        using MimeDocument document = MimeDocument.Parse(fields.Concat(message).Concat("more\r\n"u8.ToArray()).ToArray());
        ImmutableArray<DkimResult> results = await new DkimVerifier(new DnsZone(), TimeProvider.System, new DkimOptions { MaxCanonicalBody = 100 }).VerifyAsync(document, TestContext.Current.CancellationToken);
        Assert.Equal(["body\r\nmore\r\n BodyChanged", "body\r\nmore\r\n BodyChanged"], results.Select(static r => $"{Encoding.ASCII.GetString(r.CanonicalBody.Span)} {r.Reason}"));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new DkimOptions { MaxCanonicalBody = -1 });
    }
}
