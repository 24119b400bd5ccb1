using System.Runtime.CompilerServices;

namespace Protocols.Mime;

/// <summary>Where a header field ends and of what it is made (RFC 5322 §2.2): what every reader of headers here shares.</summary>
internal static class HeaderFieldSyntax
{
    /// <summary>Finds the end of the field that begins at a position: it goes on over lines that begin with white space (RFC 5322 §2.2.3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EndOfField(ReadOnlySpan<byte> source, int position)
    {
        while (true)
        {
            int found = source[position..].IndexOf((byte)'\n');
            if (found < 0)
            {
                return source.Length;
            }

            position += found + 1;
            if ((uint)position >= (uint)source.Length || source[position] is not ((byte)' ' or (byte)'\t'))
            {
                return position;
            }
        }
    }

    /// <summary>The length of the UTF-8 byte order mark that editors leave before a message, 0 where there is none.</summary>
    public static int ByteOrderMarkLength(ReadOnlySpan<byte> source) => source.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;

    /// <summary>The length of the empty line that stands here, 0 where none does.</summary>
    public static int EmptyLineLength(ReadOnlySpan<byte> source, int position) =>
        source[position] == (byte)'\n' ? 1
        : source[position] == (byte)'\r' && position + 1 < source.Length && source[position + 1] == (byte)'\n' ? 2
        : 0;

    /// <summary>Finds the name of a field: printable ASCII but for the colon (RFC 5322 §2.2); §4.5 lets white space stand before the colon.</summary>
    /// <param name="field">The field with its line end.</param>
    /// <param name="colon">Where the colon is.</param>
    /// <param name="nameLength">The length of the name; shorter than <paramref name="colon"/> where white space is between.</param>
    /// <param name="id">Which field it is.</param>
    /// <returns>False where this is no field.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadName(ReadOnlySpan<byte> field, out int colon, out int nameLength, out HeaderId id)
    {
        colon = nameLength = field.IndexOf((byte)':');
        id = HeaderId.Other;
        if (colon <= 0)
        {
            return false;
        }

        id = HeaderNames.Find(field[..colon]);
        return id != HeaderId.Other || TryReadUnknownName(field, colon, out nameLength, out id);
    }

    /// <summary>Where the value ends: before the line end of the last line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ValueEnd(ReadOnlySpan<byte> field)
    {
        int end = field.Length;
        if (field[^1] == (byte)'\n')
        {
            end--;
            if (field[end - 1] == (byte)'\r')
            {
                end--;
            }
        }

        return end;
    }

    private static bool TryReadUnknownName(ReadOnlySpan<byte> field, int colon, out int nameLength, out HeaderId id)
    {
        id = HeaderId.Other;
        nameLength = colon;
        int length = field[..colon].IndexOfAnyExceptInRange((byte)33, (byte)126);
        if (length < 0)
        {
            return true;
        }

        if (length == 0 || field[length..colon].IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
        {
            return false;
        }

        nameLength = length;
        id = HeaderNames.Find(field[..length]);
        return true;
    }
}
