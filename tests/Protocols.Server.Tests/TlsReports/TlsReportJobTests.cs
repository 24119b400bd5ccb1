using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;
using Protocols.Reports;
using Protocols.Server.Tests.Https;
using Protocols.Server.Tests.Queue;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Server.Tests.TlsReports;

public sealed class TlsReportJobTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-tlsrpt-").FullName;
    private readonly ListLogger _log = new();
    private readonly TlsReportCollector _collector = new();
    private readonly DkimSigningKey _key = DkimSigningKey.FromEd25519("here.test", "s1", new byte[32]);
    private QueueSite _site = null!;
    private DnsZone _zone = new DnsZone().AddText("_smtp._tls.example.test", "v=TLSRPTv1; rua=mailto:tls%2Breports@reports.test");

    public async ValueTask InitializeAsync() => _site = await QueueSite.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact, Rfc(8460, "3"), Rfc(8460, "5.3"), Rfc(8689, "4.1")]
    public async Task A_report_goes_by_mail_signed_and_whatever_becomes_of_TLS()
    {
        Count("example.test", 3, failures: 2);
        TlsReportJob job = Job();
        Assert.Equal((0, 0), (await job.MakeReportsAsync(CancellationToken.None), await job.SendAsync(CancellationToken.None)));
        _site.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 1), (await job.MakeReportsAsync(CancellationToken.None), await job.SendAsync(CancellationToken.None)));
        Assert.Equal((0, 0), (await job.MakeReportsAsync(CancellationToken.None), await job.SendAsync(CancellationToken.None)));

        QueueLease lease = Assert.Single(await _site.LeaseAsync());
        Assert.Equal(
            ("tlsrpt@here.test", QueueTls.NotRequired, "tls+reports@reports.test", "reports.test"),
            (lease.Message.Envelope.ReversePath, lease.Message.Envelope.Tls, lease.Recipients[0].Address, lease.Destination));
        using MimeDocument message = MimeDocument.Parse(await ContentAsync(lease));
        TlsReport report = TlsReport.Read(message).GetReport();
        Assert.Equal(("Here", "tlsrpt@here.test", new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero)), (report.Organization, report.ContactInfo, report.Begin));
        Assert.Equal(("example.test", 3, 2), (report.Policies[0].Domain, report.Policies[0].SuccessfulSessions, report.Policies[0].FailedSessions));
        string header = Encoding.ASCII.GetString(message.Root.HeaderSpan);
        foreach (string field in new[] { "TLS-Report-Domain: example.test\r\n", "TLS-Report-Submitter: here.test\r\n", "TLS-Required: No\r\n", "Subject: Report Domain: example.test Submitter: here.test" })
        {
            Assert.Contains("\r\n" + field, header, StringComparison.Ordinal);
        }

        DnsZone keys = new DnsZone().AddText("s1._domainkey.here.test", _key.ToRecord());
        DkimResult signature = Assert.Single(await new DkimVerifier(keys, _site.Time).VerifyAsync(message));
        Assert.Equal("pass (here.test)", signature.ToString());
        Assert.Contains("TLS-Report-Domain", signature.Signature!.SignedFields, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("TLS-Report-Submitter", signature.Signature.SignedFields, StringComparer.OrdinalIgnoreCase);
    }

    [Fact, Rfc(8460, "5.2"), Rfc(8460, "5.4")]
    public async Task A_report_goes_by_POST_compressed()
    {
        (string Method, string? Type, TlsReport? Report) got = default;
        await using HttpsSite web = await HttpsSite.StartAsync(HttpsSite.Certificate("web.test"), async context =>
        {
            using MemoryStream body = new();
            await using GZipStream content = new(context.Request.Body, CompressionMode.Decompress);
            await content.CopyToAsync(body);
            got = (context.Request.Method, context.Request.ContentType, TlsReport.Read(body.ToArray()).Report);
            context.Response.StatusCode = 201;
        });
        _zone = new DnsZone().AddText("_smtp._tls.example.test", "v=TLSRPTv1; rua=https://web.test/v1/tlsrpt");
        Count("example.test", 1);
        _site.Time.Advance(TimeSpan.FromDays(1));
        TlsReportJob job = Job(options => options with { Https = web.Options, Sign = null });
        await job.MakeReportsAsync(CancellationToken.None);
        Assert.Equal(1, await job.SendAsync(CancellationToken.None));
        Assert.Equal(("POST", "application/tlsrpt+gzip", "example.test"), (got.Method, got.Type, got.Report?.Policies[0].Domain));
        Assert.Empty(await _site.LeaseAsync());
    }

    [Fact, Rfc(8460, "3")]
    public async Task Of_several_addresses_each_is_tried_and_one_is_enough()
    {
        _zone = new DnsZone().AddText("_smtp._tls.example.test", "v=TLSRPTv1; rua=https://web.test/v1,mailto:a@reports.test,mailto:b%0d%0aBcc:x@reports.test");
        Count("example.test", 1);
        _site.Time.Advance(TimeSpan.FromDays(1));
        TlsReportJob job = Job(options => options with { Https = new HttpsOptions { Connect = static (_, _) => throw new IOException("no way there") } });
        await job.MakeReportsAsync(CancellationToken.None);
        Assert.Equal(1, await job.SendAsync(CancellationToken.None));
        Assert.Equal("a@reports.test", Assert.Single(await _site.LeaseAsync()).Recipients[0].Address);
        string line = Assert.Single(_log.Lines);
        Assert.Contains("no way there", line, StringComparison.Ordinal);
        Assert.Contains("this is no address that mail can go to", line, StringComparison.Ordinal);
    }

    [Fact, Rfc(8460, "3")]
    public async Task Nobody_who_does_not_want_it_and_nothing_that_was_not_counted_is_told()
    {
        Count("silent.test", 1);
        _zone.AddText("_smtp._tls.odd.test", "v=TLSRPTv1; rua=ftp://x.test");
        Count("odd.test", 1);
        _site.Time.Advance(TimeSpan.FromDays(1));
        TlsReportJob job = Job();
        Assert.Equal(0, await job.MakeReportsAsync(CancellationToken.None));
        Assert.Empty(_collector.Days);
        Assert.Empty(Unsent());
    }

    [Fact, Rfc(8460, "3")]
    public async Task Without_a_signature_nothing_goes_by_mail()
    {
        Count("example.test", 1);
        _site.Time.Advance(TimeSpan.FromDays(1));
        TlsReportJob job = Job(static options => options with { Sign = null });
        await job.MakeReportsAsync(CancellationToken.None);
        Assert.Equal(0, await job.SendAsync(CancellationToken.None));
        Assert.Contains("there is no key to sign with", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Empty(await _site.LeaseAsync());
    }

    [Fact, Rfc(8460, "5.5")]
    public async Task What_nobody_takes_is_tried_for_a_day_ever_more_seldom_and_through_restarts()
    {
        _zone = new DnsZone().AddText("_smtp._tls.example.test", "v=TLSRPTv1; rua=https://web.test/v1");
        int tried = 0;
        HttpsOptions https = new()
        {
            Connect = (_, _) =>
            {
                tried++;
                throw new IOException("no way there");
            },
        };
        Count("example.test", 1);
        _site.Time.Advance(TimeSpan.FromDays(1));
        await Job().MakeReportsAsync(CancellationToken.None);
        DateTimeOffset first = _site.Time.GetUtcNow();
        List<double> minutes = [];
        while (Unsent().Length > 0)
        {
            int before = tried;
            Assert.Equal(0, await Job(options => options with { Https = https }).SendAsync(CancellationToken.None));
            if (tried > before)
            {
                minutes.Add((_site.Time.GetUtcNow() - first).TotalMinutes);
            }

            _site.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal([0, 15, 45, 105, 225, 465, 945, 1440], minutes);
        Assert.StartsWith("Warning The TLS report for example.test", _log.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact, Rfc(8460, "5.5")]
    public async Task A_fault_of_this_host_keeps_no_other_report_back()
    {
        _zone = new DnsZone().AddText("_smtp._tls.example.test", "v=TLSRPTv1; rua=mailto:a@reports.test").AddText("_smtp._tls.other.test", "v=TLSRPTv1; rua=mailto:a@reports.test");
        Count("example.test", 1);
        Count("other.test", 1);
        _site.Time.Advance(TimeSpan.FromDays(1));
        int signed = 0;
        TlsReportJob job = Job(options => options with { Concurrency = 1, Sign = message => signed++ == 0 ? throw new IOException("no key there") : options.Sign!(message) });
        Assert.Equal((2, 1), (await job.MakeReportsAsync(CancellationToken.None), await job.SendAsync(CancellationToken.None)));
        Assert.Contains(_log.Lines, static line => line.Contains("no key there", StringComparison.Ordinal));
        _site.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(1, await job.SendAsync(CancellationToken.None));
    }

    [Fact, Rfc(8460, "5.5")]
    public async Task A_record_that_cannot_be_looked_up_now_is_looked_up_later()
    {
        _zone = new DnsZone().AddFailure("_smtp._tls.example.test");
        Count("example.test", 1);
        _site.Time.Advance(TimeSpan.FromDays(1));
        TlsReportJob job = Job();
        Assert.Equal((1, 0), (await job.MakeReportsAsync(CancellationToken.None), await job.SendAsync(CancellationToken.None)));

        _zone = new DnsZone().AddText("_smtp._tls.example.test", "v=TLSRPTv1; rua=mailto:a@reports.test");
        Assert.Equal(0, await job.SendAsync(CancellationToken.None));
        _site.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(1, await job.SendAsync(CancellationToken.None));
    }

    [Fact, Rfc(8460, "4.1")]
    public async Task It_counts_through_restarts_and_reports_a_day_after_its_end()
    {
        await RunAsync(_collector, () =>
        {
            Count("example.test", 2, failures: 1);
            _site.Time.Advance(TimeSpan.FromMinutes(1));
            return Task.CompletedTask;
        });
        await File.AppendAllTextAsync(Path.Combine(_folder, "counts.jsonl"), "{\"day\":\"2026-11-2");

        TlsReportCollector again = new();
        again.Add(new TlsSession(_site.Time.GetUtcNow(), "example.test", "no-policy-found"));
        await RunAsync(again, async () =>
        {
            TlsReportPolicy policy = Assert.Single(again.Read(new DateOnly(2026, 11, 24), "example.test"));
            Assert.Equal((3, 1), (policy.SuccessfulSessions, policy.FailedSessions));
            _site.Time.Advance(TimeSpan.FromHours(11));
            Assert.Empty(await _site.LeaseAsync());

            // Past midnight, and past the longest delay behind it.
            for (int i = 0; i < 60 && (await _site.Storage.QueueAdministration.CountAsync(CancellationToken.None)) == 0; i++)
            {
                _site.Time.Advance(TimeSpan.FromHours(1));
                await Task.Delay(50);
            }
        });
        using MimeDocument message = MimeDocument.Parse(await ContentAsync(Assert.Single(await _site.LeaseAsync())));
        Assert.Equal(3, TlsReport.Read(message).GetReport().Policies[0].SuccessfulSessions);
    }

    private async Task RunAsync(TlsReportCollector collector, Func<Task> meanwhile)
    {
        using CancellationTokenSource end = new();
        Task running = Job(collector: collector).RunAsync(end.Token);
        await meanwhile();
        await end.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private void Count(string domain, int successes, int failures = 0)
    {
        for (int i = 0; i < successes + failures; i++)
        {
            Assert.True(_collector.Add(new TlsSession(_site.Time.GetUtcNow(), domain, "no-policy-found") { ResultType = i < successes ? null : "starttls-not-supported" }));
        }
    }

    private string[] Unsent() => Directory.GetFiles(Path.Combine(_folder, "unsent"));

    private TlsReportJob Job(Func<TlsReportOptions, TlsReportOptions>? change = null, TlsReportCollector? collector = null)
    {
        TlsReportOptions options = new()
        {
            Folder = _folder,
            Organization = "Here",
            Author = new MailboxAddress("TLS reports", "tlsrpt@here.test"),
            Sign = TlsReportSigning.With(_site.Time, _key),
        };
        return new TlsReportJob(collector ?? _collector, new Through(() => _zone), _site.Queue, _site.Storage.Blobs, change?.Invoke(options) ?? options, _site.Time, _log);
    }

    private async Task<byte[]> ContentAsync(QueueLease lease)
    {
        using MemoryStream stream = new();
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await _site.Storage.Blobs.CopyToAsync(_site.Queue.Account, lease.Message.Blob, 0, lease.Message.Size, writer, CancellationToken.None);
        await writer.CompleteAsync();
        return stream.ToArray();
    }

    private sealed class Through(Func<DnsZone> zone) : IDnsResolver
    {
        public ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default) => zone().QueryAsync(name, type, cancellationToken);
    }
}
