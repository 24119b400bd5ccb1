using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text.Domains;

/// <summary>Unicode's own test of UTS 46, of the version that the tables are of, and tests of Punycode.</summary>
public sealed partial class IdnaSuiteTests
{
    // RFC 5891 §4, RFC 5892 Appendix A.1, A.2, RFC 5893 §2
    [Fact]
    public void Unicode_s_test_of_uts46_is_passed()
    {
        string path = Suites.Files("idna-uts46", "IdnaTestV2.txt").Single();
        Assert.Contains("# Version: 17.0.0", File.ReadLines(path).Take(10));
        int count = 0;
        List<string> wrong = [];
        foreach (string line in File.ReadLines(path))
        {
            string[] columns = [.. line.Split('#')[0].Split(';').Select(static column => column.Trim())];
            if (columns.Length < 7)
            {
                continue;
            }

            count++;
            string source = Unescape(columns[0]);
            string unicode = columns[1].Length == 0 ? source : Unescape(columns[1]);
            string unicodeStatus = columns[2].Length == 0 ? "[]" : columns[2];
            string ascii = columns[3].Length == 0 ? unicode : Unescape(columns[3]);
            string asciiStatus = columns[4].Length == 0 ? unicodeStatus : columns[4];
            DomainNameDefects defects = DomainName.ToUnicode(source, out string toUnicode);
            Check(line, "toUnicode", unicode, IsGood(unicodeStatus), toUnicode, defects, wrong);
            defects = DomainName.ToAscii(source, out string toAscii);
            Check(line, "toAscii", ascii, IsGood(asciiStatus), toAscii, defects, wrong);
        }

        Assert.True(count > 6000, $"{count} lines are in the test.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count * 2} are wrong:{Environment.NewLine}{string.Join(Environment.NewLine, wrong.Take(40))}");
    }

    // RFC 3492 §6.2, §6.3
    [Fact]
    public void Punycode_is_written_and_read()
    {
        using JsonDocument tests = JsonDocument.Parse(File.ReadAllBytes(Suites.Files("idna-uts46", "punycode_tests.json").Single()));
        int count = 0;
        foreach (JsonElement test in tests.RootElement.EnumerateArray())
        {
            string decoded = test.GetProperty("decoded").GetString()!;
            string encoded = test.GetProperty("encoded").GetString()!;
            Assert.True(Punycode.TryEncode(decoded, out string written));
            Assert.Equal(encoded, written, ignoreCase: true);
            Assert.True(Punycode.TryDecode(encoded, out string read));
            Assert.Equal(decoded, read);
            count++;
        }

        Assert.True(count > 20);
    }

    // X4_2 is no error of toUnicode, whose labels may be empty.
    private static bool IsGood(string status) => status is "[]" or "[X4_2]";

    private static void Check(string line, string what, string expected, bool isGood, string actual, DomainNameDefects defects, List<string> wrong)
    {
        if ((defects == DomainNameDefects.None) != isGood || (isGood && actual != expected))
        {
            wrong.Add($"{what} gives '{actual}' {defects} for {line}");
        }
    }

    private static string Unescape(string column) => column == "\"\"" ? "" : Escape().Replace(column, static match =>
        ((char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex(@"\\u([0-9A-F]{4})")]
    private static partial Regex Escape();
}
