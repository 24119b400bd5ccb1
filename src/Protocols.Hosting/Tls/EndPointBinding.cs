using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Protocols.Hosting;

/// <summary>The channel binding <c>tls-server-end-point</c> (RFC 5929 §4).</summary>
internal static class EndPointBinding
{
    /// <summary>
    /// The hash of a certificate by the algorithm that it is signed with, and by SHA-256 where that is MD5 or SHA-1; null where its signature has no one hash.
    /// </summary>
    public static ReadOnlyMemory<byte>? Of(X509Certificate? certificate)
    {
        if (certificate is not X509Certificate2 { RawData: { } octets } known)
        {
            return null;
        }

        return known.SignatureAlgorithm.Value switch
        {
            // sha384 and sha512 with RSA and with ECDSA
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(octets),
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(octets),

            // md5, sha1 and sha256 with RSA, sha1 and sha256 with ECDSA
            "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.113549.1.1.11" or "1.2.840.10045.4.1" or "1.2.840.10045.4.3.2" => SHA256.HashData(octets),
            _ => null,
        };
    }
}
