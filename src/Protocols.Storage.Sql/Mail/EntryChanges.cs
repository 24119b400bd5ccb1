using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>What the log says happened to a mailbox's entries after a point.</summary>
/// <param name="Added">Those that came and are there.</param>
/// <param name="Changed">Those that were there, are there, and were touched.</param>
/// <param name="Vanished">Those that are gone, also of those that came after the point.</param>
internal readonly record struct EntryChanges(UidSet Added, UidSet Changed, UidSet Vanished)
{
    public static EntryChanges None => new(UidSet.Empty, UidSet.Empty, UidSet.Empty);

    /// <summary>Reads the log. UIDs are never used twice, so the order of events does not matter.</summary>
    public static EntryChanges Read(SqlSession session, AccountId account, MailboxId mailbox, ModSeq since)
    {
        UidRuns created = new();
        UidRuns updated = new();
        UidRuns destroyed = new();
        using (DbDataReader row = session[ChangeLogStatements.Since].Query(account.Value, (long)ChangedType.Entry, mailbox.Value, since.Value))
        {
            while (row.Read())
            {
                UidRange run = new((uint)row.GetInt64(1), (uint)row.GetInt64(2));
                ((ChangeOperation)row.GetInt64(0) switch
                {
                    ChangeOperation.Created => created,
                    ChangeOperation.Updated => updated,
                    _ => destroyed,
                }).Add(run);
            }
        }

        UidSet came = created.ToSet();
        UidSet went = destroyed.ToSet();
        return new EntryChanges(came.Except(went), updated.ToSet().Except(came).Except(went), went);
    }
}
