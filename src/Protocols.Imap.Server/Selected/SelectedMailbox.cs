using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>
/// The selected mailbox as the client knows it. It changes only by what the client is told, and the client is told when the protocol allows it:
/// new messages and flags after any command, expunges never during FETCH, STORE and SEARCH (RFC 9051 §7.5.1, RFC 2180).
/// </summary>
internal sealed partial class SelectedMailbox
{
    private readonly HashSet<string> _keywords = new(StringComparer.OrdinalIgnoreCase);

    // Gone from the store, and the client does not know it yet.
    private readonly SortedSet<uint> _vanished = [];

    // RFC 4314 §5.2: with none of these there is nothing to write.
    private const MailboxRights Writing =
        MailboxRights.Insert | MailboxRights.Expunge | MailboxRights.KeepSeen | MailboxRights.Write | MailboxRights.DeleteMessages;

    private readonly bool _isExamined;
    private ModSeq _rightsAt;

    private SelectedMailbox(MailboxAccess access, MailboxView view, ModSeq modSeq, bool isExamined)
    {
        Access = access;
        UidValidity = view.Mailbox.UidValidity;
        Rights = access.Rights;
        _isExamined = isExamined;
        ModSeq = _rightsAt = modSeq;
        _highest = view.Mailbox.HighestModSeq;
        Map.Add(view.Uids);
        _keywords.UnionWith(view.Keywords);
    }

    /// <summary>The mailbox as it was when it was selected.</summary>
    public MailboxAccess Access { get; }

    /// <summary>Whose mailbox it is, which need not be who has logged in.</summary>
    public AccountId Account => Access.Account;

    public MailboxId Id => Access.Id;

    /// <summary>The name that the client has for it, as it was when it was selected.</summary>
    public string Name => Access.Name;

    /// <summary>Its UIDVALIDITY.</summary>
    public uint UidValidity { get; }

    /// <summary>What who has logged in may do with it.</summary>
    public MailboxRights Rights { get; private set; }

    /// <summary>Whether it was opened for reading alone, or may not be written to.</summary>
    public bool IsReadOnly => _isExamined || (Rights & Writing) == 0;

    /// <summary>The flags that may be changed.</summary>
    public FlagMask Writable => IsReadOnly ? default : RightsLetters.Flags(Rights);

    /// <summary>Up to here the client has been told of everything, but for expunges that had to wait.</summary>
    public ModSeq ModSeq { get; private set; }

    /// <summary>Whether the mailbox was deleted by somebody else, or may be read no longer.</summary>
    public bool IsGone { get; private set; }

    public SequenceMap Map { get; } = new();

    /// <summary>The messages that are recent to this session (RFC 3501 §2.3.2); some may be gone. None once the client speaks IMAP4rev2, which has dropped it.</summary>
    public UidSet Recent { get; private set; } = UidSet.Empty;

    /// <summary>How many messages that the client knows of are recent.</summary>
    public uint RecentCount => (uint)Map.Within(Recent).Count;

    /// <summary>The results whose changes are told (RFC 5267 §4.3).</summary>
    public ResultUpdates Updates { get; } = new();

