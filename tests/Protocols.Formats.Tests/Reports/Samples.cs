using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

/// <summary>Reports that are whole, for tests to break.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Begin = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    public static AggregateReport Aggregate(AggregateSchema schema = AggregateSchema.Rfc7489) => new()
    {
        Schema = schema,
        Metadata = new AggregateMetadata("Receiver & Söhne <Inc.>", "dmarc@receiver.example", "1732406400.1@receiver.example", Begin, Begin.AddSeconds(86399))
        {
            ExtraContactInfo = "https://receiver.example/",
            Errors = ["two records"],
            Generator = "Example 1.0",
        },
        Policy = new PolicyPublished("example.com", DmarcDisposition.Reject)
        {
            SubdomainPolicy = DmarcDisposition.Quarantine,
            NonexistentPolicy = DmarcDisposition.None,
            IsDkimStrict = true,
            IsSpfStrict = false,
            Percentage = 50,
            FailureOptions = "1:d",
            IsTesting = true,
            Discovery = PolicyDiscovery.TreeWalk,
        },
        Records = [Record(), Record() with { SourceIp = "2001:db8::1", Count = 7, EnvelopeFrom = "" }],
        Extensions = [new AggregateExtension("https://ext.example/", "note", "a < b")],
    };

    public static AggregateRecord Record() => new("192.0.2.1", 2, "example.com")
    {
        Disposition = DmarcDisposition.None,
        Dkim = DmarcOutcome.Fail,
        Spf = DmarcOutcome.Pass,
        Reasons = [new PolicyOverride(PolicyOverrideType.LocalPolicy, "arc=pass"), new PolicyOverride(PolicyOverrideType.Other, null)],
        EnvelopeFrom = "bounces.example.com",
        EnvelopeTo = "receiver.example",
        DkimResults = [new DkimAuthResult("example.com", "s1", AuthOutcome.Fail, "body hash"), new DkimAuthResult("esp.example", "k", AuthOutcome.Pass)],
        SpfResults = [new SpfAuthResult("bounces.example.com", SpfScope.MailFrom, AuthOutcome.Pass, "fine")],
    };

    public static TlsReport Tls() => new("Sender Inc.", "tls@sender.example", "20261124.example.com", Begin, Begin.AddSeconds(86399))
    {
        Policies =
        [
            new TlsReportPolicy("sts", "example.com", 10, 3)
            {
                PolicyStrings = ["version: STSv1", "mode: enforce", "mx: *.example.com"],
                MxHosts = ["*.example.com"],
                Failures =
                [
                    new TlsReportFailure("certificate-expired", 3)
                    {
                        SendingMtaIp = "2001:db8::1",
                        ReceivingMxHostname = "mx1.example.com",
                        ReceivingMxHelo = "mx1",
                        ReceivingIp = "192.0.2.1",
                        AdditionalInformation = "https://sender.example/more?id=1",
                        FailureReasonCode = "X509_V_ERR \"10\"",
                    },
                ],
            },
            new TlsReportPolicy("no-policy-found", "example.com", 1, 0),
        ],
    };

    public static FeedbackReport Feedback() => new()
    {
        Type = FeedbackType.Abuse,
        UserAgent = "SomeGenerator/1.0",
        OriginalEnvelopeId = "abc",
        OriginalMailFrom = "somespammer@example.net",
        OriginalRecipients = ["user@example.com", "other@example.com"],
        ArrivalDate = Begin,
        ReportingMta = "mail.example.com",
        SourceIp = "2001:db8::1",
        SourcePort = 2525,
        Incidents = 3,
        AuthenticationResults = ["mail.example.com; spf=fail smtp.mail=somespammer@example.com"],
        ReportedDomains = ["example.net"],
        ReportedUris = ["http://example.net/earn_money.html", "mailto:user@example.com"],
        OtherFields = [new ReportField("X-Thing", "some text")],
        Reported = "Subject: Earn money\r\nFrom: <somespammer@example.net>\r\n\r\nSpam\r\n"u8.ToArray(),
    };

    public static FeedbackReport AuthFailure() => Feedback() with
    {
        Type = FeedbackType.AuthFailure,
        IsHeaderOnly = true,
        Reported = "Subject: Earn money\r\nFrom: <a@example.net>\r\n\r\n"u8.ToArray(),
        Failure = new AuthenticationFailure(AuthFailureType.Dmarc)
        {
            DeliveryResult = DeliveryResult.Reject,
            IdentityAlignment = AlignmentFailures.Dkim | AlignmentFailures.Spf,
            DkimDomain = "example.net",
            DkimIdentity = "@example.net",
            DkimSelector = "s1",
            DkimSelectorDns = "v=DKIM1; p=\"abc\\",
            DkimAdspDns = "dkim=all",
            DkimCanonicalizedHeader = "subject:Earn money\r\n"u8.ToArray(),
            DkimCanonicalizedBody = new byte[500],
            SpfDns = [new SpfDnsRecord("txt", "example.net", "v=spf1 ip6:2001:db8::/32 -all")],
        },
    };
}
