using System.Buffers;
using System.Net;
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

    // Three times the longest path of RFC 5321 §4.5.3.1.3, which is what xtext can make of it.
    public const int MaxSubmitterLength = 768;

    // RFC 3865 §2.2: word = ALPHA *("." / "-" / "_" / ":" / ALPHA / DIGIT)
    private static readonly SearchValues<byte> s_solicitation = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:"u8);

    // Solicitation-keywords = word *("," word), shorter than 1000 in all.
    public static bool IsSolicitation(ReadOnlySpan<byte> value)
    {
        if (value.Length >= SmtpMailParameters.MaxSolicitLength)
        {
            return false;
        }

        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> word = value[range];
            if (word.IsEmpty || !char.IsAsciiLetter((char)word[0]) || word.ContainsAnyExcept(s_solicitation))
            {
                return false;
            }
        }

        return true;
    }

    // 1*DIGIT of a bounded length; what a long cannot hold is its greatest value.
    public static bool TryReadNumber(ReadOnlySpan<byte> digits, int maxLength, out long number)
    {
        number = 0;
        if (digits.IsEmpty || digits.Length > maxLength || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        if (!System.Buffers.Text.Utf8Parser.TryParse(digits, out number, out _))
        {
            number = long.MaxValue;
        }

        return true;
    }

    // atom = 1*atext, without the UTF-8 beyond.
    public static int AtomLength(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExcept(s_atext);
        return end < 0 ? text.Length : end;
    }

    // Mailbox = Local-part "@" ( Domain / address-literal ), and nothing behind it.
    public static bool IsMailbox(ReadOnlySpan<byte> text)
    {
        int at = LocalPartLength(text);
        return at > 0 && at < text.Length && text[at] == '@' && DomainLength(text[(at + 1)..]) == text.Length - at - 1;
    }

    // Local-part = Dot-string / Quoted-string
    public static int LocalPartLength(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] == '"' ? QuotedStringLength(text) : DottedLength(text, s_atext, isHost: false);

    // Domain = sub-domain *("." sub-domain), or an address literal
    public static int DomainLength(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] == '[' ? AddressLiteralLength(text) : DottedLength(text, s_domain, isHost: true);

    // One or more runs of allowed characters (or, RFC 6531 §3.3, of UTF-8 beyond ASCII) with single dots between.
    private static int DottedLength(ReadOnlySpan<byte> text, SearchValues<byte> allowed, bool isHost)
    {
        int length = 0;
        bool international = false;
        while (true)
        {
            int start = length;
            while (true)
            {
                int run = text[length..].IndexOfAnyExcept(allowed);
                length = run < 0 ? text.Length : length + run;
                if (length == text.Length || text[length] < 0x80)
                {
                    break;
                }

                international = true;
                length++;
            }

            if (length == start || (isHost && !IsLabel(text[start..length])))
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

    // sub-domain = Let-dig [Ldh-str], which does not end with a hyphen, and is 63 bytes long at the most (RFC 1035 §2.3.4) where it is ASCII.
    private static bool IsLabel(ReadOnlySpan<byte> label) => label[0] != '-' && label[^1] != '-' && (label.Length <= 63 || !System.Text.Ascii.IsValid(label));

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

    // address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]" (RFC 5321 §4.1.3)
    private static int AddressLiteralLength(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)']');
        return end > 1 && IsAddressLiteral(text[1..end]) ? end + 1 : -1;
    }

    private static bool IsAddressLiteral(ReadOnlySpan<byte> content)
    {
        int colon = content.IndexOf((byte)':');
        if (colon < 0)
        {
            return IsIPv4(content);
        }

        ReadOnlySpan<byte> tag = content[..colon];
        ReadOnlySpan<byte> rest = content[(colon + 1)..];
        if (System.Text.Ascii.EqualsIgnoreCase(tag, "IPv6"u8))
        {
            // A zone is of one machine only and no part of the grammar.
            return !rest.Contains((byte)'%') && !rest.Contains((byte)'[') && IPAddress.IsValidUtf8(rest) && rest.Contains((byte)':');
        }

        // Standardized-tag ":" 1*dcontent: printable, without brackets and backslash.
        return IsKeyword(tag) && tag[^1] != '-' && !rest.IsEmpty && !rest.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) && !rest.ContainsAny("[\\"u8);
    }

    // Snum 3("." Snum), Snum = 1*3DIGIT of a value up to 255
    private static bool IsIPv4(ReadOnlySpan<byte> content)
    {
        int parts = 0;
        foreach (Range range in content.Split((byte)'.'))
        {
            if (++parts > 4 || !TryReadNumber(content[range], 3, out long value) || value > 255)
            {
                return false;
            }
        }

        return parts == 4;
    }
}
