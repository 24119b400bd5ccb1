namespace Protocols.Storage.Sql;

/// <summary>The change log.</summary>
internal static class ChangeLogStatements
{
    public static readonly SqlText Append = new("""
        INSERT INTO change_log (account_id, type, parent_id, modseq, operation, object_first, object_last, runs)
        VALUES (@account, @type, @parent, @modseq, @operation, @first, @last, @runs)
        """);

    public static readonly SqlText Since = new("""
        SELECT operation, object_first, object_last, runs FROM change_log
        WHERE account_id = @account AND type = @type AND parent_id = @parent AND modseq > @since
        """);

    public static readonly SqlText DeleteParent = new("DELETE FROM change_log WHERE account_id = @account AND type = @type AND parent_id = @parent");

    public static readonly SqlText Parents = new("SELECT DISTINCT type, parent_id FROM change_log WHERE account_id = @account");

    /// <summary>Forgets a span of points; the spans are short, so that nobody waits long for the writer.</summary>
    public static readonly SqlText Forget = new("""
        DELETE FROM change_log WHERE account_id = @account AND type = @type AND parent_id = @parent AND modseq <= @through
        """);

    public static readonly SqlText NthPoint = new("""
        SELECT modseq FROM change_log WHERE account_id = @account AND type = @type AND parent_id = @parent AND modseq <= @through
        ORDER BY modseq LIMIT 1 OFFSET @skip
        """);
}
