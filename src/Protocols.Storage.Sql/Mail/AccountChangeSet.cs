using System.Collections.Immutable;
using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>One change set while it is applied: the account's counters, the mailboxes it looked at, and what it is to be logged with.</summary>
internal sealed class AccountChangeSet
{
    // Beyond it they are logged in one row.
    private const int FewRuns = 4;

    private readonly Dictionary<long, MailboxState?> _mailboxes = [];
    private readonly Dictionary<long, ChangeOperation> _mailboxChanges = [];
    private readonly List<(ChangedType Type, long Id, ChangeOperation Operation)> _otherChanges = [];
    private readonly long _clock;
    private readonly long _logStart;
    private long _nextMailbox;
    private long _nextEmail;
    private long _lastUidValidity;
    private bool _isTouched;

    private AccountChangeSet(SqlSession session, AccountId account, MailWriting writing, DateTimeOffset now, DbDataReader row)
    {
        Session = session;
        Account = account.Value;
        Writing = writing;
        Now = now;
        _clock = row.GetInt64(0);
        _nextMailbox = row.GetInt64(1);
        _nextEmail = row.GetInt64(2);
        _lastUidValidity = row.GetInt64(3);
        _logStart = row.GetInt64(4);
        Quota = new QuotaUsage(row, 5);
    }

    public SqlSession Session { get; }

    public long Account { get; }

    public MailWriting Writing { get; }

    public MailLimits Limits => Writing.Limits;

    public DateTimeOffset Now { get; }

    /// <summary>What the account uses, the change set so far included.</summary>
    public QuotaUsage Quota { get; }

    /// <summary>The modseq of everything that the change set touches.</summary>
    public long ModSeq => _clock + 1;

    /// <summary>Whether emails may have lost their last entry.</summary>
    public bool HasUnlinked { get; set; }

    /// <summary>Whether the change set is of one change.</summary>
    public required bool IsAlone { get; init; }

    /// <summary>Whether changes of flags were left pending.</summary>
    public bool HasPending { get; set; }

    /// <summary>A mailbox's entries as the change set leaves them, where that was found out on the way.</summary>
    public (MailboxId Mailbox, ImmutableArray<EntryRow> Rows)? Fresh { get; set; }

    public static AccountChangeSet? Open(SqlSession session, AccountId account, MailWriting writing, DateTimeOffset now, bool isAlone = false)
    {
        using DbDataReader row = session[AccountStatements.Counters].Query(account.Value);
        return row.Read() ? new AccountChangeSet(session, account, writing, now, row) { IsAlone = isAlone } : null;
    }

    /// <summary>The changes of a mailbox's flags that are not in rows yet.</summary>
    public PendingFlags Pending(MailboxState mailbox) => mailbox.Pending ??= PendingFlags.Read(Session, Account, mailbox.Id);

    /// <summary>All entries of a mailbox as the change set found them, if they are in memory or so many of them are wanted that they are to be; else a default array.</summary>
    public ImmutableArray<EntryRow> Rows(MailboxState mailbox, UidSet wanted)
    {
        if (mailbox.IsTouched)
        {
            return default;
        }

        EntryRowCache.Extent extent = new(mailbox.Messages, mailbox.HighestModSeq, _clock, _logStart);
        return Writing.Rows.ReadForChange(Session, new AccountId(Account), new MailboxId(mailbox.Id), extent, wanted);
    }

    public long NewMailboxId() => _nextMailbox++;

    public long NewEmailId() => _nextEmail++;

    /// <summary>A UIDVALIDITY above all that the account had: the time, unless the clock went back (RFC 9051 §2.3.1.1).</summary>
    public uint NewUidValidity() => (uint)(_lastUidValidity = Math.Max(_lastUidValidity + 1, Math.Min(Now.ToUnixTimeSeconds(), uint.MaxValue)));

    /// <summary>The mailbox's state, or null if there is none.</summary>
    public MailboxState? Find(MailboxId mailbox)
    {
        if (_mailboxes.TryGetValue(mailbox.Value, out MailboxState? state))
        {
            return state;
        }

        using DbDataReader row = Session[MailboxStatements.State].Query(Account, mailbox.Value);
        state = !row.Read() ? null : new MailboxState(mailbox.Value)
        {
            Name = row.GetString(0),
            IsSelectable = row.GetInt64(1) != 0,
            UidValidity = (uint)row.GetInt64(2),
            UidNext = row.GetInt64(3),
            Messages = row.GetInt64(4),
            Unseen = row.GetInt64(5),
            Deleted = row.GetInt64(6),
            TotalSize = row.GetInt64(7),
            RecentFrom = row.GetInt64(8),
            DeletedSize = row.GetInt64(9),
            HighestModSeq = row.GetInt64(10),
        };
        _mailboxes[mailbox.Value] = state;
        return state;
    }

