using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Charsets;

public sealed class CharsetNameTests
{
    // Registered names that mean no character set of text in mail, or one whose characters nobody has in a table here; the reasons are in the README.
    internal static IReadOnlySet<string> Unsupported { get; } = new HashSet<string>(
    [
        "ISO_6937-2-add", "Extended_UNIX_Code_Fixed_Width_for_Japanese", "ISO-10646-UTF-1", "JIS_C6226-1978", "videotex-suppl",
        "JIS_C6226-1983", "iso-ir-90", "ANSI_X3.110-1983", "T.61-8bit", "T.101-G2",
        "JIS_X0212-1990", "us-dk", "dk-us", "OSD_EBCDIC_DF04_15", "OSD_EBCDIC_DF03_IRV",
        "OSD_EBCDIC_DF04_1", "ISO-Unicode-IBM-1261", "ISO-Unicode-IBM-1268", "ISO-Unicode-IBM-1276", "ISO-Unicode-IBM-1264",
        "ISO-Unicode-IBM-1265", "SCSU", "BOCU-1", "Adobe-Standard-Encoding", "Ventura-US",
        "Ventura-International", "PC8-Danish-Norwegian", "PC8-Turkish", "IBM-Symbols", "HP-Legal",
        "HP-Pi-font", "HP-Math8", "Adobe-Symbol-Encoding", "HP-DeskTop", "Ventura-Math",
        "Microsoft-Publishing", "UNKNOWN-8BIT", "MNEMONIC", "MNEM", "VIQR",
        "Amiga-1251", "KOI7-switched", "TSCII",
    ]);

    [Fact]
    public void Every_registered_name_is_found_or_is_known_not_to_be()
    {
        List<string> wrong = [];
        foreach (string line in RegisteredNames())
        {
            string[] names = line.Split(' ');
            foreach (string name in names)
            {
                bool isFound = Charset.TryGetEncoding(Encoding.ASCII.GetBytes(name), out _);
                if (isFound == Unsupported.Contains(names[0]))
                {
                    wrong.Add($"{names[0]}: {name} {(isFound ? "is found" : "is not found")}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void However_a_name_is_written_finding_it_again_allocates_nothing()
    {
        byte[] name = "\"I.S.O - 8859 _ 10\""u8.ToArray();
        Assert.True(Charset.TryGetEncoding("iso-8859-10"u8, out Encoding? expected));
        AllocationAssert.None(() => Assert.True(Charset.TryGetEncoding(name, out Encoding? encoding) && ReferenceEquals(expected, encoding)), warmUp: 1);
    }

    [Fact]
    public void Every_registered_set_reads_any_octets_alike_however_they_are_cut()
    {
        byte[] octets = [.. Enumerable.Range(0, 0x10000).SelectMany(static pair => new[] { (byte)(pair >> 8), (byte)pair })];
        foreach (string line in RegisteredNames())
        {
            byte[] name = Encoding.ASCII.GetBytes(line.Split(' ')[0]);
            if (!Charset.TryGetEncoding(name, out Encoding? encoding) || encoding is ASCIIEncoding or { CodePage: 28591 })
            {
                continue;
            }

            string whole = Charset.GetString(name, octets, out CharsetOutcome outcome);
            CharsetDecoder decoder = new(name);
            ArrayBufferWriter<char> text = new();
            for (int i = 0; i < octets.Length; i += 1001)
            {
                decoder.Decode(octets.AsSpan(i, Math.Min(1001, octets.Length - i)), text);
            }

            Assert.Equal(outcome, decoder.Finish(text));
            Assert.True(text.WrittenSpan.SequenceEqual(whole), line);
            // What is of private use means nothing to others. Forms of Unicode have it all the same.
            bool isUnicode = encoding!.WebName.StartsWith("utf", StringComparison.OrdinalIgnoreCase) || encoding.WebName is "cesu-8" or "GB18030" or "gb18030";
            Assert.True(isUnicode || !whole.Any(static c => c is >= '\uE000' and <= '\uF8FF'), line);
        }
    }

    [Theory]
    [InlineData("iso-8859-2")]
    [InlineData("koi8-u")]
    [InlineData("windows-1251")]
    [InlineData("shift_jis")]
    [InlineData("euc-jp")]
    [InlineData("iso-2022-jp")]
    [InlineData("gb2312")]
    [InlineData("big5")]
    [InlineData("euc-kr")]
    [InlineData("utf-16")]
    public void What_the_framework_writes_can_be_written(string name)
    {
        Assert.True(Charset.TryGetEncoding(Encoding.ASCII.GetBytes(name), out Encoding? encoding));
        Assert.Equal("abc", Charset.GetString(Encoding.ASCII.GetBytes(name), encoding!.GetBytes("abc"), out _));
    }

    [Theory]
    [InlineData("  \"UTF-8\" ", "utf-8")]
    [InlineData("Windows_1251", "windows-1251")]
    [InlineData("x-mac-roman", "macintosh")]
    [InlineData("x-mac-greek", "x-mac-greek")]
    [InlineData("iso-8859-8-i", "ISO-8859-8")]
    [InlineData("koi8", "KOI8-R")]
    [InlineData("cswindows1257", "windows-1257")]
    [InlineData("ISO8859-16", "ISO-8859-16")]
    [InlineData("iso-8859-10", "ISO-8859-10")]
    [InlineData("cp-1252", "windows-1252")]
    [InlineData("ibm00858", "IBM00858")]
    [InlineData("KOI8-RU", "KOI8-RU")]
    [InlineData("ISO-2022-JP-2", "iso-2022-jp")]
    [InlineData("gb2312", "GB18030")]
    [InlineData("ks_c_5601-1987", "ks_c_5601-1987")]
    public void Names_are_found_however_they_are_written(string name, string found)
    {
        Assert.True(Charset.TryGetEncoding(Encoding.ASCII.GetBytes(name), out Encoding? encoding));
        Assert.Equal(found, encoding!.WebName, ignoreCase: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("x-")]
    [InlineData("cs")]
    [InlineData("cp")]
    [InlineData("cp0")]
    [InlineData("cp99999999999")]
    [InlineData("plane1")]
    [InlineData("hkscs")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Names_that_mean_nothing_are_not_found(string name) =>
        Assert.False(Charset.TryGetEncoding(Encoding.ASCII.GetBytes(name), out _));

    // From the root, not from the caller's file: a build of CI writes its sources' paths as "/_/…".
    private static IEnumerable<string> RegisteredNames() =>
        File.ReadLines(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "Text", "Charsets", "iana-names.txt"));
}
