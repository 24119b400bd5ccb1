namespace Protocols.Storage.Sql;

/// <summary>Content, by its hash.</summary>
internal static class BlobStatements
{
    public static readonly SqlText Link = new("""
        INSERT INTO blob (account_id, hash, size, content, links, unlinked_at) VALUES (@account, @hash, @size, @content, 1, NULL)
        ON CONFLICT (account_id, hash) DO UPDATE SET links = blob.links + 1, unlinked_at = NULL
        """);

    public static readonly SqlText Size = new("SELECT size FROM blob WHERE account_id = @account AND hash = @hash");

    public static readonly SqlText Read = new("""
        SELECT size, content IS NULL, substr(content, @start, @length) FROM blob WHERE account_id = @account AND hash = @hash
        """);

    /// <summary>Takes the links of the emails that go with <see cref="EntryStatements.DeleteUnlinkedEmails"/>.</summary>
    public static readonly SqlText UnlinkEmails = new("""
        UPDATE blob SET links = blob.links - gone.emails, unlinked_at = CASE WHEN blob.links = gone.emails THEN @now END
        FROM (SELECT oldest.blob AS hash, count(*) AS emails
            FROM (SELECT blob FROM email WHERE account_id = @account AND links = 0 ORDER BY email_id LIMIT 1000) AS oldest GROUP BY oldest.blob) AS gone
        WHERE blob.account_id = @account AND blob.hash = gone.hash
        """);

    public static readonly SqlText PageUnlinked = new("""
        SELECT hash, content IS NULL FROM blob WHERE account_id = @account AND links = 0 AND unlinked_at <= @before LIMIT 256
        """);

    public static readonly SqlText Delete = new("DELETE FROM blob WHERE account_id = @account AND hash = @hash AND links = 0");

    public static readonly SqlText IsInFile = new("SELECT 1 FROM blob WHERE account_id = @account AND hash = @hash AND content IS NULL");
}
