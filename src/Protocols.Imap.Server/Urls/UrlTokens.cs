using System.Security.Cryptography;
using System.Text;

namespace Protocols.Imap.Server;

/// <summary>
/// The INTERNAL mechanism (RFC 4467 §2.4.1): HMAC-SHA-256 over the URL as it was sent, behind one octet that tells the algorithm.
/// </summary>
internal static class UrlTokens
{
    public const string Mechanism = "INTERNAL";

    private const string Algorithm = "01";

    public static string Make(ReadOnlySpan<char> rump, ReadOnlySpan<byte> key) =>
        Algorithm + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(rump.ToArray())));

    /// <summary>Whether a token is the one of the URL; takes the same time whatever it is.</summary>
    public static bool IsValid(ReadOnlySpan<char> rump, string token, ReadOnlySpan<byte> key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Make(rump, key)), Encoding.ASCII.GetBytes(token.ToLowerInvariant()));
}
