namespace Protocols.Storage.Sql;

/// <summary>Scripts, and what they remember.</summary>
internal static class ScriptStatements
{
    public static readonly SqlText State = new("SELECT next_script_id, scripts, octets, active FROM script_state WHERE account_id = @account");

    public static readonly SqlText SetState = new("""
        INSERT INTO script_state (account_id, next_script_id, scripts, octets, active) VALUES (@account, @next, @scripts, @octets, @active)
        ON CONFLICT (account_id) DO UPDATE SET
            next_script_id = excluded.next_script_id, scripts = excluded.scripts, octets = excluded.octets, active = excluded.active
        """);

    public static readonly SqlText All = new("""
        SELECT s.script_id, s.name, s.hash, s.size, s.modseq, CASE WHEN t.active = s.script_id THEN 1 ELSE 0 END
        FROM script AS s JOIN script_state AS t ON t.account_id = s.account_id
        WHERE s.account_id = @account ORDER BY s.name
        """);

    public static readonly SqlText FindByName = new("""
        SELECT s.script_id, s.name, s.hash, s.size, s.modseq, CASE WHEN t.active = s.script_id THEN 1 ELSE 0 END
        FROM script AS s JOIN script_state AS t ON t.account_id = s.account_id
        WHERE s.account_id = @account AND s.name = @name
        """);

    public static readonly SqlText FindActive = new("""
        SELECT s.script_id, s.name, s.hash, s.size, s.modseq, 1
        FROM script_state AS t JOIN script AS s ON s.account_id = t.account_id AND s.script_id = t.active
        WHERE t.account_id = @account
        """);

    public static readonly SqlText Content = new("SELECT source, version, program FROM script_content WHERE account_id = @account AND script_id = @script");

    public static readonly SqlText Put = new("""
        INSERT INTO script (account_id, script_id, name, hash, size, modseq) VALUES (@account, @script, @name, @hash, @size, @modseq)
        ON CONFLICT (account_id, script_id) DO UPDATE SET name = excluded.name, hash = excluded.hash, size = excluded.size, modseq = excluded.modseq
        """);

    public static readonly SqlText PutContent = new("""
        INSERT INTO script_content (account_id, script_id, source, version, program) VALUES (@account, @script, @source, @version, @program)
        ON CONFLICT (account_id, script_id) DO UPDATE SET source = excluded.source, version = excluded.version, program = excluded.program
        """);

    public static readonly SqlText KeepCompiled = new("""
        UPDATE script_content SET version = @version, program = @program WHERE account_id = @account AND script_id = @script
            AND EXISTS (SELECT 1 FROM script AS s WHERE s.account_id = @account AND s.script_id = @script AND s.hash = @hash)
        """);

    public static readonly SqlText Delete = new("DELETE FROM script WHERE account_id = @account AND script_id = @script");

    public static readonly SqlText DeleteContent = new("DELETE FROM script_content WHERE account_id = @account AND script_id = @script");

    public static readonly SqlText Remembered = new("SELECT 1 FROM sieve_memory WHERE account_id = @account AND key = @key AND expires_at > @now");

    public static readonly SqlText Remember = new("""
        INSERT INTO sieve_memory (account_id, key, expires_at) VALUES (@account, @key, @expires)
        ON CONFLICT (account_id, key) DO UPDATE SET expires_at = excluded.expires_at
        """);

    /// <summary>Forgets what expires first beyond as many as may stay.</summary>
    public static readonly SqlText ForgetBeyond = new("""
        DELETE FROM sieve_memory WHERE account_id = @account AND key IN
            (SELECT m.key FROM sieve_memory AS m WHERE m.account_id = @account ORDER BY m.expires_at DESC, m.key LIMIT 1000 OFFSET @most)
        """);

    public static readonly SqlText ForgetExpired = new("""
        DELETE FROM sieve_memory WHERE (account_id, key) IN (SELECT m.account_id, m.key FROM sieve_memory AS m WHERE m.expires_at <= @now LIMIT 1000)
        """);
}
