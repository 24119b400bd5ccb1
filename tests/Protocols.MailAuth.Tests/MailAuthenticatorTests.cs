using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.Results;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.MailAuth.Tests;

public sealed class MailAuthenticatorTests : IDisposable
{
    private static readonly SmtpFacts s_facts = new(IPAddress.Parse("192.0.2.7"), "mail.example.test", "ann@example.test");

    private readonly DkimSigningKey _key = DkimSigningKey.FromEd25519("example.test", "ed", [.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
    private readonly DnsZone _zone;

    public MailAuthenticatorTests()
    {
        _zone = DnsZone.Parse("""
            $ORIGIN example.test.
            @       TXT "v=spf1 ip4:192.0.2.0/24 -all"
            mail    TXT "v=spf1 a -all"
            mail    A   192.0.2.7
            _dmarc  TXT "v=DMARC1; p=reject"
            7.2.0.192.in-addr.arpa. PTR mail
            """).AddText("ed._domainkey.example.test", _key.ToRecord());
    }

    public void Dispose() => _key.Dispose();

    [Fact, Rfc(8601, "2.7"), Rfc(7489, "6.6.2")]
    public async Task One_call_tells_all_and_gives_the_field()
    {
        MailAuthResult result = await RunAsync(Signed("From: ann@example.test\r\nSubject: x\r\n\r\nbody\r\n"));
        Assert.Equal(
            (SpfVerdict.Pass, SpfVerdict.Pass, DkimVerdict.Pass, ArcStatus.None, DmarcVerdict.Pass, DmarcReason.AlignedDkimAndSpf, "pass"),
            (result.Spf.Verdict, result.SpfHelo.Verdict, result.Dkim.Single().Verdict, result.Arc.Status, result.Dmarc.Verdict, result.Dmarc.Reason, result.Iprev!.Verdict));
        string value = result.Results.ToValue();
        Assert.StartsWith("mx.example.org; dkim=pass (256-bit key) header.d=example.test header.i=@example.test header.s=ed header.a=ed25519-sha256 header.b=", value, StringComparison.Ordinal);
        Assert.EndsWith(
            "spf=pass (ip4:192.0.2.0/24) smtp.mailfrom=ann@example.test; spf=pass smtp.helo=mail.example.test; dmarc=pass (p=reject AlignedDkimAndSpf) header.from=example.test; arc=none; iprev=pass (mail.example.test) policy.iprev=192.0.2.7",
            value,
            StringComparison.Ordinal);
        Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(value), out _));
    }

    [Fact]
    public async Task What_was_decided_is_decided_again_from_the_answers_alone()
    {
        byte[] message = Signed("From: ann@example.test\r\nSubject: x\r\n\r\nbody\r\n");
        MailAuthResult first = await RunAsync(message);
        DnsZone recorded = new();
        foreach (DnsAnswer answer in first.Answers)
        {
            recorded.Add(answer);
        }

        MailAuthResult again = await RunAsync(message, resolver: recorded);
        Assert.Equal(first.Results.ToValue(), again.Results.ToValue());
        Assert.NotEmpty(first.Answers);
    }

    [Fact]
    public async Task What_was_decided_is_decided_again_from_a_file_at_the_time_of_the_recording()
    {
        // Forgery has SPF look further than a pass does, and the signature ends an hour later.
        ManualTime then = new();
        byte[] body = "From: ann@example.test\r\nSubject: x\r\n\r\nbody\r\n"u8.ToArray();
        using MimeDocument unsigned = MimeDocument.Parse(body);
        byte[] message = [.. new DkimSigner(then, new DkimSigningOptions { Lifetime = TimeSpan.FromHours(1), WantsReports = true }, _key).Sign(unsigned), .. body];
        _zone.AddFailure("evil.test", DnsRecordType.Txt);
        SmtpFacts facts = new(IPAddress.Parse("203.0.113.9"), "evil.test", "x@mail.example.test");
        MailAuthResult first = await RunAsync(message, facts);
        System.Buffers.ArrayBufferWriter<byte> file = new();
        new DnsTrace(then.GetUtcNow(), first.Answers).Write(file);

        DnsTrace trace = DnsTrace.Parse(file.WrittenSpan);
        MailAuthResult again = await RunAsync(message, facts, trace.ToResolver());
        Assert.Equal(new ManualTime().GetUtcNow(), trace.RecordedAt);
        Assert.Equal(first.Results.ToValue(), again.Results.ToValue());
        Assert.Equal((DkimVerdict.Pass, SpfVerdict.Fail, SpfVerdict.TempError), (again.Dkim.Single().Verdict, again.Spf.Verdict, again.SpfHelo.Verdict));
        Assert.Equal(first.Answers.Select(static a => a.ToString()).Order(), again.Answers.Select(static a => a.ToString()).Order());
        then.Advance(TimeSpan.FromDays(1));
        Assert.Equal(DkimReason.Expired, (await RunAsync(message, facts, trace.ToResolver(), then)).Dkim.Single().Reason);
    }

