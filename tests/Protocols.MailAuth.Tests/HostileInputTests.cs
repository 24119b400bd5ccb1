using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Atps;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.FailureReports;
using Protocols.MailAuth.Results;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests;

/// <summary>What strangers send to cost work, or to have something said that is not so.</summary>
public sealed class HostileInputTests : IDisposable
{
    private const string Body = "From: ann@example.test\r\nSubject: x\r\n\r\nbody\r\n";

    private static readonly SmtpFacts s_facts = new(IPAddress.Parse("192.0.2.7"), "mail.example.test", "ann@example.test");

    private readonly DkimSigningKey _key = DkimSigningKey.FromEd25519("example.test", "ed", new byte[32]);

    public void Dispose() => _key.Dispose();

    [Theory, Rfc(6376, "6.1.1"), Rfc(6376, "3.5")]
    [InlineData("@evil.test", DkimReason.IdentityOutsideDomain)]
    [InlineData("ann@example.test.evil.test", DkimReason.IdentityOutsideDomain)]
    [InlineData("@xexample.test", DkimReason.IdentityOutsideDomain)]
    [InlineData("@test", DkimReason.IdentityOutsideDomain)]
    [InlineData("@", DkimReason.IdentityOutsideDomain)]
    [InlineData("@.example.test", DkimReason.IdentityOutsideDomain)]
    [InlineData("@a..example.test", DkimReason.IdentityOutsideDomain)]
    [InlineData("ann=40example.test", DkimReason.MalformedSignature)]
    [InlineData("example.test", DkimReason.MalformedSignature)]
    [InlineData("", DkimReason.MalformedSignature)]
    [InlineData("ann@evil.test@example.test", DkimReason.MalformedSignature)]
    [InlineData("ann=0D=0ABcc:x@example.test", DkimReason.MalformedSignature)]
    [InlineData("ann@example.test@evil.test", DkimReason.MalformedSignature)]
    public void An_identity_that_means_somebody_else_is_refused(string identity, DkimReason reason) => Assert.Equal(reason, Read(identity, out _));

    [Theory, Rfc(6376, "2.11"), Rfc(6376, "3.5")]
    [InlineData("ann=2Blist@example.test", "ann+list@example.test")]
    [InlineData("ann@Mail.Example.TEST", "ann@Mail.Example.TEST")]
    [InlineData("ann=40evil.test@example.test", "\"ann@evil.test\"@example.test")]
    [InlineData("\"ann@evil.test\"@example.test", "\"ann@evil.test\"@example.test")]
    [InlineData("=22=22=22@example.test", "\"\\\"\\\"\\\"\"@example.test")]
    [InlineData("=22\\@example.test", "\"\\\"\\\\\"@example.test")]
    [InlineData("@example.test.", "@example.test.")]
    public void An_identity_is_read_so_that_its_domain_is_behind_the_last_at_sign_alone(string identity, string read)
    {
        Assert.Equal(DkimReason.None, Read(identity, out DkimSignature? signature));
        Assert.Equal(read, signature!.Identity);
    }

