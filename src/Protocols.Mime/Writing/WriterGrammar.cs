using System.Buffers;

namespace Protocols.Mime;

/// <summary>What may stand in what is written. Everything here refuses; nothing repairs.</summary>
internal static class WriterGrammar
{
    private static readonly SearchValues<char> s_breaking = SearchValues.Create("\r\n\0");
    private static readonly SearchValues<char> s_token = SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> s_attribute = SearchValues.Create("!#$&+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> s_atom = SearchValues.Create("!#$%&'*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> s_boundary = SearchValues.Create("'()+_,-./:=?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>CR, LF and NUL would end the line or the message for somebody: no value may have them.</summary>
    public static void RefuseBreaks(string value, string parameter)
    {
        ArgumentNullException.ThrowIfNull(value, parameter);
        if (value.AsSpan().IndexOfAny(s_breaking) >= 0)
        {
            throw new ArgumentException("CR, LF and NUL cannot stand in a value.", parameter);
        }
    }

    // RFC 5322 §2.2
    public static void CheckFieldName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        const int Longest = 76;
        if (name.Length > Longest || name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException("A field name is up to 76 printable ASCII characters other than the colon.", nameof(name));
        }
    }

    // RFC 2045 §5.1
    public static void CheckToken(string token, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(token, parameter);
        if (!IsToken(token))
        {
            throw new ArgumentException("This has to be a token of RFC 2045.", parameter);
        }
    }

    public static bool IsToken(string value) => value.Length > 0 && value.AsSpan().IndexOfAnyExcept(s_token) < 0;

    // RFC 2231 §7: an attribute is a token without the marks of that specification.
    public static void CheckAttribute(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        const int Longest = 40;
        if (name.Length > Longest || !IsAttributeText(name))
        {
            throw new ArgumentException("A parameter is named by a token of up to 40 characters without asterisk, apostrophe and percent sign.", parameter);
        }
    }

    public static bool IsAttributeText(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(s_attribute) < 0;

    public static bool IsAttributeOctet(byte octet) => octet < 128 && s_attribute.Contains((char)octet);

    public static bool IsAtom(ReadOnlySpan<char> word) => !word.IsEmpty && word.IndexOfAnyExcept(s_atom) < 0;

    // RFC 2046 §5.1.1, without the space that it allows inside and mail systems eat.
    public static void CheckBoundary(string boundary)
    {
        ArgumentException.ThrowIfNullOrEmpty(boundary);
        const int Longest = 70;
        if (boundary.Length > Longest || boundary.AsSpan().IndexOfAnyExcept(s_boundary) >= 0)
        {
            throw new ArgumentException("A boundary is up to 70 of the characters of RFC 2046 §5.1.1.", nameof(boundary));
        }
    }

    // RFC 5322 §3.4.1, without its obsolete forms.
    public static void CheckAddress(string address, bool allowUtf8)
    {
        RefuseBreaks(address, nameof(address));
        int at = address.LastIndexOf('@');
        const int Longest = 900;
        if (at <= 0 || address.Length > Longest || !IsLocalPart(address.AsSpan(0, at), allowUtf8) || !IsDomain(address.AsSpan(at + 1), allowUtf8))
        {
            throw new ArgumentException("This is no addr-spec of RFC 5322 §3.4.1.", nameof(address));
        }
    }

    // RFC 5322 §3.6.4
    public static void CheckMessageId(string id, bool allowUtf8)
    {
        RefuseBreaks(id, nameof(id));
        const int Longest = 900;
        bool isPlain = id.Length is > 0 and <= Longest;
        foreach (char c in id)
        {
            isPlain &= c is > ' ' and < (char)127 and not ('<' or '>') || (c >= 128 && allowUtf8);
        }

        if (!isPlain)
        {
            throw new ArgumentException("A message identifier is given without angle brackets and without white space.", nameof(id));
        }
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local, bool allowUtf8)
    {
        if (local is ['"', .. var content, '"'])
        {
            for (int i = 0; i < content.Length; i++)
            {
                char c = content[i];
                if (c == '\\' && ++i == content.Length)
                {
                    return false;
                }

                if ((c == '"') || content[i] is < ' ' or (char)127 || (content[i] >= 128 && !allowUtf8))
                {
                    return false;
                }
            }

            return true;
        }

        return IsDotAtom(local, allowUtf8);
    }

    private static bool IsDomain(ReadOnlySpan<char> domain, bool allowUtf8) =>
        domain is ['[', .. var literal, ']']
            ? literal.IndexOfAnyExceptInRange('!', '~') < 0 && literal.IndexOfAny('[', ']', '\\') < 0
            : IsDotAtom(domain, allowUtf8) && HasLabels(domain);

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

    private static bool IsDotAtom(ReadOnlySpan<char> text, bool allowUtf8)
    {
        char previous = '.';
        foreach (char c in text)
        {
            bool isDot = c == '.' && previous != '.';
            if (!isDot && !s_atom.Contains(c) && !(c >= 0xA0 && allowUtf8))
            {
                return false;
            }

            previous = c;
        }

        return previous != '.';
    }
}
