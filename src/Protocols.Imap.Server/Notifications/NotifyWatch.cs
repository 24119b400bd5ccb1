using System.Collections.Immutable;
using Protocols.Imap.Server.Commands;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>
/// Tells a client of what it has asked for by NOTIFY, at any time (RFC 5465). It is woken by the clocks of the accounts that it watches, and then asks for
/// what changed since it last told; what the client did itself it is not told of, as far as nobody else did anything at the same time.
/// </summary>
internal sealed class NotifyWatch : IAsyncDisposable
{
    private readonly ImapContext _context;
    private readonly NotifyGroups _groups;
    private readonly CancellationTokenSource _stop;
    private readonly Dictionary<AccountId, Task> _clocks = [];
    private readonly HashSet<(AccountId Account, long ModSeq)> _made = [];
    private readonly Dictionary<AccountId, (ModSeq Known, WatchedMailboxes Mailboxes)> _accounts = [];
    private HashSet<string> _subscriptions = [];

    private NotifyWatch(ImapContext context, NotifyGroups groups)
    {
        _context = context;
        _groups = groups;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(context.Closed);
    }

    /// <summary>Whether nothing is to be told of the selected mailbox but what the client does there itself (RFC 5465 §3.1).</summary>
    public bool IsSilentOnSelected => _groups.Selected is not { Events: not NotifyEvents.None };

    /// <summary>Whether flags that change in the selected mailbox are to be told.</summary>
    public bool TellsFlagsOfSelected => _groups.Selected is { } selected && (selected.Events & NotifyEvents.FlagChange) != 0;

    /// <summary>Begins to watch.</summary>
    /// <returns>Null if there are more mailboxes than one connection may watch.</returns>
    public static async ValueTask<NotifyWatch?> BeginAsync(ImapContext context, NotifyGroups groups)
    {
        NotifyWatch watch = new(context, groups);
        if (groups.OfOthers != NotifyEvents.None && !await watch.ReadAllAsync().ConfigureAwait(false))
        {
            await watch.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        foreach ((AccountId account, (ModSeq known, _)) in watch._accounts)
        {
            watch.Watch(account, known);
        }

        return watch;
    }

    /// <summary>Tells the STATUS of each mailbox, and which of them cannot be watched (RFC 5465 §3.1).</summary>
    public void TellStatus(bool withStatus)
    {
        foreach (WatchedMailbox mailbox in _accounts.Values.SelectMany(static a => a.Mailboxes.All).OrderBy(static m => m.Name, StringComparer.Ordinal))
        {
            NotifyEvents events = EventsOf(mailbox);
            if (events == NotifyEvents.None || !mailbox.Mailbox.IsSelectable)
            {
                continue;
            }

            if (!mailbox.IsReadable)
            {
                _context.Writer.List([@"\NoAccess"], MailboxNames.Separator, mailbox.Name);
            }
            else if (withStatus && (events & NotifyGroups.OfMessages) != 0 && !IsSelected(mailbox))
            {
                StatusItems items = StatusItems.Messages | StatusItems.UidNext | StatusItems.UidValidity;
                _context.Writer.Status(mailbox.Name, items | ModSeqItem, Status.Values(_context, mailbox.Owner, mailbox.Mailbox));
            }
        }
    }

    /// <summary>Notes a change set of the client's own, which it need not be told of.</summary>
    public void Made(AccountId account, ModSeq modSeq)
    {
        if (_accounts.ContainsKey(account))
        {
            _made.Add((account, modSeq.Value));
        }
    }

    /// <summary>Watches the account of the selected mailbox too.</summary>
    public async ValueTask WatchSelectedAsync()
    {
        if (!IsSilentOnSelected && _context.Selected is { } selected && !_clocks.ContainsKey(selected.Account))
        {
            Watch(selected.Account, await _context.Changes.CurrentAsync(selected.Account, _context.Closed).ConfigureAwait(false));
        }
    }

    /// <summary>Tells what changed.</summary>
    /// <param name="mayExpunge">Whether expunges of the selected mailbox may be told now, though they are to be delayed.</param>
    /// <returns>False if there was more than is told: then nothing is watched any more (RFC 5465 §5.8).</returns>
    public async ValueTask<bool> TellAsync(bool mayExpunge)
    {
        if (!IsSilentOnSelected && _context.Selected is { } selected)
        {
            await selected.SyncAsync(_context, mayExpunge || _groups.Selected!.Filter == NotifyFilter.Selected).ConfigureAwait(false);
        }

        foreach (AccountId account in _accounts.Keys.ToArray())
        {
            ModSeq now = await _context.Changes.CurrentAsync(account, _context.Closed).ConfigureAwait(false);
            (ModSeq known, WatchedMailboxes mailboxes) = _accounts[account];
            if (now <= known)
            {
                continue;
            }

            (ModSeq Point, MailboxDifferences Differences)? read = account == _context.AccountId
                ? await ReadOwnAsync(known, mailboxes).ConfigureAwait(false)
                : await ReadSharedAsync(account, now, mailboxes).ConfigureAwait(false);
            if (read is not { } found)
            {
                return false;
            }

            _accounts[account] = (found.Point, mailboxes);
            if (!IsOwnDoing(account, known, found.Point))
            {
                await TellAsync(account, known, mailboxes, found.Differences).ConfigureAwait(false);
            }
        }

        return true;
    }

    /// <summary>What is to be told of new messages of the selected mailbox (RFC 5465 §5.2); none for nothing.</summary>
    public ImmutableArray<FetchItem> NewItems => _groups.Selected?.NewItems ?? [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_clocks.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    private StatusItems ModSeqItem => _context.Session.IsEnabled(ImapExtension.Condstore) ? StatusItems.HighestModSeq : StatusItems.None;

    private void Watch(AccountId account, ModSeq known)
    {
        if (!_clocks.ContainsKey(account))
        {
            _clocks.Add(account, WakeAsync(account, known, _stop.Token));
        }
    }

    private async Task WakeAsync(AccountId account, ModSeq known, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                known = await _context.Changes.WaitAsync(account, known, stop).ConfigureAwait(false);
                _context.Connection.Wake();
            }
        }
        catch (OperationCanceledException)
        {
            // NOTIFY was said anew, or the connection went.
            return;
        }
    }

