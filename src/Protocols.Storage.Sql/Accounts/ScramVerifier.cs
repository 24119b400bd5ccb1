using System.Security.Cryptography;

namespace Protocols.Storage.Sql;

/// <summary>What is kept of a password: enough to check it, and for SCRAM-SHA-256 later, and no more (RFC 5802 §3, RFC 7677).</summary>
internal sealed record ScramVerifier(byte[] Salt, int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>The name of the mechanism whose keys these are.</summary>
    public const string Mechanism = "SCRAM-SHA-256";

    public static ScramVerifier Create(ReadOnlySpan<byte> password, int iterations)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        Span<byte> salted = stackalloc byte[SHA256.HashSizeInBytes];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, salted, iterations, HashAlgorithmName.SHA256);
        ScramVerifier verifier = FromSaltedPassword(salt, iterations, salted);
        CryptographicOperations.ZeroMemory(salted);
        return verifier;
    }

    public static ScramVerifier FromSaltedPassword(byte[] salt, int iterations, ReadOnlySpan<byte> salted) =>
        new(salt, iterations, StoredKeyOf(salted), HMACSHA256.HashData(salted, "Server Key"u8));

    /// <summary>Whether a password is the one; takes the same time whatever the answer.</summary>
    public bool Matches(ReadOnlySpan<byte> password)
    {
        Span<byte> salted = stackalloc byte[SHA256.HashSizeInBytes];
        Rfc2898DeriveBytes.Pbkdf2(password, Salt, salted, Iterations, HashAlgorithmName.SHA256);
        bool matches = CryptographicOperations.FixedTimeEquals(StoredKeyOf(salted), StoredKey);
        CryptographicOperations.ZeroMemory(salted);
        return matches;
    }

    // RFC 5802 §3: ClientKey := HMAC(SaltedPassword, "Client Key"); StoredKey := H(ClientKey).
    private static byte[] StoredKeyOf(ReadOnlySpan<byte> salted) => SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
}
