using System.Data.Common;
using System.Security.Cryptography;

namespace Protocols.Storage.Sql;

/// <summary>The keys of IMAP URLs. They are no news to anyone: the account's clock stays where it is.</summary>
internal sealed class SqlUrlKeyStore(ISqlReaders database, ISqlWriter writer) : IUrlKeyStore
{
    private const int KeyLength = 32;

    public async ValueTask<ReadOnlyMemory<byte>?> FindKeyAsync(AccountId user, AccountId owner, MailboxId mailbox, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (Find(lease.Session, user, owner, mailbox) is { } key)
        {
            return key;
        }

        // Not by a conditional: a null array would become memory of no length, and that a key.
        return null;
    }

    public async ValueTask<ReadOnlyMemory<byte>> GetKeyAsync(AccountId user, AccountId owner, MailboxId mailbox, CancellationToken cancellationToken)
    {
        if (await FindKeyAsync(user, owner, mailbox, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        return await writer.WriteAsync(
            session =>
            {
                byte[]? key = Find(session, user, owner, mailbox);
                if (key is null)
                {
                    key = RandomNumberGenerator.GetBytes(KeyLength);
                    session[UrlKeyStatements.Add].Execute(user.Value, owner.Value, mailbox.Value, key);
                }

                return new Written<byte[]>(key, Keep: true);
            },
            null,
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ResetKeyAsync(AccountId user, AccountId owner, MailboxId mailbox, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            session => new Written<int>(session[UrlKeyStatements.Remove].Execute(user.Value, owner.Value, mailbox.Value), Keep: true), null, cancellationToken)
            .ConfigureAwait(false);

    public async ValueTask ResetKeysAsync(AccountId user, CancellationToken cancellationToken) =>
        await writer.WriteAsync(session => new Written<int>(session[UrlKeyStatements.RemoveAll].Execute(user.Value), Keep: true), null, cancellationToken)
            .ConfigureAwait(false);

    private static byte[]? Find(SqlSession session, AccountId user, AccountId owner, MailboxId mailbox)
    {
        using DbDataReader row = session[UrlKeyStatements.Find].Query(user.Value, owner.Value, mailbox.Value);
        return row.Read() ? row.GetFieldValue<byte[]>(0) : null;
    }
}
