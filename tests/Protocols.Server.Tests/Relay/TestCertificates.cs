using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Protocols.Dns;

namespace Protocols.Server.Tests.Relay;

/// <summary>An authority under a root, and servers under it, valid now.</summary>
internal static class TestCertificates
{
    public static X509Certificate2 Root { get; } = Make("CN=root", null, [], isAuthority: true);

    public static X509Certificate2 Authority { get; } = Make("CN=authority", Root, [], isAuthority: true);

    public static X509Certificate2 Server(params string[] names) => Make("CN=" + names[0], Authority, names, isAuthority: false);

    public static X509Certificate2 SelfSigned(params string[] names) => Make("CN=" + names[0], null, names, isAuthority: false);

    /// <summary>The TLSA record 3 1 1 or 2 0 1 of a certificate.</summary>
    public static TlsaRecord Record(X509Certificate2 certificate, byte usage)
    {
        byte[] selected = usage == 3 ? certificate.PublicKey.ExportSubjectPublicKeyInfo() : certificate.RawData;
        return new TlsaRecord(usage, (byte)(usage == 3 ? 1 : 0), 1, ImmutableArray.Create(SHA256.HashData(selected)));
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer, string[] names, bool isAuthority)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (names.Length > 0)
        {
            SubjectAlternativeNameBuilder alternatives = new();
            Array.ForEach(names, alternatives.AddDnsName);
            request.CertificateExtensions.Add(alternatives.Build());
        }

        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (issuer is null)
        {
            using X509Certificate2 own = request.CreateSelfSigned(now.AddDays(-3), now.AddDays(3));
            return WithKey(own);
        }

        // What an authority signs may not outlive it.
        int days = isAuthority ? 2 : 1;
        using X509Certificate2 signed = request.Create(issuer, now.AddDays(-days), now.AddDays(days), RandomNumberGenerator.GetBytes(12));
        using X509Certificate2 keyed = signed.CopyWithPrivateKey(key);
        return WithKey(keyed);
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
