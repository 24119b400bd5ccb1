using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads entries a page at a time, so that nothing is held open while somebody looks at them.</summary>
internal sealed class EntryPages(AccountId account, MailboxId mailbox, EntryQuery query, UidSet uids)
{
    private const int PageSize = 256;
    private UidWalk _walk = new(uids);

    /// <summary>Adds entries to the page; false once there are no more.</summary>
    public bool Read(SqlSession session, List<MailboxEntry> page)
    {
        PreparedStatement select = session[Statement];
        PendingFlags pending = PendingFlags.Read(session, account.Value, mailbox.Value);
        while (page.Count < PageSize && _walk.TryNext(out UidRange window))
        {
            int rows = 0;
            uint last = window.Last;
            using (DbDataReader row = select.Query(account.Value, mailbox.Value, (long)window.First, (long)window.Last))
            {
                while (row.Read())
                {
                    rows++;
                    last = (uint)row.GetInt64(0);
                    if (!uids.Contains(last))
                    {
                        continue;
                    }

                    (long flags, string keywords, long modSeq) = (row.GetInt64(8), row.GetString(9), row.GetInt64(10));
                    pending.Apply(last, ref flags, ref keywords, ref modSeq);
                    if (modSeq > query.ChangedSince.Value)
                    {
                        page.Add(ReadEntry(row, KeywordText.ToFlags(flags, keywords), new ModSeq(modSeq)));
                    }
                }
            }

            _walk.MovePast(rows < PageSize ? window.Last : last);
            if (rows == 0 && _walk.TryNext(out UidRange next))
            {
                Skip(session, next.First);
            }
        }

        return page.Count > 0;
    }

    private SqlText Statement => (query.WithOutline, query.WithKeys, query.FactsOnly) switch
    {
        (true, true, _) => EntryStatements.PageWithOutlineAndKeys,
        (true, false, _) => EntryStatements.PageWithOutline,
        (false, true, true) => EntryStatements.PageOfFactsWithKeys,
        (false, true, false) => EntryStatements.PageWithKeys,
        (false, false, true) => EntryStatements.PageOfFacts,
        _ => EntryStatements.Page,
    };

    private void Skip(SqlSession session, uint from)
    {
        if (session[EntryStatements.NextUid].Integer(account.Value, mailbox.Value, (long)from) is { } uid)
        {
            _walk.MoveTo((uint)uid);
        }
        else
        {
            _walk.End();
        }
    }

    private MailboxEntry ReadEntry(DbDataReader row, MailFlags flags, ModSeq modSeq) => new()
    {
        Uid = (uint)row.GetInt64(0),
        Email = new EmailId(row.GetInt64(1)),
        Blob = row.IsDBNull(2) ? default : new BlobId(row.GetFieldValue<byte[]>(2)),
        Size = row.GetInt64(3),
        ReceivedAt = Moment(row.GetInt64(4), row.GetInt64(5)),
        SentAt = row.IsDBNull(6) ? null : Moment(row.GetInt64(6), row.GetInt64(7)),
        Flags = flags,
        ModSeq = modSeq,
        SavedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(11)),
        Outline = query.WithOutline ? row.GetFieldValue<byte[]>(12) : default,
        Thread = row.IsDBNull(13) ? null : new ThreadId(row.GetInt64(13)),
        Preview = row.IsDBNull(14) ? null : row.GetString(14),
    };

    private static DateTimeOffset Moment(long milliseconds, long offset) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToOffset(TimeSpan.FromMinutes(offset));
}
