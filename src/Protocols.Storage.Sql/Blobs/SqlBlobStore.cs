using System.Buffers;
using System.Data.Common;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Protocols.Storage.Sql;

/// <summary>Reads blobs out of the database or out of their files, and begins uploads.</summary>
internal sealed class SqlBlobStore(ISqlReaders database, BlobFiles files, SqliteStorageOptions options) : IBlobStore
{
    private const int Piece = 64 * 1024;

    public BlobUpload BeginUpload(long? expectedLength = null) => new StagedUpload(files, options.InlineBlobSize, options.MaxBlobSize, expectedLength);

    public async ValueTask<long?> GetLengthAsync(AccountId account, BlobId blob, CancellationToken cancellationToken)
    {
        using ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        return lease.Session[BlobStatements.Size].Integer(account.Value, blob.ToArray());
    }

    /// <exception cref="BlobLostException">The account has the blob, and its file is not there.</exception>
    public async ValueTask<long> CopyToAsync(AccountId account, BlobId blob, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentNullException.ThrowIfNull(output);
        long size;
        byte[]? content;
        using (ReadLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // substr counts from 1; what lies past an int is past any content.
            long start = Math.Min(offset, int.MaxValue - 1) + 1;
            using DbDataReader row = lease.Session[BlobStatements.Read].Query(start, Math.Min(length, int.MaxValue), account.Value, blob.ToArray());
            if (!row.Read())
            {
                return 0;
            }

            size = row.GetInt64(0);
            bool isInFile = row.GetInt64(1) != 0;

            // SQLite gives null for a part of nothing.
            content = isInFile ? null : row.IsDBNull(2) ? [] : row.GetFieldValue<byte[]>(2);
        }

        if (content is null)
        {
            return await CopyFileAsync(account, blob, offset, Math.Min(length, Math.Max(0, size - offset)), output, cancellationToken).ConfigureAwait(false);
        }

        for (int done = 0; done < content.Length; done += Piece)
        {
            FlushResult flush = await output.WriteAsync(content.AsMemory(done, Math.Min(Piece, content.Length - done)), cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted)
            {
                return Math.Min(content.Length, done + Piece);
            }
        }

        return content.Length;
    }

    private async ValueTask<long> CopyFileAsync(AccountId account, BlobId blob, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = Open(account, blob);
        long done = 0;
        while (done < length)
        {
            Memory<byte> memory = output.GetMemory((int)Math.Min(Piece, length - done));
            int wanted = (int)Math.Min(Math.Min(memory.Length, Piece), length - done);
            int read = RandomAccess.Read(file, memory.Span[..wanted], offset + done);
            if (read == 0)
            {
                throw new BlobLostException(account, blob, null);
            }

            output.Advance(read);
            done += read;
            if ((await output.FlushAsync(cancellationToken).ConfigureAwait(false)).IsCompleted)
            {
                break;
            }
        }

        return done;
    }

    private SafeFileHandle Open(AccountId account, BlobId blob)
    {
        try
        {
            return File.OpenHandle(files.PathOf(account, blob), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (IOException failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BlobLostException(account, blob, failure);
        }
    }
}
