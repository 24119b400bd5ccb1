using System.Buffers;

namespace Protocols.VCard.JSContact;

/// <summary>The forms of texts that RFC 9553 asks for.</summary>
internal static class JSContactSyntax
{
    private const string Alphanumerics = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly SearchValues<char> s_id = SearchValues.Create(Alphanumerics + "-_");
    private static readonly SearchValues<char> s_name = SearchValues.Create(Alphanumerics + "@");
    private static readonly SearchValues<char> s_scheme = SearchValues.Create(Alphanumerics + "+-.");
    private static readonly SearchValues<char> s_uri = SearchValues.Create(Alphanumerics + "-._~:/?#[]@!$&'()*+,;=%");
    private static readonly SearchValues<char> s_zone = SearchValues.Create(Alphanumerics + "-+_/");
    private static readonly SearchValues<char> s_token = SearchValues.Create(Alphanumerics + "!#$&-^_.+");

    // §1.4.1.
    public static bool IsId(string text) => text.Length is > 0 and <= 255 && !text.AsSpan().ContainsAnyExcept(s_id);

    // §1.7.2: lower camel case.
    public static bool IsPropertyName(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_name) && !char.IsAsciiLetterUpper(text[0]);

    // §1.8.1, rule "v-extension".
    public static bool IsVendorName(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == text.Length - 1)
        {
            return false;
        }

        foreach (string label in text[..colon].Split('.'))
        {
            if (label.Length == 0 || label[0] == '-' || label[^1] == '-' || label.Any(static c => c != '-' && !char.IsAsciiLetterOrDigit(c) && c < '\x80'))
            {
                return false;
            }
        }

        return !text.AsSpan(colon + 1).ContainsAny("\"/~\x7F") && !text.AsSpan(colon + 1).ContainsAnyInRange('\0', '\x08') && !text.AsSpan(colon + 1).ContainsAnyInRange('\n', '\x1F');
    }

    // RFC 3986 §3: a scheme, and no octet that no URI has.
    public static bool IsUri(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(text[0]) && !text.AsSpan(0, colon).ContainsAnyExcept(s_scheme) && !text.AsSpan().ContainsAnyExcept(s_uri);
    }

    // RFC 5646 §2.1, by the lengths of subtags.
    public static bool IsLanguage(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.Split('-').All(static part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit));

    public static bool IsScript(string text) => text.Length == 4 && text.All(char.IsAsciiLetter);

    public static bool IsCountry(string text) => text.Length == 2 && text.All(char.IsAsciiLetterUpper);

    public static bool IsGeo(string text) => text.StartsWith("geo:", StringComparison.OrdinalIgnoreCase) && IsUri(text);

    public static bool IsTimeZone(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_zone);

    // RFC 2046 §1, with parameters.
    public static bool IsMediaType(string text)
    {
        ReadOnlySpan<char> type = text.AsSpan(0, text.IndexOf(';', StringComparison.Ordinal) is >= 0 and int end ? end : text.Length).Trim();
        int slash = type.IndexOf('/');
        return slash > 0 && slash < type.Length - 1 && !type[..slash].ContainsAnyExcept(s_token) && !type[(slash + 1)..].ContainsAnyExcept(s_token);
    }

    // RFC 5322 §3.4.1: something on both sides of an at sign, and spaces only in quotes.
    public static bool IsMail(string text)
    {
        int at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 1 && !text.Any(char.IsControl) && (text[0] == '"' || !text.Contains(' ', StringComparison.Ordinal));
    }

    // RFC 6350 §3.3, rule "name".
    public static bool IsVCardName(string text) => text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
