using System.Buffers;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Protocols.Dns;
using Protocols.Mime;
using Protocols.Reports;
using Protocols.Storage;
using Protocols.Text;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Smtp.Server;

/// <summary>How an attempt to send a report ended.</summary>
internal enum TlsReportOutcome
{
    /// <summary>One address took it at least.</summary>
    Sent,

    /// <summary>The domain wants none.</summary>
    NotWanted,

    /// <summary>Nobody took it this time.</summary>
    Failed,
}

/// <summary>Sends one report to where its domain wants it (RFC 8460 §3, §5): by mail through the queue, by POST of HTTPS.</summary>
internal sealed class TlsReportSender(IDnsResolver dns, IQueueStore queue, IBlobStore blobs, TlsReportOptions options, TimeProvider time)
{
    private const string UserAgent = "Protocols-TLSRPT/1.0";

    /// <summary>Whether a domain wants reports; yes where that cannot be known now.</summary>
    public async ValueTask<bool> IsWantedAsync(string domain, CancellationToken cancellationToken) =>
        (await FindAsync(domain, cancellationToken).ConfigureAwait(false)) is { Record: not null } or { Otherwise: TlsReportOutcome.Failed };

    public async ValueTask<(TlsReportOutcome Outcome, string Reason)> SendAsync(UnsentReport unsent, CancellationToken cancellationToken)
    {
        (TlsReportingRecord? record, TlsReportOutcome otherwise, string problem) = await FindAsync(unsent.Domain, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            return (otherwise, problem);
        }

        // §3: to each of them, and one that takes it is enough.
        bool isSent = false;
        List<string> reasons = [];
        foreach (Uri address in record.Addresses)
        {
            string reason = address.Scheme == Uri.UriSchemeMailto
                ? await MailAsync(unsent, address, cancellationToken).ConfigureAwait(false)
                : await PostAsync(unsent, address, cancellationToken).ConfigureAwait(false);
            isSent |= reason.Length == 0;
            if (reason.Length > 0)
            {
                reasons.Add($"{address}: {reason}");
            }
        }

        return (isSent ? TlsReportOutcome.Sent : TlsReportOutcome.Failed, string.Join("; ", reasons));
    }

    private async ValueTask<(TlsReportingRecord? Record, TlsReportOutcome Otherwise, string Problem)> FindAsync(string domain, CancellationToken cancellationToken)
    {
        DnsAnswer answer = await dns.QueryAsync(TlsReportingRecord.NameOf(domain), DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
        if (answer.Status is DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure)
        {
            return (null, TlsReportOutcome.Failed, answer.Reason);
        }

        TlsReportingRecord.TryRead(answer.Records.OfType<TextRecord>().Select(static record => Encoding.Latin1.GetString(record.Text.Span)), out TlsReportingRecord? found, out string problem);
        return (found, TlsReportOutcome.NotWanted, problem);
    }

    // Gives why it was not taken; empty where it was. Certificates are verified, though RFC 8460 §3 lets that be: the address is what a stranger wrote, and
    // no service of this network that takes a POST is to be reached by it.
    private async ValueTask<string> PostAsync(UnsentReport unsent, Uri address, CancellationToken cancellationToken)
    {
        using HttpsExchange exchange = new(address.IdnHost, options.Https, time, UserAgent);
        using CancellationTokenSource timeout = new(options.Https.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            // §5.4
            using ByteArrayContent content = new(unsent.Content) { Headers = { ContentType = new MediaTypeHeaderValue("application/tlsrpt+gzip") } };
            using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = content };
            using HttpResponseMessage response = await exchange.SendAsync(request, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? "" : $"the status is {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"it took more than {options.Https.Timeout}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return exchange.CertificateProblem.Length > 0 ? exchange.CertificateProblem : (e.InnerException ?? e).Message;
        }
    }

    private async ValueTask<string> MailAsync(UnsentReport unsent, Uri address, CancellationToken cancellationToken)
    {
        // RFC 6068 §2: the address is what stands before the question mark, encoded by percent.
        string to = Uri.UnescapeDataString(address.GetComponents(UriComponents.UserInfo | UriComponents.Host, UriFormat.UriEscaped));
        if (new MailboxAddress(to).Check() != WriteStatus.Ok)
        {
            return "this is no address that mail can go to";
        }

        if (options.Sign is null)
        {
            return "there is no key to sign with";
        }

        if (TlsReport.Read(unsent.Content).Report is not { } report)
        {
            return "the report cannot be read any more";
        }

        MessageBuilder message = ReportMessages.Create(report, options.Author, to, time.GetUtcNow());
        message.MessageId = MessageBuilder.CreateMessageId(RandomNumberGenerator.GetBytes(16), DomainOf(options.Author.Address));

        // RFC 8460 §3: it is delivered whatever becomes of TLS. RFC 8689 §4: so that others on the way know as well.
        message.OtherFields.Add(("TLS-Required", "No"));
        ArrayBufferWriter<byte> content = new();
        message.Write(content, RandomNumberGenerator.GetBytes(16));
        BlobUpload upload = blobs.BeginUpload(content.WrittenCount);
        await using (upload.ConfigureAwait(false))
        {
            bool isTaken = await upload.WriteAsync(new ReadOnlySequence<byte>(FieldBlock.Check(options.Sign(content.WrittenMemory), nameof(options.Sign))), cancellationToken).ConfigureAwait(false)
                && await upload.WriteAsync(new ReadOnlySequence<byte>(content.WrittenMemory), cancellationToken).ConfigureAwait(false);
            if (!isTaken)
            {
                return "it is larger than the store takes";
            }

            await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
            string domain = DomainOf(to);
            QueueEnvelope envelope = new() { ReversePath = options.Author.Address, SubmittedAt = time.GetUtcNow(), Tls = QueueTls.NotRequired };
            SubmittedRecipient recipient = new() { Address = to, Destination = options.DestinationOf?.Invoke(domain) ?? domain, Notify = QueueNotify.Never };
            EnqueueResult result = await queue.EnqueueAsync(new QueueSubmission(envelope, upload, [recipient]), cancellationToken).ConfigureAwait(false);
            return result.Status == EnqueueStatus.Done ? "" : result.Reason ?? result.Status.ToString();
        }
    }

    private static string DomainOf(string address)
    {
        string domain = address[(address.LastIndexOf('@') + 1)..];
        return DomainName.ToAscii(domain, out string ascii) == DomainNameDefects.None ? ascii : domain.ToLowerInvariant();
    }
}
