using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.Sasl;

/// <summary>
/// Brings names and passwords to one form, so that what looks the same is the same (RFC 4013): marks are composed, what stands for other characters is replaced by
/// them, spaces become one kind, what is invisible is dropped.
/// </summary>
/// <remarks>One of its rules is not applied: text in two directions is taken as it is. The form is that of Unicode 17.0, and not of 3.2.</remarks>
public static class SaslPrep
{
    // RFC 3454 B.1: mapped to nothing.
    private static readonly SearchValues<char> s_nothing =
        SearchValues.Create("\u00AD\u034F\u1806\u180B\u180C\u180D\u200B\u200C\u200D\u2060\uFE00\uFE01\uFE02\uFE03\uFE04\uFE05\uFE06\uFE07\uFE08\uFE09\uFE0A\uFE0B\uFE0C\uFE0D\uFE0E\uFE0F\uFEFF");

    // RFC 3454 C.6 to C.8, and what of C.2.2 is no control.
    private static readonly SearchValues<char> s_prohibited = SearchValues.Create(
        "\u0340\u0341\u06DD\u070F\u180E\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2061\u2062\u2063\u206A\u206B\u206C\u206D\u206E\u206F"
        + "\u2FF0\u2FF1\u2FF2\u2FF3\u2FF4\u2FF5\u2FF6\u2FF7\u2FF8\u2FF9\u2FFA\u2FFB\uFFF9\uFFFA\uFFFB\uFFFC\uFFFD");

    /// <summary>Prepares a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prepared">The text in its one form, perhaps empty.</param>
    /// <returns>False if it holds what neither a name nor a password may: a control, a lone surrogate, a character for private use.</returns>
    public static bool TryPrepare(string text, [NotNullWhen(true)] out string? prepared)
    {
        ArgumentNullException.ThrowIfNull(text);
        prepared = null;
        if (Ascii.IsValid(text))
        {
            prepared = text;
            return !text.Any(char.IsControl);
        }

        StringBuilder mapped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // An enumeration of runes shows a lone surrogate as U+FFFD, which is prohibited.
            if (rune.IsBmp && s_nothing.Contains((char)rune.Value))
            {
                continue;
            }

            mapped.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator ? " " : rune.ToString());
        }

        // §2.2
        string normal = UnicodeNormalization.ToNfkc(mapped.ToString());
        foreach (Rune rune in normal.EnumerateRunes())
        {
            if (IsProhibited(rune))
            {
                return false;
            }
        }

        prepared = normal;
        return true;
    }

    private static bool IsProhibited(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse
        || (rune.Value & 0xFFFE) == 0xFFFE
        || rune.Value is (>= 0xFDD0 and <= 0xFDEF) or (>= 0xE0000 and <= 0xE007F) or (>= 0x1D173 and <= 0x1D17A)
        || (rune.IsBmp && s_prohibited.Contains((char)rune.Value));

    /// <summary>Prepares a password in UTF-8; one that cannot be prepared stays as it is, so that it still is somebody's password.</summary>
    /// <param name="password">The password.</param>
    public static ReadOnlyMemory<byte> PreparePassword(ReadOnlyMemory<byte> password) =>
        Ascii.IsValid(password.Span) || !System.Text.Unicode.Utf8.IsValid(password.Span) || !TryPrepare(Encoding.UTF8.GetString(password.Span), out string? prepared)
            ? password
            : Encoding.UTF8.GetBytes(prepared);
}
