using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Protocols.Hosting;

/// <summary>What a handshake settled.</summary>
/// <param name="Version">The version of TLS.</param>
/// <param name="CipherSuite">The cipher suite.</param>
/// <param name="ServerName">The name the peer asked for (SNI), or null.</param>
public sealed record TlsFacts(SslProtocols Version, TlsCipherSuite CipherSuite, string? ServerName)
{
    /// <summary>
    /// What an authentication can be bound to: the hash of our certificate, as the channel binding <c>tls-server-end-point</c> has it (RFC 5929 §4). Null where it
    /// is not known.
    /// </summary>
    public ReadOnlyMemory<byte>? EndPointBinding { get; init; }

    /// <summary>
    /// The certificate whose key the client has shown to hold; null where none was asked for or shown, or where it goes back to none of
    /// <see cref="ServerTlsOptions.ClientAuthorities"/>. It lives as long as the connection.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; init; }
}
