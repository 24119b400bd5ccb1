using System.Buffers;

namespace Protocols.Imap;

/// <summary>What a session wants of its host.</summary>
public enum ImapServerEventKind
{
    /// <summary>Send what was written, and come back with more input.</summary>
    NeedMoreData,

    /// <summary>Run <see cref="ImapServerEvent.Command"/> and write its answer, before the next read.</summary>
    Command,

    /// <summary>
    /// An APPEND or REPLACE goes on with <see cref="ImapServerEvent.Part"/>, a literal to come or what a URL names: say <see cref="ImapServerSession.AcceptAppend"/>
    /// or <see cref="ImapServerSession.RefuseAppend"/> before the next read.
    /// </summary>
    AppendPart,

    /// <summary>Octets of the part: <see cref="ImapServerEvent.Chunk"/>, valid until the input is let go.</summary>
    AppendChunk,

    /// <summary>All messages of the command are whole: file them, all or none, and write the answer.</summary>
    AppendEnd,

    /// <summary>The APPEND came to nothing; the client was told so by the session. Throw away what came of it.</summary>
    AppendFailed,

    /// <summary>The client answered a challenge: <see cref="ImapServerEvent.Response"/>.</summary>
    AuthenticateResponse,

    /// <summary>The client gave up, or its answer was not base64; it was told BAD by the session (RFC 9051 §6.2.2).</summary>
    AuthenticateCancelled,

    /// <summary>The client said DONE: write the answer to IDLE.</summary>
    IdleDone,

    /// <summary>The client said something else; it was told BAD by the session, and IDLE is over.</summary>
    IdleFailed,

    /// <summary>Send what was written and close the connection.</summary>
    Close,
}

/// <summary>What came of reading.</summary>
public readonly struct ImapServerEvent
{
    internal ImapServerEvent(
        ImapServerEventKind kind, ImapCommand? command = null, ReadOnlySequence<byte> chunk = default, ReadOnlyMemory<byte> response = default, AppendPart? part = null)
    {
        Part = part;
        Kind = kind;
        Command = command;
        Chunk = chunk;
        Response = response;
    }

    /// <summary>What to do.</summary>
    public ImapServerEventKind Kind { get; }

    /// <summary>The command: of <see cref="ImapServerEventKind.Command"/>, the APPEND, AUTHENTICATE and IDLE events; else null.</summary>
    public ImapCommand? Command { get; }

    /// <summary>The part of a message that an APPEND goes on with, of <see cref="ImapServerEventKind.AppendPart"/>; else null.</summary>
    public AppendPart? Part { get; }

    /// <summary>Octets of a message, borrowed from the input.</summary>
    public ReadOnlySequence<byte> Chunk { get; }

    /// <summary>The client's answer to a challenge, decoded from base64.</summary>
    public ReadOnlyMemory<byte> Response { get; }
}
