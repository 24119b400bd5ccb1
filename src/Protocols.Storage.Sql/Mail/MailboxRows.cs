using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads mailboxes.</summary>
internal static class MailboxRows
{
    public static Mailbox? FindByName(SqlSession session, AccountId account, string name)
    {
        using DbDataReader row = session[MailboxStatements.FindByName].Query(account.Value, name);
        return row.Read() ? Read(row) : null;
    }

    public static Mailbox? FindById(SqlSession session, AccountId account, MailboxId mailbox)
    {
        using DbDataReader row = session[MailboxStatements.FindById].Query(account.Value, mailbox.Value);
        return row.Read() ? Read(row) : null;
    }

    public static Mailbox? FindByRole(SqlSession session, AccountId account, MailboxRole role)
    {
        using DbDataReader row = session[MailboxStatements.FindByRole].Query(account.Value, (long)role);
        return row.Read() ? Read(row) : null;
    }

    public static Mailbox Read(DbDataReader row) => new()
    {
        Id = new MailboxId(row.GetInt64(0)),
        Name = row.GetString(1),
        IsSelectable = row.GetInt64(2) != 0,
        Role = (MailboxRole)row.GetInt64(3),
        UidValidity = (uint)row.GetInt64(4),
        UidNext = (uint)row.GetInt64(5),
        Messages = row.GetInt64(6),
        Unseen = row.GetInt64(7),
        Deleted = row.GetInt64(8),
        TotalSize = row.GetInt64(9),
        HighestModSeq = new ModSeq(row.GetInt64(10)),
        RecentFrom = (uint)row.GetInt64(11),
        IsSubscribed = row.GetInt64(12) != 0,
        DeletedSize = row.GetInt64(13),
    };
}
