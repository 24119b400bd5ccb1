using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Protocols.Hosting;

/// <summary>The server's side of TLS.</summary>
/// <param name="SelectCertificate">
/// Gives the certificate for a connection by the name the peer asked for (SNI), or null for no name. Asked at each handshake, so that a renewed
/// certificate serves the next connection.
/// </param>
public sealed record ServerTlsOptions(Func<string?, X509Certificate2> SelectCertificate)
{
    /// <summary>The versions of TLS; the default leaves the choice to the system, less those that RFC 8996 forbids.</summary>
    public SslProtocols Versions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>One certificate for all names.</summary>
    /// <param name="certificate">A certificate with its private key.</param>
    public static ServerTlsOptions For(X509Certificate2 certificate) => new(_ => certificate);

    internal SslServerAuthenticationOptions ToAuthenticationOptions() => new()
    {
        ServerCertificateSelectionCallback = (_, name) => SelectCertificate(string.IsNullOrEmpty(name) ? null : name),
        EnabledSslProtocols = Versions,
        ClientCertificateRequired = false,
        // Renegotiation is a way to make the server work; no mail client needs it.
        AllowRenegotiation = false,
    };
}
