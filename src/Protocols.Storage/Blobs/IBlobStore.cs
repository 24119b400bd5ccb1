using System.IO.Pipelines;

namespace Protocols.Storage;

/// <summary>Immutable content, named by its hash, stored once per account, readable in ranges.</summary>
public interface IBlobStore
{
    /// <summary>Begins to stage content that a later change set links to.</summary>
    /// <param name="expectedLength">The length in bytes if the sender announced one; a hint, not a promise.</param>
    BlobUpload BeginUpload(long? expectedLength = null);

    /// <summary>The length of an account's blob in bytes, or null if the account has no such blob.</summary>
    /// <param name="account">The account.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<long?> GetLengthAsync(AccountId account, BlobId blob, CancellationToken cancellationToken);

    /// <summary>
    /// Copies a range of a blob to a writer, flushing as it goes so that a large blob is never held whole.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="offset">The first byte, from 0.</param>
    /// <param name="length">How many bytes; what reaches past the end is cut.</param>
    /// <param name="output">Where the bytes go; it is flushed after each piece and never completed.</param>
    /// <param name="cancellationToken">Ends the copying, perhaps in the middle.</param>
    /// <returns>How many bytes were copied; 0 if the account has no such blob.</returns>
    ValueTask<long> CopyToAsync(AccountId account, BlobId blob, long offset, long length, PipeWriter output, CancellationToken cancellationToken);
}