    private async ValueTask<bool> ReadAllAsync()
    {
        await ReadSubscriptionsAsync().ConfigureAwait(false);
        ModSeq known = await _context.Changes.CurrentAsync(_context.AccountId, _context.Closed).ConfigureAwait(false);
        WatchedMailboxes own = new();
        await foreach (Mailbox mailbox in _context.Mail.ListMailboxesAsync(_context.AccountId, _context.Closed).ConfigureAwait(false))
        {
            own.Set(Own(mailbox));
        }

        _accounts[_context.AccountId] = (known, own);
        int count = own.Count;
        if (_groups.ReachesOtherUsers && _context.Sharing is not null)
        {
            // Whose they are is not known before; and a clock has to be read before the mailboxes are, or what changes in between is missed.
            await foreach (SharedMailbox shared in _context.Sharing.ListSharedAsync(_context.AccountId, _context.Closed).ConfigureAwait(false))
            {
                if (!_accounts.ContainsKey(shared.Owner.Id))
                {
                    ModSeq clock = await _context.Changes.CurrentAsync(shared.Owner.Id, _context.Closed).ConfigureAwait(false);
                    _accounts.Add(shared.Owner.Id, (clock, new WatchedMailboxes()));
                }
            }

            await foreach (SharedMailbox shared in _context.Sharing.ListSharedAsync(_context.AccountId, _context.Closed).ConfigureAwait(false))
            {
                if (_accounts.TryGetValue(shared.Owner.Id, out (ModSeq, WatchedMailboxes Mailboxes) account))
                {
                    account.Mailboxes.Set(Watched(shared));
                    count++;
                }
            }
        }

        return count <= _context.MaxWatchedMailboxes;
    }