    /// <summary>The flags in use, as FLAGS lists them.</summary>
    public List<string> Flags => [.. FlagNames.System, .. _keywords.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The flags that can be changed for good.</summary>
    public List<string> PermanentFlags
    {
        get
        {
            // RFC 4314 §5.1.1
            FlagMask writable = Writable;
            IEnumerable<string> flags = Flags.Where(name => FlagNames.SystemFlag(name) is { } flag ? (writable.System & flag) != 0 : writable.Keywords);
            return writable.Keywords ? [.. flags, @"\*"] : [.. flags];
        }
    }

    public static async ValueTask<(SelectedMailbox Selected, MailboxView View)?> OpenAsync(ImapContext context, MailboxAccess access, bool isExamined)
    {
        (MailboxView View, ModSeq ModSeq)? opened = await context.Mail.OpenMailboxAsync(access.Account, access.Id, context.Closed).ConfigureAwait(false);
        if (opened is not { } o)
        {
            return null;
        }

        SelectedMailbox selected = new(access, o.View, o.ModSeq, isExamined);
        await selected.ClaimRecentAsync(context, o.View.Mailbox, o.View.Uids).ConfigureAwait(false);
        return (selected, o.View);
    }

    public bool May(MailboxRights right) => (Rights & right) == right;

    /// <summary>A message's flags as this session sees them.</summary>
    public List<string> FlagsOf(ImapContext context, MailboxEntry entry)
    {
        List<string> flags = FlagNames.Of(entry.Flags);
        if (!context.Session.IsRev2Enabled && Recent.Contains(entry.Uid))
        {
            flags.Add(@"\Recent");
        }

        return flags;
    }

    /// <summary>Whether some of these are gone and the client was not told yet.</summary>
    public bool HasVanished(UidSet uids) => _vanished.Count > 0 && _vanished.Any(uids.Contains);

    /// <summary>Those of the UIDs that the client knows of and that are there still, as far as was last seen.</summary>
    public UidSet Present(UidSet uids)
    {
        UidSet known = Map.Within(uids);
        return _vanished.Count == 0 ? known : UidSet.Of(known.Where(uid => !_vanished.Contains(uid)));
    }

    /// <summary>Resolves a set, the saved result included.</summary>
    public bool TryResolve(ImapContext context, SequenceSet set, bool isUid, out UidSet uids)
    {
        if (set.IsSavedResult)
        {
            uids = context.SavedResult;
            return true;
        }

        return Map.TryResolve(set, isUid, out uids);
    }

    /// <summary>The UIDs that a set of UIDs names, whether there are such messages or not; <c>*</c> may have been above what is there now.</summary>
    public static UidSet Named(SequenceSet set) => UidSet.Of(set.Resolve(uint.MaxValue).Select(static r => new UidRange(r.First, r.Last)));

    /// <summary>
    /// Asks anew what may be done with another's mailbox, if its account changed. Who may read it no longer has lost it (RFC 4314 §5.1.1).
    /// </summary>
    public async ValueTask CheckRightsAsync(ImapContext context)
    {
        if (Account == context.AccountId || await context.Changes.CurrentAsync(Account, context.Closed).ConfigureAwait(false) is var now && now <= _rightsAt)
        {
            return;
        }

        MailboxRights rights = await context.Sharing!.ReadRightsAsync(Account, Id, context.AccountId, context.Closed).ConfigureAwait(false);
        _rightsAt = now;
        if ((rights & MailboxRights.Read) == 0)
        {
            IsGone = true;
        }
        else if (rights != Rights)
        {
            Rights = rights;
            context.Writer.Flags(Flags);
            context.Writer.Untagged(ImapStatus.Ok, ImapResponseCode.PermanentFlags(PermanentFlags), "Flags permitted");
        }
    }

    /// <summary>Tells the client what happened since it was last told.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="mayExpunge">Whether expunges may be told now.</param>
    /// <param name="toldAt">A change set of the client's own, whose flags it knows or has been told already.</param>
    /// <returns>The messages whose flags were told, if they were touched by others.</returns>
    public async ValueTask<UidSet> SyncAsync(ImapContext context, bool mayExpunge, ModSeq? toldAt = null)
    {
        await CheckRightsAsync(context).ConfigureAwait(false);
        UidSet changed = UidSet.Empty;
        if (IsGone)
        {
            return changed;
        }

        if (context.Notify is { IsSilentOnSelected: true } && context.Command is not (ExpungeCommand or CopyCommand { IsMove: true } or NotifyCommand { Groups.IsEmpty: false }))
        {
            // RFC 5465 §3.1: what the client itself takes away has to be told, and nothing else.
            return changed;
        }

        ModSeq now = await context.Changes.CurrentAsync(Account, context.Closed).ConfigureAwait(false);
        ModSeq before = _highest;
        if (now > ModSeq || _told > ModSeq)
        {
            MailboxDelta delta = await context.Mail.ReadChangesAsync(Account, Id, ModSeq, context.Closed).ConfigureAwait(false);
            if (delta.Mailbox is null)
            {
                IsGone = true;
                return changed;
            }

            delta = delta.IsComplete ? delta : await ReopenAsync(context, delta).ConfigureAwait(false);
            foreach (uint uid in Known(delta.Vanished))
            {
                _vanished.Add(uid);
            }

            if (_vanished.Count > 0)
            {
                _beforeVanished ??= before;
            }

            if (!delta.Added.IsEmpty)
            {
                await ClaimRecentAsync(context, delta.Mailbox!, delta.Added).ConfigureAwait(false);
            }

            TellExpunges(context, mayExpunge);
            TellNew(context, delta.Added);
            // Where the client's own change set is all that came to pass, there is nothing to look through.
            if (toldAt is not { } own || delta.ModSeq != own || own.Value != ModSeq.Value + 1)
            {
                await TellFlagsAsync(context, delta.Changed, toldAt).ConfigureAwait(false);
            }

            changed = delta.Changed;
            ModSeq = delta.ModSeq;
            _highest = delta.Mailbox!.HighestModSeq;

            // RFC 5465 §5.2: of what the client itself has filed it is told no more.
            NewMessages arrived = new(context, context.Command is AppendCommand or CopyCommand ? UidSet.Empty : delta.Added);
            await Updates.UpdateAsync(context, UidSet.Of([.. delta.Added.Ranges, .. delta.Changed.Ranges]), arrived).ConfigureAwait(false);
            await arrived.TellAsync().ConfigureAwait(false);
        }
        else
        {
            TellExpunges(context, mayExpunge);
            await Updates.UpdateAsync(context, UidSet.Empty, new NewMessages(context, UidSet.Empty)).ConfigureAwait(false);
        }

        TellDelay(context);
        return changed;
    }

    /// <summary>Writes a message's flags, and before them FLAGS if they hold a keyword that the client has not heard of.</summary>
    public void TellKeywords(ImapContext context, MailFlags flags)
    {
        bool any = false;
        foreach (string keyword in flags.Keywords)
        {
            any |= _keywords.Add(keyword);
        }

        if (any)
        {
            context.Writer.Flags(Flags);
            context.Writer.Untagged(ImapStatus.Ok, ImapResponseCode.PermanentFlags(PermanentFlags), "Flags permitted");
        }
    }

    // The log does not reach back far enough: the mailbox is read anew and compared.
    private async ValueTask<MailboxDelta> ReopenAsync(ImapContext context, MailboxDelta delta)
    {
        (MailboxView View, ModSeq ModSeq)? opened = await context.Mail.OpenMailboxAsync(Account, Id, context.Closed).ConfigureAwait(false);
        if (opened is not { } o)
        {
            IsGone = true;
            return delta with { Added = UidSet.Empty, Changed = UidSet.Empty, Vanished = UidSet.Empty };
        }

        List<uint> gone = [];
        List<uint> kept = [];
        for (int i = 0; i < Map.Count; i++)
        {
            (o.View.Uids.Contains(Map[i]) ? kept : gone).Add(Map[i]);
        }

        UidSet added = Map.LastUid == uint.MaxValue
            ? UidSet.Empty
            : UidSet.Of(o.View.Uids.Ranges.Where(r => r.Last > Map.LastUid).Select(r => r with { First = Math.Max(r.First, Map.LastUid + 1) }));
        return delta with { ModSeq = o.ModSeq, Added = added, Changed = UidSet.Of(kept), Vanished = UidSet.Of(gone) };
    }

    // RFC 3501 §2.3.2, §6.3.2: a session that may write is the only one to be told of a message as recent; EXAMINE looks without claiming.
    private async ValueTask ClaimRecentAsync(ImapContext context, Mailbox mailbox, UidSet added)
    {
        if (context.Session.IsRev2Enabled)
        {
            Recent = UidSet.Empty;
            return;
        }

        if (mailbox.RecentFrom >= mailbox.UidNext)
        {
            return;
        }

        if (IsReadOnly)
        {
            Recent = UidSet.Of([.. Recent.Ranges, .. added.Ranges.Where(r => r.Last >= mailbox.RecentFrom).Select(r => r with { First = Math.Max(r.First, mailbox.RecentFrom) })]);
            return;
        }

        MailChangeResult result = await context.Mail.ApplyAsync(Account, [new ClaimRecent(Id)], context.Closed).ConfigureAwait(false);
        if (result.IsApplied)
        {
            Recent = UidSet.Of([.. Recent.Ranges, .. result.Outcomes[0].SourceUids.Ranges]);
        }
    }

    // What vanished may be a run of millions that the client never knew of: only its own are looked at.
    private IEnumerable<uint> Known(UidSet uids)
    {
        foreach (SequenceRange range in Map.Numbers(uids))
        {
            for (uint number = range.First; number <= range.Last; number++)
            {
                yield return Map[(int)number - 1];
            }
        }
    }

    private void TellExpunges(ImapContext context, bool mayExpunge)
    {
        if (!mayExpunge || _vanished.Count == 0)
        {
            return;
        }

        Updates.Remove(context, _vanished);
        if (context.Session.IsEnabled(ImapExtension.Qresync) || context.IsUidOnly)
        {
            TellVanished(context, isEarlier: false, UidSet.Of(_vanished));
        }
        else
        {
            // From the highest down, so that each number is right when the client reads it.
            foreach (uint uid in _vanished.Reverse())
            {
                context.Writer.Expunge(Map.NumberOf(uid));
            }
        }

        Map.Remove(UidSet.Of(_vanished));
        _vanished.Clear();
        _beforeVanished = null;
    }

    private void TellNew(ImapContext context, UidSet added)
    {
        int before = Map.Count;
        Map.Add(added);
        if (Map.Count != before)
        {
            context.Writer.Exists((uint)Map.Count);
            if (!context.Session.IsRev2Enabled)
            {
                context.Writer.Recent(RecentCount);
            }
        }
    }

    private async ValueTask TellFlagsAsync(ImapContext context, UidSet changed, ModSeq? toldAt)
    {
        if (changed.IsEmpty || (context.Notify is { TellsFlagsOfSelected: false } && context.Command is not NotifyCommand))
        {
            return;
        }

        if (!context.IsUidOnly)
        {
            await new FlagTeller(context, this) { Except = toldAt }.TellAsync(changed).ConfigureAwait(false);
            return;
        }

        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(Account, Id, new EntryQuery { Uids = changed }, context.Closed).ConfigureAwait(false))
        {
            uint number = Map.NumberOf(entry.Uid);
            if (number == 0 || entry.ModSeq == toldAt)
            {
                continue;
            }

            TellFlags(context, number, entry);
            await context.FlushIfMuchAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Tells a message's flags, with its UID.</summary>
    public void TellFlags(ImapContext context, uint number, MailboxEntry entry)
    {
        TellKeywords(context, entry.Flags);
        ImapResponseWriter writer = context.Writer;
        BeginWithUid(context, number, entry);
        writer.FetchItemName(FetchItems.Flags);
        writer.Space();
        writer.FlagList(FlagsOf(context, entry));
        if (context.Session.IsEnabled(ImapExtension.Condstore))
        {
            writer.Space();
            TellModSeq(context, entry);
        }

        writer.EndFetch();
    }
}
