using System.Collections.Immutable;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>A result whose changes are told (RFC 5267 §4.3).</summary>
internal sealed class ResultUpdate(SearchingCommand command, SearchKey key, ResultOrder order, SearchedMailbox mailbox, List<uint> uids)
{
    private readonly HashSet<uint> _members = [.. uids];

    // In order, where the order is not that of the mailbox.
    private List<uint> _order = order.IsSorted ? [.. uids] : [];

    public string Tag => command.Tag;

    public bool IsSorted => order.IsSorted;

    public int Count => _members.Count;

    /// <summary>Whether time alone changes what is in it (RFC 5032 §2).</summary>
    public bool DependsOnTime { get; } = SearchKeyTree.Any(key, static k => k is SearchWithin);

    /// <summary>Messages that go: told before their expunges, while their numbers are what the client knows (RFC 5267 §4.3.4).</summary>
    public void Remove(ImapContext context, IReadOnlyCollection<uint> gone)
    {
        List<uint> removed = [.. gone.Where(_members.Contains).Order()];
        Tell(context, removed, []);
    }

    /// <summary>What is to be fetched of new messages that come into the result.</summary>
    public ImmutableArray<FetchItem> Items => command.UpdateItems;

    /// <summary>Looks at messages that came or changed, and finds which came into the result or left it; null for none.</summary>
    public async ValueTask<ResultChange?> LookAsync(ImapContext context, UidSet changed)
    {
        SearchBudget budget = new(context.SearchLimits, context.Connection.Time);
        SearchedMailbox now = mailbox with { Recent = context.Selected!.Recent };
        UidSet known = mailbox.Map.Within(changed);
        if (known.IsEmpty || await Searcher.FindAsync(context, now, key, budget, known).ConfigureAwait(false) is not { } findings)
        {
            return null;
        }

        HashSet<uint> matching = [.. findings.Uids];
        List<uint> added = [.. findings.Uids.Where(uid => !_members.Contains(uid))];
        List<uint> removed = [.. _members.Where(uid => known.Contains(uid) && !matching.Contains(uid)).Order()];
        if (added.Count == 0 && removed.Count == 0)
        {
            return null;
        }

        List<uint>? sorted = IsSorted && added.Count > 0
            ? await order.PutAsync(context, now, [.. _members.Except(removed).Concat(added).Order()]).ConfigureAwait(false)
            : null;
        return new ResultChange(this, removed, added, sorted);
    }

    /// <summary>Tells what came into the result and what left it.</summary>
    public void Tell(ImapContext context, ResultChange change) => Tell(context, change.Removed, change.Added, change.Sorted);

    private void Tell(ImapContext context, List<uint> removed, List<uint> added, List<uint>? sorted = null)
    {
        if (removed.Count == 0 && added.Count == 0)
        {
            return;
        }

        List<(uint, IReadOnlyList<SequenceRange>)> from = IsSorted ? TakeOut(removed) : Unsorted(removed);
        _members.ExceptWith(removed);
        _members.UnionWith(added);
        List<(uint, IReadOnlyList<SequenceRange>)> to = IsSorted ? PutIn(added, sorted) : Unsorted(added);
        ImapResponseWriter writer = context.Writer;
        writer.BeginESearch(command.Tag, command.IsUid);
        if (from.Count > 0)
        {
            writer.ESearchUpdate(isAdded: false, from);
        }

        if (to.Count > 0)
        {
            writer.ESearchUpdate(isAdded: true, to);
        }

        writer.EndLine();
    }

    // Where the order is the mailbox's, place 0 says: wherever it belongs.
    private List<(uint, IReadOnlyList<SequenceRange>)> Unsorted(List<uint> uids) => uids.Count == 0 ? [] : [(0, Numbers(uids))];

