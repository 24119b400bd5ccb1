namespace Protocols.Storage.Sql;

/// <summary>Annotations.</summary>
internal static class AnnotationStatements
{
    private const string OfMailbox = "account_id = @account AND mailbox_id = @mailbox";
    private const string OfUser = OfMailbox + " AND user_id = @user";

    public static readonly SqlText Value = new($"SELECT value FROM annotation WHERE {OfUser} AND name = @name");

    /// <summary>A name and those below it: from <c>name/</c> to before <c>name0</c>.</summary>
    public static readonly SqlText Below = new($"""
        SELECT name, value FROM annotation WHERE {OfUser} AND value IS NOT NULL AND (name = @name OR (name >= @first AND name < @last)) ORDER BY name
        """);

    public static readonly SqlText Changed = new("""
        SELECT mailbox_id, user_id, name FROM annotation
        WHERE account_id = @account AND modseq > @since AND user_id IN (0, @user) ORDER BY mailbox_id, user_id, name
        """);

    public static readonly SqlText Count = new($"SELECT count(*) FROM annotation WHERE {OfUser} AND value IS NOT NULL");

    public static readonly SqlText CountRemoved = new($"SELECT count(*) FROM annotation WHERE {OfUser} AND value IS NULL");

    public static readonly SqlText ForgetRemoved = new($"DELETE FROM annotation WHERE {OfUser} AND value IS NULL");

    public static readonly SqlText Set = new("""
        INSERT INTO annotation (account_id, mailbox_id, user_id, name, value, modseq) VALUES (@account, @mailbox, @user, @name, @value, @modseq)
        ON CONFLICT (account_id, mailbox_id, user_id, name) DO UPDATE SET value = excluded.value, modseq = excluded.modseq
        """);

    public static readonly SqlText Copy = new("""
        INSERT INTO annotation (account_id, mailbox_id, user_id, name, value, modseq)
        SELECT account_id, @target, user_id, name, value, @modseq FROM annotation
        WHERE account_id = @account AND mailbox_id = @mailbox AND value IS NOT NULL
        ON CONFLICT (account_id, mailbox_id, user_id, name) DO NOTHING
        """);

    public static readonly SqlText DeleteAll = new($"DELETE FROM annotation WHERE {OfMailbox}");
}
