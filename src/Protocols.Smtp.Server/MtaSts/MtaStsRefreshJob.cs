using Microsoft.Extensions.Logging;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Smtp.Server;

/// <summary>
/// Fetches kept policies of MTA-STS anew before they end (RFC 8461 §3.3, §10.2), forgets those that ended, and tells the operator of those that it
/// cannot fetch.
/// </summary>
/// <param name="resolver">Fetches them.</param>
/// <param name="store">Where they are kept: the resolver's own store.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes the warnings.</param>
public sealed class MtaStsRefreshJob(MtaStsResolver resolver, IMtaStsStore store, TimeProvider time, ILogger logger)
{
    /// <summary>How often it is looked for what is due, above none; an hour unless set.</summary>
    public TimeSpan Interval
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = TimeSpan.FromHours(1);

    /// <summary>How old a policy gets before it is fetched anew, above none; a day unless set. One that holds for less than twice that is when half of its time is over.</summary>
    public TimeSpan RefreshAfter
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = TimeSpan.FromDays(1);

    /// <summary>How many are fetched at a time, from 1; 4 unless set.</summary>
    public int Concurrency
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = 4;

    /// <summary>Does it now and then until it is told to end.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public Task RunAsync(CancellationToken cancellationToken) => RecurringWork.RunAsync("Fetching policies of MTA-STS anew", Interval, time, logger, RefreshAsync, cancellationToken);

    /// <summary>Does it once.</summary>
    /// <param name="cancellationToken">Ends it between two policies.</param>
    /// <returns>How many were fetched.</returns>
    public async Task<int> RefreshAsync(CancellationToken cancellationToken)
    {
        int fetched = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(store.ReadAllAsync(cancellationToken), parallel, async (entry, token) =>
        {
            DateTimeOffset now = time.GetUtcNow();
            if (entry.ExpiresAt <= now)
            {
                await store.RemoveAsync(entry, token).ConfigureAwait(false);
                return;
            }

            TimeSpan due = entry.Policy.MaxAge / 2 < RefreshAfter ? entry.Policy.MaxAge / 2 : RefreshAfter;
            if (entry.FetchedAt + due > now)
            {
                return;
            }

            MtaStsLookup found = await resolver.RefreshAsync(entry, token).ConfigureAwait(false);
            if (found.Reason == MtaStsReason.Fetched)
            {
                Interlocked.Increment(ref fetched);
            }
            else if (entry.Policy.Mode != MtaStsMode.None)
            {
                // RFC 8461 §3.3: not for a domain that wants no policy any more.
                SmtpLog.PolicyNotRefreshed(logger, entry.Domain, entry.Policy.Mode, entry.ExpiresAt, found.Reason, found.Problem);
            }
        }).ConfigureAwait(false);
        return fetched;
    }
}
