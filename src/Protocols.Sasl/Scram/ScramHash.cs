using System.Security.Cryptography;

namespace Protocols.Sasl;

/// <summary>The hash of a SCRAM mechanism.</summary>
internal sealed record ScramHash(string Mechanism, HashAlgorithmName Name, int Size)
{
    private static readonly ScramHash[] s_all =
    [
        new("SCRAM-SHA-512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes),
        new("SCRAM-SHA-256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
        new("SCRAM-SHA-1", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
    ];

    /// <summary>The hash of a mechanism, with or without its suffix; null if it is none of these.</summary>
    public static ScramHash? Find(ReadOnlySpan<char> mechanism)
    {
        if (SaslMechanisms.IsBound(mechanism))
        {
            mechanism = mechanism[..^SaslMechanisms.PlusSuffix.Length];
        }

        foreach (ScramHash hash in s_all)
        {
            if (mechanism.Equals(hash.Mechanism, StringComparison.OrdinalIgnoreCase))
            {
                return hash;
            }
        }

        return null;
    }

    public byte[] Hash(ReadOnlySpan<byte> data) => CryptographicOperations.HashData(Name, data);

    public byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) => CryptographicOperations.HmacData(Name, key, data);

    public byte[] Hi(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, Name, Size);
}
