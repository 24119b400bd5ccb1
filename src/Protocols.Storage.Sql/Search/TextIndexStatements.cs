namespace Protocols.Storage.Sql;

/// <summary>The index of texts: a file of its own, made anew whenever it cannot be used.</summary>
internal static class TextIndexStatements
{
    /// <summary>Raised when what is indexed, or how, becomes another: then the file is made anew.</summary>
    public const int Version = 1;

    // Trigrams without their places: an AND of some of a text's trigrams gives every message that holds it, and few that do not.
    public const string Schema = """
        CREATE VIRTUAL TABLE header_text USING fts5(content, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1');
        CREATE VIRTUAL TABLE body_text USING fts5(content, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1');

        -- Up to which email an account's are indexed.
        CREATE TABLE progress (
            account_id INTEGER NOT NULL PRIMARY KEY,
            through    INTEGER NOT NULL
        ) STRICT;

        -- Emails with more text than is indexed: whatever is looked for, they may hold it.
        CREATE TABLE partly (
            row INTEGER NOT NULL PRIMARY KEY
        ) STRICT;
        """;

    public static readonly SqlText Progress = new("SELECT through FROM progress WHERE account_id = @account");

    public static readonly SqlText AllProgress = new("SELECT account_id, through FROM progress");

    public static readonly SqlText SetProgress = new("""
        INSERT INTO progress (account_id, through) VALUES (@account, @through) ON CONFLICT (account_id) DO UPDATE SET through = excluded.through
        """);

    public static readonly SqlText InsertHeader = new("INSERT INTO header_text (rowid, content) VALUES (@row, @content)");

    public static readonly SqlText InsertBody = new("INSERT INTO body_text (rowid, content) VALUES (@row, @content)");

    public static readonly SqlText InsertPartly = new("INSERT INTO partly (row) VALUES (@row) ON CONFLICT DO NOTHING");

    public static readonly SqlText DeleteHeader = new("DELETE FROM header_text WHERE rowid = @row");

    public static readonly SqlText DeleteBody = new("DELETE FROM body_text WHERE rowid = @row");

    public static readonly SqlText DeletePartly = new("DELETE FROM partly WHERE row = @row");

    public static readonly SqlText FindInHeaders = new("SELECT rowid FROM header_text WHERE header_text MATCH @match AND rowid BETWEEN @first AND @last");

    public static readonly SqlText FindInBodies = new("SELECT rowid FROM body_text WHERE body_text MATCH @match AND rowid BETWEEN @first AND @last");

    public static readonly SqlText FindPartly = new("SELECT row FROM partly WHERE row BETWEEN @first AND @last");

    /// <summary>Of the store: every account, and the id that its next email gets.</summary>
    public static readonly SqlText Accounts = new("SELECT account_id, next_email_id FROM account ORDER BY account_id");

    public static readonly SqlText NextEmails = new("""
        SELECT m.email_id, m.blob, m.size FROM email AS m WHERE m.account_id = @account AND m.email_id > @through ORDER BY m.email_id LIMIT 64
        """);

    public static readonly SqlText NextRemovals = new("SELECT account_id, email_id FROM text_removal ORDER BY account_id, email_id LIMIT 500");

    public static readonly SqlText ForgetRemovals = new("""
        DELETE FROM text_removal WHERE (account_id, email_id) IN (SELECT account_id, email_id FROM text_removal ORDER BY account_id, email_id LIMIT @count)
        """);
}