    [Fact, Rfc(6376, "2.11"), Rfc(6376, "3.5")]
    public async Task An_identity_of_any_characters_is_signed_and_read_the_same()
    {
        const string identity = "\"a b;=\"@mail.example.test";
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(Body));
        byte[] field = new DkimSigner(TimeProvider.System, new DkimSigningOptions { Identity = identity }, _key).Sign(document);
        Assert.Contains("i=\"a=20b=3B=3D\"@mail.example.test;", Encoding.ASCII.GetString(field), StringComparison.Ordinal);
        using MimeDocument signed = MimeDocument.Parse(field.Concat(Encoding.ASCII.GetBytes(Body)).ToArray());
        DkimResult result = Assert.Single(await new DkimVerifier(Zone(), TimeProvider.System).VerifyAsync(signed, TestContext.Current.CancellationToken));
        Assert.Equal((DkimVerdict.Pass, identity), (result.Verdict, result.Signature!.Identity));
        foreach (string bad in new[] { "no at sign", "a@b c", "a@b;d=x", "a\r\nb@example.test" })
        {
            Assert.Throws<ArgumentException>(() => new DkimSigner(TimeProvider.System, new DkimSigningOptions { Identity = bad }, _key));
        }
    }

    [Fact, Rfc(8601, "2.2"), Rfc(8601, "7.1")]
    public async Task No_stranger_puts_a_result_into_the_field()
    {
        const string forged = "x; dmarc=pass header.from=bank.test";
        string[] tricks = [forged, "\"" + forged, "a\r\nAuthentication-Results: mx.example.org; dmarc=pass", "(" + forged, ")" + forged, "\\" + forged, "a\0b", "\u00FC; dmarc=pass", "a@b@" + forged];
        foreach (string trick in tricks)
        {
            string tag = trick.Replace(";", "=3B", StringComparison.Ordinal);
            string signature = $"DKIM-Signature: v=1; a=ed25519-sha256; d={tag.ReplaceLineEndings("\r\n ")}; s={tag.ReplaceLineEndings("\r\n ")}; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n";
            byte[] message = Encoding.UTF8.GetBytes($"{signature}From: \"{trick.ReplaceLineEndings(" ").Replace("\"", "", StringComparison.Ordinal)}\"@example.test\r\n\r\nx\r\n");
            IPAddress client = IPAddress.Parse("203.0.113.9");
            DnsZone zone = Zone().Add("9.113.0.203.in-addr.arpa", new NameRecord(DnsRecordType.Ptr, trick)).Add(trick, new AddressRecord(client));
            MailAuthResult result = await AuthenticateAsync(message, zone, new SmtpFacts(client, trick, trick + "@example.test"));
            string field = result.Results.ToField();
            Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(field["Authentication-Results:".Length..]), out AuthenticationResults? read), field);
            Assert.Equal("mx.example.org", read!.ServiceId);
            Assert.Equal(["dkim", "spf", "spf", "dmarc", "arc", "iprev"], read.Results.Select(static r => r.Method));
            Assert.NotEqual("pass", read.Find("dmarc")!.Result);
            Assert.All(field[..^2].Split("\r\n")[1..], static line => Assert.StartsWith("\t", line, StringComparison.Ordinal));
        }
    }

    [Theory, Rfc(7489, "6.6.1")]
    [InlineData("From: ann@example.test\r\nFrom: eve@evil.test\r\n")]
    [InlineData("From: eve@evil.test\r\nFROM : ann@example.test\r\n")]
    [InlineData("From: ann@example.test, eve@evil.test\r\n")]
    [InlineData("From: eve@evil.test (x), \"ann@example.test\" <ann@example.test>\r\n")]
    [InlineData("From: group: ann@example.test, eve@evil.test;\r\n")]
    [InlineData("From: ann\r\n")]
    [InlineData("From:\r\n")]
    [InlineData("Subject: x\r\n")]
    public async Task A_second_author_is_no_way_past_a_policy(string header)
    {
        byte[] signed = Signed(Body);
        byte[] message = [.. signed[..^Body.Length], .. Encoding.ASCII.GetBytes(header + "\r\nbody\r\n")];
        MailAuthResult result = await AuthenticateAsync(message, Zone());
        Assert.Equal((DmarcVerdict.PermError, DmarcReason.NoSingleAuthor), (result.Dmarc.Verdict, result.Dmarc.Reason));
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(1_000_000)]
    public async Task Records_of_64_KB_and_more_are_verdicts_wherever_they_are_read(int size)
    {
        string filler = string.Concat(Enumerable.Range(0, size / 10).Select(static i => string.Create(CultureInfo.InvariantCulture, $"x{i:D6}=;")));
        DnsZone zone = new DnsZone()
            .AddText("ed._domainkey.example.test", filler + _key.ToRecord())
            .AddText("signer.example._atps.example.test", filler + "v=ATPS1")
            .AddText("_report._domainkey.example.test", filler + "ra=a");
        MailAuthResult result = await AuthenticateAsync(Signed(Body), zone);

        // A version that is not first refuses a key; the others say nothing of order.
        Assert.Equal(DkimReason.MalformedKey, result.Dkim.Single().Reason);
        DkimResult passed = Assert.Single(await VerifyAsync(Signed(Body, new DkimSigningOptions { AuthorizingDomain = "author.test", AuthorizationHash = AtpsHash.None, WantsReports = true }), Zone()));
        zone.AddText("example.test._atps.author.test", filler + "v=ATPS1");
        Assert.Equal(AtpsVerdict.Pass, (await new AtpsVerifier(zone).CheckAsync(["author.test"], [passed], TestContext.Current.CancellationToken)).Verdict);
        passed.Verdict = DkimVerdict.Fail;
        Assert.Equal(FailureReportOutcome.Wanted, Assert.Single(await new FailureReporter(zone, new Random(1)).DecideAsync([passed], null, TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact, Rfc(6376, "8.4"), Rfc(8617, "4.2.1")]
    public async Task Ten_thousand_signatures_of_each_kind_ask_for_no_more_than_a_few_keys()
    {
        StringBuilder header = new();
        string own = Encoding.ASCII.GetString(Signed(Body, new DkimSigningOptions { WantsReports = true, AuthorizingDomain = "other.test" })[..^Body.Length]);
        for (int i = 1; i <= 10_000; i++)
        {
            header.Append(own.Replace("d=example.test", $"d=d{i}.test", StringComparison.Ordinal));
            header.Append(CultureInfo.InvariantCulture, $"ARC-Seal: i={i}; a=rsa-sha256; cv=pass; d=d{i}.test; s=s; b=AAAA\r\nARC-Message-Signature: i={i}; a=rsa-sha256; d=d{i}.test; s=s; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\nARC-Authentication-Results: i={i}; x; none\r\n");
        }

        RecordingDnsResolver names = new(Zone());
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(header + Body), new MimeReadOptions { MaxHeaderBytes = 100_000_000, MaxHeaderFields = 1_000_000 });
        MailAuthResult result = await new MailAuthenticator(names, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org" }).AuthenticateAsync(document, s_facts, TestContext.Current.CancellationToken);
        Assert.Equal((10_000, ArcStatus.Fail, ArcReason.MalformedField), (result.Dkim.Length, result.Arc.Status, result.Arc.Reason));
        int asked = names.Answers.Length;
        Assert.InRange(asked, 1, 30);
        ImmutableArray<FailureReportDecision> reports = await new FailureReporter(names, new Random(1)).DecideAsync(result, TestContext.Current.CancellationToken);
        Assert.True(names.Answers.Length - asked <= FailureReportOptions.Default.MaxQueries && reports.Length <= 10_001);

        // Those that were not tried are told of once, or the field would be longer than the message.
        Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(result.Results.ToValue()), out AuthenticationResults? told));
        Assert.Equal([10, 1], new[] { false, true }.Select(limit => told!.Results.Count(r => r.Method == "dkim" && (r.Comment == nameof(DkimReason.SignatureLimit)) == limit)));
    }

    [Theory]
    [InlineData("DKIM-Signature: v=1; a=rsa-sha256; d=example.test; s=s; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b={0}\r\n", "A")]
    [InlineData("DKIM-Signature: v=1; a=rsa-sha256; d=example.test; s=s; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA; h=from{0}\r\n", ":from")]
    [InlineData("DKIM-Signature: v=1; {0}\r\n", "a=b;")]
    [InlineData("DKIM-Signature: {0}\r\n", "=;")]
    [InlineData("DKIM-Signature: v=1; a=rsa-sha256; d={0}; s=s; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n", "a.")]
    [InlineData("DKIM-Signature: v=1; a=rsa-sha256; d=example.test; i={0}@example.test; s=s; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n", "=40")]
    [InlineData("ARC-Seal: i=1; {0}\r\n", "cv=none;")]
    [InlineData("From: {0}\r\n", "a@b.test,")]
    [InlineData("From: {0}\r\n", "(")]
    [InlineData("From: {0}\r\n", "\"\\")]
    [InlineData("X: {0}\r\n", "\r\n ")]
    [InlineData("{0}\r\n", "from:x\r\n")]
    public async Task A_header_of_a_million_octets_is_read_in_time(string field, string filler)
    {
        string long1 = string.Format(CultureInfo.InvariantCulture, field, string.Concat(Enumerable.Repeat(filler, 1_000_000 / filler.Length)));
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(long1 + Encoding.ASCII.GetString(Signed(Body))), new MimeReadOptions { MaxHeaderBytes = 10_000_000, MaxHeaderFields = 1_000_000 });
        MailAuthResult result = await new MailAuthenticator(Zone(), TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org" }).AuthenticateAsync(document, s_facts, TestContext.Current.CancellationToken);

        // The signature that is true still is, unless the author is not single any more.
        bool hasOneAuthor = !long1.StartsWith("From", StringComparison.OrdinalIgnoreCase);
        Assert.Equal(hasOneAuthor, result.Dkim.Any(static d => d.Verdict == DkimVerdict.Pass));
        Assert.Equal(hasOneAuthor ? DmarcVerdict.Pass : DmarcVerdict.PermError, result.Dmarc.Verdict);
        Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(result.Results.ToValue()), out _));
    }

    [Theory, Rfc(7208, "4.6.4"), Rfc(7208, "11.1")]
    [InlineData("v=spf1 include:%{d2}.x.example.test include:%{l}.example.test -all")]
    [InlineData("v=spf1 mx ptr mx ptr mx ptr a exists:%{p}.example.test exists:%{ir}.%{v}.%{p} -all exp=%{p}.example.test")]
    [InlineData("v=spf1 redirect=example.test")]
    [InlineData("v=spf1 include:example.test include:example.test include:example.test")]
    [InlineData("v=spf1 ptr:a ptr:b ptr:c ptr:d ptr:e ptr:f ptr:g ptr:h ptr:i ptr:j ptr:k -all")]
    public async Task A_bomb_of_look_ups_goes_off_at_the_limits(string record)
    {
        // Every name has the record, a thousand mail hosts and a thousand names.
        RecordingDnsResolver names = new(new Everything(record));
        MailAuthResult result = await AuthenticateAsync(Signed(Body), names);
        Assert.NotEqual(SpfVerdict.Pass, result.Spf.Verdict);

        // Twice SPF: ten terms of eleven look-ups each, and the macro "p" of each and of the explanation; iprev, keys and policies.
        Assert.InRange(names.Answers.Length, 1, 2 * (1 + (12 * (11 + 11))) + 11 + 1 + 20);
    }

    private static DkimReason Read(string identity, out DkimSignature? signature) =>
        DkimSignature.Read(Encoding.UTF8.GetBytes($"v=1; a=ed25519-sha256; d=example.test; s=s; i={identity}; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA"), out signature);

    private DnsZone Zone() => new DnsZone()
        .AddText("ed._domainkey.example.test", _key.ToRecord())
        .AddText("example.test", "v=spf1 ip4:192.0.2.0/24 -all")
        .AddText("_dmarc.example.test", "v=DMARC1; p=reject")
        .AddText("_dmarc.bank.test", "v=DMARC1; p=reject");

    private byte[] Signed(string message, DkimSigningOptions? options = null)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(message));
        return [.. new DkimSigner(TimeProvider.System, options, _key).Sign(document), .. Encoding.ASCII.GetBytes(message)];
    }

    private static async Task<ImmutableArray<DkimResult>> VerifyAsync(byte[] message, DnsZone zone)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        return await new DkimVerifier(zone, TimeProvider.System).VerifyAsync(document, TestContext.Current.CancellationToken);
    }

    private static async Task<MailAuthResult> AuthenticateAsync(byte[] message, IDnsResolver names, SmtpFacts? facts = null)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        MailAuthenticator authenticator = new(names, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org" });
        return await authenticator.AuthenticateAsync(document, facts ?? s_facts, TestContext.Current.CancellationToken);
    }

    private sealed class Everything(string record) : IDnsResolver
    {
        public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
        {
            DnsRecord[] records = type switch
            {
                DnsRecordType.Txt => [new TextRecord(name.StartsWith("_dmarc", StringComparison.Ordinal) ? "v=DMARC1; p=none" : record)],
                DnsRecordType.A => [new AddressRecord(IPAddress.Parse("203.0.113.1"))],
                DnsRecordType.Mx => [.. Enumerable.Range(0, 1000).Select(i => new MxRecord(1, $"m{i}.{name}"))],
                DnsRecordType.Ptr => [.. Enumerable.Range(0, 1000).Select(i => new NameRecord(DnsRecordType.Ptr, $"p{i}.example.test"))],
                _ => [],
            };
            return new(records.Length == 0 ? DnsAnswer.Absent(name, type, nameExists: true, TimeSpan.FromHours(1)) : DnsAnswer.Found(name, type, [.. records], TimeSpan.FromHours(1)));
        }
    }
}
