namespace Protocols.Smtp;

/// <summary>xtext: any bytes in a parameter's value, some of them as <c>+</c> and two hexadecimal digits (RFC 3461 §4).</summary>
public static class Xtext
{
    /// <summary>Decodes. Digits may be small letters too.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Where the bytes go: as long as the text at the most.</param>
    /// <param name="written">How many there are.</param>
    /// <returns>False if the text is not xtext, or the destination is too short.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == '+')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2]))
                {
                    written = 0;
                    return false;
                }

                b = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }
            else if (b is <= 0x20 or (byte)'=' or 0x7F)
            {
                written = 0;
                return false;
            }

            if (written == destination.Length)
            {
                written = 0;
                return false;
            }

            destination[written++] = b;
        }

        return true;
    }

    /// <summary>Encodes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="destination">Where the text goes: three times as long at the most.</param>
    /// <param name="written">How long it is.</param>
    /// <returns>False if the destination is too short.</returns>
    public static bool TryEncode(ReadOnlySpan<byte> bytes, Span<byte> destination, out int written)
    {
        written = 0;
        foreach (byte b in bytes)
        {
            bool plain = b is > 0x20 and < 0x7F and not (byte)'+' and not (byte)'=';
            if (written + (plain ? 1 : 3) > destination.Length)
            {
                written = 0;
                return false;
            }

            if (plain)
            {
                destination[written++] = b;
                continue;
            }

            destination[written++] = (byte)'+';
            destination[written++] = "0123456789ABCDEF"u8[b >> 4];
            destination[written++] = "0123456789ABCDEF"u8[b & 15];
        }

        return true;
    }

    private static int Digit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
}
