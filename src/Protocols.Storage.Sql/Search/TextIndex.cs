using System.Data.Common;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Protocols.Storage.Sql;

/// <summary>The index of texts in its file, and the questions it answers.</summary>
internal sealed class TextIndex : ISearchIndex, IDisposable
{
    // Of a long text so many trigrams say enough.
    private const int MostTrigrams = 12;
    private const int EmailBits = 36;

    private readonly SqliteDatabase _database;

    private TextIndex(SqliteDatabase database, SqlSession writer)
    {
        _database = database;
        Writer = writer;
    }

    /// <summary>The session that writes; the indexer's alone.</summary>
    public SqlSession Writer { get; }

    /// <summary>Opens the file, or makes it anew if it is not there, of another version, or damaged.</summary>
    public static TextIndex Open(string file)
    {
        try
        {
            return OpenExisting(file) ?? Make(file);
        }
        catch (SqliteException)
        {
            // Nothing in it is worth more than the time to make it again.
            return Make(file);
        }
    }

    /// <summary>The row of an email.</summary>
    public static long Row(long account, long email) => (account << EmailBits) | email;

    public async ValueTask<EmailCandidates?> FindAsync(AccountId account, string text, SearchedText where, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Match(IndexedText.Fold(text)) is not { } match)
        {
            return null;
        }

        try
        {
            using ReadLease lease = await _database.ReadAsync(cancellationToken).ConfigureAwait(false);
            return Find(lease.Session, account.Value, match, where);
        }
        catch (SqliteException)
        {
            // A damaged index is made anew when the folder is opened next; until then searches do without.
            return null;
        }
    }

    public void Dispose()
    {
        Writer.Dispose();
        _database.Dispose();
    }

    private static EmailCandidates Find(SqlSession session, long account, string match, SearchedText where)
    {
        long first = Row(account, 0);
        long last = Row(account + 1, 0) - 1;
        HashSet<long> emails = [];
        session[TransactionStatements.Begin].Execute();
        try
        {
            long through = session[TextIndexStatements.Progress].Integer(account) ?? 0;
            if (where != SearchedText.Body)
            {
                Add(session[TextIndexStatements.FindInHeaders].Query(match, first, last));
            }

            if (where != SearchedText.Header)
            {
                Add(session[TextIndexStatements.FindInBodies].Query(match, first, last));
            }

            Add(session[TextIndexStatements.FindPartly].Query(first, last));
            return new EmailCandidates(through, emails);
        }
        finally
        {
            session[TransactionStatements.End].Execute();
        }

        void Add(DbDataReader row)
        {
            using (row)
            {
                while (row.Read())
                {
                    emails.Add(row.GetInt64(0) - first);
                }
            }
        }
    }

    // "abc" AND "bcd" …, or null for a text of fewer than three characters.
    private static string? Match(string folded)
    {
        List<string> trigrams = [];
        Rune[] runes = [.. folded.EnumerateRunes()];
        int step = Math.Max(1, (runes.Length - 2 + MostTrigrams - 1) / MostTrigrams);
        for (int i = 0; i + 3 <= runes.Length; i += step)
        {
            string trigram = $"{runes[i]}{runes[i + 1]}{runes[i + 2]}";
            trigrams.Add("\"" + trigram.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
        }

        return trigrams.Count == 0 ? null : string.Join(" AND ", trigrams.Distinct());
    }

    private static TextIndex? OpenExisting(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        SqliteDatabase database = new(file, readers: 4);
        SqlSession? writer = null;
        try
        {
            writer = database.OpenWriter();
            Tune(writer);
            if (writer.Connection.ExecuteScalar<long>("PRAGMA user_version") == TextIndexStatements.Version)
            {
                return new TextIndex(database, writer);
            }
        }
        catch
        {
            writer?.Dispose();
            database.Dispose();
            throw;
        }

        writer.Dispose();
        database.Dispose();
        return null;
    }

    private static TextIndex Make(string file)
    {
        foreach (string suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(file + suffix);
        }

        SqliteDatabase database = new(file, readers: 4);
        SqlSession? writer = null;
        try
        {
            writer = database.OpenWriter();
            Tune(writer);
            writer.Connection.Execute($"BEGIN IMMEDIATE; {TextIndexStatements.Schema} PRAGMA user_version = {TextIndexStatements.Version}; COMMIT");
            return new TextIndex(database, writer);
        }
        catch
        {
            writer?.Dispose();
            database.Dispose();
            throw;
        }
    }

    // What is lost with the power is indexed again: the progress is in the same file.
    private static void Tune(SqlSession writer) => writer.Connection.Execute("PRAGMA synchronous = NORMAL");
}
