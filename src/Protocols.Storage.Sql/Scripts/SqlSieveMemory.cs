using System.Security.Cryptography;

namespace Protocols.Storage.Sql;

/// <summary>What scripts remember; keys are kept as their hashes.</summary>
internal sealed class SqlSieveMemory(ISqlReaders database, ISqlWriter writer, ScriptLimits limits, TimeProvider time) : ISieveMemory
{
    public async ValueTask<bool> IsRememberedAsync(AccountId account, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return IsRemembered(lease.Session, account, SHA256.HashData(key.Span));
    }

    public async ValueTask<bool> RememberAsync(AccountId account, ReadOnlyMemory<byte> key, DateTimeOffset expires, bool renew, CancellationToken cancellationToken)
    {
        byte[] hash = SHA256.HashData(key.Span);
        return await writer.WriteAsync(
            session =>
            {
                bool isNew = !IsRemembered(session, account, hash);
                if (isNew || renew)
                {
                    session[ScriptStatements.Remember].Execute(account.Value, hash, expires.ToUnixTimeMilliseconds());
                    session[ScriptStatements.ForgetBeyond].Execute(account.Value, (long)limits.Memories);
                }

                return new Written<bool>(isNew, Keep: true);
            },
            null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets what has expired, a piece at a time.</summary>
    public async Task ForgetExpiredAsync(CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        while (await writer.WriteAsync(session => new Written<int>(session[ScriptStatements.ForgetExpired].Execute(now), Keep: true), null, cancellationToken).ConfigureAwait(false) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private bool IsRemembered(SqlSession session, AccountId account, byte[] hash) =>
        session[ScriptStatements.Remembered].Integer(account.Value, hash, time.GetUtcNow().ToUnixTimeMilliseconds()) is not null;
}