    // From the last place to the first, so that each place is right when the client reads it.
    private List<(uint, IReadOnlyList<SequenceRange>)> TakeOut(List<uint> removed)
    {
        List<(uint, IReadOnlyList<SequenceRange>)> changes = [];
        HashSet<uint> going = [.. removed];
        for (int i = _order.Count - 1; i >= 0 && going.Count > 0; i--)
        {
            if (going.Contains(_order[i]))
            {
                changes.Add(((uint)i + 1, Numbers([_order[i]])));
            }
        }

        _order.RemoveAll(going.Contains);
        return changes;
    }

    // From the first place to the last.
    private List<(uint, IReadOnlyList<SequenceRange>)> PutIn(List<uint> added, List<uint>? sorted)
    {
        List<(uint, IReadOnlyList<SequenceRange>)> changes = [];
        if (sorted is null)
        {
            return changes;
        }

        HashSet<uint> coming = [.. added];
        _order = sorted;
        for (int i = 0; i < _order.Count; i++)
        {
            if (coming.Contains(_order[i]))
            {
                changes.Add(((uint)i + 1, Numbers([_order[i]])));
            }
        }

        return changes;
    }

    private List<SequenceRange> Numbers(List<uint> uids) =>
        new SearchResult(uids, SearchFindings.Of(UidSet.Empty), mailbox).Numbers(command.IsUid, 0, uids.Count);
}

/// <summary>What became of a result.</summary>
/// <param name="Result">The result.</param>
/// <param name="Removed">What left it, in rising order.</param>
/// <param name="Added">What came into it.</param>
/// <param name="Sorted">All of it in its order, where that is not the mailbox's and something came.</param>
internal sealed record ResultChange(ResultUpdate Result, List<uint> Removed, List<uint> Added, List<uint>? Sorted);

/// <summary>The results of a selected mailbox whose changes are told.</summary>
internal sealed class ResultUpdates
{
    private readonly List<ResultUpdate> _updates = [];
    private long _lookedAt;

    public bool IsTagInUse(string tag) => _updates.Exists(update => update.Tag == tag);

    /// <summary>Takes one more, unless that is more than a session may have.</summary>
    public bool TryAdd(ImapContext context, ResultUpdate update)
    {
        if (_updates.Count >= context.SearchLimits.Updates || (update.IsSorted && update.Count > context.SearchLimits.SortedUpdateLength))
        {
            return false;
        }

        _lookedAt = _updates.Count == 0 ? context.Connection.Time.GetTimestamp() : _lookedAt;
        _updates.Add(update);
        return true;
    }

    public void Remove(string tag) => _updates.RemoveAll(update => update.Tag == tag);

    /// <summary>Tells of messages whose expunges are about to be told.</summary>
    public void Remove(ImapContext context, IReadOnlyCollection<uint> gone) => _updates.ForEach(update => update.Remove(context, gone));

    /// <summary>Tells what messages that came or changed, or the passing of time, did to the results.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="changed">The messages.</param>
    /// <param name="arrived">Those of them that came from others: of these is told first what the results want of them (RFC 5465 §7).</param>
    public async ValueTask UpdateAsync(ImapContext context, UidSet changed, NewMessages arrived)
    {
        if (_updates.Count == 0)
        {
            return;
        }

        bool isTime = context.Connection.Time.GetElapsedTime(_lookedAt) >= context.SearchLimits.WithinInterval;
        _lookedAt = isTime ? context.Connection.Time.GetTimestamp() : _lookedAt;
        List<ResultChange> changes = [];
        foreach (ResultUpdate update in _updates)
        {
            UidSet looked = isTime && update.DependsOnTime ? UidSet.All : changed;
            if (!looked.IsEmpty && await update.LookAsync(context, looked).ConfigureAwait(false) is { } change)
            {
                changes.Add(change);
            }
        }

        await arrived.TellAsync([.. changes.Where(static c => !c.Result.Items.IsEmpty).Select(static c => (UidSet.Of(c.Added.Order()), c.Result.Items))]).ConfigureAwait(false);
        foreach (ResultChange change in changes)
        {
            change.Result.Tell(context, change);
        }
    }
}
