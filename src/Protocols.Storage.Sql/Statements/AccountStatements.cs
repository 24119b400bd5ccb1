namespace Protocols.Storage.Sql;

/// <summary>Accounts, their addresses and credentials.</summary>
internal static class AccountStatements
{
    public static readonly SqlText Clock = new("SELECT modseq FROM account WHERE account_id = @account");

    public const string QuotaColumns = "quota_octets, quota_messages, quota_mailboxes, limit_octets, limit_messages, limit_mailboxes";

    public static readonly SqlText Counters = new($"""
        SELECT modseq, next_mailbox_id, next_email_id, last_uid_validity, log_start, {QuotaColumns} FROM account WHERE account_id = @account
        """);

    public static readonly SqlText SetCounters = new("""
        UPDATE account SET modseq = @modseq, next_mailbox_id = @mailbox, next_email_id = @email, last_uid_validity = @validity,
            quota_octets = @octets, quota_messages = @messages, quota_mailboxes = @mailboxes
        WHERE account_id = @account
        """);

    public static readonly SqlText Insert = new("""
        INSERT INTO account (address, display_name, modseq, log_start, next_mailbox_id, next_email_id, last_uid_validity)
        VALUES (@address, @display_name, 0, 0, 1, 1, 0) RETURNING account_id
        """);

    public static readonly SqlText InsertAddress = new("INSERT INTO address (address, account_id) VALUES (@address, @account)");

    public static readonly SqlText InsertDomain = new("INSERT INTO domain (domain) VALUES (@domain) ON CONFLICT (domain) DO NOTHING");

    public static readonly SqlText FindDomain = new("SELECT 1 FROM domain WHERE domain = @domain");

    public static readonly SqlText FindByAddress = new("""
        SELECT a.account_id, a.address, a.display_name FROM address AS n JOIN account AS a ON a.account_id = n.account_id
        WHERE n.address = @address
        """);

    public static readonly SqlText FindFirst = new("SELECT account_id, address, display_name FROM account ORDER BY account_id LIMIT 1");

    public static readonly SqlText PageByAddress = new("""
        SELECT a.account_id, a.address, a.display_name, n.address FROM address AS n JOIN account AS a ON a.account_id = n.account_id
        WHERE n.address > @after ORDER BY n.address LIMIT 256
        """);

    public static readonly SqlText PageById = new("SELECT account_id FROM account WHERE account_id > @after ORDER BY account_id LIMIT 256");

    public static readonly SqlText Credential = new("""
        SELECT salt, iterations, stored_key, server_key FROM credential WHERE account_id = @account AND mechanism = @mechanism
        """);

    public static readonly SqlText DeleteCredentials = new("DELETE FROM credential WHERE account_id = @account");

    public static readonly SqlText AddCredential = new("""
        INSERT INTO credential (account_id, mechanism, salt, iterations, stored_key, server_key)
        VALUES (@account, @mechanism, @salt, @iterations, @stored_key, @server_key)
        """);

    public static readonly SqlText Secret = new("SELECT value FROM secret WHERE name = @name");

    public static readonly SqlText ForgetLog = new("UPDATE account SET log_start = @through WHERE account_id = @account AND log_start < @through");
}
