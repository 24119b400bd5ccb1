using System.Net;
using System.Net.Sockets;

namespace Protocols.Smtp.Server;

/// <summary>Opens connections to other servers: the place for a proxy, for a choice of own addresses, and for tests.</summary>
public interface IRelayConnector
{
    /// <summary>Connects.</summary>
    /// <param name="host">The server's name, or its address where it has none.</param>
    /// <param name="endPoint">Where it listens.</param>
    /// <param name="cancellationToken">Ends the attempt, after the time that the options give it too.</param>
    /// <exception cref="SocketException">There is no connection.</exception>
    /// <exception cref="IOException">There is no connection.</exception>
    ValueTask<RelayTransport> ConnectAsync(string host, EndPoint endPoint, CancellationToken cancellationToken);
}

/// <summary>A connection to another server.</summary>
/// <param name="Stream">What is sent and received; it is disposed of with the connection.</param>
/// <param name="LocalAddress">The address it comes from, or null for not known.</param>
public sealed record RelayTransport(Stream Stream, IPAddress? LocalAddress);
