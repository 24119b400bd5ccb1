using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Protocols.Storage.Sql;

/// <summary>Reads mail from snapshots, and hands change sets to the writer.</summary>
internal sealed class SqlMailStore(
    ISqlReaders database, ISqlWriter writer, MailChangeApplier applier, AccountClocks clocks, BlobFiles files, EntryRowCache rows, FlagFolding folding, TextIndexer? indexer) : IMailStore
{
    private readonly UidSetCache _uids = new();
    private readonly OpenedFacts _opened = new();

    public async IAsyncEnumerable<Mailbox> ListMailboxesAsync(AccountId account, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Mailbox mailbox in await ReadMailboxesAsync(account, cancellationToken).ConfigureAwait(false))
        {
            yield return mailbox;
        }
    }

    public async IAsyncEnumerable<string> ListSubscriptionsAsync(AccountId account, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<string> names = [];
        using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            using DbDataReader row = lease.Session[MailboxStatements.Subscriptions].Query(account.Value);
            while (row.Read())
            {
                names.Add(row.GetString(0));
            }
        }

        foreach (string name in names)
        {
            yield return name;
        }
    }

    public async ValueTask<Mailbox?> FindMailboxAsync(AccountId account, string name, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return MailboxRows.FindByName(lease.Session, account, MailboxName.Normalize(name));
    }

    public async ValueTask<Mailbox?> FindMailboxAsync(AccountId account, MailboxRole role, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return MailboxRows.FindByRole(lease.Session, account, role);
    }

    public async ValueTask<(MailboxView View, ModSeq ModSeq)?> OpenMailboxAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        SqlSession session = lease.Session;
        using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
        (long clock, long logStart) = ReadClock(session, account);
        if (MailboxRows.FindById(session, account, mailbox) is not { IsSelectable: true } found)
        {
            return null;
        }

        UidSet uids = _uids.Read(session, account, found, clock, logStart);
        (uint? firstUnseen, IReadOnlyList<string> keywords) = _opened.Read(account, mailbox, clock, () =>
            (found.Unseen == 0 ? null : FirstUnseen(session, account, mailbox), ReadKeywords(session, account, mailbox)));
        return (new MailboxView(found, uids, firstUnseen, keywords), new ModSeq(clock));
    }

    public async ValueTask<MailboxDelta> ReadChangesAsync(AccountId account, MailboxId mailbox, ModSeq since, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
        (long clock, long logStart) = ReadClock(lease.Session, account);
        Mailbox? found = MailboxRows.FindById(lease.Session, account, mailbox);
        if (found is not { IsSelectable: true })
        {
            return new MailboxDelta(null, true, new ModSeq(clock), UidSet.Empty, UidSet.Empty, UidSet.Empty);
        }

        // A point after the clock is one of another life of the data, before a restore.
        bool isComplete = since.Value <= clock && (since.Value >= logStart || since >= found.HighestModSeq);
        EntryChanges changes = isComplete && since < found.HighestModSeq ? EntryChanges.Read(lease.Session, account, mailbox, since) : EntryChanges.None;
        return new MailboxDelta(found, isComplete, new ModSeq(clock), changes.Added, changes.Changed, changes.Vanished);
    }

    public async IAsyncEnumerable<MailboxEntry> ReadEntriesAsync(
        AccountId account, MailboxId mailbox, EntryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        UidSet uids = query.Uids;
        if (query.ChangedSince.Value > 0)
        {
            uids = await ChangedAsync(account, mailbox, query, cancellationToken).ConfigureAwait(false);
        }

        EntryPages pages = new(account, mailbox, query, uids);
        List<MailboxEntry> page = [];
        while (true)
        {
            page.Clear();
            using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
                if (!pages.Read(lease.Session, page))
                {
                    yield break;
                }
            }

            foreach (MailboxEntry entry in page)
            {
                yield return entry;
            }
        }
    }

    public async ValueTask<EntryTable> ReadTableAsync(
        AccountId account, MailboxId mailbox, UidSet uids, EntryColumns columns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uids);
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using ReadLease.Snapshot snapshot = lease.BeginSnapshot();
        (long clock, long logStart) = ReadClock(lease.Session, account);
        ImmutableArray<EntryRow> entries = MailboxRows.FindById(lease.Session, account, mailbox) is { } found
            ? rows.Read(lease.Session, account, found, clock, logStart, uids, cancellationToken)
            : [];
        return EntryTableReader.Read(lease.Session, account, mailbox, uids, entries, columns, cancellationToken);
    }

    public async ValueTask<MailChangeResult> ApplyAsync(AccountId account, IReadOnlyList<MailChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        List<StagedUpload> uploads = UploadLinking.Prepare(files, account, changes.OfType<AddMessage>().Select(add => add.Content), nameof(changes));
        AppliedMail done = await writer.WriteAsync(
            session => applier.Apply(session, account, changes),
            applied =>
            {
                if (applied.Fresh is { } fresh)
                {
                    rows.Keep(account, fresh.Mailbox, applied.Result.ModSeq, fresh.Rows);
                }

                clocks.Advance(account, applied.Result.ModSeq);
                indexer?.Wake();
                if (applied.HasPending)
                {
                    folding.Wake();
                }
            },
            () => uploads.ForEach(upload => upload.Release()),
            cancellationToken).ConfigureAwait(false);
        return done.Result;
    }

    private static uint? FirstUnseen(SqlSession session, AccountId account, MailboxId mailbox)
    {
        foreach ((UidRange run, long keep, long added, _) in PendingFlags.Read(session, account.Value, mailbox.Value).Pieces(new UidRange(1, uint.MaxValue)))
        {
            if ((added & (long)SystemFlags.Seen) != 0)
            {
                continue;
            }

            SqlText text = (keep & (long)SystemFlags.Seen) != 0 ? EntryStatements.FirstUnseen : EntryStatements.First;
            if (session[text].Integer(account.Value, mailbox.Value, (long)run.First, (long)run.Last) is { } uid)
            {
                return (uint)uid;
            }
        }

        return null;
    }

    private static List<string> ReadKeywords(SqlSession session, AccountId account, MailboxId mailbox)
    {
        List<string> keywords = [];
        using DbDataReader row = session[MailboxStatements.Keywords].Query(account.Value, mailbox.Value);
        while (row.Read())
        {
            keywords.Add(row.GetString(0));
        }

        return keywords;
    }

    private static (long Clock, long LogStart) ReadClock(SqlSession session, AccountId account)
    {
        using DbDataReader row = session[AccountStatements.Counters].Query(account.Value);
        return row.Read() ? (row.GetInt64(0), row.GetInt64(4)) : (0, 0);
    }

    // What changed is found in the log, as far as that goes back; each entry's own modseq then has the last word.
    private async ValueTask<UidSet> ChangedAsync(AccountId account, MailboxId mailbox, EntryQuery query, CancellationToken cancellationToken)
    {
        MailboxDelta delta = await ReadChangesAsync(account, mailbox, query.ChangedSince, cancellationToken).ConfigureAwait(false);
        return delta.IsComplete ? query.Uids.Intersect(delta.Added.Union(delta.Changed)) : query.Uids;
    }

    private async ValueTask<List<Mailbox>> ReadMailboxesAsync(AccountId account, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        List<Mailbox> mailboxes = [];
        using DbDataReader row = lease.Session[MailboxStatements.All].Query(account.Value);
        while (row.Read())
        {
            mailboxes.Add(MailboxRows.Read(row));
        }

        return mailboxes;
    }
}
