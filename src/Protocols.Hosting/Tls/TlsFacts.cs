using System.Net.Security;
using System.Security.Authentication;

namespace Protocols.Hosting;

/// <summary>What a handshake settled.</summary>
/// <param name="Version">The version of TLS.</param>
/// <param name="CipherSuite">The cipher suite.</param>
/// <param name="ServerName">The name the peer asked for (SNI), or null.</param>
public sealed record TlsFacts(SslProtocols Version, TlsCipherSuite CipherSuite, string? ServerName);
