using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Reads what accounts use, and sets what they may.</summary>
internal sealed class SqlQuotaStore(ISqlReaders database, ISqlWriter writer) : IQuotaStore
{
    private static readonly SqlText Quota = new($"SELECT {AccountStatements.QuotaColumns} FROM account WHERE account_id = @account");

    private static readonly SqlText SetLimits = new("""
        UPDATE account SET limit_octets = @octets, limit_messages = @messages, limit_mailboxes = @mailboxes WHERE account_id = @account
        """);

    public async ValueTask<AccountQuota?> ReadAsync(AccountId account, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using DbDataReader row = lease.Session[Quota].Query(account.Value);
        return row.Read() ? new QuotaUsage(row, 0).Report : null;
    }

    public async ValueTask<bool> SetLimitsAsync(AccountId account, QuotaLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        foreach (long? limit in (long?[])[limits.Storage, limits.Messages, limits.Mailboxes])
        {
            ArgumentOutOfRangeException.ThrowIfNegative(limit ?? 0, nameof(limits));
        }

        return await writer.WriteAsync(
            session => new Written<bool>(session[SetLimits].Execute(limits.Storage, limits.Messages, limits.Mailboxes, account.Value) > 0, Keep: true),
            null,
            null,
            cancellationToken).ConfigureAwait(false);
    }
}
