using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sasl;

/// <summary>What a server keeps of a password for a SCRAM mechanism: enough to check who knows it, and not enough to log in with (RFC 5802 §3).</summary>
/// <param name="Salt">Random octets, sent to whoever asks.</param>
/// <param name="Iterations">How often the hash is run, at least 1.</param>
/// <param name="StoredKey">The hash of the client's key.</param>
/// <param name="ServerKey">The key by which the server shows that it knows the password, too.</param>
public sealed record ScramKeys(ReadOnlyMemory<byte> Salt, int Iterations, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey)
{
    private const int SaltLength = 16;

    /// <summary>Makes the keys of a password.</summary>
    /// <param name="mechanism">The mechanism, such as <c>SCRAM-SHA-256</c>.</param>
    /// <param name="password">The password in UTF-8, as <see cref="SaslPrep"/> gives it.</param>
    /// <param name="iterations">How often to run the hash; RFC 5802 wants 4,096 at least.</param>
    /// <exception cref="ArgumentException">The mechanism is none of SCRAM's.</exception>
    public static ScramKeys Create(string mechanism, ReadOnlySpan<byte> password, int iterations)
    {
        ScramHash hash = Require(mechanism);
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        byte[] salted = hash.Hi(password, salt, iterations);
        ScramKeys keys = new(salt, iterations, hash.Hash(hash.Hmac(salted, "Client Key"u8)), hash.Hmac(salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        return keys;
    }

    /// <summary>
    /// The keys of somebody who does not exist: always the same salt for a name, so that asking twice tells nothing, and keys that no proof fits.
    /// </summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="userName">The name that was given.</param>
    /// <param name="iterations">As many as real users have.</param>
    /// <param name="secret">What only this server knows, the same for as long as names are to look the same.</param>
    /// <exception cref="ArgumentException">The mechanism is none of SCRAM's.</exception>
    public static ScramKeys OfNobody(string mechanism, string userName, int iterations, ReadOnlySpan<byte> secret)
    {
        ScramHash hash = Require(mechanism);
        byte[] salt = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(mechanism + "\0" + userName))[..SaltLength];
        return new ScramKeys(salt, iterations, RandomNumberGenerator.GetBytes(hash.Size), RandomNumberGenerator.GetBytes(hash.Size));
    }

    /// <summary>Whether a password is the one; takes the same time whatever the answer.</summary>
    /// <param name="mechanism">The mechanism whose keys these are.</param>
    /// <param name="password">The password in UTF-8, as <see cref="SaslPrep"/> gives it.</param>
    /// <exception cref="ArgumentException">The mechanism is none of SCRAM's.</exception>
    public bool Matches(string mechanism, ReadOnlySpan<byte> password)
    {
        ScramHash hash = Require(mechanism);
        byte[] salted = hash.Hi(password, Salt.Span, Iterations);
        bool matches = CryptographicOperations.FixedTimeEquals(hash.Hash(hash.Hmac(salted, "Client Key"u8)), StoredKey.Span);
        CryptographicOperations.ZeroMemory(salted);
        return matches;
    }

    private static ScramHash Require(string mechanism) =>
        ScramHash.Find(mechanism) ?? throw new ArgumentException($"{mechanism} is no SCRAM mechanism.", nameof(mechanism));
}
