using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>
/// Folds changes of flags that are pending into the rows of their entries, a while after they were made: in pieces, with a pause after each as long as the piece took
/// several times, so that nobody waits long for the writer.
/// </summary>
internal sealed class FlagFolding : IAsyncDisposable
{
    private const int Piece = 2048;
    private const int PauseForWork = 2;

    private readonly ISqlReaders _database;
    private readonly ISqlWriter _writer;
    private readonly TimeProvider _time;
    private readonly BackgroundWork _work;

    public FlagFolding(ISqlReaders database, ISqlWriter writer, TimeSpan delay, TimeProvider time)
    {
        _database = database;
        _writer = writer;
        _time = time;
        _work = new BackgroundWork(delay, time, stop => FoldAsync(mayPause: true, stop));
    }

    /// <summary>Tells that something is pending.</summary>
    public void Wake() => _work.Wake();

    /// <summary>Folds what is pending now.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _work.RunAsync(stop => FoldAsync(mayPause: false, stop), cancellationToken);

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private async Task FoldAsync(bool mayPause, CancellationToken cancellationToken)
    {
        foreach ((long account, long mailbox) in await MailboxesAsync(cancellationToken).ConfigureAwait(false))
        {
            bool more = true;
            while (more)
            {
                long start = _time.GetTimestamp();
                more = await _writer.WriteAsync(
                    session => new Written<bool>(PendingFlagsWriting.FoldPiece(session, account, mailbox, Piece), Keep: true), null, cancellationToken).ConfigureAwait(false);
                if (mayPause && more)
                {
                    await Task.Delay(_time.GetElapsedTime(start) * PauseForWork, _time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task<List<(long Account, long Mailbox)>> MailboxesAsync(CancellationToken cancellationToken)
    {
        List<(long, long)> mailboxes = [];
        using ReadLease lease = await _database.ReadAsync(cancellationToken).ConfigureAwait(false);
        using DbDataReader row = lease.Session[PendingFlagsStatements.Mailboxes].Query();
        while (row.Read())
        {
            mailboxes.Add((row.GetInt64(0), row.GetInt64(1)));
        }

        return mailboxes;
    }
}
