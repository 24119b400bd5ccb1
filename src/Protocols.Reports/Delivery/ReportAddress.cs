using System.Globalization;
using System.Text;

namespace Protocols.Reports;

/// <summary>An address or a name with its type, as the fields of notifications have it (RFC 3464 §2.1.2, RFC 8098 §3.2).</summary>
/// <param name="Type">The type in small letters, such as <c>rfc822</c>, <c>utf-8</c>, <c>dns</c> or <c>smtp</c>; empty where the field has none.</param>
/// <param name="Value">What it names; of the type <c>utf-8</c> decoded (RFC 6533 §3).</param>
public readonly record struct ReportAddress(string Type, string Value)
{
    internal static ReportAddress Parse(string text)
    {
        int semicolon = text.IndexOf(';', StringComparison.Ordinal);
        string type = semicolon < 0 ? "" : FieldText.WithoutComments(text[..semicolon].Trim()).ToLowerInvariant();
        string value = text[(semicolon + 1)..].Trim();
        return new ReportAddress(type, type == "utf-8" ? Unescape(value) : value);
    }

    /// <summary>
    /// An address of the type <c>utf-8</c> as it is written (RFC 6533 §3): for ASCII in the form utf-8-addr-xtext; else as it is, or, where a reader
    /// could take something in it for an escape, as utf-8-addr-unitext.
    /// </summary>
    internal static string Escape(string address, bool isUtf8)
    {
        if (isUtf8 && !address.Contains('\\', StringComparison.Ordinal))
        {
            return address;
        }

        StringBuilder escaped = new(address.Length + 16);
        foreach (Rune rune in address.EnumerateRunes())
        {
            bool isPlain = rune.IsAscii ? rune.Value is > ' ' and < 127 and not ('\\' or '+' or '=') : isUtf8;
            escaped.Append(isPlain ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}"));
        }

        return escaped.ToString();
    }

    // RFC 6533 §3: \x{HHHH} for a code point. What is none stays as it is.
    private static string Unescape(string text)
    {
        if (!text.Contains("\\x{", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        StringBuilder decoded = new(text.Length);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int start = rest.IndexOf("\\x{", StringComparison.OrdinalIgnoreCase);
            if (start < 0)
            {
                break;
            }

            decoded.Append(rest[..start]);
            ReadOnlySpan<char> digits = rest[(start + 3)..Math.Min(rest.Length, start + 10)];
            int end = digits.IndexOf('}');
            bool isCodePoint = end > 0 && int.TryParse(digits[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && Rune.IsValid(value) && value >= ' ' && value != 0x7F;
            int length = isCodePoint ? 3 + end + 1 : 3;
            decoded.Append(isCodePoint ? new Rune(int.Parse(digits[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString() : rest.Slice(start, length));
            rest = rest[(start + length)..];
        }

        return decoded.Append(rest).ToString();
    }
}
