using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Protocols.Dns;

namespace Protocols.TransportSecurity.MtaSts;

/// <summary>
/// Finds and keeps the policies of domains (RFC 8461 §3 and §5.1). A kept one is used until it ends, whatever happens to its record or its host. Safe for
/// use by many threads at once.
/// </summary>
/// <param name="resolver">Looks the records up.</param>
/// <param name="fetcher">Fetches the policies.</param>
/// <param name="store">Keeps them.</param>
/// <param name="time">The clock.</param>
public sealed class MtaStsResolver(IDnsResolver resolver, IMtaStsFetcher fetcher, IMtaStsStore store, TimeProvider time)
{
    // A fetch that failed, by domain: which policy it was for, and when.
    private readonly ConcurrentDictionary<string, (string Id, DateTimeOffset At, MtaStsLookup Outcome)> _failures = new(StringComparer.Ordinal);

    /// <summary>How long after a failure the same policy is not asked for again; 5 minutes unless set, as RFC 8461 §3.3 wants at least.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old a kept policy gets before it is fetched anew though its record says nothing new; a day unless set (RFC 8461 §3.3).</summary>
    public TimeSpan RefreshAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a policy may be in octets; 64 KiB unless set (RFC 8461 §3.3).</summary>
    public int MaxPolicyBytes { get; init; } = 64 * 1024;

    /// <summary>How many failures are remembered; 10,000 unless set. Beyond, all are forgotten.</summary>
    public int MaxFailures { get; init; } = 10_000;

    /// <summary>Finds the policy of a domain: a kept one where its record still names it.</summary>
    /// <param name="domain">The domain that mail is for, or the smart host's (RFC 8461 §3.4), in ASCII.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<MtaStsLookup> FindAsync(string domain, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(domain);
        string name = DnsNames.Normalize(domain);
        if (!DnsNames.IsValid(name) || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')) || IPAddress.TryParse(name, out _))
        {
            return new MtaStsLookup(null, MtaStsReason.NoRecord, "this is no domain");
        }

        DateTimeOffset now = time.GetUtcNow();
        MtaStsEntry? kept = await store.GetAsync(name, cancellationToken).ConfigureAwait(false);
        kept = kept is not null && kept.ExpiresAt > now ? kept : null;
        DnsAnswer answer = await resolver.QueryAsync(MtaStsRecord.NameOf(name), DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
        if (answer.Status is DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure)
        {
            return Otherwise(kept, MtaStsReason.LookupFailed, answer.Reason);
        }

        if (!MtaStsRecord.TryRead(answer.Records.OfType<TextRecord>().Select(static record => Encoding.Latin1.GetString(record.Text.Span)), out MtaStsRecord? record, out string problem))
        {
            return Otherwise(kept, MtaStsReason.NoRecord, kept is null ? "" : problem);
        }

        if (kept is not null && kept.Id == record!.Id && kept.FetchedAt + RefreshAfter > now)
        {
            return new MtaStsLookup(kept, MtaStsReason.Cached);
        }

        if (_failures.TryGetValue(name, out (string Id, DateTimeOffset At, MtaStsLookup Outcome) failure) && failure.Id == record!.Id && failure.At + RetryAfter > now)
        {
            return Otherwise(kept, failure.Outcome.Reason, failure.Outcome.Problem);
        }

        MtaStsLookup fetched = await FetchAsync(name, record!, now, cancellationToken).ConfigureAwait(false);
        if (fetched.Entry is not null)
        {
            _failures.TryRemove(name, out _);
            await store.PutAsync(fetched.Entry, cancellationToken).ConfigureAwait(false);
            return fetched;
        }

        if (_failures.Count >= MaxFailures)
        {
            _failures.Clear();
        }

        _failures[name] = (record!.Id, now, fetched);
        return Otherwise(kept, fetched.Reason, fetched.Problem);
    }

    /// <summary>
    /// Fetches a kept policy anew, whatever becomes of its record (RFC 8461 §10.2), and keeps what came. Who does that well before policies end
    /// leaves nobody the time to have them run out.
    /// </summary>
    /// <param name="kept">The policy.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What came. Where nothing did, the kept one with the reason, <see cref="MtaStsReason.FetchFailed"/> and its like, as long as it holds.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<MtaStsLookup> RefreshAsync(MtaStsEntry kept, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kept);
        DateTimeOffset now = time.GetUtcNow();
        DnsAnswer answer = await resolver.QueryAsync(MtaStsRecord.NameOf(kept.Domain), DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
        bool isRecord = MtaStsRecord.TryRead(answer.Records.OfType<TextRecord>().Select(static record => Encoding.Latin1.GetString(record.Text.Span)), out MtaStsRecord? record, out _);
        MtaStsLookup fetched = await FetchAsync(kept.Domain, isRecord ? record! : new MtaStsRecord(kept.Id), now, cancellationToken).ConfigureAwait(false);
        if (fetched.Entry is null)
        {
            return fetched with { Entry = kept.ExpiresAt > now ? kept : null };
        }

        _failures.TryRemove(kept.Domain, out _);
        await store.PutAsync(fetched.Entry, cancellationToken).ConfigureAwait(false);
        return fetched;
    }

    private async ValueTask<MtaStsLookup> FetchAsync(string domain, MtaStsRecord record, DateTimeOffset now, CancellationToken cancellationToken)
    {
        MtaStsFetch fetch = await fetcher.FetchAsync(MtaStsPolicy.AddressOf(domain), MaxPolicyBytes, cancellationToken).ConfigureAwait(false);

        // §3.3: 200 alone will do, and no redirect.
        if (fetch.StatusCode != (int)HttpStatusCode.OK)
        {
            return new MtaStsLookup(null, fetch.IsCertificateInvalid ? MtaStsReason.FetchCertificateInvalid : MtaStsReason.FetchFailed, fetch.StatusCode == 0 ? fetch.Problem : $"the status is {fetch.StatusCode}");
        }

        if (fetch.Content.Length > MaxPolicyBytes)
        {
            return new MtaStsLookup(null, MtaStsReason.FetchFailed, $"it is longer than {MaxPolicyBytes} octets");
        }

        // §3.2: where users may put files, what they put is not text/plain.
        string mediaType = fetch.ContentType.Split(';')[0].Trim();
        if (!mediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
        {
            return new MtaStsLookup(null, MtaStsReason.PolicyInvalid, $"the media type is '{VersionedTags.Shown(mediaType)}', not text/plain");
        }

        return MtaStsPolicy.TryRead(fetch.Content.Span, out MtaStsPolicy? policy, out string problem)
            ? new MtaStsLookup(new MtaStsEntry(domain, record.Id, now, policy!), MtaStsReason.Fetched)
            : new MtaStsLookup(null, MtaStsReason.PolicyInvalid, problem);
    }

    private static MtaStsLookup Otherwise(MtaStsEntry? kept, MtaStsReason reason, string problem) =>
        new(kept, kept is null ? reason : MtaStsReason.CachedThoughUnreachable, problem);
}
