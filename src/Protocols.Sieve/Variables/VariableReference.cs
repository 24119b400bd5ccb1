using System.Buffers;

namespace Protocols.Sieve;

/// <summary>The grammar of variables in strings (RFC 5229 §3).</summary>
internal static class VariableReference
{
    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> s_identifier = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>Whether any variable is to be put in.</summary>
    public static bool IsIn(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf("${"u8) is >= 0 and int found)
        {
            text = text[found..];
            if (TryRead(text, out _) > 0)
            {
                return true;
            }

            text = text[2..];
        }

        return false;
    }

    /// <summary>Reads a reference at the start of a text. What is none is left as it is.</summary>
    /// <param name="text">The text, from <c>${</c> on.</param>
    /// <param name="name">The name, with its namespace and dots.</param>
    /// <returns>The length of the reference; 0 where there is none.</returns>
    public static int TryRead(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name)
    {
        name = default;
        ReadOnlySpan<byte> inside = text[2..];
        int length = LengthOfName(inside);
        if (length == 0 || length >= inside.Length || inside[length] != (byte)'}')
        {
            return 0;
        }

        name = inside[..length];
        return length + 3;
    }

    /// <summary>Whether a text is a name as a whole: an identifier or a number, perhaps behind a namespace.</summary>
    public static bool IsName(ReadOnlySpan<byte> text) => !text.IsEmpty && LengthOfName(text) == text.Length;

    public static bool IsNumber(ReadOnlySpan<byte> name) => !name.IsEmpty && name.IndexOfAnyExcept(s_digits) < 0;

    // variable-ref: identifiers and numbers with dots between them, of which the first is an identifier where there are several.
    private static int LengthOfName(ReadOnlySpan<byte> text)
    {
        int position = 0;
        bool isFirst = true;
        while (true)
        {
            ReadOnlySpan<byte> rest = text[position..];
            int length = rest.IndexOfAnyExcept(s_identifier) is >= 0 and int found ? found : rest.Length;
            if (length == 0)
            {
                return 0;
            }

            bool isNumber = IsNumber(rest[..length]);
            if (!isNumber && char.IsAsciiDigit((char)rest[0]))
            {
                return 0;
            }

            position += length;
            if (length == rest.Length || rest[length] != (byte)'.')
            {
                return position;
            }

            if (isFirst && isNumber)
            {
                return 0;
            }

            isFirst = false;
            position++;
        }
    }
}
