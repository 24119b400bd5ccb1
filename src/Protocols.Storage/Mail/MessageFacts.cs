namespace Protocols.Storage;

/// <summary>What was learned from a message by parsing it once, kept beside it so that no reader has to parse it again.</summary>
public sealed partial record MessageFacts
{
    /// <summary>The message's size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The date it claims to be sent, or null where it has none that can be read.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>
    /// The message's structure and all its header fields without the bodies, as <c>MimeDocument.WriteOutline</c> writes it and
    /// <c>MimeDocument.TryOpenOutline</c> opens it.
    /// </summary>
    public required ReadOnlyMemory<byte> Outline { get; init; }

    /// <summary>What it is sorted and threaded by.</summary>
    public MessageKeys Keys { get; init; } = MessageKeys.None;

    /// <summary>The beginning of its text in one line, at most 200 characters, without markup (RFC 8970 §3.3); null where it was not made.</summary>
    public string? Preview { get; init; }
}
