using System.Diagnostics;
using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Charsets;

/// <summary>Every octet, and every pair or triple that a character set has, beside what Python's codecs make of it.</summary>
public sealed class PythonCodecTests
{
    // Writes a line for each sequence that the codec can read: the octets, and the code points, in hexadecimal.
    private const string Script = """
        import sys
        codec, form = sys.argv[1], sys.argv[2]
        singles = [bytes([i]) for i in range(256)]
        pairs = [bytes([i, j]) for i in range(0x81, 256) for j in range(0x40, 256)]
        seven = [bytes([i, j]) for i in range(0x21, 0x7f) for j in range(0x21, 0x7f)]
        if form == "1": cases = singles
        elif form == "2": cases = singles[:128] + pairs
        elif form == "euc": cases = singles[:128] + pairs + [b"\x8f" + p for p in pairs if p[0] > 0xa0 and p[1] > 0xa0]
        else:
            escape = bytes.fromhex(form)
            tail = b"\x0f" if escape.endswith(b"\x0e") else b"\x1b(B"
            cases = [escape + p + tail for p in (seven if escape[1:2] == b"$" else [bytes([i]) for i in range(0x21, 0x7f)])]
            if form == "7e7b": cases = [escape + p + b"~}" for p in seven]
            if form.startswith("1b2e"): cases = [escape + bytes([i]) for i in range(0x20, 0x80)]
        for case in cases:
            try: text = case.decode(codec)
            except UnicodeDecodeError: continue
            print(case.hex(), "".join("%06x" % ord(c) for c in text))
        """;

