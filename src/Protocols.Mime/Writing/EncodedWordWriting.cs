using System.Buffers.Text;
using System.Text;

namespace Protocols.Mime;

/// <summary>Writes encoded words (RFC 2047) in UTF-8, in Q or B, whichever is shorter. No character is ever cut in two.</summary>
internal static class EncodedWordWriting
{
    // RFC 2047 §2
    private const int LongestWord = 75;

    // A shorter rest of a line is left empty: the frame alone takes 12.
    private const int LeastRoom = 32;

    private const int FrameLength = 12;

    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    /// <summary>Writes text as encoded words with folds between them.</summary>
    /// <param name="field">The field.</param>
    /// <param name="space">The white space before the first word; empty for none.</param>
    /// <param name="text">The text. Halves of surrogate pairs are written as U+FFFD.</param>
    public static void Write(FieldBuffer field, scoped ReadOnlySpan<char> space, scoped ReadOnlySpan<char> text)
    {
        bool isBase64 = PrefersBase64(text);
        Span<byte> octets = stackalloc byte[LongestWord];
        while (!text.IsEmpty)
        {
            int room = field.RoomForWord - (space.Length - 1);
            int most = (room < LeastRoom ? field.LongestWord - Math.Max(space.Length, 1) : room) - FrameLength;
            int count = 0;
            int cost = 0;
            int used = 0;
            foreach (Rune rune in text.EnumerateRunes())
            {
                int size = rune.EncodeToUtf8(octets[count..]);
                int more = isBase64 ? ((count + size + 2) / 3 * 4) - cost : CostOfQ(octets.Slice(count, size));
                if (cost + more > most)
                {
                    break;
                }

                cost += more;
                count += size;
                used += rune.Utf16SequenceLength;
            }

            if (!space.IsEmpty)
            {
                field.Space(space);
            }

            WriteWord(field, octets[..count], isBase64);
            text = text[used..];
            space = " ";
        }
    }

    // RFC 2047 §5 (3): what may stand in a word that is part of a phrase, which is safe everywhere.
    private static bool IsPlainInQ(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';

    private static bool PrefersBase64(ReadOnlySpan<char> text)
    {
        Span<byte> octets = stackalloc byte[4];
        long count = 0;
        long cost = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int size = rune.EncodeToUtf8(octets);
            count += size;
            cost += CostOfQ(octets[..size]);
        }

        return (count + 2) / 3 * 4 < cost;
    }

    private static int CostOfQ(ReadOnlySpan<byte> octets)
    {
        int cost = 0;
        foreach (byte octet in octets)
        {
            cost += octet == (byte)' ' || IsPlainInQ(octet) ? 1 : 3;
        }

        return cost;
    }

    private static void WriteWord(FieldBuffer field, ReadOnlySpan<byte> octets, bool isBase64)
    {
        Span<byte> word = stackalloc byte[LongestWord];
        (isBase64 ? "=?utf-8?B?"u8 : "=?utf-8?Q?"u8).CopyTo(word);
        int written = 10;
        if (isBase64)
        {
            Base64.EncodeToUtf8(octets, word[written..], out _, out int count);
            written += count;
        }
        else
        {
            foreach (byte octet in octets)
            {
                if (octet == (byte)' ')
                {
                    word[written++] = (byte)'_';
                }
                else if (IsPlainInQ(octet))
                {
                    word[written++] = octet;
                }
                else
                {
                    word[written++] = (byte)'=';
                    word[written++] = HexDigits[octet >> 4];
                    word[written++] = HexDigits[octet & 15];
                }
            }
        }

        "?="u8.CopyTo(word[written..]);
        field.BeginWord();
        field.Append(word[..(written + 2)]);
    }
}
