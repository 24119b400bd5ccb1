using System.Text;

namespace Protocols.Text;

/// <summary>The sets of 94 rows of 94 characters that the encodings of East Asia are made of.</summary>
internal enum GraphicSet : byte
{
    Ascii,
    JisRoman,
    Katakana,
    UnitedKingdom,
    Latin1High,
    GreekHigh,
    JisX0208,
    JisX0212,
    JisX0213Plane1,
    JisX0213Plane2,
    Gb2312,
    KsC5601,
    CnsPlane1,
    CnsPlane2,

    /// <summary>A set that is known by its escape sequence, and whose characters are not known here.</summary>
    UnknownDouble,
}

/// <summary>Characters by set, row and cell. What the framework has is read off its encodings once; the rest is in tables.</summary>
internal static class GraphicSets
{
    /// <summary>How many rows, and cells in a row.</summary>
    public const int Side = 94;

    private static readonly Lazy<char[]> s_jisX0208 = new(ReadJisX0208);
    private static readonly Lazy<char[]> s_jisX0212 = new(ReadJisX0212);
    private static readonly Lazy<char[]> s_gb2312 = new(static () => Read(936, 0x80));
    private static readonly Lazy<char[]> s_ksC5601 = new(static () => Read(949, 0x80));
    private static readonly Lazy<char[]> s_cnsPlane1 = new(static () => Read(20000, 0x80));
    private static readonly Lazy<char[]> s_cnsPlane2 = new(static () => Read(20000, 0));
    private static readonly Lazy<char[]> s_greek = new(static () => CharsetTables.Find("iso88597")!
        .GetChars([.. Enumerable.Range(0xA0, 96).Select(static b => (byte)b)]));

    public static bool IsDouble(GraphicSet set) => set >= GraphicSet.JisX0208;

    /// <summary>Puts the character of a set of single octets.</summary>
    /// <param name="set">The set.</param>
    /// <param name="octet">The octet, from 0x20 to 0x7F.</param>
    /// <param name="output">Takes it, or U+FFFD.</param>
    public static void PutSingle(GraphicSet set, byte octet, ref CharSink output)
    {
        switch (set)
        {
            case GraphicSet.JisRoman when octet == 0x5C:
                output.Put('\u00A5');
                break;
            case GraphicSet.JisRoman when octet == 0x7E:
                output.Put('\u203E');
                break;
            case GraphicSet.UnitedKingdom when octet == 0x23:
                output.Put('\u00A3');
                break;
            case GraphicSet.Katakana when octet is > 0x20 and < 0x60:
                output.Put((char)(0xFF61 + octet - 0x21));
                break;
            case GraphicSet.Katakana when octet > 0x20:
                output.PutReplacement();
                break;
            case GraphicSet.Latin1High:
                output.Put((char)(octet | 0x80));
                break;
            case GraphicSet.GreekHigh when IsUnassigned(s_greek.Value[octet - 0x20]):
                output.PutReplacement();
                break;
            case GraphicSet.GreekHigh:
                output.Put(s_greek.Value[octet - 0x20]);
                break;
            default:
                output.Put((char)octet);
                break;
        }
    }

    /// <summary>Puts the character of a set of double octets.</summary>
    /// <param name="set">The set.</param>
    /// <param name="row">The first octet, from 0x21 to 0x7E.</param>
    /// <param name="cell">The second octet, from 0x21 to 0x7E.</param>
    /// <param name="output">Takes it, or U+FFFD.</param>
    /// <returns>False where it is none.</returns>
    public static bool PutDouble(GraphicSet set, int row, int cell, ref CharSink output)
    {
        int index = ((row - 0x21) * Side) + cell - 0x21;
        switch (set)
        {
            case GraphicSet.JisX0213Plane1 or GraphicSet.JisX0213Plane2:
                return PutJisX0213(set == GraphicSet.JisX0213Plane1 ? 1 : 2, index, ref output);
            case GraphicSet.UnknownDouble:
                output.PutReplacement();
                return false;
            default:
                char character = Table(set)[index];
                if (character == '\0')
                {
                    output.PutReplacement();
                    return false;
                }

                output.Put(character);
                return true;
        }
    }

    /// <summary>The characters of a set of double octets by row and cell, 0 for none; empty where they are not in such a table.</summary>
    public static ReadOnlySpan<char> Characters(GraphicSet set) =>
        set is >= GraphicSet.JisX0208 and not (GraphicSet.JisX0213Plane1 or GraphicSet.JisX0213Plane2 or GraphicSet.UnknownDouble) ? Table(set) : default;

    private static char[] Table(GraphicSet set) => set switch
    {
        GraphicSet.JisX0208 => s_jisX0208.Value,
        GraphicSet.JisX0212 => s_jisX0212.Value,
        GraphicSet.Gb2312 => s_gb2312.Value,
        GraphicSet.KsC5601 => s_ksC5601.Value,
        GraphicSet.CnsPlane1 => s_cnsPlane1.Value,
        _ => s_cnsPlane2.Value,
    };

    private static bool PutJisX0213(int plane, int index, ref CharSink output)
    {
        ReadOnlySpan<byte> data = CharsetTables.JisX0213(plane).Span;
        int code = TableData.ReadCodePoint(data, index * 3);
        if (code == 0)
        {
            output.PutReplacement();
            return false;
        }

        output.PutCodePoint(code & 0x1FFFFF);
        int mark = code >> 21;
        if (mark > 0)
        {
            // The combining marks of those characters of JIS X 0213 that are two in Unicode.
            output.Put("\0\u309A\u0300\u0301\u02E5\u02E9"[mark]);
        }

        return true;
    }

    // The standard's own characters first, and where it has none those that programs of Japan have put there.
    private static char[] ReadJisX0208()
    {
        char[] table = Read(20932, 0x80);
        char[] extended = Read(51932, 0x80);
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = table[i] == '\0' ? extended[i] : table[i];
        }

        return table;
    }

    // Two characters are missing from the framework's: the tilde, and the numero sign.
    private static char[] ReadJisX0212()
    {
        char[] table = Read(20932, 0);
        table[Side + 0x37 - 0x21] = '~';
        table[Side + 0x71 - 0x21] = '\u2116';
        return table;
    }

    private static char[] Read(int codePage, byte cellBit)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\0"))!;
        char[] table = new char[Side * Side];
        Span<byte> octets = stackalloc byte[2];
        Span<char> characters = stackalloc char[8];
        for (int i = 0; i < table.Length; i++)
        {
            octets[0] = (byte)(0xA1 + (i / Side));
            octets[1] = (byte)((0x21 + (i % Side)) | cellBit);
            int count = encoding.GetChars(octets, characters);

            // What is in private use is not assigned in the standard.
            table[i] = count == 1 && !IsUnassigned(characters[0]) ? characters[0] : '\0';
        }

        return table;
    }

    private static bool IsUnassigned(char character) => character is '\0' or '\uFFFD' or (>= '\uE000' and <= '\uF8FF') or (>= '\u0080' and < '\u00A0');
}
