using System.Buffers.Binary;
using System.Text;

namespace Protocols.Mime;

/// <summary>Makes boundaries.</summary>
public static class MimeBoundary
{
    /// <summary>How many random octets <see cref="Create(ReadOnlySpan{byte})"/> takes.</summary>
    public const int RandomLength = 16;

    /// <summary>
    /// Makes a boundary. It begins with <c>=_</c>, which neither base64 nor quoted-printable can contain (RFC 2045 §6.7), so only a body
    /// that is not encoded could ever hold it.
    /// </summary>
    /// <param name="random">16 octets that the sender of other parts of the message cannot foresee.</param>
    /// <exception cref="ArgumentException">There are not 16 octets.</exception>
    public static string Create(ReadOnlySpan<byte> random) => random.Length == RandomLength
        ? "=_" + Convert.ToHexStringLower(random)
        : throw new ArgumentException("A boundary is made of 16 random octets.", nameof(random));

    /// <summary>Makes a boundary that is not in a content, whatever the content is.</summary>
    /// <param name="random">16 octets that the sender of other parts of the message cannot foresee.</param>
    /// <param name="content">What will stand inside the multipart.</param>
    /// <exception cref="ArgumentException">There are not 16 octets.</exception>
    public static string Create(ReadOnlySpan<byte> random, ReadOnlySpan<byte> content)
    {
        string boundary = Create(random);
        Span<byte> octets = stackalloc byte[RandomLength];
        random.CopyTo(octets);
        Span<byte> text = stackalloc byte[2 + (2 * RandomLength)];
        while (content.IndexOf(text[..Encoding.ASCII.GetBytes(boundary, text)]) >= 0)
        {
            // A content of n octets holds fewer than n boundaries: counting on always ends.
            BinaryPrimitives.WriteUInt64LittleEndian(octets, BinaryPrimitives.ReadUInt64LittleEndian(octets) + 1);
            boundary = Create(octets);
        }

        return boundary;
    }
}
