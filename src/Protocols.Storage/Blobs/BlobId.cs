using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Protocols.Storage;

/// <summary>Names content by its SHA-256. Equal content has one name, and content never changes under its name.</summary>
public readonly record struct BlobId
{
    /// <summary>The length of a blob's name, in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Makes the name from a hash.</summary>
    /// <param name="hash">A SHA-256, 32 bytes.</param>
    /// <exception cref="ArgumentException">The hash is not 32 bytes long.</exception>
    public BlobId(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != Size)
        {
            throw new ArgumentException("A blob is named by 32 bytes.", nameof(hash));
        }

        _a = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _b = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(hash[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(hash[24..]);
    }

    /// <summary>The name of some content.</summary>
    /// <param name="content">All of it.</param>
    public static BlobId Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);
        return new BlobId(hash);
    }

    /// <summary>Writes the 32 bytes of the name.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException("A blob's name is 32 bytes.", nameof(destination));
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The 32 bytes of the name.</summary>
    public byte[] ToArray()
    {
        byte[] hash = new byte[Size];
        CopyTo(hash);
        return hash;
    }

    /// <summary>The name in lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
