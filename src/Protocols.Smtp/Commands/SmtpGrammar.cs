using System.Buffers;
using System.Text.Unicode;

namespace Protocols.Smtp;

/// <summary>The pieces of RFC 5321 §4.1.2 that paths are made of. Each gives the length of what it found at the start, or -1.</summary>
internal static class SmtpGrammar
{
    // RFC 5322 §3.2.3 atext.
    private static readonly SearchValues<byte> s_atext = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"u8);

    // RFC 5321 §4.1.2 Let-dig and the hyphen; the underscore is no host's letter and lives in real domains all the same.
    private static readonly SearchValues<byte> s_domain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"u8);

    // RFC 5321 §4.1.2 esmtp-value: any but "=", space and controls.
    private static readonly SearchValues<byte> s_keyword = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"u8);

    public static bool IsKeyword(ReadOnlySpan<byte> text) => !text.IsEmpty && text[0] != '-' && !text.ContainsAnyExcept(s_keyword);

    // Local-part = Dot-string / Quoted-string
    public static int LocalPartLength(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] == '"' ? QuotedStringLength(text) : DottedLength(text, s_atext);

    // Domain = sub-domain *("." sub-domain), or an address literal
    public static int DomainLength(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] == '[' ? AddressLiteralLength(text) : DottedLength(text, s_domain);

    // One or more runs of allowed characters (or, RFC 6531 §3.3, of UTF-8 beyond ASCII) with single dots between.
    private static int DottedLength(ReadOnlySpan<byte> text, SearchValues<byte> allowed)
    {
        int length = 0;
        bool international = false;
        while (true)
        {
            int start = length;
            while (length < text.Length && (allowed.Contains(text[length]) || text[length] >= 0x80))
            {
                international |= text[length] >= 0x80;
                length++;
            }

            if (length == start)
            {
                return -1;
            }

            if (length == text.Length || text[length] != '.')
            {
                return international && !Utf8.IsValid(text[..length]) ? -1 : length;
            }

            length++;
        }
    }

    // Quoted-string = DQUOTE *QcontentSMTP DQUOTE: no control characters, quoted or not.
    private static int QuotedStringLength(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'"':
                    return Utf8.IsValid(text[..(i + 1)]) ? i + 1 : -1;
                case (byte)'\\':
                    i++;
                    if (i == text.Length || text[i] is < 0x20 or >= 0x7F)
                    {
                        return -1;
                    }

                    break;
                case < 0x20 or 0x7F:
                    return -1;
            }
        }

        return -1;
    }

    // address-literal = "[" ( IPv4 / "IPv6:" … / tag ":" dcontent ) "]"; what is inside is dcontent here: printable, no brackets, no backslash.
    private static int AddressLiteralLength(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)']':
                    return i > 1 ? i + 1 : -1;
                case <= 0x20 or >= 0x7F or (byte)'[' or (byte)'\\':
                    return -1;
            }
        }

        return -1;
    }
}
