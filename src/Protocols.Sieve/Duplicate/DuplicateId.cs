using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sieve;

/// <summary>The key by which it is remembered that a message was seen (RFC 7352 §3.2): a digest of the handle and the unique identifier.</summary>
internal static class DuplicateId
{
    private const int KeptOctets = 20;

    /// <summary>Gives the key.</summary>
    /// <param name="handle">What <c>:handle</c> says; null for nothing, which is another than the empty one.</param>
    /// <param name="uniqueId">The identifier; letter case matters (§3.1).</param>
    public static string Of(string? handle, ReadOnlySpan<byte> uniqueId)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        byte[] name = handle is null ? [] : Encoding.UTF8.GetBytes(handle);
        BinaryPrimitives.WriteInt32LittleEndian(length, handle is null ? -1 : name.Length);
        hash.AppendData(length);
        hash.AppendData(name);
        hash.AppendData(uniqueId);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, KeptOctets));
    }
}
