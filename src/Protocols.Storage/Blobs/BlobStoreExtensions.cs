using System.IO.Pipelines;

namespace Protocols.Storage;

/// <summary>What can be done with any blob store.</summary>
public static class BlobStoreExtensions
{
    /// <summary>Appends a range of a blob to an upload, a piece at a time.</summary>
    /// <param name="blobs">The store.</param>
    /// <param name="account">The account that has the blob.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="offset">The first byte, from 0.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="cancellationToken">Ends the copying; the upload can then only be disposed of.</param>
    /// <returns>False when the engine's limit on a blob's size was passed; the upload can then only be disposed of.</returns>
    /// <exception cref="InvalidDataException">Not all of the range could be had; the upload can then only be disposed of.</exception>
    public static async ValueTask<bool> CopyToAsync(
        this IBlobStore blobs, AccountId account, BlobId blob, long offset, long length, BlobUpload upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(upload);
        Pipe pipe = new();
        Task<long> copying = FillAsync(blobs, account, blob, offset, length, pipe.Writer, cancellationToken);
        bool isTaken = true;
        try
        {
            ReadResult read;
            do
            {
                read = await pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                isTaken = await upload.WriteAsync(read.Buffer, cancellationToken).ConfigureAwait(false);
                pipe.Reader.AdvanceTo(read.Buffer.End);
            }
            while (isTaken && !read.IsCompleted);
        }
        finally
        {
            // The other end stops then.
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);
        }

        long copied = await copying.ConfigureAwait(false);
        return !isTaken || copied == length ? isTaken : throw new InvalidDataException($"Of a blob, {copied} of {length} bytes could be read.");
    }

    private static async Task<long> FillAsync(
        IBlobStore blobs, AccountId account, BlobId blob, long offset, long length, PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            return await blobs.CopyToAsync(account, blob, offset, length, writer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await writer.CompleteAsync().ConfigureAwait(false);
        }
    }
}
