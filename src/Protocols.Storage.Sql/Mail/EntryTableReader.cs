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

    public static EntryTable Read(SqlSession session, AccountId account, MailboxId mailbox, UidSet uids, EntryColumns columns, CancellationToken cancellationToken)
    {
        EntryTable table = new();
        string lastKeywords = "";
        Walk(EmailKeyStatements.Facts, row =>
        {
            // Most entries have none or those of the one before: one text does for all of these.
            string keywords = row.GetString(4);
            lastKeywords = keywords == lastKeywords ? lastKeywords : keywords;
            table.Add(new EntryRow(
                (uint)row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), (SystemFlags)row.GetInt64(3), lastKeywords, row.GetInt64(5), (int)row.GetInt64(6),
                row.GetInt64(7), row.GetInt64(8)));
        });
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

        void Walk(SqlText text, Action<DbDataReader> take)
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
}
