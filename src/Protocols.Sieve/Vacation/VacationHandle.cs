using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sieve;

/// <summary>
/// The name under which it is remembered who was answered (RFC 5230 §4.2): what <c>:handle</c> says, or else a digest of the arguments as the script has them,
/// before variables are put in.
/// </summary>
internal static class VacationHandle
{
    private const int KeptOctets = 16;

    /// <summary>The name that a handle gives. It cannot be that of other arguments.</summary>
    /// <param name="handle">What <c>:handle</c> says.</param>
    public static string Of(string handle) => "handle:" + handle;

    /// <summary>The name that arguments give.</summary>
    /// <param name="subject">What <c>:subject</c> says; null for nothing.</param>
    /// <param name="from">What <c>:from</c> says; null for nothing.</param>
    /// <param name="isMime">Whether <c>:mime</c> is there.</param>
    /// <param name="reason">The reason.</param>
    public static string Of(string? subject, string? from, bool isMime, string reason)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, subject);
        Append(hash, from);
        Append(hash, isMime ? "mime" : null);
        Append(hash, reason);
        return "digest:" + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, KeptOctets));
    }

    // Counted, so that the same string for another argument gives another digest.
    private static void Append(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[4];
        byte[] octets = text is null ? [] : Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : octets.Length);
        hash.AppendData(length);
        hash.AppendData(octets);
    }
}