    // Where programs and Python differ on purpose: how many sequences, at most.
    [Theory]
    [InlineData("iso-8859-1", "latin_1", "1", 32)] // windows-1252 where there are controls
    [InlineData("iso-8859-2", "iso8859_2", "1", 0)]
    [InlineData("iso-8859-3", "iso8859_3", "1", 0)]
    [InlineData("iso-8859-4", "iso8859_4", "1", 0)]
    [InlineData("iso-8859-5", "iso8859_5", "1", 0)]
    [InlineData("iso-8859-6", "iso8859_6", "1", 0)]
    [InlineData("iso-8859-7", "iso8859_7", "1", 0)]
    [InlineData("iso-8859-8", "iso8859_8", "1", 0)]
    [InlineData("iso-8859-9", "iso8859_9", "1", 32)]
    [InlineData("iso-8859-10", "iso8859_10", "1", 0)]
    [InlineData("iso-8859-11", "iso8859_11", "1", 32)]
    [InlineData("iso-8859-13", "iso8859_13", "1", 0)]
    [InlineData("iso-8859-14", "iso8859_14", "1", 0)]
    [InlineData("iso-8859-15", "iso8859_15", "1", 0)]
    [InlineData("iso-8859-16", "iso8859_16", "1", 0)]
    [InlineData("windows-1250", "cp1250", "1", 0)]
    [InlineData("windows-1251", "cp1251", "1", 0)]
    [InlineData("windows-1252", "cp1252", "1", 0)]
    [InlineData("windows-1253", "cp1253", "1", 0)]
    [InlineData("windows-1254", "cp1254", "1", 0)]
    [InlineData("windows-1255", "cp1255", "1", 0)]
    [InlineData("windows-1256", "cp1256", "1", 0)]
    [InlineData("windows-1257", "cp1257", "1", 0)]
    [InlineData("windows-1258", "cp1258", "1", 0)]
    [InlineData("ibm437", "cp437", "1", 0)]
    [InlineData("ibm737", "cp737", "1", 0)]
    [InlineData("ibm775", "cp775", "1", 0)]
    [InlineData("ibm850", "cp850", "1", 0)]
    [InlineData("ibm852", "cp852", "1", 0)]
    [InlineData("ibm855", "cp855", "1", 0)]
    [InlineData("ibm856", "cp856", "1", 2)]
    [InlineData("ibm857", "cp857", "1", 0)]
    [InlineData("ibm858", "cp858", "1", 0)]
    [InlineData("ibm860", "cp860", "1", 0)]
    [InlineData("ibm861", "cp861", "1", 0)]
    [InlineData("ibm862", "cp862", "1", 0)]
    [InlineData("ibm863", "cp863", "1", 0)]
    [InlineData("ibm864", "cp864", "1", 1)]
    [InlineData("ibm865", "cp865", "1", 0)]
    [InlineData("ibm866", "cp866", "1", 0)]
    [InlineData("ibm869", "cp869", "1", 0)]
    [InlineData("cp1125", "cp1125", "1", 0)]
    [InlineData("ibm037", "cp037", "1", 0)]
    [InlineData("ibm273", "cp273", "1", 1)]
    [InlineData("ibm424", "cp424", "1", 2)]
    [InlineData("ibm500", "cp500", "1", 0)]
    [InlineData("ibm1026", "cp1026", "1", 0)]
    [InlineData("ibm01140", "cp1140", "1", 0)]
    [InlineData("koi8-r", "koi8_r", "1", 0)]
    [InlineData("koi8-u", "koi8_u", "1", 0)]
    [InlineData("koi8-t", "koi8_t", "1", 0)]
    [InlineData("kz-1048", "kz1048", "1", 0)]
    [InlineData("ptcp154", "ptcp154", "1", 0)]
    [InlineData("hp-roman8", "hp_roman8", "1", 0)]
    [InlineData("tis-620", "tis_620", "1", 33)]
    [InlineData("macintosh", "mac_roman", "1", 0)]
    [InlineData("x-mac-cyrillic", "mac_cyrillic", "1", 0)]
    [InlineData("x-mac-ce", "mac_latin2", "1", 0)]
    [InlineData("x-mac-greek", "mac_greek", "1", 0)]
    [InlineData("x-mac-turkish", "mac_turkish", "1", 0)]
    [InlineData("x-mac-icelandic", "mac_iceland", "1", 0)]
    [InlineData("shift_jis", "cp932", "2", 63)] // 80, which is nothing in Shift_JIS
    [InlineData("shift_jis-2004", "shift_jis_2004", "2", 4)]
    [InlineData("euc-jp", "euc_jp", "euc", 0)]
    [InlineData("euc-jis-2004", "euc_jis_2004", "euc", 0)]
    [InlineData("euc-kr", "cp949", "2", 0)]
    [InlineData("johab", "johab", "2", 0)]
    [InlineData("big5", "cp950", "2", 0)]
    [InlineData("big5-hkscs", "big5hkscs", "2", 12)]
    [InlineData("gbk", "cp936", "2", 0)]
    [InlineData("gb2312", "gb18030", "2", 0)]
    [InlineData("hz-gb-2312", "hz", "7e7b", 2)]
    [InlineData("iso-2022-jp", "iso2022_jp", "1b2442", 0)]
    [InlineData("iso-2022-jp", "iso2022_jp", "1b284a", 0)]
    [InlineData("iso-2022-jp", "iso2022_jp_ext", "1b2849", 0)]
    [InlineData("iso-2022-jp-1", "iso2022_jp_1", "1b242844", 0)]
    [InlineData("iso-2022-jp-2", "iso2022_jp_2", "1b2441", 2)]
    [InlineData("iso-2022-jp-2", "iso2022_jp_2", "1b242843", 0)]
    [InlineData("iso-2022-jp-2", "iso2022_jp_2", "1b2e411b4e", 0)]
    [InlineData("iso-2022-jp-2", "iso2022_jp_2", "1b2e461b4e", 0)]
    [InlineData("iso-2022-jp-2004", "iso2022_jp_2004", "1b242851", 1)]
    [InlineData("iso-2022-jp-2004", "iso2022_jp_2004", "1b242850", 0)]
    [InlineData("iso-2022-kr", "iso2022_kr", "1b2429430e", 0)]
    public void What_python_reads_is_read_alike(string name, string codec, string form, int differences)
    {
        string? python = FindPython();
        if (python is null)
        {
            Assert.Skip("python3 is not on this machine.");
        }

        List<string> wrong = [];
        int count = 0;
        foreach (string line in Run(python, codec, form))
        {
            string[] words = line.Split(' ');
            byte[] octets = Convert.FromHexString(words[0]);
            StringBuilder expected = new();
            for (int i = 0; i < words[1].Length; i += 6)
            {
                expected.Append(char.ConvertFromUtf32(int.Parse(words[1].AsSpan(i, 6), NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
            }

            // What is in private use means nothing to anybody else.
            if (expected.ToString().Any(static c => char.GetUnicodeCategory(c) == UnicodeCategory.PrivateUse))
            {
                continue;
            }

            count++;
            string read = Charset.GetString(Encoding.ASCII.GetBytes(name), octets, out _);
            if (read != expected.ToString())
            {
                wrong.Add($"{words[0]}: {Hex(expected.ToString())} in Python, {Hex(read)} here");
            }
        }

        Assert.True(count > 60, $"Python's {codec} read {count} sequences.");
        Assert.True(wrong.Count <= differences, $"{wrong.Count} of {count} differ:{Environment.NewLine}{string.Join(Environment.NewLine, wrong.Take(40))}");
    }

    private static string Hex(string text) => string.Join(' ', text.Select(static c => ((int)c).ToString("X4", CultureInfo.InvariantCulture)));

    private static string? FindPython() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(static folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);

    private static string[] Run(string python, string codec, string form)
    {
        ProcessStartInfo start = new(python, ["-c", Script, codec, form]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
