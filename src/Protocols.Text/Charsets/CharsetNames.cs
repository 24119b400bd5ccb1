using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Protocols.Text;

/// <summary>Resolves names of character sets: the framework's, and the aliases that it lacks.</summary>
internal static class CharsetNames
{
    private static readonly FrozenDictionary<string, int> s_aliases = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["ascii"] = 20127,
        ["us"] = 20127,
        ["us-ascii"] = 20127,
        ["ansi_x3.4-1968"] = 20127,
        ["iso646-us"] = 20127,
        ["646"] = 20127,
        ["utf8"] = 65001,
        ["utf-8"] = 65001,
        ["unicode-1-1-utf-8"] = 65001,
        ["unicode-1-1-utf-7"] = Utf7Encoding.Utf7CodePage,
        ["utf-7"] = Utf7Encoding.Utf7CodePage,
        ["utf7"] = Utf7Encoding.Utf7CodePage,
        ["utf-16"] = 1200,
        ["utf-16le"] = 1200,
        ["ucs-2"] = 1200,
        ["iso-10646-ucs-2"] = 1200,
        ["utf-16be"] = 1201,
        ["utf-32"] = 12000,
        ["utf-32le"] = 12000,
        ["utf-32be"] = 12001,
        ["iso-8859-1"] = 28591,
        ["latin1"] = 28591,
        ["l1"] = 28591,
        ["latin-1"] = 28591,
        ["iso8859-1"] = 28591,
        ["8859_1"] = 28591,
        ["iso-8859-6-i"] = 28596,
        ["iso-8859-6-e"] = 28596,
        ["iso-8859-8-i"] = 28598,
        ["iso-8859-8-e"] = 28598,
        ["iso-8859-11"] = 874,
        ["tis-620"] = 874,
        ["iso-8859-10"] = 28604,
        ["ansi"] = 1252,
        ["macintosh"] = 10000,
        ["x-mac-roman"] = 10000,
        ["x-sjis"] = 932,
        ["ms_kanji"] = 932,
        ["windows-31j"] = 932,
        ["cp932"] = 932,
        ["x-euc-jp"] = 51932,
        ["ks_c_5601"] = 949,
        ["ks_c_5601-1987"] = 949,
        ["ksc5601"] = 949,
        ["euc-kr"] = 949,
        ["uhc"] = 949,
        ["x-windows-949"] = 949,
        ["gb2312"] = 936,
        ["gbk"] = 936,
        ["x-gbk"] = 936,
        ["cp936"] = 936,
        ["gb18030"] = 54936,
        ["big5-hkscs"] = 950,
        ["x-x-big5"] = 950,
        ["cn-big5"] = 950,
        ["koi8"] = 20866,
        ["x-koi8-r"] = 20866,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static Encoding? Find(string name)
    {
        if (s_aliases.TryGetValue(name, out int codePage))
        {
            return FromCodePage(codePage);
        }

        if (CodePagesEncodingProvider.Instance.GetEncoding(name) is { } encoding)
        {
            return encoding;
        }

        return TryReadCodePage(name, out codePage) ? FromCodePage(codePage) : null;
    }

    private static Encoding? FromCodePage(int codePage) => codePage switch
    {
        20127 => Encoding.ASCII,
        65001 => Encoding.UTF8,
        28591 => Encoding.Latin1,
        1200 => Encoding.Unicode,
        1201 => Encoding.BigEndianUnicode,
        12000 => Encoding.UTF32,
        12001 => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        Utf7Encoding.Utf7CodePage => Utf7Encoding.Instance,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(codePage),
    };

    // cp1250, cp-850, windows1251, ms-1252, ibm437, x-cp1252 …
    private static bool TryReadCodePage(string name, out int codePage)
    {
        int digits = name.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1;
        string prefix = name[..digits].TrimEnd('-', '_', ' ');
        bool isKnownPrefix = prefix.Equals("cp", StringComparison.OrdinalIgnoreCase)
            || prefix.Equals("x-cp", StringComparison.OrdinalIgnoreCase)
            || prefix.Equals("windows", StringComparison.OrdinalIgnoreCase)
            || prefix.Equals("win", StringComparison.OrdinalIgnoreCase)
            || prefix.Equals("ms", StringComparison.OrdinalIgnoreCase)
            || prefix.Equals("ibm", StringComparison.OrdinalIgnoreCase)
            || prefix.Equals("dos", StringComparison.OrdinalIgnoreCase);
        codePage = 0;
        return isKnownPrefix
            && int.TryParse(name.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture, out codePage)
            && codePage is > 0 and < 65536;
    }
}
