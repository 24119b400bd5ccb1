namespace Protocols.Hosting;

/// <summary>Why a connection is turned away before its first command.</summary>
public enum RefusalReason
{
    /// <summary>The server holds as many connections as it may.</summary>
    TooManyConnections,

    /// <summary>The peer's address holds as many connections as one address may.</summary>
    TooManyFromAddress,
}

/// <summary>One protocol, as a host runs it on each connection: what an SMTP or IMAP server is.</summary>
/// <remarks>One instance serves all connections of a listener at once; what belongs to one connection lives in <see cref="RunAsync"/>.</remarks>
public interface IMailProtocol
{
    /// <summary>The protocol's name in lower case, such as <c>smtp</c>: used in logs, metrics and traces.</summary>
    string Name { get; }

    /// <summary>
    /// Serves one connection until it ends. Returning closes the connection, after what was written is sent.
    /// Input from the peer never makes it throw; what it throws all the same is logged and ends the connection.
    /// </summary>
    /// <param name="connection">The connection; with implicit TLS the handshake is done.</param>
    Task RunAsync(MailConnection connection);

    /// <summary>The protocol's own words for a connection that is turned away, line end included.</summary>
    /// <param name="reason">Why.</param>
    ReadOnlyMemory<byte> GetRefusal(RefusalReason reason);
}
