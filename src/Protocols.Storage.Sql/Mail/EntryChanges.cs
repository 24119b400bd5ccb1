using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>What the log says happened to a mailbox's entries after a point.</summary>
/// <param name="Added">Those that came and are there.</param>
/// <param name="Changed">Those that were there, are there, and were touched.</param>
/// <param name="Vanished">Those that are gone, also of those that came after the point.</param>
/// <param name="Rewritten">Those of <paramref name="Changed"/> of which not all that was done to them is known from what is or was pending alone.</param>
internal readonly record struct EntryChanges(UidSet Added, UidSet Changed, UidSet Vanished, UidSet Rewritten)
{
    public static EntryChanges None => new(UidSet.Empty, UidSet.Empty, UidSet.Empty, UidSet.Empty);

    /// <summary>Reads the log. UIDs are never used twice, so the order of events does not matter.</summary>
    public static EntryChanges Read(SqlSession session, AccountId account, MailboxId mailbox, ModSeq since)
    {
        UidRuns created = new();
        UidRuns updated = new();
        UidRuns destroyed = new();
        UidRuns pending = new();
        using (DbDataReader row = session[ChangeLogStatements.Since].Query(account.Value, (long)ChangedType.Entry, mailbox.Value, since.Value))
        {
            while (row.Read())
            {
                UidRuns runs = (ChangeOperation)row.GetInt64(0) switch
                {
                    ChangeOperation.Created => created,
                    ChangeOperation.Updated => updated,
                    ChangeOperation.UpdatedByPending => pending,
                    _ => destroyed,
                };
                if (row.IsDBNull(3))
                {
                    runs.Add(new UidRange((uint)row.GetInt64(1), (uint)row.GetInt64(2)));
                }
                else
                {
                    UidRunsBlob.Read(row.GetFieldValue<byte[]>(3), runs);
                }
            }
        }

        UidSet came = created.ToSet();
        UidSet went = destroyed.ToSet();
        UidSet rewritten = updated.ToSet().Except(came).Except(went);
        UidSet changed = pending.Count == 0 ? rewritten : rewritten.Union(pending.ToSet().Except(came).Except(went));
        return new EntryChanges(came.Except(went), changed, went, rewritten);
    }
}
