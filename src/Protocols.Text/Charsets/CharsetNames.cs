using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Protocols.Text;

/// <summary>
/// Resolves names of character sets: the framework's, those of this library, and the aliases that both lack. Letter case and what is
/// neither letter nor digit make no difference, as RFC 2978 and programs have it; nor do the <c>x-</c> and <c>cs</c> in front.
/// </summary>
internal static partial class CharsetNames
{
    private static readonly FrozenDictionary<string, int> s_codePages = BuildCodePages();
    /// <summary>The characters of private use of the first plane.</summary>
    public static SearchValues<char> PrivateUse { get; } = SearchValues.Create([.. Enumerable.Range(0xE000, 0x1900).Select(static c => (char)c)]);
    private static readonly Lazy<CodePageTable> s_hkscs = new(static () => new CodePageTable(950, "hkscs"));
    private static readonly Lazy<CodePageTable> s_japanese = new(static () => new CodePageTable(932, "codepage932"));
    private static readonly Lazy<CodePageTable> s_chinese = new(static () => new CodePageTable(936, null));
    private static readonly Lazy<CodePageTable> s_korean = new(static () => new CodePageTable(949, null));
    private static readonly Lazy<CodePageTable> s_taiwanese = new(static () => new CodePageTable(950, "codepage950"));
    private static readonly Lazy<CodePageTable> s_johab = new(static () => new CodePageTable(1361, "codepage1361"));

    /// <summary>Finds a character set.</summary>
    /// <param name="squeezed">Its name, squeezed.</param>
    public static Encoding? Find(string squeezed) =>
        FindSqueezed(squeezed)
            ?? (squeezed.StartsWith('x') ? FindSqueezed(squeezed[1..]) : null)
            ?? (squeezed.StartsWith("cs", StringComparison.Ordinal) ? FindSqueezed(squeezed[2..]) : null)
            ?? (TryReadCodePage(squeezed, out int codePage) ? FromCodePage(codePage) : null);

    /// <summary>The letters and digits of a name, in small letters.</summary>
    public static string Squeeze(string name)
    {
        Span<char> squeezed = stackalloc char[name.Length];
        return squeezed[..Squeeze(Encoding.Latin1.GetBytes(name), squeezed)].ToString();
    }

    /// <summary>Writes the letters and digits of a name, in small letters.</summary>
    /// <param name="name">The name.</param>
    /// <param name="squeezed">At least as long.</param>
    /// <returns>How many there are.</returns>
    public static int Squeeze(ReadOnlySpan<byte> name, Span<char> squeezed)
    {
        int length = 0;
        foreach (byte b in name)
        {
            if (char.IsAsciiLetterOrDigit((char)b))
            {
                squeezed[length++] = char.ToLowerInvariant((char)b);
            }
        }

        return length;
    }

    /// <summary>The framework's encoding that writes a set of one octet a character which has a newer table here, null where it has none.</summary>
    public static Encoding? FindWriter(string squeezedName) => squeezedName switch
    {
        "iso88592" => CodePagesEncodingProvider.Instance.GetEncoding(28592),
        "iso88593" => CodePagesEncodingProvider.Instance.GetEncoding(28593),
        "iso88594" => CodePagesEncodingProvider.Instance.GetEncoding(28594),
        "iso88595" => CodePagesEncodingProvider.Instance.GetEncoding(28595),
        "iso88596" => CodePagesEncodingProvider.Instance.GetEncoding(28596),
        "iso88597" => CodePagesEncodingProvider.Instance.GetEncoding(28597),
        "iso88598" => CodePagesEncodingProvider.Instance.GetEncoding(28598),
        "iso885913" => CodePagesEncodingProvider.Instance.GetEncoding(28603),
        "iso885915" => CodePagesEncodingProvider.Instance.GetEncoding(28605),
        "koi8r" => CodePagesEncodingProvider.Instance.GetEncoding(20866),
        "koi8u" => CodePagesEncodingProvider.Instance.GetEncoding(21866),
        "macintosh" => CodePagesEncodingProvider.Instance.GetEncoding(10000),
        _ => null,
    };

    private static Encoding? FindSqueezed(string name)
    {
        if (s_codePages.TryGetValue(name, out int codePage))
        {
            return FromCodePage(codePage);
        }

        return FindReader(name) ?? CharsetTables.Find(name);
    }

