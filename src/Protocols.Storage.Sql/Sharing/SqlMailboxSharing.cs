using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Protocols.Storage.Sql;

/// <summary>Reads who may do what with whose mailboxes.</summary>
internal sealed class SqlMailboxSharing(ISqlReaders database) : IMailboxSharing
{
    // The columns of a shared mailbox that stand behind those of any mailbox.
    private const int SharedColumns = 5;

    public async ValueTask<IReadOnlyList<MailboxGrant>> ReadGrantsAsync(AccountId owner, MailboxId mailbox, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        List<MailboxGrant> grants = [];
        using DbDataReader row = lease.Session[SharingStatements.All].Query(owner.Value, mailbox.Value);
        while (row.Read())
        {
            grants.Add(new MailboxGrant(
                new Grantee(row.GetInt64(0)), row.IsDBNull(3) ? null : Account(row, 3), row.GetInt64(1) != 0, (MailboxRights)row.GetInt64(2)));
        }

        return grants;
    }

    public async ValueTask<MailboxRights> ReadRightsAsync(AccountId owner, MailboxId mailbox, AccountId user, CancellationToken cancellationToken)
    {
        if (owner == user)
        {
            return MailboxRights.All;
        }

        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        List<(bool, MailboxRights)> lines = [];
        using DbDataReader row = lease.Session[SharingStatements.Of].Query(owner.Value, mailbox.Value, user.Value);
        while (row.Read())
        {
            lines.Add((row.GetInt64(0) != 0, (MailboxRights)row.GetInt64(1)));
        }

        return MailboxGrant.Effective(lines);
    }

    public async IAsyncEnumerable<SharedMailbox> ListSharedAsync(AccountId user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (SharedMailbox shared in await ReadSharedAsync(user, cancellationToken).ConfigureAwait(false))
        {
            yield return shared;
        }
    }

    // A mailbox comes in as many rows as it has lines that concern the user, one after the other.
    private async ValueTask<List<SharedMailbox>> ReadSharedAsync(AccountId user, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        List<SharedMailbox> shared = [];
        List<(bool, MailboxRights)> lines = [];
        (Account Owner, Mailbox Mailbox)? current = null;
        using DbDataReader row = lease.Session[SharingStatements.SharedWith].Query(user.Value);
        while (row.Read())
        {
            AccountId owner = new(row.GetInt64(row.FieldCount - SharedColumns + 2));
            if (current is not { } known || known.Owner.Id != owner || known.Mailbox.Id.Value != row.GetInt64(0))
            {
                Add(shared, current, lines);
                current = (Account(row, row.FieldCount - SharedColumns + 2), MailboxRows.Read(row) with { IsSubscribed = false });
            }

            lines.Add((row.GetInt64(row.FieldCount - SharedColumns) != 0, (MailboxRights)row.GetInt64(row.FieldCount - SharedColumns + 1)));
        }

        Add(shared, current, lines);
        return shared;
    }

    private static void Add(List<SharedMailbox> shared, (Account Owner, Mailbox Mailbox)? current, List<(bool, MailboxRights)> lines)
    {
        if (current is { } mailbox && MailboxGrant.Effective(lines) is var rights and not MailboxRights.None)
        {
            shared.Add(new SharedMailbox(mailbox.Owner, mailbox.Mailbox, rights));
        }

        lines.Clear();
    }

    private static Account Account(DbDataReader row, int at) =>
        new(new AccountId(row.GetInt64(at)), row.GetString(at + 1), row.IsDBNull(at + 2) ? null : row.GetString(at + 2));
}