    private async ValueTask ReadSubscriptionsAsync()
    {
        if (!_groups.NeedsSubscriptions)
        {
            return;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        await foreach (string name in _context.Mail.ListSubscriptionsAsync(_context.AccountId, _context.Closed).ConfigureAwait(false))
        {
            names.Add(name);
        }

        _subscriptions = names;
    }

    private async ValueTask<(ModSeq, MailboxDifferences)?> ReadOwnAsync(ModSeq known, WatchedMailboxes mailboxes)
    {
        MailboxesDelta delta = await _context.MailboxFeed!.ReadMailboxChangesAsync(_context.AccountId, known, _context.Closed).ConfigureAwait(false);
        if (!delta.IsComplete || delta.Changed.Count + delta.Gone.Count > _context.MaxWatchedMailboxes)
        {
            return null;
        }

        IEnumerable<WatchedMailbox> now = delta.Changed.Select(Own);
        return (delta.ModSeq, MailboxDifferences.Take(mailboxes, now, delta.Gone, delta.Touched));
    }

    private async ValueTask<(ModSeq, MailboxDifferences)?> ReadSharedAsync(AccountId account, ModSeq now, WatchedMailboxes mailboxes)
    {
        Dictionary<MailboxId, WatchedMailbox> found = [];
        await foreach (SharedMailbox shared in _context.Sharing!.ListSharedAsync(_context.AccountId, _context.Closed).ConfigureAwait(false))
        {
            if (shared.Owner.Id == account)
            {
                found.Add(shared.Mailbox.Id, Watched(shared));
            }
        }

        List<MailboxId> gone = [.. mailboxes.All.Select(static m => m.Mailbox.Id).Where(id => !found.ContainsKey(id))];
        return (now, MailboxDifferences.Take(mailboxes, found.Values, gone, touched: null));
    }

    private bool IsOwnDoing(AccountId account, ModSeq known, ModSeq now)
    {
        bool isOwn = _made.Count > 0;
        for (long point = known.Value + 1; point <= now.Value && isOwn; point++)
        {
            isOwn = _made.Contains((account, point));
        }

        _made.RemoveWhere(made => made.Account == account && made.ModSeq <= now.Value);
        return isOwn;
    }

    private async ValueTask TellAsync(AccountId account, ModSeq known, WatchedMailboxes mailboxes, MailboxDifferences differences)
    {
        HashSet<string> before = _subscriptions;
        if (account == _context.AccountId)
        {
            await ReadSubscriptionsAsync().ConfigureAwait(false);
        }

        TellNames(mailboxes, differences);
        if (account == _context.AccountId && (_groups.OfOthers & NotifyEvents.SubscriptionChange) != 0)
        {
            foreach (string name in before.Except(_subscriptions).Concat(_subscriptions.Except(before)).Order(StringComparer.Ordinal))
            {
                if ((_groups.Of(name, OtherUsers.Holds(name), isSubscribed: true) & NotifyEvents.SubscriptionChange) != 0)
                {
                    TellList(mailboxes, name, oldName: null);
                }
            }
        }

        foreach ((WatchedMailbox mailbox, NotifyEvents events) in differences.Messages)
        {
            TellMessages(mailbox, events);
        }

        await TellMetadataAsync(account, known, mailboxes).ConfigureAwait(false);
        await _context.FlushIfMuchAsync().ConfigureAwait(false);
    }

    // RFC 5465 §5.4: a mailbox that was made or deleted affects the one above it, too.
    private void TellNames(WatchedMailboxes mailboxes, MailboxDifferences differences)
    {
        SortedSet<string> affected = new(StringComparer.Ordinal);
        foreach (WatchedMailbox mailbox in differences.Gone.Concat(differences.Made))
        {
            affected.Add(mailbox.Name);
            if (mailbox.Name.LastIndexOf(MailboxNames.Separator) is var slash and > 0)
            {
                affected.Add(mailbox.Name[..slash]);
            }
        }

        foreach (string name in affected)
        {
            if (WantsName(name))
            {
                TellList(mailboxes, name, oldName: null);
            }
        }

        foreach ((string oldName, WatchedMailbox mailbox) in differences.Renamed)
        {
            if (WantsName(mailbox.Name) || WantsName(oldName))
            {
                TellList(mailboxes, mailbox.Name, oldName);
            }
        }
    }

    private bool WantsName(string name) => (_groups.Of(name, OtherUsers.Holds(name), _subscriptions.Contains(name)) & NotifyEvents.MailboxName) != 0;

    private void TellList(WatchedMailboxes mailboxes, string name, string? oldName)
    {
        List<string> attributes = mailboxes.FindByName(name) is { IsVisible: true } found
            ? List.Attributes(found.Mailbox, mailboxes.HasChildren(name))
            : [@"\NonExistent"];
        if (_subscriptions.Contains(name))
        {
            attributes.Add(@"\Subscribed");
        }

        if (oldName is null)
        {
            _context.Writer.List(attributes, MailboxNames.Separator, name);
        }
        else
        {
            _context.Writer.ListRenamed(attributes, MailboxNames.Separator, name, oldName);
        }
    }

    // RFC 5465 §5.1 to §5.3: of a mailbox that is not selected, by STATUS.
    private void TellMessages(WatchedMailbox mailbox, NotifyEvents happened)
    {
        NotifyEvents events = EventsOf(mailbox) & happened;
        if (events == NotifyEvents.None || !mailbox.IsReadable || IsSelected(mailbox))
        {
            return;
        }

        StatusItems items = ModSeqItem;
        if ((events & (NotifyEvents.MessageNew | NotifyEvents.MessageExpunge)) != 0)
        {
            items |= StatusItems.Messages | StatusItems.UidNext;
        }

        if ((events & NotifyEvents.FlagChange) != 0)
        {
            items |= StatusItems.UidValidity | StatusItems.Unseen;
        }

        _context.Writer.Status(mailbox.Name, items, Status.Values(_context, mailbox.Owner, mailbox.Mailbox));
    }

    // RFC 5465 §5.6, §5.7; to who has enabled METADATA it is told that way.
    private async ValueTask TellMetadataAsync(AccountId account, ModSeq known, WatchedMailboxes mailboxes)
    {
        if ((_groups.OfOthers & (NotifyEvents.MailboxMetadataChange | NotifyEvents.ServerMetadataChange)) == 0
            || _context.Annotations is null || _context.Session.IsEnabled(ImapExtension.Metadata))
        {
            return;
        }

        IReadOnlyList<Annotation> changed = await _context.Annotations.ReadChangedAsync(account, _context.AccountId, known, _context.Closed).ConfigureAwait(false);
        foreach (IGrouping<MailboxId?, Annotation> group in changed.GroupBy(static a => a.Mailbox))
        {
            bool isWanted = group.Key is { } id
                ? mailboxes.Find(id) is { IsReadable: true } mailbox && (EventsOf(mailbox) & NotifyEvents.MailboxMetadataChange) != 0
                : account == _context.AccountId && (_groups.OfOthers & NotifyEvents.ServerMetadataChange) != 0;
            if (isWanted)
            {
                _context.Writer.MetadataChanged(group.Key is { } of ? mailboxes.Find(of)!.Name : "", [.. group.Select(Metadata.Entry)]);
            }
        }
    }

    private NotifyEvents EventsOf(WatchedMailbox mailbox) => _groups.Of(mailbox.Name, OtherUsers.Holds(mailbox.Name), _subscriptions.Contains(mailbox.Name));

    private bool IsSelected(WatchedMailbox mailbox) => _context.Selected is { } selected && selected.Account == mailbox.Owner && selected.Id == mailbox.Mailbox.Id;

    private WatchedMailbox Own(Mailbox mailbox) => new(_context.AccountId, mailbox.Name, mailbox, MailboxRights.All);

    private static WatchedMailbox Watched(SharedMailbox shared) =>
        new(shared.Owner.Id, OtherUsers.NameOf(shared.Owner.Address, shared.Mailbox.Name), shared.Mailbox with { Role = MailboxRole.None }, shared.Rights);
}
