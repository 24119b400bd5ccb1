using System.Buffers;
using System.Globalization;
using System.Text;

namespace Protocols.Mime;

internal enum HtmlTokenKind
{
    Text,
    Character,
    StartTag,
    EndTag,
}

/// <summary>
/// Cuts HTML into text, character references and tags, forward only. Follows the tokenization of the HTML standard as far as text needs:
/// comments, declarations and the insides of script, style and the like never come out.
/// </summary>
internal ref struct HtmlTokenizer(ReadOnlySpan<char> html)
{
    private const int LongestName = 16;

    private static readonly SearchValues<char> s_endOfAttributeName = SearchValues.Create(" \t\r\n\f/=");

    private ReadOnlySpan<char> _rest = html;

    public HtmlTokenKind Kind { get; private set; }

    /// <summary>A run of text without marks in it.</summary>
    public ReadOnlySpan<char> Text { get; private set; }

    public Rune Character { get; private set; }

    public HtmlElement Element { get; private set; }

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<char> Rest => _rest;

    /// <summary>What stands between the name of a start tag and its end.</summary>
    public ReadOnlySpan<char> Attributes { get; private set; }

    public bool Read()
    {
        while (!_rest.IsEmpty)
        {
            int mark = _rest.IndexOfAny('<', '&');
            if (mark != 0)
            {
                Kind = HtmlTokenKind.Text;
                Text = mark < 0 ? _rest : _rest[..mark];
                _rest = _rest[Text.Length..];
                return true;
            }

            if (_rest[0] == '&')
            {
                ReadReference();
                return true;
            }

            if (ReadMarkup())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds the value of an attribute of the start tag; still with its character references.</summary>
    public static bool TryGetAttribute(ReadOnlySpan<char> attributes, ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        while (true)
        {
            attributes = attributes.TrimStart(" \t\r\n\f/");
            int nameLength = attributes.IndexOfAny(s_endOfAttributeName);
            if (nameLength < 0)
            {
                value = default;
                return false;
            }

            if (nameLength == 0)
            {
                attributes = attributes[1..];
                continue;
            }

            ReadOnlySpan<char> found = attributes[..nameLength];
            attributes = attributes[nameLength..].TrimStart(" \t\r\n\f");
            value = default;
            if (!attributes.IsEmpty && attributes[0] == '=')
            {
                attributes = attributes[1..].TrimStart(" \t\r\n\f");
                bool quoted = !attributes.IsEmpty && attributes[0] is '"' or '\'';
                int length = quoted ? attributes[1..].IndexOf(attributes[0]) : attributes.IndexOfAny(" \t\r\n\f");
                value = quoted ? attributes[1..] : attributes;
                value = length < 0 ? value : value[..length];
                attributes = length < 0 ? default : attributes[(length + (quoted ? 2 : 0))..];
            }

            if (found.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
    }

    private void ReadReference()
    {
        Kind = HtmlTokenKind.Character;
        if (_rest.Length > 1 && _rest[1] == '#' && ReadNumeric())
        {
            return;
        }

        ReadOnlySpan<char> name = _rest[1..Math.Min(_rest.Length, HtmlEntities.LongestName + 1)];
        int length = 0;
        while (length < name.Length && char.IsAsciiLetterOrDigit(name[length]))
        {
            length++;
        }

        bool isClosed = length + 1 < _rest.Length && _rest[length + 1] == ';';

        // Only those of Latin-1 may lack their semicolon, as old pages have them.
        if (length > 0 && HtmlEntities.TryGet(name[..length], out char character) && (isClosed || character < 256))
        {
            Character = new Rune(character);
            _rest = _rest[(length + (isClosed ? 2 : 1))..];
            return;
        }

        Character = new Rune('&');
        _rest = _rest[1..];
    }

    private bool ReadNumeric()
    {
        ReadOnlySpan<char> digits = _rest[2..];
        bool isHex = digits.Length > 0 && digits[0] is 'x' or 'X';
        digits = isHex ? digits[1..] : digits;
        int length = 0;
        while (length < digits.Length && (isHex ? char.IsAsciiHexDigit(digits[length]) : char.IsAsciiDigit(digits[length])))
        {
            length++;
        }

        if (length == 0)
        {
            return false;
        }

        bool isClosed = length < digits.Length && digits[length] == ';';
        ReadOnlySpan<char> significant = digits[..length].TrimStart('0');
        uint code = significant.Length is 0 or > 8
            || !uint.TryParse(significant, isHex ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out uint read) ? 0 : read;

        // Numbers between 128 and 159 mean windows-1252, as every browser has it.
        if (code is >= 0x80 and <= 0x9F)
        {
            Span<char> one = stackalloc char[1];
            byte octet = (byte)code;
            code = Windows1252.GetChars([octet], one) == 1 ? one[0] : code;
        }

        Character = Rune.IsValid(code) && code != 0 ? new Rune(code) : Rune.ReplacementChar;
        _rest = _rest[(2 + (isHex ? 1 : 0) + length + (isClosed ? 1 : 0))..];
        return true;
    }

    private static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    // At a '<'. True where a token came of it.
    private bool ReadMarkup()
    {
        if (_rest.StartsWith("<!--"))
        {
            int end = _rest[4..].IndexOf("-->");
            _rest = end < 0 ? default : _rest[(end + 7)..];
            return false;
        }

        bool isEnd = _rest.Length > 1 && _rest[1] == '/';
        ReadOnlySpan<char> name = _rest[(isEnd ? 2 : 1)..];
        if (name.IsEmpty || !char.IsAsciiLetter(name[0]))
        {
            if (!name.IsEmpty && (isEnd || name[0] is '!' or '?'))
            {
                int end = _rest.IndexOf('>');
                _rest = end < 0 ? default : _rest[(end + 1)..];
                return false;
            }

            Kind = HtmlTokenKind.Text;
            Text = _rest[..1];
            _rest = _rest[1..];
            return true;
        }

        int nameLength = 1;
        while (nameLength < name.Length && name[nameLength] is not ('>' or '/' or ' ' or '\t' or '\r' or '\n' or '\f'))
        {
            nameLength++;
        }

        Element = HtmlElements.Find(name[..Math.Min(nameLength, LongestName)]);
        ReadOnlySpan<char> behind = name[nameLength..];
        int length = LengthOfAttributes(behind);
        Attributes = behind[..length];
        _rest = length < behind.Length ? behind[(length + 1)..] : default;
        Kind = isEnd ? HtmlTokenKind.EndTag : HtmlTokenKind.StartTag;
        if (!isEnd && Element.IsSkipped)
        {
            SkipInside(name[..nameLength]);
            return false;
        }

        return true;
    }

    // To the '>' that ends the tag, past those in quoted values.
    private static int LengthOfAttributes(ReadOnlySpan<char> attributes)
    {
        int position = 0;
        while (true)
        {
            int found = attributes[position..].IndexOfAny('>', '=');
            if (found < 0)
            {
                return attributes.Length;
            }

            position += found;
            if (attributes[position] == '>')
            {
                return position;
            }

            position++;
            int blank = attributes[position..].IndexOfAnyExcept(" \t\r\n\f");
            if (blank < 0)
            {
                return attributes.Length;
            }

            position += blank;
            if (attributes[position] is '"' or '\'')
            {
                int close = attributes[(position + 1)..].IndexOf(attributes[position]);
                if (close < 0)
                {
                    return attributes.Length;
                }

                position += close + 2;
            }
        }
    }

    // Nothing but the end tag of the same name ends these.
    private void SkipInside(ReadOnlySpan<char> name)
    {
        while (true)
        {
            int found = _rest.IndexOf("</");
            if (found < 0)
            {
                _rest = default;
                return;
            }

            _rest = _rest[(found + 2)..];
            if (_rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                int end = _rest.IndexOf('>');
                _rest = end < 0 ? default : _rest[(end + 1)..];
                return;
            }
        }
    }
}
