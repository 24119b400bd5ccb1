using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Mime;

/// <summary>
/// Decodes the text of unstructured fields and of phrases: unfolds (RFC 5322 §2.2.3), decodes encoded words (RFC 2047), and
/// takes raw eight-bit text as UTF-8 (RFC 6532), or as windows-1252 where it is not. Never fails; the cost is linear.
/// </summary>
public static class HeaderText
{
    /// <summary>Decodes an unstructured value, such as that of Subject.</summary>
    /// <param name="value">The value as it stands in the message.</param>
    public static string Decode(ReadOnlySpan<byte> value)
    {
        value = value.TrimBlanks();
        if (value.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && value.IndexOf("=?"u8) < 0)
        {
            return Encoding.ASCII.GetString(value);
        }

        TextBuilder output = TextBuilder.Rent();
        Append(value, output);
        return output.ToStringAndReturn();
    }

    /// <summary>Decodes an unstructured value, such as that of Subject, to UTF-8. In the steady state nothing is allocated.</summary>
    /// <param name="value">The value as it stands in the message.</param>
    /// <param name="output">Takes the octets.</param>
    public static void Decode(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        value = value.TrimBlanks();
        if (value.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && value.IndexOf("=?"u8) < 0)
        {
            output.Write(value);
            return;
        }

        TextBuilder text = TextBuilder.Rent();
        Append(value, text);
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        output.Advance(Encoding.UTF8.GetBytes(text.Written, output.GetSpan(most)));
        text.Return();
    }

    /// <summary>
    /// Decodes a phrase (RFC 5322 §3.2.5), such as a display name: also takes quotes and backslashes off quoted strings, comments out,
    /// and makes one space of several.
    /// </summary>
    /// <param name="phrase">The phrase as it stands in the message.</param>
    public static string DecodePhrase(ReadOnlySpan<byte> phrase)
    {
        phrase = phrase.TrimBlanks();
        byte[] rented = ArrayPool<byte>.Shared.Rent(phrase.Length + 1);
        string text = Decode(rented.AsSpan(0, PhraseWords.Flatten(phrase, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    /// <summary>
    /// Decodes an unstructured value as JMAP's Text form has it (RFC 8621 §4.1.2.2): encoded words count only where white space or an end
    /// of the value is at both sides and none is inside (RFC 2047 §5), and controls in them are dropped. The text is in Normalization Form C.
    /// </summary>
    /// <param name="value">The value as it stands in the message.</param>
    public static string DecodeStrict(ReadOnlySpan<byte> value)
    {
        TextBuilder output = TextBuilder.Rent();
        Append(value.TrimBlanks(), output, isStrict: true);
        return UnicodeNormalization.ToNfc(output.ToStringAndReturn());
    }

    internal static void Append(ReadOnlySpan<byte> value, TextBuilder output, bool isStrict = false)
    {
        EncodedWordRun run = new(output, isStrict);
        int literal = 0;
        int position = 0;
        bool canEnd = true;
        while (canEnd && position < value.Length)
        {
            int found = value[position..].IndexOf("=?"u8);
            if (found < 0)
            {
                break;
            }

            position += found;
            if (!EncodedWord.TryRead(value[position..], out EncodedWord word, out int length, out canEnd))
            {
                position += 2;
                continue;
            }

            if (isStrict && !IsInPlace(value, position, length, word))
            {
                // Passed over whole: what looks like words inside it was looked at already, and once is enough.
                position += length;
                continue;
            }

            // RFC 2047 §6.2: white space between two encoded words is not shown.
            ReadOnlySpan<byte> between = value[literal..position];
            if (!run.IsOpen || between.IndexOfAnyExcept(" \t\r\n"u8) >= 0)
            {
                run.Flush();
                AppendLiteral(between, output);
            }

            run.Add(word);
            position += length;
            literal = position;
        }

        run.Flush();
        run.Dispose();
        AppendLiteral(value[literal..], output);
    }

    // RFC 2047 §5 (1) and §2.
    private static bool IsInPlace(ReadOnlySpan<byte> value, int position, int length, in EncodedWord word) =>
        (position == 0 || Blanks.IsBlank(value[position - 1]))
        && (position + length == value.Length || Blanks.IsBlank(value[position + length]))
        && word.Text.IndexOfAny(" \t\r\n?"u8) < 0
        && Charset.TryGetEncoding(word.Charset, out _);

    private static void AppendLiteral(ReadOnlySpan<byte> literal, TextBuilder output)
    {
        while (!literal.IsEmpty)
        {
            int fold = literal.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> line = fold < 0 ? literal : literal[..fold];
            Charset.GetChars(default, line, output);
            literal = fold < 0 ? default : literal[(fold + 1)..];
        }
    }
}
