using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
            // Most lines of what was made to be slow end at once: to start a search for that costs more than it finds.
            uint near = OctetsEqualTo(source, position, (byte)'\n');
            int found = near != 0 ? BitOperations.TrailingZeroCount(near) : source[position..].IndexOf((byte)'\n');
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
    /// <param name="source">The octets that the field is part of.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends, behind its line end.</param>
    /// <param name="colon">Where the colon is, from its beginning.</param>
    /// <param name="nameLength">The length of the name; shorter than <paramref name="colon"/> where white space is between.</param>
    /// <param name="id">Which field it is.</param>
    /// <returns>False where this is no field.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadName(ReadOnlySpan<byte> source, int start, int end, out int colon, out int nameLength, out HeaderId id)
    {
        id = HeaderId.Other;
        if (source.Length - start >= Vector128<byte>.Count)
        {
            // Nearly all names end within sixteen octets, which are looked at together.
            Vector128<byte> octets = Vector128.Create(source.Slice(start, Vector128<byte>.Count));
            uint colons = Vector128.Equals(octets, Vector128.Create((byte)':')).ExtractMostSignificantBits();
            uint others = Vector128.GreaterThan(octets - Vector128.Create((byte)33), Vector128.Create((byte)(126 - 33))).ExtractMostSignificantBits();
            colon = nameLength = BitOperations.TrailingZeroCount(colons);
            if (colons != 0 && colon > 0 && colon < end - start && (others & ((1u << colon) - 1)) == 0)
            {
                id = HeaderNames.Find(source.Slice(start, colon));
                return true;
            }
        }

        return TryReadOddName(source[start..end], out colon, out nameLength, out id);
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

    private static bool TryReadOddName(ReadOnlySpan<byte> field, out int colon, out int nameLength, out HeaderId id)
    {
        id = HeaderId.Other;
        colon = nameLength = field.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        int length = field[..colon].IndexOfAnyExceptInRange((byte)33, (byte)126);
        if (length >= 0)
        {
            if (length == 0 || field[length..colon].IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                return false;
            }

            nameLength = length;
        }

        id = HeaderNames.Find(field[..nameLength]);
        return true;
    }

    // One bit for each of the next sixteen octets; none where there are not so many.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint OctetsEqualTo(ReadOnlySpan<byte> source, int position, byte sought) =>
        source.Length - position < Vector128<byte>.Count
            ? 0
            : Vector128.Equals(Vector128.Create(source.Slice(position, Vector128<byte>.Count)), Vector128.Create(sought)).ExtractMostSignificantBits();
}
