using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Protocols.Samples.ReferenceServer;

/// <summary>The operator's certificate, or one made for development and kept in the data folder.</summary>
internal static class ServerCertificate
{
    /// <summary>Gives the certificate, and whether it was made here.</summary>
    /// <exception cref="UsageException">The files cannot be read.</exception>
    public static (X509Certificate2 Certificate, bool IsSelfSigned) Load(ServerSettings settings)
    {
        if (settings.Tls.CertificateFile.Length > 0)
        {
            return (Read(settings.Tls.CertificateFile, settings.Tls.KeyFile.Length > 0 ? settings.Tls.KeyFile : settings.Tls.CertificateFile), false);
        }

        string certificate = Path.Combine(settings.DataFolder, "development-certificate.pem");
        string key = Path.Combine(settings.DataFolder, "development-key.pem");
        if (!File.Exists(certificate) || !File.Exists(key))
        {
            Make(settings.HostName, certificate, key);
        }

        return (Read(certificate, key), true);
    }

    private static X509Certificate2 Read(string certificate, string key)
    {
        try
        {
            using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(certificate, key);

            // Some systems' TLS cannot use a key that was never in a container: the way through PKCS #12 puts it in one.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The certificate {certificate} with the key {key} cannot be read: {e.Message}");
        }
    }

    private static void Make(string hostName, string certificateFile, string keyFile)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={hostName}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        if (!hostName.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            names.AddDnsName(hostName);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(2));

        SecretFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
    }
}
