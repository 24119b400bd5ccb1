namespace Protocols.ManageSieve;

/// <summary>What a client's session tells its host.</summary>
public enum ManageSieveClientEventKind
{
    /// <summary>Send what was written, and come back with more input.</summary>
    NeedMoreData,

    /// <summary>The server has said what it offers: the session is free for whatever the host wants next.</summary>
    Ready,

    /// <summary>The server is ready for TLS: do the handshake, then call <see cref="ManageSieveClientSession.TlsEstablished"/>. Anything read before it is refused.</summary>
    StartTls,

    /// <summary>The server has refused STARTTLS. The session is free.</summary>
    TlsRefused,

    /// <summary>The client has logged in. The session is free.</summary>
    Authenticated,

    /// <summary>The login failed. The session is free.</summary>
    AuthenticationFailed,

    /// <summary>A command was answered, well or not: <see cref="ManageSieveClientEvent.Response"/>. The session is free.</summary>
    Completed,

    /// <summary>The session is over, for <see cref="ManageSieveClientEvent.Reason"/>. Send what was written, and close.</summary>
    Closed,
}

/// <summary>Why a client's session is over.</summary>
public enum ManageSieveCloseReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The client asked for it.</summary>
    Logout,

    /// <summary>The server said BYE; its response may refer to another server (<see cref="ManageSieveResponseCode.ReferredTo"/>).</summary>
    ServerClosing,

    /// <summary>The server greeted with NO.</summary>
    GreetingRefused,

    /// <summary>The server said something that nobody asked for, or that is no answer to what was asked.</summary>
    OutOfStep,

    /// <summary>The server sent what is no response.</summary>
    NotManageSieve,

    /// <summary>A response is longer than the limits.</summary>
    ResponseTooLong,

    /// <summary>Something came in plaintext behind the response to STARTTLS.</summary>
    InjectedBeforeTls,

    /// <summary>The server could not show that it knows the password.</summary>
    ServerNotProven,

    /// <summary>The connection was lost.</summary>
    ConnectionLost,
}

/// <summary>How a command ended.</summary>
/// <param name="Status">How.</param>
/// <param name="Code">What programs are told.</param>
/// <param name="Text">What people are told; empty for nothing, perhaps several lines.</param>
public sealed record ManageSieveResponse(ManageSieveStatus Status, ManageSieveResponseCode Code, string Text)
{
    /// <summary>Whether it was done.</summary>
    public bool IsOk => Status == ManageSieveStatus.Ok;
}

/// <summary>A script in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsActive">Whether it is the active one.</param>
public readonly record struct ListedScript(string Name, bool IsActive);

/// <summary>One event of a client's session.</summary>
public readonly record struct ManageSieveClientEvent
{
    /// <summary>What it is.</summary>
    public required ManageSieveClientEventKind Kind { get; init; }

    /// <summary>What the server said, where that matters.</summary>
    public ManageSieveResponse? Response { get; init; }

    /// <summary>The scripts, after LISTSCRIPTS; else none.</summary>
    public IReadOnlyList<ListedScript>? Scripts { get; init; }

    /// <summary>The script, after GETSCRIPT that was answered OK; else null.</summary>
    public ReadOnlyMemory<byte>? Script { get; init; }

    /// <summary>For <see cref="ManageSieveClientEventKind.Closed"/>.</summary>
    public ManageSieveCloseReason Reason { get; init; }
}

/// <summary>Whether the session did what its host asked for, or why not. Nothing was written unless <see cref="Ok"/>.</summary>
public enum ManageSieveClientStatus
{
    /// <summary>It did.</summary>
    Ok,

    /// <summary>Not now: the session waits for something else, or is over.</summary>
    WrongState,

    /// <summary>The server does not offer it.</summary>
    NotOffered,

    /// <summary>TLS is active, or the client has logged in, already.</summary>
    AlreadyDone,

    /// <summary>It needs TLS.</summary>
    NeedsTls,

    /// <summary>The server offers no mechanism that the credentials can be used with, or they are not usable with any.</summary>
    NoMechanism,

    /// <summary>Nobody has logged in.</summary>
    NotAuthenticated,

    /// <summary>This can be no name of a script.</summary>
    BadName,

    /// <summary>The script is empty, which servers refuse (RFC 5804 §2.6).</summary>
    EmptyScript,
}
