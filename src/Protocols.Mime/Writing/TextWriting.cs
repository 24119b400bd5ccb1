using System.Text;

namespace Protocols.Mime;

/// <summary>Writes text into headers: as it is where that is safe, in encoded words where not (RFC 2047).</summary>
internal static class TextWriting
{
    // A word that no line can hold even alone. RFC 5322 §2.1.1 allows 998 for a whole line.
    private const int LongestWord = 900;

    // RFC 2047 §2: 75 characters, of which "=?utf-8?Q?" and "?=" take 12.
    private const int LongestEncodedText = 63;

    /// <summary>Writes unstructured text. From the first word that needs it to the last, words are encoded together, with the space between them.</summary>
    public static void WriteUnstructured(ref FoldingWriter writer, string text)
    {
        (int first, int last) = FindUnsafe(text);
        WriteWords(ref writer, text.AsSpan(0, first));
        if (first < last)
        {
            WriteEncoded(ref writer, SpaceBefore(text, first), text.AsSpan(first, last - first));
            WriteWords(ref writer, text.AsSpan(last));
        }
    }

    /// <summary>Writes a display name as a phrase (RFC 5322 §3.2.5).</summary>
    public static void WritePhrase(ref FoldingWriter writer, string text)
    {
        if (IsAtoms(text))
        {
            WriteWords(ref writer, text);
        }
        else if (IsQuotable(text))
        {
            writer.WritePiece(" ", Quote(text));
        }
        else
        {
            WriteEncoded(ref writer, " ", text);
        }
    }

    /// <summary>Whether text can stand in quotes and be read back by everybody: printable, short, and nothing like an encoded word.</summary>
    public static bool IsQuotable(string text)
    {
        const int Longest = 60;
        return text.Length <= Longest && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !text.Contains("=?", StringComparison.Ordinal)
            && (text.Length == 0 || (text[0] != ' ' && text[^1] != ' '));
    }

    public static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static bool IsAtoms(string text)
    {
        foreach (Range range in text.AsSpan().Split(' '))
        {
            ReadOnlySpan<char> word = text.AsSpan()[range];
            if (!WriterGrammar.IsAtom(word) || word.Length > LongestWord || word.Contains("=?", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    // Words and the white space before each, with folds between them where needed. The first has one space before it.
    private static void WriteWords(ref FoldingWriter writer, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int spaces = text.IndexOfAnyExcept(' ', '\t');
            if (spaces < 0)
            {
                return;
            }

            ReadOnlySpan<char> space = spaces == 0 ? " " : text[..spaces];
            text = text[spaces..];
            int length = text.IndexOfAny(' ', '\t');
            ReadOnlySpan<char> word = length < 0 ? text : text[..length];
            writer.WritePiece(space, word);
            text = text[word.Length..];
        }
    }

    private static ReadOnlySpan<char> SpaceBefore(string text, int position)
    {
        int start = position;
        while (start > 0 && text[start - 1] is ' ' or '\t')
        {
            start--;
        }

        return start == position ? " " : text.AsSpan(start, position - start);
    }

    // The range of what cannot stand as it is: not ASCII, a control, like an encoded word, too long, or white space at an end.
    private static (int First, int Last) FindUnsafe(string text)
    {
        int first = text.Length;
        int last = 0;
        int position = 0;
        while (position < text.Length)
        {
            int spaces = text.AsSpan(position).IndexOfAnyExcept(' ', '\t');
            int wordStart = spaces < 0 ? text.Length : position + spaces;
            int length = text.AsSpan(wordStart).IndexOfAny(' ', '\t');
            int wordEnd = length < 0 ? text.Length : wordStart + length;
            bool isEdge = wordStart > position && (position == 0 || wordStart == text.Length);
            bool isLongSpace = wordStart - position > LongestEncodedText;
            if (isEdge || isLongSpace || !IsPlain(text.AsSpan(wordStart, wordEnd - wordStart)))
            {
                first = Math.Min(first, isEdge || isLongSpace ? position : wordStart);
                last = wordEnd;
            }

            position = wordEnd;
        }

        return (first, last);
    }

    private static bool IsPlain(ReadOnlySpan<char> word) =>
        word.IndexOfAnyExceptInRange('!', '~') < 0 && !word.Contains("=?", StringComparison.Ordinal) && word.Length <= LongestWord;

    private static void WriteEncoded(ref FoldingWriter writer, ReadOnlySpan<char> space, ReadOnlySpan<char> text)
    {
        bool isBase64 = PrefersBase64(text);
        Span<char> word = stackalloc char[12 + LongestEncodedText];
        Span<byte> octets = stackalloc byte[LongestEncodedText];
        while (!text.IsEmpty)
        {
            int count = 0;
            int cost = 0;
            int used = 0;
            foreach (Rune rune in text.EnumerateRunes())
            {
                int size = rune.EncodeToUtf8(octets[count..]);
                int more = isBase64 ? ((count + size + 2) / 3 * 4) - cost : CostOfQ(octets.Slice(count, size));
                if (cost + more > LongestEncodedText - 4)
                {
                    break;
                }

                cost += more;
                count += size;
                used += rune.Utf16SequenceLength;
            }

            writer.WritePiece(space, word[..Encode(octets[..count], isBase64, word)]);
            text = text[used..];
            space = " ";
        }
    }

    private static bool PrefersBase64(ReadOnlySpan<char> text)
    {
        int plain = 0;
        foreach (char c in text)
        {
            plain += IsPlainInQ(c) || c == ' ' ? 1 : 0;
        }

        // Q takes three characters or more where base64 takes four thirds.
        return plain < text.Length / 2;
    }

    private static int CostOfQ(ReadOnlySpan<byte> octets)
    {
        int cost = 0;
        foreach (byte octet in octets)
        {
            cost += octet == (byte)' ' || IsPlainInQ((char)octet) ? 1 : 3;
        }

        return cost;
    }

    // RFC 2047 §5 (3): what may stand in a word that is part of a phrase, which is safe everywhere.
    private static bool IsPlainInQ(char c) => char.IsAsciiLetterOrDigit(c) || c is '!' or '*' or '+' or '-' or '/';

    private static int Encode(ReadOnlySpan<byte> octets, bool isBase64, Span<char> word)
    {
        (isBase64 ? "=?utf-8?B?" : "=?utf-8?Q?").CopyTo(word);
        int written = 10;
        if (isBase64)
        {
            Convert.TryToBase64Chars(octets, word[written..], out int count);
            written += count;
        }
        else
        {
            foreach (byte octet in octets)
            {
                if (octet == (byte)' ')
                {
                    word[written++] = '_';
                }
                else if (IsPlainInQ((char)octet))
                {
                    word[written++] = (char)octet;
                }
                else
                {
                    word[written++] = '=';
                    word[written++] = "0123456789ABCDEF"[octet >> 4];
                    word[written++] = "0123456789ABCDEF"[octet & 15];
                }
            }
        }

        "?=".CopyTo(word[written..]);
        return written + 2;
    }
}
