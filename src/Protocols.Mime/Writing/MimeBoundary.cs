namespace Protocols.Mime;

/// <summary>Makes boundaries.</summary>
public static class MimeBoundary
{
    /// <summary>How many random octets <see cref="Create"/> takes.</summary>
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
}
