namespace Protocols.Storage.Sql;

/// <summary>Entries, the emails they show, and the emails' outlines.</summary>
internal static class EntryStatements
{
    private const string InRange = "account_id = @account AND mailbox_id = @mailbox AND uid BETWEEN @first AND @last";

    public static readonly SqlText Uids = new("SELECT uid FROM entry WHERE account_id = @account AND mailbox_id = @mailbox ORDER BY uid");

    /// <summary>The first entry of a run whose row says that it was not seen.</summary>
    public static readonly SqlText FirstUnseen = new($"SELECT uid FROM entry WHERE {InRange} AND (flags & 1) = 0 ORDER BY uid LIMIT 1");

    public static readonly SqlText First = new($"SELECT uid FROM entry WHERE {InRange} ORDER BY uid LIMIT 1");

    public static readonly SqlText NextUid = new("""
        SELECT uid FROM entry WHERE account_id = @account AND mailbox_id = @mailbox AND uid >= @first ORDER BY uid LIMIT 1
        """);

    /// <summary>A page of entries with the email that each shows.</summary>
    public static readonly SqlText Page = PageOf(withEmail: true, withOutline: false, withKeys: false);

    public static readonly SqlText PageWithOutline = PageOf(withEmail: true, withOutline: true, withKeys: false);

    public static readonly SqlText PageWithKeys = PageOf(withEmail: true, withOutline: false, withKeys: true);

    public static readonly SqlText PageWithOutlineAndKeys = PageOf(withEmail: true, withOutline: true, withKeys: true);

    /// <summary>A page of entries without a look at the emails.</summary>
    public static readonly SqlText PageOfFacts = PageOf(withEmail: false, withOutline: false, withKeys: false);

    public static readonly SqlText PageOfFactsWithKeys = PageOf(withEmail: false, withOutline: false, withKeys: true);

    public static readonly SqlText Select = new($"SELECT uid, flags, size, keywords, modseq FROM entry WHERE {InRange} ORDER BY uid");

    public static readonly SqlText SelectDeleted = new($"SELECT uid, flags, size, keywords, modseq FROM entry WHERE {InRange} AND (flags & 8) <> 0 ORDER BY uid");

    public static readonly SqlText Insert = new("""
        INSERT INTO entry (account_id, mailbox_id, uid, email_id, size, flags, keywords, received_at, received_offset, modseq, saved_at)
        VALUES (@account, @mailbox, @uid, @email, @size, @flags, @keywords, @received_at, @received_offset, @modseq, @saved_at)
        """);

    public static readonly SqlText UpdateFlags = new($"""
        UPDATE entry SET flags = (flags & @keep) | @add, modseq = @modseq WHERE {InRange} AND (flags & @keep) | @add <> flags
        """);

    public static readonly SqlText UpdateFlagsAndKeywords = new($"""
        UPDATE entry SET flags = (flags & @keep) | @add, keywords = @keywords, modseq = @modseq
        WHERE {InRange} AND ((flags & @keep) | @add <> flags OR keywords <> @keywords)
        """);

    public static readonly SqlText SetFlags = new($"UPDATE entry SET flags = @flags, keywords = @keywords, modseq = @modseq WHERE {InRange}");

    /// <summary>
    /// Copies a run: the new UIDs are numbered from the base in the order of the old ones. What becomes of the flags is the same for each; keywords of null
    /// are those of the row.
    /// </summary>
    public static readonly SqlText Copy = new("""
        INSERT INTO entry (account_id, mailbox_id, uid, email_id, size, flags, keywords, received_at, received_offset, modseq, saved_at)
        SELECT account_id, @target, @base + row_number() OVER (ORDER BY uid) - 1, email_id, size, (flags & @keep) | @added,
            coalesce(@keywords, keywords), received_at, received_offset, @modseq, @saved_at
        FROM entry WHERE account_id = @account AND mailbox_id = @mailbox AND uid BETWEEN @first AND @last
        """);

    public static readonly SqlText Delete = new($"DELETE FROM entry WHERE {InRange} AND (flags & @mask) = @mask");

    public static readonly SqlText LinkEmails = new($"""
        UPDATE email SET links = email.links + more.entries
        FROM (SELECT email_id, count(*) AS entries FROM entry WHERE {InRange} GROUP BY email_id) AS more
        WHERE email.account_id = @account AND email.email_id = more.email_id
        """);

    public static readonly SqlText UnlinkEmails = new($"""
        UPDATE email SET links = email.links - gone.entries
        FROM (SELECT email_id, count(*) AS entries FROM entry WHERE {InRange} AND (flags & @mask) = @mask GROUP BY email_id) AS gone
        WHERE email.account_id = @account AND email.email_id = gone.email_id
        """);

    public static readonly SqlText InsertEmail = new("""
        INSERT INTO email (account_id, email_id, blob, size, sent_at, sent_offset, links)
        VALUES (@account, @email, @blob, @size, @sent_at, @sent_offset, 1)
        """);

    public static readonly SqlText InsertOutline = new("INSERT INTO email_outline (account_id, email_id, outline) VALUES (@account, @email, @outline)");

    public static readonly SqlText DeleteUnlinkedOutlines = new("""
        DELETE FROM email_outline WHERE account_id = @account
            AND email_id IN (SELECT email_id FROM email WHERE account_id = @account AND links = 0 ORDER BY email_id LIMIT 1000)
        """);

    public static readonly SqlText HasUnlinkedEmails = new("SELECT 1 FROM email WHERE account_id = @account AND links = 0 LIMIT 1");

    /// <summary>Removes a piece of the emails that no entry shows any more.</summary>
    public static readonly SqlText DeleteUnlinkedEmails = new("""
        DELETE FROM email WHERE account_id = @account
            AND email_id IN (SELECT email_id FROM email WHERE account_id = @account AND links = 0 ORDER BY email_id LIMIT 1000)
        """);

    private static SqlText PageOf(bool withEmail, bool withOutline, bool withKeys) => new($"""
        SELECT e.uid, e.email_id, {(withEmail ? "m.blob" : "NULL")}, e.size, e.received_at, e.received_offset, {(withEmail ? "m.sent_at, m.sent_offset" : "NULL, NULL")},
            e.flags, e.keywords, e.modseq, e.saved_at, {(withOutline ? "o.outline" : "NULL")}, {(withKeys ? "k.thread_id, k.preview" : "NULL, NULL")}
        FROM entry AS e
        {(withEmail ? "JOIN email AS m ON m.account_id = e.account_id AND m.email_id = e.email_id" : "")}
        {(withOutline ? "JOIN email_outline AS o ON o.account_id = e.account_id AND o.email_id = e.email_id" : "")}
        {(withKeys ? "LEFT JOIN email_key AS k ON k.account_id = e.account_id AND k.email_id = e.email_id" : "")}
        WHERE e.account_id = @account AND e.mailbox_id = @mailbox AND e.uid BETWEEN @first AND @last ORDER BY e.uid LIMIT 256
        """);
}
