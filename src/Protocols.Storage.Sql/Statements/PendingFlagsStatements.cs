namespace Protocols.Storage.Sql;

/// <summary>Changes of flags that are not in the entries' rows yet.</summary>
internal static class PendingFlagsStatements
{
    public static readonly SqlText Of = new("""
        SELECT number, first_uid, last_uid, modseq, keep, added, keywords FROM pending_flags
        WHERE account_id = @account AND mailbox_id = @mailbox ORDER BY number
        """);

    public static readonly SqlText Insert = new("""
        INSERT INTO pending_flags (account_id, mailbox_id, number, first_uid, last_uid, modseq, keep, added, keywords)
        VALUES (@account, @mailbox, @number, @first, @last, @modseq, @keep, @added, @keywords)
        """);

    public static readonly SqlText DeleteAll = new("DELETE FROM pending_flags WHERE account_id = @account AND mailbox_id = @mailbox");

    public static readonly SqlText Mailboxes = new("SELECT DISTINCT account_id, mailbox_id FROM pending_flags ORDER BY account_id, mailbox_id");

    public static readonly SqlText Folded = new("SELECT folded_modseq FROM mailbox WHERE account_id = @account AND mailbox_id = @mailbox");

    public static readonly SqlText SetFolded = new("""
        UPDATE mailbox SET folded_modseq = @modseq WHERE account_id = @account AND mailbox_id = @mailbox AND folded_modseq < @modseq
        """);

    /// <summary>Where a piece that begins at a UID ends: the UID of the entry that is so many behind.</summary>
    public static readonly SqlText EndOfPiece = new("""
        SELECT uid FROM entry WHERE account_id = @account AND mailbox_id = @mailbox AND uid >= @first ORDER BY uid LIMIT 1 OFFSET @entries
        """);
}