    /// <summary>The mailbox's state if messages can be in it, else null.</summary>
    public MailboxState? FindSelectable(MailboxId mailbox) => Find(mailbox) is { IsSelectable: true } state ? state : null;

    /// <summary>Forgets what was read of a mailbox whose row was written behind its back.</summary>
    public void Forget(long mailbox) => _mailboxes.Remove(mailbox);

    public void Touch(MailboxState mailbox)
    {
        mailbox.IsTouched = true;
        _isTouched = true;
    }

    public void Touch() => _isTouched = true;

    /// <summary>Notes what happened to a mailbox itself.</summary>
    public void Log(long mailbox, ChangeOperation operation)
    {
        _isTouched = true;
        if (operation != ChangeOperation.Updated || !_mailboxChanges.ContainsKey(mailbox))
        {
            _mailboxChanges[mailbox] = operation;
        }
    }

    /// <summary>Notes what happened to an object that belongs to the account itself, once for each.</summary>
    public void Log(ChangedType type, long id, ChangeOperation operation)
    {
        _isTouched = true;
        _otherChanges.Add((type, id, operation));
    }

    /// <summary>Writes the counters and the log.</summary>
    /// <returns>The account's clock after the change set: as before if nothing changed.</returns>
    public ModSeq Save()
    {
        if (!_isTouched)
        {
            return new ModSeq(_clock);
        }

        foreach (MailboxState? state in _mailboxes.Values)
        {
            if (state is { IsTouched: true })
            {
                Save(state);
            }
        }

        foreach ((long mailbox, ChangeOperation operation) in _mailboxChanges)
        {
            Append(ChangedType.Mailbox, 0, operation, mailbox, mailbox);
        }

        foreach ((ChangedType type, long id, ChangeOperation operation) in _otherChanges)
        {
            Append(type, 0, operation, id, id);
        }

        if (HasUnlinked)
        {
            UnlinkedEmails.Remove(Session, Account, Now);
        }

        Session[AccountStatements.SetCounters].Execute(
            ModSeq, _nextMailbox, _nextEmail, _lastUidValidity, Quota.Octets, Quota.Messages, Quota.Mailboxes, Account);
        return new ModSeq(ModSeq);
    }

    private void Save(MailboxState state)
    {
        Session[MailboxStatements.SetState].Execute(
            state.UidNext, state.Messages, state.Unseen, state.Deleted, state.TotalSize, state.DeletedSize, ModSeq, Account, state.Id);
        bool lessUsed = false;
        foreach ((string folded, string keyword, long uses) in state.KeywordUses)
        {
            Session[MailboxStatements.CountKeyword].Execute(Account, state.Id, folded, keyword, uses);
            lessUsed |= uses < 0;
        }

        if (lessUsed)
        {
            Session[MailboxStatements.DropUnusedKeywords].Execute(Account, state.Id);
        }

        Append(state.Id, ChangeOperation.Created, state.Created);
        Append(state.Id, ChangeOperation.Updated, state.Updated);
        Append(state.Id, ChangeOperation.UpdatedByPending, state.UpdatedByPending);
        Append(state.Id, ChangeOperation.Destroyed, state.Destroyed);
    }

    private void Append(long mailbox, ChangeOperation operation, UidRuns runs)
    {
        if (runs.Count == 0)
        {
            return;
        }

        ImmutableArray<UidRange> ranges = runs.ToSet().Ranges;
        if (ranges.Length > FewRuns)
        {
            Append(ChangedType.Entry, mailbox, operation, ranges[0].First, ranges[^1].Last, UidRunsBlob.Write(ranges));
            return;
        }

        foreach (UidRange run in ranges)
        {
            Append(ChangedType.Entry, mailbox, operation, run.First, run.Last);
        }
    }

    private void Append(ChangedType type, long parent, ChangeOperation operation, long first, long last, byte[]? runs = null) =>
        Session[ChangeLogStatements.Append].Execute(Account, (long)type, parent, ModSeq, (long)operation, first, last, runs);
}
