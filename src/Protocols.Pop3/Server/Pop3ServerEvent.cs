namespace Protocols.Pop3;

/// <summary>What a session wants of its host.</summary>
public enum Pop3ServerEventKind
{
    /// <summary>Send what was written, and come back with more input.</summary>
    NeedMoreData,

    /// <summary>Run <see cref="Pop3ServerEvent.Command"/> and write its response, before the next read.</summary>
    Command,

    /// <summary>The client answered a challenge: <see cref="Pop3ServerEvent.Response"/>.</summary>
    AuthenticateResponse,

    /// <summary>The client gave up, or its answer was not base64; it was told so by the session.</summary>
    AuthenticateCancelled,

    /// <summary>Send what was written and close the connection; nothing is removed from the maildrop.</summary>
    Close,
}

/// <summary>What came of reading.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Command">The command: of <see cref="Pop3ServerEventKind.Command"/> and the answers to challenges; else null.</param>
/// <param name="Response">The client's answer to a challenge, decoded from base64.</param>
public readonly record struct Pop3ServerEvent(Pop3ServerEventKind Kind, Pop3Command? Command = null, ReadOnlyMemory<byte> Response = default);
