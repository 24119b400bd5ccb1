using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What an attempt came to for one recipient; <see cref="QueuedRecipientStatus.Pending"/> where it failed for now.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reply">What is told of it.</param>
/// <param name="IsReportDue">
/// Of a success, whether the sender has to be told: of a delivery, because that was asked for (RFC 3461 §5.2.3), of a relay, because nobody may tell of it
/// from here on (RFC 3461 §5.2.2, RFC 2852 §4.1.4).
/// </param>
internal sealed record AttemptResult(QueuedRecipientStatus Status, QueueReply Reply, bool IsReportDue = false);

/// <summary>What an attempt came to so far.</summary>
internal sealed class AttemptResults(QueueLease lease)
{
    private readonly AttemptResult?[] _results = new AttemptResult?[lease.Recipients.Count];

    /// <summary>Whether no server of the destination was heard of.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>The results, by the order of the lease's recipients; null where there is none.</summary>
    public IReadOnlyList<AttemptResult?> All => _results;

    /// <summary>The recipients without a result, by their place in the lease.</summary>
    public List<int> Open => [.. Enumerable.Range(0, _results.Length).Where(i => _results[i] is null)];

    public bool IsDone => Array.TrueForAll(_results, static r => r is not null);

    public void Set(int recipient, AttemptResult result) => _results[recipient] = result;

    /// <summary>Gives all that have no result yet the same.</summary>
    public void SetOpen(AttemptResult result) => Open.ForEach(i => _results[i] = result);

    /// <summary>The same for a failure.</summary>
    public void SetOpen(HopFailure failure) => SetOpen(new AttemptResult(failure.IsPermanent ? QueuedRecipientStatus.Failed : QueuedRecipientStatus.Pending, failure.Reply));
}
