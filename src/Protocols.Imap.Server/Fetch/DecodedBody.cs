namespace Protocols.Imap.Server;

/// <summary>A part's body without its transfer encoding: what its structure tells then (RFC 5524 §3.2).</summary>
internal readonly record struct DecodedBody(ReadOnlyMemory<byte> Octets)
{
    private const int MaxLineLength = 998;

    /// <summary>The encoding that needs no decoding and fits the octets (RFC 2045 §2.7 to §2.9).</summary>
    public ReadOnlySpan<byte> EncodingName
    {
        get
        {
            ReadOnlySpan<byte> octets = Octets.Span;
            if (octets.Contains((byte)0) || HasLongLine(octets))
            {
                return "binary"u8;
            }

            return System.Text.Ascii.IsValid(octets) ? "7bit"u8 : "8bit"u8;
        }
    }

    private static bool HasLongLine(ReadOnlySpan<byte> octets)
    {
        while (octets.Length > MaxLineLength)
        {
            int end = octets[..Math.Min(octets.Length, MaxLineLength + 2)].LastIndexOf((byte)'\n');
            if (end < 0)
            {
                return true;
            }

            octets = octets[(end + 1)..];
        }

        return false;
    }
}
