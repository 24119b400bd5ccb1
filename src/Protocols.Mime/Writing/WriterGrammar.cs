using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Mime;

/// <summary>What may stand in what is written. Everything here tells; nothing repairs.</summary>
internal static class WriterGrammar
{
    // RFC 5322 §2.1.1 has 998 for a whole line. What cannot be folded leaves room for the name of the field and for punctuation.
    public const int LongestPiece = 900;

    private static readonly SearchValues<char> s_breaking = SearchValues.Create("\r\n\0");
    private static readonly SearchValues<char> s_visible = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static c => (char)c)]);
    private static readonly SearchValues<char> s_token = SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> s_attribute = SearchValues.Create("!#$&+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> s_atom = SearchValues.Create("!#$%&'*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> s_boundary = SearchValues.Create("'()+_,-./:=?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> s_uri = SearchValues.Create("-._~:/?#[]@!$&'()*+,;=%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> s_notInId = SearchValues.Create("<>()\"\\");

    // RFC 5322 §3.2: no specification of today writes a control other than TAB.
    private static readonly SearchValues<byte> s_control = SearchValues.Create(
        [.. Enumerable.Range(1, 31).Select(static c => (byte)c).Where(static c => c is not ((byte)'\t' or (byte)'\r' or (byte)'\n')), 127]);

    /// <summary>CR, LF and NUL would end the line or the message for somebody: no value may have them.</summary>
    public static WriteStatus CheckBreaks(ReadOnlySpan<char> value) => value.IndexOfAny(s_breaking) < 0 ? WriteStatus.Ok : WriteStatus.HasLineBreak;

    // RFC 5322 §2.2
    public static WriteStatus CheckFieldName(ReadOnlySpan<char> name)
    {
        const int Longest = 76;
        return name.Length is > 0 and <= Longest && name.IndexOfAnyExcept(s_visible) < 0 && !name.Contains(':') ? WriteStatus.Ok : WriteStatus.BadFieldName;
    }

    // RFC 2045 §5.1
    public static WriteStatus CheckToken(ReadOnlySpan<char> token) =>
        !IsToken(token) ? WriteStatus.BadToken : token.Length > LongestPiece / 2 ? WriteStatus.TooLong : WriteStatus.Ok;

    public static bool IsToken(ReadOnlySpan<char> value) => value.Length > 0 && value.IndexOfAnyExcept(s_token) < 0;

    // RFC 2231 §7: an attribute is a token without the marks of that specification.
    public static WriteStatus CheckAttribute(ReadOnlySpan<char> name)
    {
        const int Longest = 40;
        return name.Length is > 0 and <= Longest && name.IndexOfAnyExcept(s_attribute) < 0 ? WriteStatus.Ok : WriteStatus.BadToken;
    }

    public static bool IsAttribute(ReadOnlySpan<char> value) => value.Length > 0 && value.IndexOfAnyExcept(s_attribute) < 0;

    public static bool IsAttributeOctet(byte octet) => octet < 128 && s_attribute.Contains((char)octet);

    public static bool IsAtom(ReadOnlySpan<char> word, bool isUtf8)
    {
        int special = word.IndexOfAnyExcept(s_atom);
        return !word.IsEmpty && (special < 0 || (isUtf8 && IsMade(word, s_atom)));
    }

    /// <summary>Whether text is visible characters alone: of ASCII, or of all of Unicode (RFC 6532 §3.2).</summary>
    public static bool IsPrintable(ReadOnlySpan<char> text, bool isUtf8)
    {
        if (text.IndexOfAnyExcept(s_visible) < 0)
        {
            return true;
        }

        foreach (char c in text)
        {
            if (c is not ((>= '!' and <= '~') or >= (char)0xA0))
            {
                return false;
            }
        }

        return isUtf8;
    }

    // RFC 2919 §2
    public static bool IsListId(ReadOnlySpan<char> id) => Ascii.IsValid(id) && IsDotAtom(id);

    // RFC 2046 §5.1.1, without the space that it allows inside and mail systems eat.
    public static WriteStatus CheckBoundary(ReadOnlySpan<char> boundary)
    {
        const int Longest = 70;
        return boundary.Length is > 0 and <= Longest && boundary.IndexOfAnyExcept(s_boundary) < 0 ? WriteStatus.Ok : WriteStatus.BadBoundary;
    }

    // RFC 3986 §2
    public static WriteStatus CheckUri(ReadOnlySpan<char> uri) =>
        uri.IsEmpty ? WriteStatus.Empty
        : uri.IndexOfAny(s_breaking) >= 0 ? WriteStatus.HasLineBreak
        : uri.IndexOfAnyExcept(s_uri) >= 0 ? WriteStatus.BadUri
        : uri.Length > LongestPiece ? WriteStatus.TooLong
        : WriteStatus.Ok;

    // RFC 5322 §3.4.1, without its obsolete forms.
    public static WriteStatus CheckAddress(ReadOnlySpan<char> address, bool isUtf8)
    {
        if (address.IndexOfAny(s_breaking) >= 0)
        {
            return WriteStatus.HasLineBreak;
        }

        int at = address.LastIndexOf('@');
        if (at <= 0 || !IsLocalPart(address[..at]))
        {
            return WriteStatus.BadLocalPart;
        }

        if (!isUtf8 && !Ascii.IsValid(address[..at]))
        {
            return WriteStatus.NeedsSmtpUtf8;
        }

        return Encoding.UTF8.GetByteCount(address) > LongestPiece ? WriteStatus.TooLong
            : IsDomain(address[(at + 1)..], isUtf8) ? WriteStatus.Ok
            : WriteStatus.BadDomain;
    }

    // RFC 5322 §3.6.4. What real identifiers have between their brackets is more than a dot-atom; what would end them is refused.
    public static WriteStatus CheckMessageId(ReadOnlySpan<char> id, bool isUtf8)
    {
        if (id.IndexOfAny(s_breaking) >= 0)
        {
            return WriteStatus.HasLineBreak;
        }

        if (id.IsEmpty || !IsPrintable(id, isUtf8: true) || id.IndexOfAny(s_notInId) >= 0 || !IsWellFormed(id))
        {
            return WriteStatus.BadMessageId;
        }

        return !isUtf8 && !Ascii.IsValid(id) ? WriteStatus.NeedsSmtpUtf8
            : Encoding.UTF8.GetByteCount(id) > LongestPiece ? WriteStatus.TooLong
            : WriteStatus.Ok;
    }

    // RFC 5322 §2.2.3: lines that begin with white space, none of which is blank. §2.1.1: 998 octets at most.
    public static WriteStatus CheckRaw(ReadOnlySpan<byte> value, int before, bool isUtf8)
    {
        if (value.Contains((byte)0))
        {
            return WriteStatus.HasLineBreak;
        }

        if (!Ascii.IsValid(value) && !(isUtf8 && Utf8.IsValid(value)))
        {
            return isUtf8 ? WriteStatus.BadRawValue : WriteStatus.NeedsSmtpUtf8;
        }

        if (value.IndexOfAny(s_control) >= 0)
        {
            return WriteStatus.BadRawValue;
        }

        const int LongestLine = 998;
        while (true)
        {
            int length = value.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> line = length < 0 ? value : value[..length];
            if (line.Length + before > LongestLine)
            {
                return WriteStatus.TooLong;
            }

            bool isBlank = line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
            if (length < 0)
            {
                return isBlank && before == 0 ? WriteStatus.BadRawValue : WriteStatus.Ok;
            }

            value = value[length..];
            if ((isBlank && before == 0) || value.Length < 3 || !value.StartsWith("\r\n"u8) || value[2] is not ((byte)' ' or (byte)'\t'))
            {
                return WriteStatus.BadRawValue;
            }

            before = 0;
            value = value[2..];
        }
    }

    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int used) != OperationStatus.Done)
            {
                return false;
            }

            text = text[used..];
        }

        return true;
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        if (local is not ['"', .. var content, '"'])
        {
            return IsDotAtom(local);
        }

        for (int i = 0; i < content.Length; i++)
        {
            char c = content[i];
            if (c == '"' || (c == '\\' && ++i == content.Length) || content[i] is < ' ' or (>= (char)127 and < (char)0xA0))
            {
                return false;
            }
        }

        return IsWellFormed(content);
    }

    private static bool IsDomain(ReadOnlySpan<char> domain, bool isUtf8)
    {
        if (domain is ['[', .. var literal, ']'])
        {
            return literal.IndexOfAnyExcept(s_visible) < 0 && literal.IndexOfAny('[', ']', '\\') < 0;
        }

        if (!IsDotAtom(domain))
        {
            return false;
        }

        return Ascii.IsValid(domain) ? HasLabels(domain) : isUtf8 || (DomainNames.TryToAscii(domain, out string ascii) && IsDotAtom(ascii) && HasLabels(ascii));
    }

    // RFC 5321 §4.1.2 sub-domain: no hyphen at either end. RFC 1035 §2.3.4: 63 octets at most.
    private static bool HasLabels(ReadOnlySpan<char> domain)
    {
        const int LongestLabel = 63;
        foreach (Range range in domain.Split('.'))
        {
            ReadOnlySpan<char> label = domain[range];
            if (label.Length > LongestLabel || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        char previous = '.';
        foreach (char c in text)
        {
            bool isDot = c == '.' && previous != '.';
            if (!isDot && !s_atom.Contains(c) && c < 0xA0)
            {
                return false;
            }

            previous = c;
        }

        return previous != '.' && IsWellFormed(text);
    }

    private static bool IsMade(ReadOnlySpan<char> text, SearchValues<char> ascii)
    {
        foreach (char c in text)
        {
            if (!ascii.Contains(c) && c < 0xA0)
            {
                return false;
            }
        }

        return true;
    }
}
