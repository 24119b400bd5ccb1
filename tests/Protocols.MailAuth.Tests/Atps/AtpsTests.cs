using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Atps;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests.Atps;

public sealed class AtpsTests : IDisposable
{
    private const string Plain = "signer.example._atps.author.example";

    private readonly DkimSigningKey _key = DkimSigningKey.FromEd25519("signer.example", "ed", new byte[32]);

    public void Dispose() => _key.Dispose();

    [Theory, Rfc(6541, "4.3"), Rfc(6541, "A")]
    [InlineData("one.example.net", AtpsHash.Sha1, "qsp4i4d24crhopdz3o3ziu2ksgs3x6z6._atps.example.com")]
    [InlineData("Two.Example.NET", AtpsHash.Sha1, "ztzgrrv3f45a4u6hldkbf3zcow4v2ajx._atps.example.com")]
    [InlineData("one.example.net", AtpsHash.None, "one.example.net._atps.example.com")]
    [InlineData("b\u00FCcher.example", AtpsHash.None, "xn--bcher-kva.example._atps.example.com")]
    public void The_name_that_is_asked_for_is_that_of_the_specification(string signer, AtpsHash hash, string name) => Assert.Equal(name, AtpsRecord.NameOf(signer, "Example.com", hash));

    [Fact, Rfc(6541, "4.3")]
    public void A_name_of_sha256_has_no_padding()
    {
        // The first label by `printf one.example.net | sha256sum | xxd -r -p | base32`.
        Assert.Equal("sqwhepkqyg5kriog6f7lpedttnoif7dqusvco2pchsh3qugxakha._atps.example.com", AtpsRecord.NameOf("one.example.net", "example.com", AtpsHash.Sha256));
    }

    [Theory, Rfc(6541, "4.4"), Rfc(6541, "8.3")]
    [InlineData("v=ATPS1", AtpsVerdict.Pass, AtpsReason.Authorized)]
    [InlineData("v=ATPS1; d=Signer.example", AtpsVerdict.Pass, AtpsReason.Authorized)]
    [InlineData("d = signer.example ; v = ATPS1 ; future=1", AtpsVerdict.Pass, AtpsReason.Authorized)]
    [InlineData("v=ATPS1; d=other.example", AtpsVerdict.Fail, AtpsReason.NotAuthorized)]
    [InlineData("v=ATPS2; d=signer.example", AtpsVerdict.Fail, AtpsReason.NotAuthorized)]
    [InlineData("v=atps1", AtpsVerdict.Fail, AtpsReason.NotAuthorized)]
    [InlineData("d=signer.example", AtpsVerdict.Fail, AtpsReason.NotAuthorized)]
    [InlineData("nonsense", AtpsVerdict.Fail, AtpsReason.NotAuthorized)]
    [InlineData("", AtpsVerdict.Fail, AtpsReason.NotAuthorized)]
    public async Task What_the_author_publishes_decides(string record, AtpsVerdict verdict, AtpsReason reason)
    {
        AtpsResult result = await CheckAsync(new DnsZone().AddText(Plain, "v=spf1 -all").AddText(Plain, record), AtpsHash.None);
        Assert.Equal((verdict, reason, Plain, "author.example", "signer.example"), (result.Verdict, result.Reason, result.QueryName, result.AuthorDomain, result.SignerDomain));
    }

    [Fact, Rfc(6541, "4.4"), Rfc(6541, "A")]
    public async Task Nothing_published_is_a_failure_and_an_error_is_an_error()
    {
        Assert.Equal((AtpsVerdict.Fail, AtpsReason.NotAuthorized), Of(await CheckAsync(new DnsZone(), AtpsHash.Sha256)));
        Assert.Equal((AtpsVerdict.TempError, AtpsReason.LookupFailed), Of(await CheckAsync(new DnsZone().AddFailure(Plain), AtpsHash.None)));
        Assert.Equal((AtpsVerdict.PermError, AtpsReason.LookupFailed), Of(await CheckAsync(new DnsZone().AddFailure(Plain, isPermanent: true), AtpsHash.None)));
    }

