using System.IO.Pipelines;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>A store in which there is one thing to be read, which was never put there: the beginning of a message.</summary>
internal sealed class BeginningOfBlob(IBlobStore inner, ReadOnlyMemory<byte> beginning) : IBlobStore
{
    public BlobUpload BeginUpload(long? expectedLength = null) => inner.BeginUpload(expectedLength);

    public ValueTask<long?> GetLengthAsync(AccountId account, BlobId blob, CancellationToken cancellationToken) => new(beginning.Length);

    public async ValueTask<long> CopyToAsync(AccountId account, BlobId blob, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        int start = (int)Math.Min(offset, beginning.Length);
        ReadOnlyMemory<byte> wanted = beginning.Slice(start, (int)Math.Min(length, beginning.Length - start));
        await output.WriteAsync(wanted, cancellationToken).ConfigureAwait(false);
        return wanted.Length;
    }
}
