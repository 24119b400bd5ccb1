using System.Net;
using System.Text;
using Protocols.Dns;
using Protocols.MailAuth;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.FailureReports;
using Protocols.MailAuth.Results;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.Fuzz.Targets;

/// <summary>Records, signatures and fields of authentication, and a message with them whose names all exist.</summary>
internal static class MailAuthTarget
{
    private static readonly SmtpFacts s_facts = new(IPAddress.Parse("192.0.2.7"), "mail.a.test", "a@a.test");

    public static void Run(ReadOnlySpan<byte> input)
    {
        DkimSignature.Read(input, out _);
        DkimKeyRecord.Read(input, out _);
        DmarcRecord.TryParse(input, out _);
        FailureReportRequest.TryReadDkim(input, out _);
        FailureReportRequest.TryReadSpf(input, out _);
        DnsTrace.TryRead(input, out _, out _);
        if (AuthenticationResults.TryParse(input, out AuthenticationResults? results))
        {
            Again(results!);
        }

        if (ReceivedSpf.TryParse(input, out ReceivedSpf? received))
        {
            Assert.True(ReceivedSpf.TryParse(Encoding.UTF8.GetBytes(received!.ToValue()), out _), "A Received-SPF that was read and written is not read again.");
        }

        MailAuthenticator authenticator = new(new EveryName(input), new ManualTime(), new MailAuthOptions { ServiceId = "mx.a.test" });
        using MimeDocument message = MimeDocument.Parse(input.ToArray());
        ValueTask<MailAuthResult> running = authenticator.AuthenticateAsync(message, s_facts);
        Assert.True(running.IsCompleted, "Where every answer is at hand nothing is waited for.");
        MailAuthResult result = running.GetAwaiter().GetResult();
        Again(result.Results);
        ValueTask<System.Collections.Immutable.ImmutableArray<FailureReportDecision>> deciding = new FailureReporter(new EveryName(input), new Random(1)).DecideAsync(result);
        Assert.True(deciding.IsCompleted, "Where every answer is at hand nothing is waited for.");
        Assert.All(deciding.GetAwaiter().GetResult(), static d => Assert.DoesNotContain(d.Address + d.SmtpText, char.IsControl));
        Assert.DoesNotContain('\r', result.Results.ToValue());
    }

    private static void Again(AuthenticationResults results)
    {
        string value = results.ToValue();
        Assert.True(AuthenticationResults.TryParse(Encoding.UTF8.GetBytes(value), out AuthenticationResults? again), "An Authentication-Results that was written is not read: " + value);
        Assert.Equal(value, again!.ToValue());
    }

    /// <summary>Answers for every name with what the input has for it, or with something that passes.</summary>
    private sealed class EveryName : IDnsResolver
    {
        private readonly byte[] _spf;
        private readonly byte[] _dmarc;
        private readonly byte[] _report;
        private readonly byte[] _atps;
        private readonly byte[] _key;

        public EveryName(ReadOnlySpan<byte> input)
        {
            _spf = Record(input, "v=spf1"u8, "v=spf1 a mx include:b.test exists:%{i}.c.test -all");
            _report = Record(input, "ra="u8, "ra=a; rs=No");
            _atps = Record(input, "v=ATPS1"u8, "v=ATPS1");
            _dmarc = Record(input, "v=DMARC1"u8, "v=DMARC1; p=reject");
            _key = Record(input, "v=DKIM1"u8, "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
        }

        public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
        {
            DnsRecord? record = type switch
            {
                DnsRecordType.Txt when name.StartsWith("_report", StringComparison.OrdinalIgnoreCase) => new TextRecord(_report),
                DnsRecordType.Txt when name.Contains("_atps", StringComparison.OrdinalIgnoreCase) => new TextRecord(_atps),
                DnsRecordType.Txt when name.Contains("_domainkey", StringComparison.OrdinalIgnoreCase) => new TextRecord(_key),
                DnsRecordType.Txt when name.StartsWith("_dmarc", StringComparison.OrdinalIgnoreCase) => new TextRecord(_dmarc),
                DnsRecordType.Txt => new TextRecord(_spf),
                DnsRecordType.A => new AddressRecord(IPAddress.Parse("192.0.2.7")),
                DnsRecordType.Mx => new MxRecord(10, "mx.a.test"),
                DnsRecordType.Ptr => new NameRecord(DnsRecordType.Ptr, "mail.a.test"),
                _ => null,
            };
            return ValueTask.FromResult(record is null
                ? DnsAnswer.Absent(name, type, nameExists: true, TimeSpan.FromHours(1))
                : DnsAnswer.Found(name, type, [record], TimeSpan.FromHours(1)));
        }

        private static byte[] Record(ReadOnlySpan<byte> input, ReadOnlySpan<byte> start, string otherwise)
        {
            int found = input.IndexOf(start);
            if (found < 0)
            {
                return Encoding.ASCII.GetBytes(otherwise);
            }

            ReadOnlySpan<byte> rest = input[found..];
            int end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            return (end < 0 ? rest : rest[..end]).ToArray();
        }
    }
}
