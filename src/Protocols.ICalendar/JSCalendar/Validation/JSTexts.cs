using System.Buffers;
using System.Collections.Frozen;

namespace Protocols.ICalendar;

/// <summary>The shapes of texts that JSCalendar asks for.</summary>
internal static class JSTexts
{
    private static readonly SearchValues<char> s_uri = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");
    private static readonly SearchValues<char> s_scheme = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");
    private static readonly SearchValues<char> s_mediaType = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+");

    // CSS Color Module Level 3, §4.3.
    private static readonly FrozenSet<string> s_colors = (
        "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan "
        + "darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink "
        + "deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender "
        + "lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey "
        + "lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred "
        + "midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue "
        + "purple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat "
        + "white whitesmoke yellow yellowgreen").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a text is a URI: a scheme and the characters of RFC 3986 §2.</summary>
    public static bool IsUri(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        return colon > 0 && char.IsAsciiLetter(text[0]) && !text[..colon].ContainsAnyExcept(s_scheme) && !text.ContainsAnyExcept(s_uri) && IsEscaped(text);
    }

    /// <summary>Whether a text is an addr-spec (RFC 5322 §3.4.1), without looking at each part of it.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text)
    {
        int at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1)
        {
            return false;
        }

        bool isQuoted = text[0] == '"' && at > 2 && text[at - 1] == '"';
        foreach (char character in isQuoted ? text[at..] : text)
        {
            if (character is <= ' ' or '\x7F' or '<' or '>' or ',' or ';' or '"')
            {
                return false;
            }
        }

        return isQuoted || text[..at].IndexOf('@') < 0;
    }

    /// <summary>Whether a text is a name of CSS or six hexadecimal digits; three, too, in version 1.0 (§3.2.12).</summary>
    public static bool IsColor(string text, bool isFirstVersion) => text is ['#', .. var digits]
        ? (digits.Length == 6 || (isFirstVersion && digits.Length == 3)) && digits.All(char.IsAsciiHexDigit)
        : s_colors.Contains(text);

    /// <summary>Whether a text is a media type, with or without parameters.</summary>
    public static bool IsMediaType(ReadOnlySpan<char> text)
    {
        int semicolon = text.IndexOf(';');
        ReadOnlySpan<char> type = (semicolon < 0 ? text : text[..semicolon]).Trim();
        int slash = type.IndexOf('/');
        return slash > 0 && slash < type.Length - 1 && !type[..slash].ContainsAnyExcept(s_mediaType) && !type[(slash + 1)..].ContainsAnyExcept(s_mediaType);
    }

    /// <summary>Whether a text is a media type of text, in UTF-8 where it says so (§3.2.3).</summary>
    public static bool IsTextMediaType(string text)
    {
        if (!IsMediaType(text) || !text.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (string parameter in text.Split(';').Skip(1))
        {
            if (parameter.Split('=') is [var name, var value] && name.Trim().Equals("charset", StringComparison.OrdinalIgnoreCase) && !value.Trim().Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text has the shape of a language tag (RFC 5646 §2.1).</summary>
    public static bool IsLanguage(string text) => text.Split('-').All(static part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit)) && char.IsAsciiLetter(text[0]);

    /// <summary>Whether a name is one that could be registered (§1.7.2).</summary>
    public static bool IsRegisteredName(string name) => name.Length > 0 && name.All(static character => char.IsAsciiLetterOrDigit(character) || character == '@') && !char.IsAsciiLetterUpper(name[0]);

    /// <summary>Whether a word is one that could be registered, or one of a vendor's (§1.7.5).</summary>
    public static bool IsWord(string word) => (word.Length > 0 && word.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-')) || IsVendorName(word);

    /// <summary>Whether a name is one of a vendor's: <c>example.com:name</c> (§1.8.1).</summary>
    public static bool IsVendorName(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < name.Length - 1 && name[..colon].Split('.').All(IsLabel)
            && name.AsSpan(colon + 1).IndexOfAny('"', '/', '~') < 0 && !name.AsSpan(colon + 1).ContainsAnyInRange('\0', '\x08') && !name.AsSpan(colon + 1).ContainsAnyInRange('\n', '\x1F') && !name.Contains('\x7F', StringComparison.Ordinal);
    }

    private static bool IsLabel(string label) =>
        label is [not '-', ..] and [.., not '-'] && label.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or > '\x7F');

    private static bool IsEscaped(ReadOnlySpan<char> text)
    {
        for (int at = text.IndexOf('%'); at >= 0; at = text.IndexOf('%'))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
            {
                return false;
            }

            text = text[(at + 3)..];
        }

        return true;
    }
}
