namespace Protocols.Pop3;

/// <summary>What a client's session tells.</summary>
public enum Pop3ClientEventKind
{
    /// <summary>Send what was written, and come back with more input.</summary>
    NeedMoreData,

    /// <summary>The server greeted: <see cref="Pop3ClientEvent.Text"/>.</summary>
    Greeting,

    /// <summary>CAPA was answered: <see cref="Pop3ClientSession.Capabilities"/>.</summary>
    Capabilities,

    /// <summary>The server is ready for the TLS handshake: do it, and call <see cref="Pop3ClientSession.TlsEstablished"/>.</summary>
    StartTls,

    /// <summary>The client has logged in.</summary>
    Authenticated,

    /// <summary>It has not: <see cref="Pop3ClientEvent.Code"/> and <see cref="Pop3ClientEvent.Text"/>.</summary>
    AuthenticationFailed,

    /// <summary>A command was answered +OK; where it has a listing or a message, that follows.</summary>
    Ok,

    /// <summary>A command was answered -ERR: <see cref="Pop3ClientEvent.Code"/> and <see cref="Pop3ClientEvent.Text"/>.</summary>
    Error,

    /// <summary>A line of a listing: <see cref="Pop3ClientEvent.Message"/>, and its size or unique-id in <see cref="Pop3ClientEvent.Text"/>; a line of LANG in <see cref="Pop3ClientEvent.Text"/>.</summary>
    Item,

    /// <summary>Octets of a message: <see cref="Pop3ClientEvent.Data"/>, valid until the next read.</summary>
    Data,

    /// <summary>The listing or the message is whole.</summary>
    End,

    /// <summary>The connection is over: the server said good-bye, or what it said was none of the protocol. <see cref="Pop3ClientEvent.Text"/> tells which.</summary>
    Close,
}

/// <summary>What a client's session tells.</summary>
public readonly record struct Pop3ClientEvent
{
    /// <summary>What it is.</summary>
    public Pop3ClientEventKind Kind { get; init; }

    /// <summary>The command that it belongs to; that of QUIT with a greeting.</summary>
    public Pop3CommandKind Command { get; init; }

    /// <summary>The server's code for programs.</summary>
    public Pop3ResponseCode Code { get; init; }

    /// <summary>The server's words, without status and code; or the value of an item.</summary>
    public string? Text { get; init; }

    /// <summary>The number of a message in a listing; of STAT how many there are.</summary>
    public uint Message { get; init; }

    /// <summary>The octets that STAT, or LIST for one message, told.</summary>
    public long Octets { get; init; }

    /// <summary>Octets of a message, without the dots that were doubled.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}

/// <summary>Whether a command could be sent.</summary>
public enum Pop3ClientStatus
{
    /// <summary>It was written.</summary>
    Ok,

    /// <summary>Not now.</summary>
    WrongState,

    /// <summary>The server does not offer it.</summary>
    NotOffered,

    /// <summary>Not without TLS.</summary>
    NeedsTls,

    /// <summary>There is no mechanism that both sides have and the credentials can be used with.</summary>
    NoMechanism,

    /// <summary>A value cannot be sent: it has a line end, or is empty.</summary>
    Invalid,
}
