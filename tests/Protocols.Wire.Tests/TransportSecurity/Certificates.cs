using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Protocols.Dns;

namespace Protocols.Wire.Tests.TransportSecurity;

/// <summary>Certificates for tests: authorities, and servers under them.</summary>
internal static class Certificates
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static X509Certificate2 Authority(string name, X509Certificate2? issuer = null, DateTimeOffset? until = null)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return Sign(request, key, issuer, until);
    }

    public static X509Certificate2 Server(string commonName, string[] names, X509Certificate2? issuer = null, DateTimeOffset? until = null)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        if (names.Length > 0)
        {
            SubjectAlternativeNameBuilder alternatives = new();
            Array.ForEach(names, alternatives.AddDnsName);
            request.CertificateExtensions.Add(alternatives.Build());
        }

        return Sign(request, key, issuer, until);
    }

    public static TlsaRecord Record(X509Certificate2 certificate, byte usage, byte selector, byte matching)
    {
        byte[] selected = selector == 0 ? certificate.RawData : certificate.PublicKey.ExportSubjectPublicKeyInfo();
        return new TlsaRecord(usage, selector, matching, [.. matching switch { 0 => selected, 1 => SHA256.HashData(selected), _ => SHA512.HashData(selected) }]);
    }

    private static X509Certificate2 Sign(CertificateRequest request, ECDsa key, X509Certificate2? issuer, DateTimeOffset? until)
    {
        DateTimeOffset from = Now.AddYears(-2);
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, until ?? Now.AddYears(2));
        }

        // What an authority signs cannot outlive it, says the framework, which checks no more than that.
        DateTimeOffset end = until ?? Now.AddYears(1);
        using X509Certificate2 signed = request.Create(issuer, from.AddDays(1), end < issuer.NotAfter ? end : issuer.NotAfter, RandomNumberGenerator.GetBytes(12));
        return signed.CopyWithPrivateKey(key);
    }
}
