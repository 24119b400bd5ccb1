using System.Data.Common;

namespace Protocols.Storage.Sql;

/// <summary>Removes content that nothing has linked to for a while. Rows go first, files after the commit, on the writer's thread.</summary>
internal sealed class BlobSweeper(ISqlReaders database, ISqlWriter writer, BlobFiles files, TimeSpan grace, TimeProvider time)
{
    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset before = time.GetUtcNow() - grace;
        long removed = await SweepContentAsync(SqlQueueStore.OwnAccount, before, cancellationToken).ConfigureAwait(false);
        await foreach (AccountId account in AccountIds.ReadAsync(database, cancellationToken).ConfigureAwait(false))
        {
            while (await HasUnlinkedAsync(account, cancellationToken).ConfigureAwait(false))
            {
                await writer.WriteAsync(
                    session =>
                    {
                        UnlinkedEmails.Remove(session, account.Value, time.GetUtcNow());
                        return new Written<bool>(true, Keep: true);
                    },
                    null,
                    cancellationToken).ConfigureAwait(false);
            }

            removed += await SweepContentAsync(account, before, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private async Task<long> SweepContentAsync(AccountId account, DateTimeOffset before, CancellationToken cancellationToken)
    {
        long removed = 0;
        int piece;
        do
        {
            piece = await SweepRowsAsync(account, before.ToUnixTimeMilliseconds(), cancellationToken).ConfigureAwait(false);
            removed += piece;
        }
        while (piece > 0);

        return removed + await SweepFilesAsync(account, before.UtcDateTime, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> HasUnlinkedAsync(AccountId account, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return lease.Session[EntryStatements.HasUnlinkedEmails].Integer(account.Value) is not null;
    }

    private async Task<int> SweepRowsAsync(AccountId account, long before, CancellationToken cancellationToken)
    {
        using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (ReadUnlinked(lease.Session, account, before).Count == 0)
            {
                return 0;
            }
        }

        List<(byte[] Hash, bool IsFile)> gone = await writer.WriteAsync(
            session =>
            {
                List<(byte[] Hash, bool IsFile)> unlinked = ReadUnlinked(session, account, before);
                foreach ((byte[] hash, _) in unlinked)
                {
                    session[BlobStatements.Delete].Execute(account.Value, hash);
                }

                return new Written<List<(byte[] Hash, bool IsFile)>>(unlinked, Keep: true);
            },
            unlinked =>
            {
                foreach ((byte[] hash, bool isFile) in unlinked)
                {
                    if (isFile)
                    {
                        files.Remove(account, new BlobId(hash));
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
        return gone.Count;
    }

    // Files without a row: placed for a change set that was then not applied, or left by a process killed between the two steps.
    private async Task<int> SweepFilesAsync(AccountId account, DateTime before, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach (BlobId[] piece in files.FilesBefore(account, before).Chunk(256))
        {
            List<BlobId> suspects;
            using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                suspects = Strays(lease.Session, account, piece);
            }

            if (suspects.Count == 0)
            {
                continue;
            }

            List<BlobId> gone = await writer.WriteAsync(
                session => new Written<List<BlobId>>(Strays(session, account, suspects), Keep: true),
                strays => strays.ForEach(blob => files.Remove(account, blob)),
                cancellationToken).ConfigureAwait(false);
            removed += gone.Count;
        }

        return removed;
    }

    private static List<BlobId> Strays(SqlSession session, AccountId account, IEnumerable<BlobId> blobs) =>
        [.. blobs.Where(blob => session[BlobStatements.IsInFile].Integer(account.Value, blob.ToArray()) is null)];

    private static List<(byte[] Hash, bool IsFile)> ReadUnlinked(SqlSession session, AccountId account, long before)
    {
        List<(byte[], bool)> unlinked = [];
        using DbDataReader row = session[BlobStatements.PageUnlinked].Query(account.Value, before);
        while (row.Read())
        {
            unlinked.Add((row.GetFieldValue<byte[]>(0), row.GetInt64(1) != 0));
        }

        return unlinked;
    }
}
