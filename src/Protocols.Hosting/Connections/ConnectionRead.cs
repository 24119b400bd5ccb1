using System.Buffers;

namespace Protocols.Hosting;

/// <summary>What ended a wait for input.</summary>
public enum ConnectionReadKind
{
    /// <summary>There is input.</summary>
    Data,

    /// <summary>The peer closed its side; what is in the buffer is all there will be.</summary>
    EndOfInput,

    /// <summary>The time ran out.</summary>
    TimedOut,

    /// <summary>The server is shutting down.</summary>
    ShuttingDown,

    /// <summary><see cref="MailConnection.Wake"/> was called.</summary>
    Woken,
}

/// <summary>The outcome of a wait for input.</summary>
/// <param name="Kind">What ended it.</param>
/// <param name="Buffer">All input that is not yet consumed; may be empty unless the kind is <see cref="ConnectionReadKind.Data"/>.</param>
public readonly record struct ConnectionRead(ConnectionReadKind Kind, ReadOnlySequence<byte> Buffer);
