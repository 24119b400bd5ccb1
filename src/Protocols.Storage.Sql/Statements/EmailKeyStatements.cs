namespace Protocols.Storage.Sql;

/// <summary>What emails are sorted and threaded by.</summary>
internal static class EmailKeyStatements
{
    private const string Unlinked = "SELECT email_id FROM email WHERE account_id = @account AND links = 0 ORDER BY email_id LIMIT 1000";

    public static readonly SqlText Insert = new("""
        INSERT INTO email_key (account_id, email_id, thread_id, subject, is_reply, from_mailbox, to_mailbox, cc_mailbox, from_display, to_display,
            message_id, refs, preview)
        VALUES (@account, @email, @thread, @subject, @is_reply, @from_mailbox, @to_mailbox, @cc_mailbox, @from_display, @to_display, @message_id, @refs, @preview)
        """);

    /// <summary>The oldest thread of a mark. Each email of a mark went to the oldest thread that there was, so it is that of the newest; a mark may be of very many.</summary>
    public static readonly SqlText ThreadOfMark = new("SELECT thread_id FROM thread_mark WHERE account_id = @account AND mark = @mark ORDER BY email_id DESC LIMIT 1");

    public static readonly SqlText InsertMark = new("""
        INSERT INTO thread_mark (account_id, mark, email_id, thread_id) VALUES (@account, @mark, @email, @thread) ON CONFLICT DO NOTHING
        """);

    public static readonly SqlText DeleteUnlinkedKeys = new($"DELETE FROM email_key WHERE account_id = @account AND email_id IN ({Unlinked})");

    public static readonly SqlText DeleteUnlinkedMarks = new($"DELETE FROM thread_mark WHERE account_id = @account AND email_id IN ({Unlinked})");

    public static readonly SqlText NoteRemovals = new($"""
        INSERT INTO text_removal (account_id, email_id) SELECT @account, email_id FROM ({Unlinked}) WHERE true ON CONFLICT DO NOTHING
        """);

    /// <summary>Emails that were there before they had keys; a piece of them.</summary>
    public static readonly SqlText Unlearned = new("""
        SELECT account_id, email_id, outline FROM email_outline WHERE (account_id, email_id) > (@account, @email)
        ORDER BY account_id, email_id LIMIT 500
        """);

    public static readonly SqlText Facts = new("""
        SELECT uid, email_id, size, flags, keywords, received_at, received_offset, saved_at, modseq FROM entry
        WHERE account_id = @account AND mailbox_id = @mailbox AND uid BETWEEN @first AND @last ORDER BY uid
        """);

    public static readonly SqlText SentAt = new("""
        SELECT e.uid, m.sent_at, m.sent_offset FROM entry AS e LEFT JOIN email AS m ON m.account_id = e.account_id AND m.email_id = e.email_id
        WHERE e.account_id = @account AND e.mailbox_id = @mailbox AND e.uid BETWEEN @first AND @last ORDER BY e.uid
        """);

    public static readonly SqlText Thread = Column("thread_id");

    public static readonly SqlText Subject = Column("subject, k.is_reply");

    public static readonly SqlText FromMailbox = Column("from_mailbox");

    public static readonly SqlText ToMailbox = Column("to_mailbox");

    public static readonly SqlText CcMailbox = Column("cc_mailbox");

    public static readonly SqlText FromDisplay = Column("from_display");

    public static readonly SqlText ToDisplay = Column("to_display");

    public static readonly SqlText MessageId = Column("message_id");

    public static readonly SqlText References = Column("refs");

    private static SqlText Column(string name) => new($"""
        SELECT e.uid, k.{name} FROM entry AS e LEFT JOIN email_key AS k ON k.account_id = e.account_id AND k.email_id = e.email_id
        WHERE e.account_id = @account AND e.mailbox_id = @mailbox AND e.uid BETWEEN @first AND @last ORDER BY e.uid
        """);
}
