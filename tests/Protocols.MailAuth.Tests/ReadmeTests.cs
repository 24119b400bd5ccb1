using System.Buffers;
using System.Net;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.FailureReports;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests;

/// <summary>The examples of the package's README.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_example_of_one_call_ends_with_a_verdict_whatever_listens()
    {
        byte[] octets = "From: ann@example.com\r\n\r\nbody\r\n"u8.ToArray();
        using CachingDnsResolver resolver = new(new DnsClientResolver(), TimeProvider.System, new CachingDnsOptions { Timeout = TimeSpan.FromMilliseconds(200) });
        MailAuthenticator authenticator = new(resolver, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org" });

        using MimeDocument message = MimeDocument.Parse(octets);
        SmtpFacts facts = new(IPAddress.Parse("192.0.2.7"), "mail.example.com", "ann@example.com");
        MailAuthResult result = await authenticator.AuthenticateAsync(message, facts);
        Assert.Equal("example.com", result.Dmarc.AuthorDomain);
        Assert.StartsWith("Authentication-Results: mx.example.org;", result.Results.ToField(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_examples_of_replay_and_of_reports_say_what_they_seem_to_say()
    {
        using DkimSigningKey key = DkimSigningKey.FromEd25519("example.com", "2026", new byte[32]);
        DnsZone resolver = new DnsZone().AddText("2026._domainkey.example.com", key.ToRecord()).AddText("_report._domainkey.example.com", "ra=dkim");
        byte[] unsigned = "From: ann@example.com\r\n\r\nbody\r\n"u8.ToArray();
        using MimeDocument document = MimeDocument.Parse(unsigned);
        using MimeDocument message = MimeDocument.Parse(new DkimSigner(TimeProvider.System, new DkimSigningOptions { WantsReports = true }, key).Sign(document).Concat(unsigned).Append((byte)'x').ToArray());
        MailAuthenticator authenticator = new(resolver, TimeProvider.System, new MailAuthOptions { ServiceId = "mx.example.org" });
        SmtpFacts facts = new(null, "", "ann@example.com");
        MailAuthResult result = await authenticator.AuthenticateAsync(message, facts);
        TimeProvider clock = new ManualTime();

        ArrayBufferWriter<byte> file = new();
        new DnsTrace(TimeProvider.System.GetUtcNow(), result.Answers).Write(file); // JSON

        DnsTrace trace = DnsTrace.Parse(file.WrittenSpan);
        MailAuthenticator again = new(trace.ToResolver(), clock, authenticator.Options);
        Assert.Equal(result.Results.ToValue(), (await again.AuthenticateAsync(message, facts)).Results.ToValue());

        List<string> said = [];
        FailureReporter reporter = new(resolver, Random.Shared);
        foreach (FailureReportDecision decision in await reporter.DecideAsync(result))
        {
            said.Add($"{decision.Outcome}: {decision.FailureType} of {decision.Domain}, to {decision.Address}");
        }

        Assert.Equal(["Wanted: bodyhash of example.com, to dkim@example.com", "NotAsked: spf of example.com, to "], said);
    }

    [Fact]
    public void The_example_of_signing_makes_a_field_and_a_record()
    {
        byte[] seed = new byte[32];
        using MimeDocument message = MimeDocument.Parse("From: ann@example.test\r\n\r\nbody\r\n"u8.ToArray());
        using DkimSigningKey key = DkimSigningKey.FromEd25519("example.test", "2026", seed);
        DkimSigner signer = new(TimeProvider.System, null, key);
        byte[] fields = signer.Sign(message);
        Assert.StartsWith("DKIM-Signature: v=1; a=ed25519-sha256;", System.Text.Encoding.ASCII.GetString(fields), StringComparison.Ordinal);
        Assert.StartsWith("v=DKIM1; k=ed25519; p=", key.ToRecord(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_of_spf_says_what_it_seems_to_say()
    {
        DnsZone zone = new DnsZone().AddText("example.test", "v=spf1 ip4:192.0.2.0/24 -all");
        SpfVerifier verifier = new(zone, TimeProvider.System);
        SpfResult result = await verifier.CheckMailFromAsync(IPAddress.Parse("192.0.2.7"), "mail.example.test", "ann@example.test");
        Assert.Equal("pass (Matched: ip4:192.0.2.0/24 of example.test)", result.ToString());
        Assert.StartsWith("pass (mx.example.org: domain of ann@example.test designates 192.0.2.7", ReceivedSpf.From(result, "mx.example.org").ToValue(), StringComparison.Ordinal);
    }
}
