using System.Globalization;
using System.Text;

namespace Protocols.Mime;

/// <summary>Writes parameters: as tokens, in quotes, or by RFC 2231 where neither can hold the value.</summary>
internal static class ParameterWriting
{
    private const int LongestPlain = 60;

    // So that "name*12*=" and the value fit in a line.
    private const int LongestSection = 30;

    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    public static WriteStatus Check(ReadOnlySpan<MimeParameter> parameters)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            WriteStatus status = WriterGrammar.CheckAttribute(parameters[i].Name);
            status = status == WriteStatus.Ok ? WriterGrammar.CheckBreaks(parameters[i].Value) : status;
            if (status != WriteStatus.Ok)
            {
                return status;
            }

            // RFC 2045 §5.1: a name stands once. Two boundaries would be one for some readers and another for others.
            for (int j = 0; j < i; j++)
            {
                if (string.Equals(parameters[i].Name, parameters[j].Name, StringComparison.OrdinalIgnoreCase))
                {
                    return WriteStatus.BadToken;
                }
            }
        }

        return WriteStatus.Ok;
    }

    public static void Write(FieldBuffer field, string name, ReadOnlySpan<char> value, MimeWriteOptions options)
    {
        if (value.Length <= LongestPlain && (WriterGrammar.IsToken(value) || TextWriting.IsQuotable(value, options.IsUtf8)))
        {
            WritePlain(field, name, value);
            return;
        }

        bool isFileName = name.Equals("filename", StringComparison.OrdinalIgnoreCase) || name.Equals("name", StringComparison.OrdinalIgnoreCase);
        if (options.AsciiFileNames && isFileName)
        {
            Span<char> ascii = stackalloc char[LongestPlain];
            int length = ToAscii(value, ascii);
            WritePlain(field, name, ascii[..length]);
        }

        WriteExtended(field, name, value);
    }

    private static void WritePlain(FieldBuffer field, string name, ReadOnlySpan<char> value)
    {
        Begin(field, name);
        field.Append('=');
        if (WriterGrammar.IsAttribute(value))
        {
            // An apostrophe or percent sign could stand here (RFC 2045 §5.1), and is taken for RFC 2231 by some: it goes in quotes.
            field.Append(value);
        }
        else
        {
            TextWriting.WriteQuoted(field, value);
        }
    }

    // The end of a file name says what it is: a long one is cut before it.
    private static int ToAscii(ReadOnlySpan<char> value, Span<char> ascii)
    {
        int dot = value.LastIndexOf('.');
        int ending = dot < 0 || value.Length - dot > ascii.Length / 2 ? 0 : value.Length - dot;
        int length = 0;
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (length < ascii.Length - ending)
            {
                ascii[length++] = rune.Value is >= '!' and <= '~' and not ('"' or '\\' or '=' or '?') ? (char)rune.Value : '_';
            }
        }

        if (value.Length > length)
        {
            length = Math.Max(length - ending, 0);
            foreach (char c in value[(value.Length - ending)..])
            {
                ascii[length++] = c is >= '!' and <= '~' and not ('"' or '\\' or '=' or '?') ? c : '_';
            }
        }

        return length;
    }

    // RFC 2231 §3 and §4. A character is never cut in two, though a reader has to bear that.
    private static void WriteExtended(FieldBuffer field, string name, ReadOnlySpan<char> value)
    {
        const int LongestCharacter = 12;
        Span<byte> section = stackalloc byte[LongestSection + LongestCharacter];
        Span<byte> octets = stackalloc byte[4];
        int length = 0;
        int number = 0;
        bool isWhole = IsOneSection(value);
        foreach (Rune rune in value.EnumerateRunes())
        {
            int start = length;
            foreach (byte octet in octets[..rune.EncodeToUtf8(octets)])
            {
                if (WriterGrammar.IsAttributeOctet(octet))
                {
                    section[length++] = octet;
                }
                else
                {
                    section[length++] = (byte)'%';
                    section[length++] = HexDigits[octet >> 4];
                    section[length++] = HexDigits[octet & 15];
                }
            }

            if (!isWhole && length > LongestSection)
            {
                WriteSection(field, name, number++, isWhole, section[..start]);
                section[start..length].CopyTo(section);
                length -= start;
            }
        }

        WriteSection(field, name, number, isWhole, section[..length]);
    }

    private static bool IsOneSection(ReadOnlySpan<char> value)
    {
        int length = 0;
        foreach (char c in value)
        {
            length += c < 128 && WriterGrammar.IsAttributeOctet((byte)c) ? 1 : c < 128 ? 3 : 9;
        }

        return length <= LongestSection;
    }

    private static void WriteSection(FieldBuffer field, string name, int number, bool isWhole, ReadOnlySpan<byte> text)
    {
        Begin(field, name);
        field.Append('*');
        if (!isWhole)
        {
            Span<char> digits = stackalloc char[10];
            number.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
            field.Append(digits[..length]);
            field.Append('*');
        }

        field.Append('=');
        if (number == 0)
        {
            field.Append("utf-8''"u8);
        }

        field.Append(text);
    }

    private static void Begin(FieldBuffer field, string name)
    {
        field.Append(';');
        field.Space();
        field.Append(name);
    }
}
