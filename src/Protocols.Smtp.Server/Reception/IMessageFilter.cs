namespace Protocols.Smtp.Server;

/// <summary>
/// A stage of reception between the end of a message and its delivery: it looks at the message and gives a verdict. Authentication, policy and
/// signatures are such stages, and an application adds its own. Safe for use by many connections at once.
/// </summary>
public interface IMessageFilter
{
    /// <summary>The stage's name, one of the program's own and never a peer's text: logs and metrics give it.</summary>
    string Name { get; }

    /// <summary>Looks at a message.</summary>
    /// <param name="message">The message, with what the stages before this one found; it is valid until this call ends.</param>
    /// <param name="cancellationToken">Ends the wait; signalled once the client is gone.</param>
    /// <returns>What is to become of it. An exception puts the message off: the client is told to come back, and nothing is lost.</returns>
    ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken);
}
