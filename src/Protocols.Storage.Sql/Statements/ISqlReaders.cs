namespace Protocols.Storage.Sql;

/// <summary>A database's sessions for reading: what each dialect provides.</summary>
internal interface ISqlReaders
{
    /// <summary>Takes a session for one read; waits while all are in use.</summary>
    ValueTask<ReadLease> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Takes a session back.</summary>
    void Return(SqlSession session);
}
