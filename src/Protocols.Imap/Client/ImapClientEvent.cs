using System.Buffers;

namespace Protocols.Imap;

/// <summary>What a client's session wants of its host.</summary>
public enum ImapClientEventKind
{
    /// <summary>Send what was written, and come back with more input.</summary>
    NeedMoreData,

    /// <summary>The server's greeting: <see cref="ImapClientEvent.Response"/> is an <see cref="ImapStatusResponse"/>.</summary>
    Greeting,

    /// <summary>An untagged response: <see cref="ImapClientEvent.Response"/>.</summary>
    Response,

    /// <summary>
    /// A literal of a FETCH response comes next, as <see cref="ImapClientEventKind.LiteralChunk"/>s: <see cref="ImapClientEvent.Literal"/>. The response
    /// itself comes after it.
    /// </summary>
    LiteralBegin,

    /// <summary>Octets of the literal: <see cref="ImapClientEvent.Chunk"/>, valid until the input is let go.</summary>
    LiteralChunk,

    /// <summary>The literal is whole.</summary>
    LiteralEnd,

    /// <summary>
    /// The server waits for a message: write just as many octets as the command said, then call <see cref="ImapClientSession.MessageWritten"/>.
    /// </summary>
    SendMessage,

    /// <summary>The server's challenge: <see cref="ImapClientEvent.Challenge"/>. Answer with <see cref="ImapClientSession.Respond"/> before the next read.</summary>
    Challenge,

    /// <summary>IDLE has begun: end it with <see cref="ImapClientSession.Done"/>.</summary>
    Idling,

    /// <summary>A command is answered: <see cref="ImapClientEvent.Tag"/>, <see cref="ImapClientEvent.Response"/>.</summary>
    Completed,

    /// <summary>Do the TLS handshake, then call <see cref="ImapClientSession.TlsEstablished"/>.</summary>
    StartTls,

    /// <summary>Inflate the input from here on and deflate the output, then call <see cref="ImapClientSession.Compressed"/>.</summary>
    StartDeflate,

    /// <summary>The server said good-bye, or the session is over: close the connection.</summary>
    Closed,

    /// <summary>The server broke the protocol or a limit: <see cref="ImapClientEvent.Reason"/>. Close the connection.</summary>
    Failed,
}

/// <summary>A literal of a FETCH response that is streamed.</summary>
/// <param name="Number">The message's sequence number, or its UID where <paramref name="Uid"/> says so by UIDFETCH.</param>
/// <param name="Uid">The message's UID, if it was told before the literal.</param>
/// <param name="Name">The item's name as the server wrote it, such as <c>BODY[1.MIME]</c>.</param>
/// <param name="Length">How many octets.</param>
public readonly record struct ImapLiteral(uint Number, uint? Uid, string Name, long Length);

/// <summary>What came of reading.</summary>
public readonly struct ImapClientEvent
{
    internal ImapClientEvent(ImapClientEventKind kind) => Kind = kind;

    /// <summary>What to do.</summary>
    public ImapClientEventKind Kind { get; }

    /// <summary>The response of a greeting, an untagged or a tagged response; else null.</summary>
    public ImapResponse? Response { get; init; }

    /// <summary>The tag of the command that is answered or that waits; else null.</summary>
    public string? Tag { get; init; }

    /// <summary>The literal that begins.</summary>
    public ImapLiteral Literal { get; init; }

    /// <summary>Octets of a literal, borrowed from the input.</summary>
    public ReadOnlySequence<byte> Chunk { get; init; }

    /// <summary>The server's challenge, decoded from base64.</summary>
    public ReadOnlyMemory<byte> Challenge { get; init; }

    /// <summary>What the server did wrong.</summary>
    public string? Reason { get; init; }
}
