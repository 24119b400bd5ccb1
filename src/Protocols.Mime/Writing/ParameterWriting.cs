using System.Text;

namespace Protocols.Mime;

/// <summary>Writes parameters: as tokens, in quotes, or by RFC 2231 where neither can hold the value.</summary>
internal static class ParameterWriting
{
    private const int LongestToken = 60;

    // So that "name*12*=" and the value fit in a line.
    private const int LongestSection = 30;

    public static void Write(ref FoldingWriter writer, MimeParameter parameter)
    {
        WriterGrammar.CheckAttribute(parameter.Name, nameof(parameter));
        WriterGrammar.RefuseBreaks(parameter.Value, nameof(parameter));
        if (WriterGrammar.IsToken(parameter.Value) && parameter.Value.Length <= LongestToken)
        {
            writer.WriteJoined(";");
            writer.WritePiece(" ", $"{parameter.Name}={parameter.Value}");
        }
        else if (TextWriting.IsQuotable(parameter.Value))
        {
            writer.WriteJoined(";");
            writer.WritePiece(" ", $"{parameter.Name}={TextWriting.Quote(parameter.Value)}");
        }
        else
        {
            WriteExtended(ref writer, parameter);
        }
    }

    // RFC 2231 §3 and §4. A character is never cut in two, though a reader has to bear that.
    private static void WriteExtended(ref FoldingWriter writer, MimeParameter parameter)
    {
        StringBuilder section = new();
        Span<byte> octets = stackalloc byte[4];
        int number = 0;
        bool isWhole = IsOneSection(parameter.Value);
        foreach (Rune rune in parameter.Value.EnumerateRunes())
        {
            int start = section.Length;
            foreach (byte octet in octets[..rune.EncodeToUtf8(octets)])
            {
                if (WriterGrammar.IsAttributeOctet(octet))
                {
                    section.Append((char)octet);
                }
                else
                {
                    section.Append('%').Append("0123456789ABCDEF"[octet >> 4]).Append("0123456789ABCDEF"[octet & 15]);
                }
            }

            if (!isWhole && section.Length > LongestSection)
            {
                string last = section.ToString(start, section.Length - start);
                WriteSection(ref writer, parameter.Name, number++, isWhole, section.ToString(0, start));
                section.Clear().Append(last);
            }
        }

        WriteSection(ref writer, parameter.Name, number, isWhole, section.ToString());
    }

    private static bool IsOneSection(string value)
    {
        int length = 0;
        foreach (char c in value)
        {
            length += c < 128 && WriterGrammar.IsAttributeOctet((byte)c) ? 1 : c < 128 ? 3 : 9;
        }

        return length <= LongestSection;
    }

    private static void WriteSection(ref FoldingWriter writer, string name, int number, bool isWhole, string text)
    {
        writer.WriteJoined(";");
        string charset = number == 0 ? "utf-8''" : "";
        writer.WritePiece(" ", isWhole ? $"{name}*={charset}{text}" : $"{name}*{number}*={charset}{text}");
    }
}
