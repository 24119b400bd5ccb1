using System.Buffers;

namespace Protocols.Storage;

/// <summary>
/// Content on its way into the store. It is staged out of sight, in memory while small and in a file beyond that,
/// until a change set links to it; disposing of it without one leaves nothing behind.
/// </summary>
/// <remarks>
/// The order is <see cref="WriteAsync"/> as often as needed, <see cref="CompleteAsync"/> once, then any number of change sets
/// (a message for three accounts is uploaded once), then <see cref="DisposeAsync"/>. Not for use by two threads at once.
/// </remarks>
public abstract class BlobUpload : IAsyncDisposable
{
    /// <summary>How many bytes were written so far.</summary>
    public abstract long Length { get; }

    /// <summary>The content's name.</summary>
    /// <exception cref="InvalidOperationException">The upload is not complete.</exception>
    public abstract BlobId Id { get; }

    /// <summary>The whole content, readable until the upload is disposed of; a large one is mapped, not loaded.</summary>
    /// <exception cref="InvalidOperationException">The upload is not complete.</exception>
    public abstract ReadOnlyMemory<byte> Content { get; }

    /// <summary>Appends bytes.</summary>
    /// <param name="bytes">The bytes; they are copied before the call ends.</param>
    /// <param name="cancellationToken">Ends the wait; the upload can then only be disposed of.</param>
    /// <returns>False when the engine's limit on a blob's size was passed; the upload can then only be disposed of.</returns>
    /// <exception cref="InvalidOperationException">The upload is complete.</exception>
    public abstract ValueTask<bool> WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Ends the writing and names the content. Nothing is durable yet: that is what applying a change set does.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
