using System.Data.Common;
using System.IO.Pipelines;
using Microsoft.Data.Sqlite;

namespace Protocols.Storage.Sql;

/// <summary>
/// Brings the index of texts up to the mail, behind the writer's back: it reads snapshots, writes to a file of its own, and begins once it was quiet for a
/// moment. What it has not come to is a candidate of every search.
/// </summary>
internal sealed class TextIndexer : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly TextIndex _index;
    private readonly SqliteDatabase _database;
    private readonly ISqlWriter _writer;
    private readonly SqlBlobStore _blobs;
    private readonly int _mostText;
    private readonly BackgroundWork _work;

    public TextIndexer(TextIndex index, SqliteDatabase database, ISqlWriter writer, SqlBlobStore blobs, int mostText, TimeProvider time)
    {
        _index = index;
        _database = database;
        _writer = writer;
        _blobs = blobs;
        _mostText = mostText;
        _work = new BackgroundWork(Quiet, time, IndexAsync);
    }

    /// <summary>Tells that mail came or went.</summary>
    public void Wake() => _work.Wake();

    /// <summary>Indexes what there is now.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _work.RunAsync(IndexAsync, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _work.DisposeAsync().ConfigureAwait(false);
        _index.Dispose();
    }

    private async Task IndexAsync(CancellationToken cancellationToken)
    {
        foreach ((long account, long through) in await BehindAsync(cancellationToken).ConfigureAwait(false))
        {
            long done = through;
            while (await IndexPieceAsync(account, done, cancellationToken).ConfigureAwait(false) is { } next)
            {
                done = next;
            }
        }

        while (await RemovePieceAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<List<(long Account, long Through)>> BehindAsync(CancellationToken cancellationToken)
    {
        Dictionary<long, long> progress = [];
        using (DbDataReader row = _index.Writer[TextIndexStatements.AllProgress].Query())
        {
            while (row.Read())
            {
                progress[row.GetInt64(0)] = row.GetInt64(1);
            }
        }

        List<(long, long)> behind = [];
        using ReadLease lease = await _database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using (DbDataReader row = lease.Session[TextIndexStatements.Accounts].Query())
        {
            while (row.Read())
            {
                long through = progress.GetValueOrDefault(row.GetInt64(0));
                if (through < row.GetInt64(1) - 1)
                {
                    behind.Add((row.GetInt64(0), through));
                }
            }
        }

        return behind;
    }

    /// <summary>Indexes the next emails of an account; null once there are none.</summary>
    private async Task<long?> IndexPieceAsync(long account, long through, CancellationToken cancellationToken)
    {
        List<(long Email, BlobId Blob, long Size)> emails = [];
        using (ReadLease lease = await _database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            using DbDataReader row = lease.Session[TextIndexStatements.NextEmails].Query(account, through);
            while (row.Read())
            {
                emails.Add((row.GetInt64(0), new BlobId(row.GetFieldValue<byte[]>(1)), row.GetInt64(2)));
            }
        }

        List<(long Row, IndexedText? Text)> texts = [];
        foreach ((long email, BlobId blob, long size) in emails)
        {
            texts.Add((TextIndex.Row(account, email), await ReadAsync(new AccountId(account), blob, size, cancellationToken).ConfigureAwait(false)));
        }

        if (emails.Count > 0)
        {
            Write(texts, account, emails[^1].Email);
        }

        return emails.Count == 0 ? null : emails[^1].Email;
    }

    // A message whose content is gone has no text; it is on its way out, or its file was lost.
    private async Task<IndexedText?> ReadAsync(AccountId account, BlobId blob, long size, CancellationToken cancellationToken)
    {
        using MemoryStream content = new((int)size);
        PipeWriter output = PipeWriter.Create(content, new StreamPipeWriterOptions(leaveOpen: true));
        long copied = await _blobs.CopyToAsync(account, blob, 0, size, output, cancellationToken).ConfigureAwait(false);
        await output.CompleteAsync().ConfigureAwait(false);
        return copied == size ? IndexedText.Read(content.GetBuffer().AsMemory(0, (int)size), _mostText) : null;
    }

    private void Write(List<(long Row, IndexedText? Text)> texts, long account, long through)
    {
        SqlSession session = _index.Writer;
        session[TransactionStatements.Begin].Execute();
        try
        {
            foreach ((long row, IndexedText? text) in texts)
            {
                if (text is null)
                {
                    session[TextIndexStatements.InsertPartly].Execute(row);
                    continue;
                }

                session[TextIndexStatements.InsertHeader].Execute(row, text.Header);
                session[TextIndexStatements.InsertBody].Execute(row, text.Body);
                if (text.IsCut)
                {
                    session[TextIndexStatements.InsertPartly].Execute(row);
                }
            }

            session[TextIndexStatements.SetProgress].Execute(account, through);
            session[TransactionStatements.End].Execute();
        }
        catch
        {
            session[TransactionStatements.Rollback].Execute();
            throw;
        }
    }

    // Texts go after their emails did: first from here, then from the list of what has to go, so that nothing is forgotten.
    private async Task<bool> RemovePieceAsync(CancellationToken cancellationToken)
    {
        List<long> rows = [];
        using (ReadLease lease = await _database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            using DbDataReader row = lease.Session[TextIndexStatements.NextRemovals].Query();
            while (row.Read())
            {
                rows.Add(TextIndex.Row(row.GetInt64(0), row.GetInt64(1)));
            }
        }

        if (rows.Count == 0)
        {
            return false;
        }

        SqlSession session = _index.Writer;
        session[TransactionStatements.Begin].Execute();
        try
        {
            foreach (long row in rows)
            {
                session[TextIndexStatements.DeleteHeader].Execute(row);
                session[TextIndexStatements.DeleteBody].Execute(row);
                session[TextIndexStatements.DeletePartly].Execute(row);
            }

            session[TransactionStatements.End].Execute();
        }
        catch
        {
            session[TransactionStatements.Rollback].Execute();
            throw;
        }

        await _writer.WriteAsync(
            writer => new Written<int>(writer[TextIndexStatements.ForgetRemovals].Execute((long)rows.Count), Keep: true), null, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