    private static OctetReaderEncoding? FindReader(string name) => name switch
    {
        "utf7" or "unicode11utf7" or "unicode20utf7" => new("utf-7", static () => new Utf7Reader(isModified: false)),
        "utf7imap" or "imap4utf7" => new("utf-7-imap", static () => new Utf7Reader(isModified: true)),
        "utf16" or "ucs2" or "iso10646ucs2" or "unicode" or "unicode11" or "iso10646" or "iso10646unicodelatin1" or "iso10646ucsbasic" or "iso10646j1"
            or "unicodeascii" or "unicodelatin1" or "unicodejapanese"
            => new("utf-16", static () => new WideReader(2), 1200),
        "utf32" or "ucs4" or "iso10646ucs4" => new("utf-32", static () => new WideReader(4), 12000),
        "cesu8" => new("cesu-8", static () => new Cesu8Reader()),
        "iso2022jp" or "iso2022jp1" or "iso2022jp2" or "iso2022jp3" or "iso2022jp2003" or "iso2022jp2004" or "iso2022jpms" or "cp50220" or "cp50221" or "cp50222" or "jis" or "jis7" or "jisencoding"
            or "junet"
            => new("iso-2022-jp", static () => new Iso2022Reader(GraphicSet.Katakana), 50220),
        "iso2022kr" => new("iso-2022-kr", static () => new Iso2022Reader(GraphicSet.KsC5601), 50225),
        "iso2022cn" or "iso2022cnext" => new("iso-2022-cn", static () => new Iso2022Reader(GraphicSet.Gb2312)),
        "hzgb2312" or "hz" => new("hz-gb-2312", static () => new HzReader(), 52936),
        "eucjp" or "ujis" or "eucpkdfmtjapanese" or "extendedunixcodepackedformatforjapanese" or "eucjpms" or "eucjpwin" or "cp51932"
            => new("euc-jp", static () => new EucReader(EucForm.Japanese), 51932),
        "eucjis2004" or "eucjisx0213" => new("euc-jis-2004", static () => new EucReader(EucForm.Japanese2004)),
        "euctw" => new("euc-tw", static () => new EucReader(EucForm.Taiwanese)),
        "shiftjis2004" or "shiftjisx0213" or "sjis2004" => new("shift_jis-2004", static () => new ShiftJis2004Reader()),
        "big5hkscs" or "big5hkscs2004" or "big5hk" => new("big5-hkscs", static () => new CodePageReader(s_hkscs.Value)),
        _ => null,
    };

    private static Encoding? FromCodePage(int codePage) => codePage switch
    {
        20127 => Encoding.ASCII,
        65001 => Encoding.UTF8,
        28591 => Encoding.Latin1,
        1200 => Encoding.Unicode,
        1201 => Encoding.BigEndianUnicode,
        12000 => Encoding.UTF32,
        12001 => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        932 => new OctetReaderEncoding("shift_jis", static () => new CodePageReader(s_japanese.Value), 932),
        936 => new OctetReaderEncoding("gbk", static () => new CodePageReader(s_chinese.Value), 936),
        949 => new OctetReaderEncoding("ks_c_5601-1987", static () => new CodePageReader(s_korean.Value), 949),
        950 => new OctetReaderEncoding("big5", static () => new CodePageReader(s_taiwanese.Value), 950),
        1361 => new OctetReaderEncoding("johab", static () => new CodePageReader(s_johab.Value), 1361),
        50220 or 50221 or 50222 => FindReader("iso2022jp"),
        50225 => FindReader("iso2022kr"),
        50227 => FindReader("iso2022cn"),
        51932 or 20932 => FindReader("eucjp"),
        52936 => FindReader("hz"),
        54936 => new OctetReaderEncoding("gb18030", static () => new Gb18030Reader(), 54936),
        65000 => FindReader("utf7"),
        _ => FromFramework(codePage),
    };

    // For octets that mean nothing the framework's tables have characters of private use, or question marks.
    private static Encoding? FromFramework(int codePage)
    {
        Encoding? encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);
        if (encoding is not { IsSingleByte: true })
        {
            return encoding;
        }

        char[] characters = encoding.GetChars([.. Enumerable.Range(0, 256).Select(static b => (byte)b)]);
        characters.AsSpan().ReplaceAny(PrivateUse, '\uFFFD');
        return new SingleOctetEncoding(encoding.WebName, characters, encoding);
    }

    // cp1250, cp-850, windows1251, ms-1252, ibm437, x-cp1252 …
    private static bool TryReadCodePage(string squeezed, out int codePage)
    {
        int digits = squeezed.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1;
        codePage = 0;
        return squeezed.AsSpan(0, digits) is "cp" or "xcp" or "windows" or "win" or "ms" or "ibm" or "dos" or "ccsid" or "csibm" or "cswindows" or "cswindows"
            && int.TryParse(squeezed.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture, out codePage)
            && codePage is > 0 and < 65536;
    }

    private static FrozenDictionary<string, int> BuildCodePages()
    {
        Dictionary<string, int> codePages = [];
        foreach (string line in Aliases.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] words = line.Split(' ');
            int codePage = int.Parse(words[0], CultureInfo.InvariantCulture);
            foreach (string name in words.AsSpan(1))
            {
                codePages.Add(name, codePage);
            }
        }

        foreach (EncodingInfo info in CodePagesEncodingProvider.Instance.GetEncodings())
        {
            string name = Squeeze(info.Name);
            if (FindReader(name) is null && !CharsetTables.Has(name) && !CharsetTables.Has(name.TrimStart('x')))
            {
                codePages.TryAdd(name, info.CodePage);
            }
        }

        return codePages.ToFrozenDictionary();
    }
}