    [Fact, Rfc(6541, "4.1")]
    public async Task A_hash_of_sha1_counts_only_where_that_is_allowed()
    {
        DnsZone zone = new DnsZone().AddText(AtpsRecord.NameOf("signer.example", "author.example", AtpsHash.Sha1), AtpsRecord.TextOf("signer.example"));
        Assert.Equal((AtpsVerdict.Fail, AtpsReason.WeakHash), Of(await CheckAsync(zone, AtpsHash.Sha1)));
        Assert.Equal((AtpsVerdict.Pass, AtpsReason.Authorized), Of(await CheckAsync(zone, AtpsHash.Sha1, new AtpsOptions { AllowSha1 = true })));
    }

    [Theory, Rfc(6541, "4.3")]
    [InlineData("atpsh=none", "atpsh=md5")]
    [InlineData(" atpsh=none;", "")]
    public async Task A_hash_that_is_not_known_or_not_said_asks_nothing(string said, string instead)
    {
        RecordingDnsResolver names = new(Zone(new DnsZone().AddText(Plain, "v=ATPS1")));
        using MimeDocument message = MimeDocument.Parse(Signed(AtpsHash.None, "author.example"));
        DkimResult passed = Assert.Single(await new DkimVerifier(names, TimeProvider.System).VerifyAsync(message, TestContext.Current.CancellationToken));
        Assert.Equal(DkimVerdict.Pass, passed.Verdict);

        // That the signature does not hold any more is of no matter here: the verdict is lent to it.
        byte[] changed = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Signed(AtpsHash.None, "author.example")).Replace(said, instead, StringComparison.Ordinal));
        using MimeDocument other = MimeDocument.Parse(changed);
        DkimResult result = Assert.Single(await new DkimVerifier(names, TimeProvider.System).VerifyAsync(other, TestContext.Current.CancellationToken));
        result.Verdict = DkimVerdict.Pass;
        int asked = names.Answers.Length;
        Assert.Equal((AtpsVerdict.Fail, AtpsReason.UnknownHash), Of(await new AtpsVerifier(names).CheckAsync(["author.example"], [result], TestContext.Current.CancellationToken)));
        Assert.Equal(asked, names.Answers.Length);
    }

    [Fact, Rfc(6541, "4.3"), Rfc(6541, "8.3")]
    public async Task A_tag_for_somebody_else_is_ignored_and_one_for_any_of_several_authors_counts()
    {
        DnsZone zone = new DnsZone().AddText(Plain, "v=ATPS1");
        Assert.Equal((AtpsVerdict.Fail, AtpsReason.OtherAuthor), Of(await CheckAsync(zone, AtpsHash.None, authors: ["mail.author.example"])));
        Assert.Equal((AtpsVerdict.Pass, AtpsReason.Authorized), Of(await CheckAsync(zone, AtpsHash.None, authors: ["x.example", "AUTHOR.example"])));
        Assert.Equal((AtpsVerdict.None, AtpsReason.NoSignature), Of(await new AtpsVerifier(zone).CheckAsync(["author.example"], [], TestContext.Current.CancellationToken)));
    }

    [Fact, Rfc(6541, "4.3")]
    public async Task A_signature_that_does_not_hold_asks_nothing()
    {
        DnsZone zone = Zone(new DnsZone().AddText(Plain, "v=ATPS1"));
        RecordingDnsResolver names = new(zone);
        byte[] changed = [.. Signed(AtpsHash.None, "author.example"), .. "more\r\n"u8];
        MailAuthResult result = await AuthenticateAsync(changed, names);
        Assert.Equal((AtpsVerdict.None, AtpsReason.NoSignature), Of(result.Atps));
        Assert.DoesNotContain(names.Answers, static a => a.Name.Contains("_atps", StringComparison.Ordinal));
        Assert.DoesNotContain("atps", result.Results.ToValue(), StringComparison.Ordinal);
    }

    [Fact, Rfc(6541, "5"), Rfc(6541, "8.2")]
    public async Task One_call_tells_of_a_third_party_beside_dkim_and_dmarc_does_not_heed_it()
    {
        MailAuthResult result = await AuthenticateAsync(Signed(AtpsHash.Sha256, "author.example"), Zone(new DnsZone()
            .AddText("_dmarc.author.example", "v=DMARC1; p=reject")
            .AddText(AtpsRecord.NameOf("signer.example", "author.example", AtpsHash.Sha256), AtpsRecord.TextOf("signer.example"))));
        Assert.Equal((AtpsVerdict.Pass, AtpsReason.Authorized), Of(result.Atps));
        Assert.Equal((DmarcVerdict.Fail, DmarcReason.NotAligned), (result.Dmarc.Verdict, result.Dmarc.Reason));
        Assert.Contains("dkim-atps=pass (signer.example for author.example) header.from=ann@author.example;", result.Results.ToValue(), StringComparison.Ordinal);
        Assert.Contains(result.Answers, static a => a.Name.EndsWith("._atps.author.example", StringComparison.Ordinal));
    }

    [Fact, Rfc(6541, "5")]
    public async Task A_signature_of_the_author_needs_nobody_else()
    {
        RecordingDnsResolver names = new(Zone(new DnsZone().AddText("signer.example._atps.signer.example", "v=ATPS1")));
        MailAuthResult result = await AuthenticateAsync(Signed(AtpsHash.None, "signer.example", "ann@signer.example"), names);
        Assert.Equal((AtpsVerdict.None, AtpsReason.NoSignature), Of(result.Atps));
        Assert.DoesNotContain(names.Answers, static a => a.Name.Contains("_atps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task So_many_signatures_are_asked_about_and_no_more()
    {
        RecordingDnsResolver names = new(new DnsZone());
        IReadOnlyList<DkimResult> passed = [.. Enumerable.Repeat(await PassedAsync(AtpsHash.None), 20)];
        AtpsResult result = await new AtpsVerifier(names, new AtpsOptions { MaxQueries = 3 }).CheckAsync(["author.example"], passed, TestContext.Current.CancellationToken);
        Assert.Equal((AtpsVerdict.PermError, AtpsReason.QueryLimit, 3), (result.Verdict, result.Reason, names.Answers.Length));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new AtpsOptions { MaxQueries = 0 });
    }

    [Theory]
    [InlineData("author.example; d=evil.example")]
    [InlineData("author example")]
    [InlineData("author\r\n.example")]
    [InlineData("")]
    public void What_is_no_domain_is_not_signed_for(string domain) =>
        Assert.Throws<ArgumentException>(() => new DkimSigner(TimeProvider.System, new DkimSigningOptions { AuthorizingDomain = domain }, _key));

    private static (AtpsVerdict, AtpsReason) Of(AtpsResult result) => (result.Verdict, result.Reason);

    private DnsZone Zone(DnsZone zone) => zone.AddText("ed._domainkey.signer.example", _key.ToRecord());

    private async Task<DkimResult> PassedAsync(AtpsHash hash)
    {
        using MimeDocument message = MimeDocument.Parse(Signed(hash, "author.example"));
        return Assert.Single(await new DkimVerifier(Zone(new DnsZone()), TimeProvider.System).VerifyAsync(message, TestContext.Current.CancellationToken), static r => r.Verdict == DkimVerdict.Pass);
    }

    private async Task<AtpsResult> CheckAsync(DnsZone zone, AtpsHash hash, AtpsOptions? options = null, params string[] authors) =>
        await new AtpsVerifier(zone, options).CheckAsync(authors.Length == 0 ? ["author.example"] : authors, [await PassedAsync(hash)], TestContext.Current.CancellationToken);

    private static async Task<MailAuthResult> AuthenticateAsync(byte[] octets, IDnsResolver names)
    {
        using MimeDocument message = MimeDocument.Parse(octets);
        MailAuthenticator authenticator = new(names, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org" });
        return await authenticator.AuthenticateAsync(message, new SmtpFacts(IPAddress.Parse("192.0.2.7"), "mail.signer.example", "bounce@signer.example"), TestContext.Current.CancellationToken);
    }

    private byte[] Signed(AtpsHash hash, string authorizing, string from = "ann@author.example")
    {
        byte[] message = Encoding.ASCII.GetBytes($"From: Ann (comment) <{from}>\r\nSubject: x\r\n\r\nbody\r\n");
        using MimeDocument document = MimeDocument.Parse(message);
        return [.. new DkimSigner(TimeProvider.System, new DkimSigningOptions { AuthorizingDomain = authorizing, AuthorizationHash = hash }, _key).Sign(document), .. message];
    }
}