    [Fact]
    public async Task Without_a_client_signatures_are_checked_and_SPF_says_why_it_is_not()
    {
        MailAuthResult result = await RunAsync(Signed("From: ann@example.test\r\nSubject: x\r\n\r\nbody\r\n"), new SmtpFacts(null, "", "ann@example.test"));
        Assert.Equal((SpfVerdict.None, SpfReason.NoClient, SpfVerdict.None, DkimVerdict.Pass, DmarcReason.AlignedDkim), (result.Spf.Verdict, result.Spf.Reason, result.SpfHelo.Verdict, result.Dkim.Single().Verdict, result.Dmarc.Reason));
        Assert.Null(result.Iprev);
        Assert.EndsWith("; spf=none (NoClient) smtp.mailfrom=ann@example.test; dmarc=pass (p=reject AlignedDkim) header.from=example.test; arc=none", result.Results.ToValue(), StringComparison.Ordinal);
        Assert.DoesNotContain("client-ip", ReceivedSpf.From(result.Spf, "mx.example.org").ToValue(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_body_may_come_in_pieces_and_the_header_from_a_stream()
    {
        byte[] message = Signed("From: ann@example.test\r\nSubject: x\r\n\r\nbody of some  length \r\n\r\n");
        MailAuthenticator authenticator = new(_zone, new ManualTime(), new MailAuthOptions { ServiceId = "mx.example.org" });
        using MimeStreamReader reader = new();
        MailAuthentication? authentication = null;
        foreach (byte octet in message)
        {
            System.Buffers.ReadOnlySequence<byte> input = new([octet]);
            while (reader.Read(ref input, isFinal: false) is { Kind: not MimeStreamEventKind.NeedMoreData } step)
            {
                if (step.Kind == MimeStreamEventKind.Header)
                {
                    authentication = authenticator.Begin(reader.Part, s_facts);
                }
                else
                {
                    foreach (ReadOnlyMemory<byte> piece in step.Octets)
                    {
                        authentication!.Write(piece.Span);
                    }
                }
            }
        }

        MailAuthResult result = await authentication!.FinishAsync(TestContext.Current.CancellationToken);
        authentication.Dispose();
        Assert.Equal((DkimVerdict.Pass, DmarcVerdict.Pass), (result.Dkim.Single().Verdict, result.Dmarc.Verdict));
    }

    [Fact]
    public async Task A_forged_author_fails_and_is_told_what_his_domain_wants()
    {
        MailAuthResult result = await RunAsync(Encoding.ASCII.GetBytes("From: ann@example.test\r\n\r\nx\r\n"), new SmtpFacts(IPAddress.Parse("203.0.113.9"), "evil.test", "x@evil.test"));
        Assert.Equal((DmarcVerdict.Fail, DmarcReason.NothingPasses, DmarcPolicy.Reject), (result.Dmarc.Verdict, result.Dmarc.Reason, result.Dmarc.Policy));
    }

    [Fact]
    public async Task Look_ups_that_never_end_are_temporary_failures_in_time()
    {
        ManualTime time = new();
        MailAuthenticator authenticator = new(new Silence(), time, new MailAuthOptions { ServiceId = "mx.example.org", Timeout = TimeSpan.FromSeconds(20) });
        using MimeDocument message = MimeDocument.Parse(Signed("From: ann@example.test\r\n\r\nbody\r\n"));
        Task<MailAuthResult> running = authenticator.AuthenticateAsync(message, s_facts, TestContext.Current.CancellationToken).AsTask();
        Assert.False(running.IsCompleted);

        // Each step may ask anew; all of them together have that long.
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }

        MailAuthResult result = await running;
        Assert.Equal((SpfVerdict.TempError, DkimVerdict.TempError, DmarcVerdict.TempError, "temperror"), (result.Spf.Verdict, result.Dkim.Single().Verdict, result.Dmarc.Verdict, result.Iprev!.Verdict));
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_no_result()
    {
        using CancellationTokenSource stop = new();
        MailAuthenticator authenticator = new(new Silence(), new ManualTime(), new MailAuthOptions { ServiceId = "mx.example.org" });
        using MimeDocument message = MimeDocument.Parse(Signed("From: ann@example.test\r\n\r\nbody\r\n"));
        Task<MailAuthResult> running = authenticator.AuthenticateAsync(message, s_facts, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Ten_thousand_signatures_are_answered_by_trying_ten()
    {
        string field = Encoding.ASCII.GetString(SignedFieldOf("From: ann@example.test\r\n\r\nbody\r\n"));
        byte[] message = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(field.Replace("b=", "b=AA", StringComparison.Ordinal), 10_000)) + "From: ann@example.test\r\n\r\nbody\r\n");
        RecordingDnsResolver recorder = new(_zone);
        using MimeDocument document = MimeDocument.Parse(message, new MimeReadOptions { MaxHeaderBytes = 100_000_000 });
        var results = await new DkimVerifier(recorder, new ManualTime()).VerifyAsync(document, TestContext.Current.CancellationToken);
        Assert.Equal(10_000, results.Length);
        Assert.Equal(9_990, results.Count(r => r.Reason == DkimReason.SignatureLimit));
        Assert.True(recorder.Answers.Length <= 10);
    }

    [Fact, Rfc(6376, "8.15")]
    public async Task Fields_added_to_a_signed_message_break_the_signature()
    {
        byte[] message = Signed("From: ann@example.test\r\nSubject: x\r\nTo: b@example.org\r\n\r\nbody\r\n");
        foreach (string added in new[] { "From: evil@evil.test\r\n", "Subject: other\r\n", "Content-Type: text/html\r\n", "Reply-To: evil@evil.test\r\n" })
        {
            MailAuthResult result = await RunAsync([.. Encoding.ASCII.GetBytes(added), .. message]);
            Assert.Equal((DkimVerdict.Fail, DkimReason.SignatureMismatch), (result.Dkim.Single().Verdict, result.Dkim.Single().Reason));
            Assert.Equal(added.StartsWith("From", StringComparison.Ordinal) ? DmarcVerdict.PermError : DmarcVerdict.Pass, result.Dmarc.Verdict);
        }
    }

    [Theory]
    [InlineData(65_000)]
    [InlineData(1_000_000)]
    public async Task Huge_records_and_headers_are_verdicts(int size)
    {
        DnsZone zone = new DnsZone()
            .AddText("example.test", "v=spf1 " + string.Concat(Enumerable.Repeat("ip4:198.51.100.1 ", size / 17)) + "-all")
            .AddText("_dmarc.example.test", "v=DMARC1; p=none; rua=" + string.Join(',', Enumerable.Repeat("mailto:a@b.test", size / 16)))
            .AddText("ed._domainkey.example.test", "v=DKIM1; " + string.Concat(Enumerable.Range(0, 200).Select(i => $"x{i}=" + new string('y', size / 250) + ";")) + " k=ed25519; p=" + _key.ToRecord()[(_key.ToRecord().LastIndexOf('=', _key.ToRecord().Length - 3) + 1)..]);
        MailAuthResult result = await RunAsync(Signed($"From: ann@example.test\r\nX-Long: {new string('z', size)}\r\nSubject: x\r\n\r\nbody\r\n"), resolver: zone);
        Assert.Equal(size > 65_535 ? SpfVerdict.PermError : SpfVerdict.Fail, result.Spf.Verdict);
        Assert.True(result.Dmarc.Record!.AggregateReports.Length <= 20);
        Assert.NotEqual(DkimVerdict.TempError, result.Dkim.Single().Verdict);
    }

    private byte[] SignedFieldOf(string message)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(message));
        return new DkimSigner(new ManualTime(), null, _key).Sign(document);
    }

    private byte[] Signed(string message) => [.. SignedFieldOf(message), .. Encoding.ASCII.GetBytes(message)];

    private async Task<MailAuthResult> RunAsync(byte[] message, SmtpFacts? facts = null, IDnsResolver? resolver = null, TimeProvider? time = null)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        MailAuthenticator authenticator = new(resolver ?? _zone, time ?? new ManualTime(), new MailAuthOptions { ServiceId = "mx.example.org" });
        return await authenticator.AuthenticateAsync(document, facts ?? s_facts, TestContext.Current.CancellationToken);
    }

    private sealed class Silence : IDnsResolver
    {
        public async ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return DnsAnswer.Failed(name, type, "");
        }
    }
}
