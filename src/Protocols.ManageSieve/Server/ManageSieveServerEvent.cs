namespace Protocols.ManageSieve;

/// <summary>What a session wants of its host.</summary>
public enum ManageSieveServerEventKind
{
    /// <summary>Send what was written, and come back with more input.</summary>
    NeedMoreData,

    /// <summary>Run <see cref="ManageSieveServerEvent.Command"/> and write its answer, before the next read.</summary>
    Command,

    /// <summary>The client answered a challenge: <see cref="ManageSieveServerEvent.Response"/>.</summary>
    AuthenticateResponse,

    /// <summary>The client gave up, or its answer was no base64; it was told NO by the session (RFC 5804 §2.1).</summary>
    AuthenticateCancelled,

    /// <summary>Send what was written and close the connection.</summary>
    Close,
}

/// <summary>What came of reading.</summary>
public readonly struct ManageSieveServerEvent
{
    internal ManageSieveServerEvent(ManageSieveServerEventKind kind, ManageSieveCommand? command = null, ReadOnlyMemory<byte> response = default)
    {
        Kind = kind;
        Command = command;
        Response = response;
    }

    /// <summary>What to do.</summary>
    public ManageSieveServerEventKind Kind { get; }

    /// <summary>The command; null where there is none.</summary>
    public ManageSieveCommand? Command { get; }

    /// <summary>The client's answer to a challenge, decoded from base64.</summary>
    public ReadOnlyMemory<byte> Response { get; }
}
