namespace Protocols.Storage.Sql;

/// <summary>Mailboxes, subscriptions and the keywords in use.</summary>
internal static class MailboxStatements
{
    internal const string Columns = """
        m.mailbox_id, m.name, m.is_selectable, m.role, m.uid_validity, m.uid_next, m.messages, m.unseen, m.deleted, m.total_size,
        m.highest_modseq, m.recent_from, EXISTS (SELECT 1 FROM subscription AS s WHERE s.account_id = m.account_id AND s.name = m.name),
        m.deleted_size
        """;

    public static readonly SqlText All = new($"""
        SELECT {Columns} FROM mailbox AS m WHERE m.account_id = @account ORDER BY CASE WHEN m.name = 'INBOX' THEN 0 ELSE 1 END, m.name
        """);

    public static readonly SqlText FindByName = new($"SELECT {Columns} FROM mailbox AS m WHERE m.account_id = @account AND m.name = @name");

    public static readonly SqlText FindById = new($"SELECT {Columns} FROM mailbox AS m WHERE m.account_id = @account AND m.mailbox_id = @mailbox");

    public static readonly SqlText FindByRole = new($"SELECT {Columns} FROM mailbox AS m WHERE m.account_id = @account AND m.role = @role AND m.role <> 0");

    public static readonly SqlText ChangedSince = new($"""
        SELECT {Columns} FROM mailbox AS m WHERE m.account_id = @account AND m.highest_modseq > @since ORDER BY m.name
        """);

    public static readonly SqlText Subscriptions = new("SELECT name FROM subscription WHERE account_id = @account ORDER BY name");

    public static readonly SqlText Keywords = new("""
        SELECT keyword FROM mailbox_keyword WHERE account_id = @account AND mailbox_id = @mailbox AND uses > 0 ORDER BY folded
        """);

    public static readonly SqlText State = new("""
        SELECT name, is_selectable, uid_validity, uid_next, messages, unseen, deleted, total_size, recent_from, deleted_size, highest_modseq
        FROM mailbox WHERE account_id = @account AND mailbox_id = @mailbox
        """);

    public static readonly SqlText SetState = new("""
        UPDATE mailbox SET uid_next = @uid_next, messages = @messages, unseen = @unseen, deleted = @deleted, total_size = @total_size,
            deleted_size = @deleted_size, highest_modseq = @modseq
        WHERE account_id = @account AND mailbox_id = @mailbox
        """);

    public static readonly SqlText SetRecentFrom = new("""
        UPDATE mailbox SET recent_from = @recent_from WHERE account_id = @account AND mailbox_id = @mailbox
        """);

    public static readonly SqlText IdOfName = new("SELECT mailbox_id FROM mailbox WHERE account_id = @account AND name = @name");

    public static readonly SqlText IdOfRole = new("SELECT mailbox_id FROM mailbox WHERE account_id = @account AND role = @role AND role <> 0");

    public static readonly SqlText Count = new("SELECT count(*) FROM mailbox WHERE account_id = @account");

    public static readonly SqlText Insert = new("""
        INSERT INTO mailbox (account_id, mailbox_id, name, is_selectable, role, uid_validity, uid_next, recent_from, messages, unseen, deleted,
            total_size, highest_modseq)
        VALUES (@account, @mailbox, @name, @is_selectable, @role, @uid_validity, 1, 1, 0, 0, 0, 0, @modseq)
        """);

    public static readonly SqlText MakeSelectable = new("""
        UPDATE mailbox SET is_selectable = 1, role = @role, uid_validity = @uid_validity, uid_next = 1, recent_from = 1, highest_modseq = @modseq
        WHERE account_id = @account AND mailbox_id = @mailbox
        """);

    public static readonly SqlText SetName = new("""
        UPDATE mailbox SET name = @name, highest_modseq = @modseq WHERE account_id = @account AND mailbox_id = @mailbox
        """);

    public static readonly SqlText SetRole = new("""
        UPDATE mailbox SET role = @role, highest_modseq = @modseq WHERE account_id = @account AND mailbox_id = @mailbox AND role <> @role
        """);

    public static readonly SqlText SetModSeq = new("""
        UPDATE mailbox SET highest_modseq = @modseq WHERE account_id = @account AND mailbox_id = @mailbox
        """);

    /// <summary>The names below one: those from <c>name/</c> to before <c>name0</c>, since <c>0</c> follows <c>/</c>.</summary>
    public static readonly SqlText Inferiors = new("""
        SELECT mailbox_id, name FROM mailbox WHERE account_id = @account AND name >= @first AND name < @last ORDER BY name
        """);

    public static readonly SqlText Delete = new("DELETE FROM mailbox WHERE account_id = @account AND mailbox_id = @mailbox");

    public static readonly SqlText DeleteKeywords = new("DELETE FROM mailbox_keyword WHERE account_id = @account AND mailbox_id = @mailbox");

    public static readonly SqlText CountKeyword = new("""
        INSERT INTO mailbox_keyword (account_id, mailbox_id, folded, keyword, uses) VALUES (@account, @mailbox, @folded, @keyword, @uses)
        ON CONFLICT (account_id, mailbox_id, folded) DO UPDATE SET uses = mailbox_keyword.uses + excluded.uses
        """);

    public static readonly SqlText DropUnusedKeywords = new("""
        DELETE FROM mailbox_keyword WHERE account_id = @account AND mailbox_id = @mailbox AND uses <= 0
        """);

    public static readonly SqlText IsSubscribed = new("SELECT 1 FROM subscription WHERE account_id = @account AND name = @name");

    public static readonly SqlText CountSubscriptions = new("SELECT count(*) FROM subscription WHERE account_id = @account");

    public static readonly SqlText Subscribe = new("INSERT INTO subscription (account_id, name) VALUES (@account, @name)");

    public static readonly SqlText Unsubscribe = new("DELETE FROM subscription WHERE account_id = @account AND name = @name");
}
