using System.Formats.Asn1;
using System.Security.Cryptography;
using Protocols.MailAuth.Dkim;

namespace Protocols.Samples.ReferenceServer;

/// <summary>Private keys of DKIM in files: PEM with PKCS #8, as OpenSSL writes them too.</summary>
internal static class DkimKeyFile
{
    private const string Ed25519 = "1.3.101.112";

    /// <summary>Reads a key.</summary>
    /// <exception cref="UsageException">It cannot be used.</exception>
    public static DkimSigningKey Read(DkimKeySettings settings)
    {
        try
        {
            string pem = File.ReadAllText(settings.PrivateKeyFile);
            return Seed(pem) is { } seed
                ? DkimSigningKey.FromEd25519(settings.Domain, settings.Selector, seed)
                : DkimSigningKey.FromRsaPem(settings.Domain, settings.Selector, pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException or AsnContentException)
        {
            throw new UsageException($"The DKIM key '{settings.PrivateKeyFile}' of '{settings.Domain}' with the selector '{settings.Selector}' cannot be used: {e.Message}");
        }
    }

    /// <summary>Makes an RSA key.</summary>
    public static string NewRsa()
    {
        // RFC 8301 §3.2; longer ones do not fit into what many put into the DNS.
        using RSA rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>Makes an Ed25519 key.</summary>
    public static string NewEd25519()
    {
        // RFC 8410 §7: the seed is an octet string within the octet string of the key.
        AsnWriter key = new(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(0);
            using (key.PushSequence())
            {
                key.WriteObjectIdentifier(Ed25519);
            }

            using (key.PushOctetString())
            {
                key.WriteOctetString(RandomNumberGenerator.GetBytes(32));
            }
        }

        return PemEncoding.WriteString("PRIVATE KEY", key.Encode()) + "\n";
    }

    // The seed, if this is a key of Ed25519.
    private static byte[]? Seed(string pem)
    {
        if (!PemEncoding.TryFind(pem, out PemFields fields) || !pem.AsSpan()[fields.Label].SequenceEqual("PRIVATE KEY"))
        {
            return null;
        }

        AsnReader key = new AsnReader(Convert.FromBase64String(pem[fields.Base64Data]), AsnEncodingRules.DER).ReadSequence();
        key.ReadInteger();
        return key.ReadSequence().ReadObjectIdentifier() == Ed25519 ? new AsnReader(key.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString() : null;
    }
}
