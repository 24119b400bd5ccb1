using System.Collections.Immutable;
using System.Security.Cryptography;
using Protocols.Dns;

namespace Protocols.TransportSecurity.Dane;

/// <summary>Which TLSA records a client of SMTP can use.</summary>
internal static class TlsaUsability
{
    public const byte TrustAnchor = 2;
    public const byte EndEntity = 3;
    public const byte WholeCertificate = 0;
    public const byte PublicKey = 1;
    public const byte Full = 0;
    public const byte Sha256 = 1;
    public const byte Sha512 = 2;

    /// <summary>Those that can be used. Of the digests of one usage and selector only the strongest count (RFC 7671 §9), so that nobody can fall back on the weaker.</summary>
    public static ImmutableArray<TlsaRecord> Select(IEnumerable<TlsaRecord> records)
    {
        TlsaRecord[] usable = [.. records.Where(IsUsable)];
        return
        [
            .. usable.Where(record => record.Matching == Full
                || record.Matching == usable.Where(other => other.Usage == record.Usage && other.Selector == record.Selector).Max(static other => other.Matching)),
        ];
    }

    // RFC 7672 §3.1.3 leaves usages 0 and 1 to the client, who has no authorities that all others agree on.
    private static bool IsUsable(TlsaRecord record) =>
        record.Usage is TrustAnchor or EndEntity
        && record.Selector is WholeCertificate or PublicKey
        && record.Matching switch
        {
            Full => record.Data.Length > 0,
            Sha256 => record.Data.Length == SHA256.HashSizeInBytes,
            Sha512 => record.Data.Length == SHA512.HashSizeInBytes,
            _ => false,
        };
}
