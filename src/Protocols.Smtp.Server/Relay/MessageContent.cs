using System.IO.Pipelines;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Where the content of a message is.</summary>
/// <param name="Blobs">The store.</param>
/// <param name="Account">The account it is of.</param>
/// <param name="Blob">Its name.</param>
/// <param name="Size">How long it is.</param>
internal sealed record MessageContent(IBlobStore Blobs, AccountId Account, BlobId Blob, long Size)
{
    /// <summary>Copies all of it to a pipe, and completes that: with the failure if there is one, so that whoever reads the other end decides what it means.</summary>
    public async Task CopyAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await Blobs.CopyToAsync(Account, Blob, 0, Size, writer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await writer.CompleteAsync(failure).ConfigureAwait(false);
    }
}
