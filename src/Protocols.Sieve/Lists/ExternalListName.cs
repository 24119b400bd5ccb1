using System.Buffers;
using System.Text;

namespace Protocols.Sieve;

/// <summary>The name of an externally stored list (RFC 6134 §2.5): an absolute URI, or a colon and the name of a Sieve URN parameter.</summary>
internal static class ExternalListName
{
    private const string Urn = "urn:ietf:params:sieve:";
    private const string AddressBook = "addrbook:";

    private static readonly SearchValues<char> s_noneOfUris = SearchValues.Create(" <>\"{}|\\^`");

    /// <summary>Gives a name its full form, so that hosts see each list by one name; false where it is no absolute URI.</summary>
    /// <param name="name">The name as the script has it.</param>
    /// <param name="full">The full form: the URN and <c>addrbook:default</c> in small letters, everything else as it was.</param>
    public static bool TryExpand(string name, out string full)
    {
        full = name.StartsWith(':') ? string.Concat(Urn, name.AsSpan(1)) : name;
        if (full.StartsWith(Urn, StringComparison.OrdinalIgnoreCase))
        {
            string parameter = full[Urn.Length..];
            full = Urn + parameter;
            if (parameter.StartsWith(AddressBook, StringComparison.OrdinalIgnoreCase))
            {
                // Book names may be in letter case that matters, but for this one (§2.5).
                ReadOnlySpan<char> book = parameter.AsSpan(AddressBook.Length);
                full = Uri.UnescapeDataString(book).Equals("default", StringComparison.OrdinalIgnoreCase)
                    ? Urn + AddressBook + "default"
                    : string.Concat(Urn, AddressBook, book);
            }

            return parameter.Length > 0 && IsUri(full);
        }

        return IsUri(full);
    }

    // RFC 3986 §3: a scheme, a colon, and no character that a URI cannot have.
    private static bool IsUri(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1 || !char.IsAsciiLetter(text[0]) || !Ascii.IsValid(text))
        {
            return false;
        }

        foreach (char character in text.AsSpan(0, colon))
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return text.AsSpan().IndexOfAny(s_noneOfUris) < 0 && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
    }
}
