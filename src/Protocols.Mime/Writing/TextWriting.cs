namespace Protocols.Mime;

/// <summary>Writes text into headers: as it is where that is safe, in encoded words where not (RFC 2047 §5).</summary>
internal static class TextWriting
{
    // A word that no line can hold even alone, in octets. RFC 5322 §2.1.1 allows 998 for a whole line.
    private const int LongestWord = 900;

    private const int LongestSpace = 60;

    /// <summary>Writes unstructured text. From the first word that needs it to the last, words are encoded together, with the space between them.</summary>
    public static void WriteUnstructured(FieldBuffer field, ReadOnlySpan<char> text, bool isUtf8)
    {
        (int first, int last) = FindUnsafe(text, isUtf8);
        int literal = first;
        while (first < last && literal > 0 && text[literal - 1] is ' ' or '\t')
        {
            literal--;
        }

        WriteWords(field, text[..literal]);
        if (first < last)
        {
            EncodedWordWriting.Write(field, literal == first ? " " : text[literal..first], text[first..last]);
            WriteWords(field, text[last..]);
        }
    }

    /// <summary>Writes a display name, or another phrase (RFC 5322 §3.2.5), behind a space.</summary>
    public static void WritePhrase(FieldBuffer field, ReadOnlySpan<char> text, bool isUtf8)
    {
        if (IsAtoms(text, isUtf8))
        {
            WriteWords(field, text);
        }
        else if (IsQuotable(text, isUtf8))
        {
            field.Space();
            WriteQuoted(field, text, canFold: text.Length > LongestSpace);
        }
        else
        {
            EncodedWordWriting.Write(field, " ", text);
        }
    }

    /// <summary>Writes a comment (RFC 5322 §3.2.2) behind a space.</summary>
    public static void WriteComment(FieldBuffer field, ReadOnlySpan<char> text, bool isUtf8)
    {
        field.Space();
        field.Append('(');
        (int first, int last) = FindUnsafe(text, isUtf8);
        if (first < last || text.IndexOfAny('(', ')', '\\') >= 0)
        {
            // RFC 2047 §5 (2): words in comments are encoded as in phrases; the parentheses may touch them.
            if (text.IndexOfAny('(', ')', '\\') >= 0)
            {
                (first, last) = (0, text.Length);
            }

            EncodedWordWriting.Write(field, default, text[..last]);
            WriteWords(field, text[last..]);
        }
        else if (!text.IsEmpty)
        {
            int length = text.IndexOfAny(' ', '\t');
            field.Append(length < 0 ? text : text[..length]);
            WriteWords(field, length < 0 ? default : text[length..]);
        }

        field.Append(')');
    }

    /// <summary>Whether text can stand in quotes and be read back by everybody: printable, nothing like an encoded word, and no word too long to fold.</summary>
    public static bool IsQuotable(ReadOnlySpan<char> text, bool isUtf8)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] == ' ' || text[^1] == ' ' || text.Contains('\t') || text.Contains("=?", StringComparison.Ordinal))
        {
            return false;
        }

        int spaces = 0;
        foreach (Range range in text.Split(' '))
        {
            ReadOnlySpan<char> word = text[range];
            spaces = word.IsEmpty ? spaces + 1 : 0;
            if (spaces >= LongestSpace || word.Length > LongestSpace || !WriterGrammar.IsPrintable(word, isUtf8))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a quoted string.</summary>
    /// <param name="field">The field.</param>
    /// <param name="text">The text, which <see cref="IsQuotable"/>.</param>
    /// <param name="canFold">Whether it may be folded at its spaces, which not every reader bears.</param>
    public static void WriteQuoted(FieldBuffer field, ReadOnlySpan<char> text, bool canFold = false)
    {
        field.Append('"');
        while (!text.IsEmpty)
        {
            int length = text.IndexOfAny(' ', '"', '\\');
            length = length < 0 ? text.Length : length;
            field.Append(text[..length]);
            text = text[length..];
            if (text.IsEmpty)
            {
                break;
            }

            if (text[0] != ' ')
            {
                field.Append('\\');
                field.Append(text[0]);
                text = text[1..];
                continue;
            }

            int spaces = text.IndexOfAnyExcept(' ');
            if (canFold)
            {
                field.Space(text[..spaces]);
            }
            else
            {
                field.Append(text[..spaces]);
            }

            text = text[spaces..];
        }

        field.Append('"');
    }

    private static bool IsAtoms(ReadOnlySpan<char> text, bool isUtf8)
    {
        foreach (Range range in text.Split(' '))
        {
            ReadOnlySpan<char> word = text[range];
            if (!WriterGrammar.IsAtom(word, isUtf8) || word.Length > LongestWord / 3 || word.Contains("=?", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    // Words and the white space before each, with folds between them where needed. The first has one space before it.
    private static void WriteWords(FieldBuffer field, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int spaces = text.IndexOfAnyExcept(' ', '\t');
            if (spaces < 0)
            {
                return;
            }

            field.Space(spaces == 0 ? " " : text[..spaces]);
            text = text[spaces..];
            int length = text.IndexOfAny(' ', '\t');
            ReadOnlySpan<char> word = length < 0 ? text : text[..length];
            field.Append(word);
            text = text[word.Length..];
        }
    }

    // The range of what cannot stand as it is: not printable, like an encoded word, too long, or white space at an end.
    private static (int First, int Last) FindUnsafe(ReadOnlySpan<char> text, bool isUtf8)
    {
        int first = text.Length;
        int last = 0;
        int position = 0;
        int previous = 0;
        while (position < text.Length)
        {
            int spaces = text[position..].IndexOfAnyExcept(' ', '\t');
            int wordStart = spaces < 0 ? text.Length : position + spaces;
            int length = text[wordStart..].IndexOfAny(' ', '\t');
            int wordEnd = length < 0 ? text.Length : wordStart + length;
            bool isEdge = wordStart > position && (position == 0 || wordStart == text.Length);
            bool isLongSpace = wordStart - position > LongestSpace;
            if (isEdge || isLongSpace || !IsPlain(text[wordStart..wordEnd], isUtf8))
            {
                // A space stands before an encoded word, and is one: white space is encoded with the word before it.
                first = Math.Min(first, isEdge || isLongSpace ? previous : wordStart);
                last = wordEnd;
            }

            previous = wordStart;
            position = wordEnd;
        }

        return (first, last);
    }

    private static bool IsPlain(ReadOnlySpan<char> word, bool isUtf8) =>
        WriterGrammar.IsPrintable(word, isUtf8) && !word.Contains("=?", StringComparison.Ordinal) && word.Length <= (isUtf8 ? LongestWord / 3 : LongestWord);
}
