using System.Buffers;
using System.Text;

namespace Protocols.Text;

/// <summary>
/// Modified UTF-7: how IMAP4rev1 writes mailbox names (RFC 3501 §5.1.3, RFC 9051 Appendix A.1). Printable US-ASCII stands for itself but for
/// <c>&amp;</c>, written <c>&amp;-</c>; all else is base64 of UTF-16 between <c>&amp;</c> and <c>-</c>, with <c>,</c> in the place of <c>/</c>.
/// </summary>
public static class ModifiedUtf7
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private static readonly SearchValues<char> s_direct = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(static c => (char)c).Where(static c => c != '&')]);

    private static readonly sbyte[] s_values = MakeValues();

    /// <summary>
    /// Decodes a name. Total: whatever the bytes are, it answers. Octets outside US-ASCII, an unfinished or empty shift, characters outside the
    /// alphabet, bits left over that are not zero, and lone surrogates are refused; ASCII that was written in base64 is let pass.
    /// </summary>
    /// <param name="source">The name as it came.</param>
    /// <param name="name">The name in Unicode, or an empty string.</param>
    /// <returns>False if the bytes are not modified UTF-7.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> source, out string name)
    {
        name = string.Empty;
        if (source.IndexOf((byte)'&') < 0)
        {
            if (!Ascii.IsValid(source))
            {
                return false;
            }

            name = Encoding.ASCII.GetString(source);
            return true;
        }

        // No form of a character is shorter than half its UTF-16: the decoded name is never longer than its source.
        char[] rented = ArrayPool<char>.Shared.Rent(source.Length);
        try
        {
            int written = Decode(source, rented);
            if (written < 0)
            {
                return false;
            }

            name = new string(rented, 0, written);
            return true;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>Encodes a name. Lone surrogates become U+FFFD; control characters are base64 like all that is not printable.</summary>
    /// <param name="name">The name in Unicode.</param>
    /// <param name="output">Where the bytes go: printable US-ASCII alone.</param>
    public static void Encode(ReadOnlySpan<char> name, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (!name.IsEmpty)
        {
            int direct = name.IndexOfAnyExcept(s_direct);
            direct = direct < 0 ? name.Length : direct;
            Encoding.ASCII.GetBytes(name[..direct], output);
            name = name[direct..];
            if (name.IsEmpty)
            {
                return;
            }

            if (name[0] == '&')
            {
                output.Write("&-"u8);
                name = name[1..];
                continue;
            }

            int end = 0;
            while (end < name.Length && name[end] != '&' && !s_direct.Contains(name[end]))
            {
                end++;
            }

            EncodeShifted(name[..end], output);
            name = name[end..];
        }
    }

    /// <summary>Encodes a name into a string of printable US-ASCII.</summary>
    /// <param name="name">The name in Unicode.</param>
    public static string Encode(ReadOnlySpan<char> name)
    {
        ArrayBufferWriter<byte> output = new(Math.Max(16, name.Length));
        Encode(name, output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static void EncodeShifted(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        // Three sextets can hang over from one character to the next; 8/3 octets a character and the two marks.
        Span<byte> destination = output.GetSpan((text.Length * 8 / 3) + 4);
        int written = 0;
        destination[written++] = (byte)'&';
        uint bits = 0;
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool whole = char.IsHighSurrogate(text[i]) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
                : !char.IsLowSurrogate(text[i]) || (i > 0 && char.IsHighSurrogate(text[i - 1]));
            bits = (bits << 16) | (whole ? text[i] : '\uFFFD');
            count += 16;
            while (count >= 6)
            {
                count -= 6;
                destination[written++] = (byte)Alphabet[(int)(bits >> count) & 0x3F];
            }
        }

        if (count > 0)
        {
            destination[written++] = (byte)Alphabet[(int)(bits << (6 - count)) & 0x3F];
        }

        destination[written++] = (byte)'-';
        output.Advance(written);
    }

    private static int Decode(ReadOnlySpan<byte> source, Span<char> destination)
    {
        int written = 0;
        for (int i = 0; i < source.Length; i++)
        {
            if (source[i] >= 0x80)
            {
                return -1;
            }

            if (source[i] != '&')
            {
                destination[written++] = (char)source[i];
                continue;
            }

            int length = source[(i + 1)..].IndexOf((byte)'-');
            if (length < 0)
            {
                return -1;
            }

            if (length == 0)
            {
                destination[written++] = '&';
            }
            else
            {
                int shifted = DecodeShifted(source.Slice(i + 1, length), destination[written..]);
                if (shifted < 0)
                {
                    return -1;
                }

                written += shifted;
            }

            i += length + 1;
        }

        return written;
    }

    private static int DecodeShifted(ReadOnlySpan<byte> source, Span<char> destination)
    {
        uint bits = 0;
        int count = 0;
        int written = 0;
        foreach (byte b in source)
        {
            int value = b < 0x80 ? s_values[b] : -1;
            if (value < 0)
            {
                return -1;
            }

            bits = (bits << 6) | (uint)value;
            count += 6;
            if (count >= 16)
            {
                count -= 16;
                char unit = (char)(bits >> count);
                bool followsHigh = written > 0 && char.IsHighSurrogate(destination[written - 1]);
                if (char.IsLowSurrogate(unit) != followsHigh)
                {
                    return -1;
                }

                destination[written++] = unit;
            }
        }

        bool isWhole = written > 0 && count < 6 && (bits & ((1u << count) - 1)) == 0 && !char.IsHighSurrogate(destination[written - 1]);
        return isWhole ? written : -1;
    }

    private static sbyte[] MakeValues()
    {
        sbyte[] values = new sbyte[0x80];
        Array.Fill(values, (sbyte)-1);
        for (int i = 0; i < Alphabet.Length; i++)
        {
            values[Alphabet[i]] = (sbyte)i;
        }

        return values;
    }
}
