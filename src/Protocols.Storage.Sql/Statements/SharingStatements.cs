namespace Protocols.Storage.Sql;

/// <summary>Rights on mailboxes.</summary>
internal static class SharingStatements
{
    public static readonly SqlText All = new("""
        SELECT r.grantee, r.is_negative, r.rights, a.account_id, a.address, a.display_name
        FROM mailbox_right AS r LEFT JOIN account AS a ON a.account_id = r.grantee
        WHERE r.account_id = @account AND r.mailbox_id = @mailbox ORDER BY a.address, r.grantee DESC, r.is_negative
        """);

    public static readonly SqlText Of = new("""
        SELECT is_negative, rights FROM mailbox_right WHERE account_id = @account AND mailbox_id = @mailbox AND grantee IN (@user, 0, -1)
        """);

    public static readonly SqlText Line = new("""
        SELECT rights FROM mailbox_right WHERE account_id = @account AND mailbox_id = @mailbox AND grantee = @grantee AND is_negative = @is_negative
        """);

    public static readonly SqlText Count = new("SELECT count(*) FROM mailbox_right WHERE account_id = @account AND mailbox_id = @mailbox");

    public static readonly SqlText Set = new("""
        INSERT INTO mailbox_right (account_id, mailbox_id, grantee, is_negative, rights) VALUES (@account, @mailbox, @grantee, @is_negative, @rights)
        ON CONFLICT (account_id, mailbox_id, grantee, is_negative) DO UPDATE SET rights = excluded.rights
        """);

    public static readonly SqlText Delete = new("""
        DELETE FROM mailbox_right WHERE account_id = @account AND mailbox_id = @mailbox AND grantee = @grantee AND is_negative = @is_negative
        """);

    public static readonly SqlText DeleteAll = new("DELETE FROM mailbox_right WHERE account_id = @account AND mailbox_id = @mailbox");

    public static readonly SqlText Inherit = new("""
        INSERT INTO mailbox_right (account_id, mailbox_id, grantee, is_negative, rights)
        SELECT r.account_id, @mailbox, r.grantee, r.is_negative, r.rights FROM mailbox_right AS r
        JOIN mailbox AS m ON m.account_id = r.account_id AND m.mailbox_id = r.mailbox_id
        WHERE m.account_id = @account AND m.name = @superior
        """);

    public static readonly SqlText SharedWith = new($"""
        SELECT {MailboxStatements.Columns}, r.is_negative, r.rights, a.account_id, a.address, a.display_name
        FROM mailbox_right AS r
        JOIN mailbox AS m ON m.account_id = r.account_id AND m.mailbox_id = r.mailbox_id
        JOIN account AS a ON a.account_id = r.account_id
        WHERE r.grantee IN (@user, 0, -1) AND r.account_id <> @user
        ORDER BY a.address, a.account_id, CASE WHEN m.name = 'INBOX' THEN 0 ELSE 1 END, m.name
        """);

    public static readonly SqlText HasAccount = new("SELECT 1 FROM account WHERE account_id = @account");
}
