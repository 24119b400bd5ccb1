namespace Protocols.Storage;

/// <summary>A message in the queue.</summary>
public sealed record QueuedMessage
{
    /// <summary>Its id.</summary>
    public required QueueMessageId Id { get; init; }

    /// <summary>Its content, to be read from <see cref="IBlobStore"/> as that of <see cref="IQueueStore.Account"/>.</summary>
    public required BlobId Blob { get; init; }

    /// <summary>The content's length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>What was asked for with it. Times come back in UTC.</summary>
    public required QueueEnvelope Envelope { get; init; }

    /// <summary>How many recipients it has, done or not.</summary>
    public required int Recipients { get; init; }

    /// <summary>How many of them are <see cref="QueuedRecipientStatus.Pending"/>; at none the message leaves the queue.</summary>
    public required int Pending { get; init; }

    /// <summary>Whether an operator holds it.</summary>
    public required bool IsHeld { get; init; }
}
