namespace Protocols.Storage.Sql;

/// <summary>The statements around others.</summary>
internal static class TransactionStatements
{
    public static readonly SqlText Begin = new("BEGIN");
    public static readonly SqlText End = new("COMMIT");
    public static readonly SqlText Rollback = new("ROLLBACK");
    public static readonly SqlText Savepoint = new("SAVEPOINT change_set");
    public static readonly SqlText Release = new("RELEASE SAVEPOINT change_set");
    public static readonly SqlText RollbackToSavepoint = new("ROLLBACK TO SAVEPOINT change_set");
}
