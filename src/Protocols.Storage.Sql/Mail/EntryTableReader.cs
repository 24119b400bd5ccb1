using System.Collections.Immutable;
using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads entries into columns: one walk for the entries, one for each column that has to be looked up besides.</summary>
internal static class EntryTableReader
{
    private static readonly (EntryColumns Column, SqlText Text)[] s_texts =
    [
        (EntryColumns.Subject, EmailKeyStatements.Subject),
        (EntryColumns.FromMailbox, EmailKeyStatements.FromMailbox),
        (EntryColumns.ToMailbox, EmailKeyStatements.ToMailbox),
        (EntryColumns.CcMailbox, EmailKeyStatements.CcMailbox),
        (EntryColumns.FromDisplay, EmailKeyStatements.FromDisplay),
        (EntryColumns.ToDisplay, EmailKeyStatements.ToDisplay),
        (EntryColumns.MessageId, EmailKeyStatements.MessageId),
        (EntryColumns.References, EmailKeyStatements.References),
    ];

    /// <summary>Reads the columns that are looked up besides, for entries that were read in the same snapshot.</summary>
    public static EntryTable Read(
        SqlSession session, AccountId account, MailboxId mailbox, UidSet uids, ImmutableArray<EntryRow> rows, EntryColumns columns, CancellationToken cancellationToken)
    {
        EntryTable table = new(rows);
        if ((columns & EntryColumns.SentAt) != 0)
        {
            Walk(EmailKeyStatements.SentAt, row => table.AddSentAt(row.IsDBNull(1) ? null : row.GetInt64(1), row.IsDBNull(2) ? 0 : (int)row.GetInt64(2)));
        }

        if ((columns & EntryColumns.Thread) != 0)
        {
            Walk(EmailKeyStatements.Thread, row => table.AddThread(row.IsDBNull(1) ? 0 : row.GetInt64(1)));
        }

        foreach ((EntryColumns column, SqlText text) in s_texts)
        {
            if ((columns & column) == 0)
            {
                continue;
            }

            Walk(text, row =>
            {
                table.AddText(column, row.IsDBNull(1) ? "" : row.GetString(1));
                if (column == EntryColumns.Subject)
                {
                    table.AddReply(!row.IsDBNull(2) && row.GetInt64(2) != 0);
                }
            });
        }

        return table;

        void Walk(SqlText text, Action<DbDataReader> take) => EntryTableReader.Walk(session, account, mailbox, uids, text, take, cancellationToken);
    }

    /// <summary>Reads the entries themselves.</summary>
    public static ImmutableArray<EntryRow> ReadRows(SqlSession session, AccountId account, MailboxId mailbox, UidSet uids, CancellationToken cancellationToken)
    {
        ImmutableArray<EntryRow>.Builder rows = ImmutableArray.CreateBuilder<EntryRow>();
        string last = "";
        PendingFlags pending = PendingFlags.Read(session, account.Value, mailbox.Value);
        Walk(session, account, mailbox, uids, EmailKeyStatements.Facts, row =>
        {
            // Most entries have none or those of the one before: one text does for all of these.
            string keywords = row.GetString(4);
            last = keywords == last ? last : keywords;
            (uint uid, long flags, string now, long modSeq) = ((uint)row.GetInt64(0), row.GetInt64(3), last, row.GetInt64(8));
            pending.Apply(uid, ref flags, ref now, ref modSeq);
            rows.Add(new EntryRow(
                uid, row.GetInt64(1), row.GetInt64(2), (SystemFlags)flags, now, row.GetInt64(5), (int)row.GetInt64(6), row.GetInt64(7), modSeq));
        }, cancellationToken);
        return rows.DrainToImmutable();
    }

    private static void Walk(
        SqlSession session, AccountId account, MailboxId mailbox, UidSet uids, SqlText text, Action<DbDataReader> take, CancellationToken cancellationToken)
    {
        UidWalk walk = new(uids);
        while (walk.TryNext(out UidRange window))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (DbDataReader row = session[text].Query(account.Value, mailbox.Value, (long)window.First, (long)window.Last))
            {
                while (row.Read())
                {
                    if (uids.Contains((uint)row.GetInt64(0)))
                    {
                        take(row);
                    }
                }
            }

            walk.MovePast(window.Last);
        }
    }
}
