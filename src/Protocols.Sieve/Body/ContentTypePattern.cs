using System.Text;

namespace Protocols.Sieve;

/// <summary>Compares media types with an argument of <c>body :content</c> (RFC 5173 §5.2).</summary>
internal static class ContentTypePattern
{
    /// <summary>Whether a media type is among those that an argument names: all, those of a type, or one.</summary>
    /// <param name="pattern">The argument.</param>
    /// <param name="type">The type.</param>
    /// <param name="subtype">The subtype.</param>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> type, ReadOnlySpan<byte> subtype)
    {
        if (pattern.IsEmpty)
        {
            return true;
        }

        int slash = pattern.IndexOf((byte)'/');
        if (slash < 0)
        {
            return Ascii.EqualsIgnoreCase(pattern, type);
        }

        // One that begins or ends with a slash, or has several, is none: no subtype is empty or has a slash in it.
        return slash > 0 && slash < pattern.Length - 1
            && Ascii.EqualsIgnoreCase(pattern[..slash], type) && Ascii.EqualsIgnoreCase(pattern[(slash + 1)..], subtype);
    }
}
