namespace Protocols.Storage.Sql;

/// <summary>The keys of IMAP URLs.</summary>
internal static class UrlKeyStatements
{
    public static readonly SqlText Find = new("SELECT key FROM url_key WHERE account_id = @account AND owner_id = @owner AND mailbox_id = @mailbox");

    public static readonly SqlText Add = new("INSERT INTO url_key (account_id, owner_id, mailbox_id, key) VALUES (@account, @owner, @mailbox, @key)");

    public static readonly SqlText Remove = new("DELETE FROM url_key WHERE account_id = @account AND owner_id = @owner AND mailbox_id = @mailbox");

    public static readonly SqlText RemoveAll = new("DELETE FROM url_key WHERE account_id = @account");
}
