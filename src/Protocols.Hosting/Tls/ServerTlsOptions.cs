using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Protocols.Hosting;

/// <summary>Whether clients are asked for a certificate of their own.</summary>
public enum ClientCertificateMode
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>They are asked, and need not have one.</summary>
    Ask,

    /// <summary>The handshake fails without one.</summary>
    Require,
}

/// <summary>The server's side of TLS.</summary>
/// <param name="SelectCertificate">
/// Gives the certificate for a connection by the name the peer asked for (SNI), or null for no name. Asked at each handshake, so that a renewed
/// certificate serves the next connection.
/// </param>
public sealed record ServerTlsOptions(Func<string?, X509Certificate2> SelectCertificate)
{
    // RFC 5280 §4.2.1.12
    private static readonly Oid s_clientAuthentication = new("1.3.6.1.5.5.7.3.2");

    /// <summary>The versions of TLS; the default leaves the choice to the system, less those that RFC 8996 forbids.</summary>
    public SslProtocols Versions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Whether clients are asked for a certificate, by which they can log in with EXTERNAL (RFC 4422 Appendix A); none unless set.</summary>
    public ClientCertificateMode ClientCertificates { get; init; }

    /// <summary>
    /// The authorities that clients' certificates have to go back to, in time and for authentication; what does not is as if it had not been shown. Null, unless set, for
    /// any certificate, one that a client has signed itself too: then nothing in it but its key is proved, and accounts are to be found by its fingerprint alone.
    /// </summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>One certificate for all names.</summary>
    /// <param name="certificate">A certificate with its private key.</param>
    public static ServerTlsOptions For(X509Certificate2 certificate) => new(_ => certificate);

    internal SslServerAuthenticationOptions ToAuthenticationOptions() => new()
    {
        ServerCertificateSelectionCallback = (_, name) => SelectCertificate(string.IsNullOrEmpty(name) ? null : name),
        EnabledSslProtocols = Versions,
        ClientCertificateRequired = ClientCertificates != ClientCertificateMode.None,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => ClientCertificates != ClientCertificateMode.Require || IsTaken(certificate),
        // Renegotiation is a way to make the server work; no mail client needs it.
        AllowRenegotiation = false,
    };

    /// <summary>The client's certificate, if it is one to go by.</summary>
    internal X509Certificate2? Taken(X509Certificate? certificate) =>
        ClientCertificates != ClientCertificateMode.None && certificate is not null && IsTaken(certificate) ? X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()) : null;

    private bool IsTaken(X509Certificate? certificate)
    {
        if (certificate is null || ClientAuthorities is not { } authorities)
        {
            return certificate is not null;
        }

        using X509Certificate2 known = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(s_clientAuthentication);
        return chain.Build(known);
    }
}
