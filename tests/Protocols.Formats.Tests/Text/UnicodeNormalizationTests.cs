using System.Diagnostics;
using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

public sealed class UnicodeNormalizationTests
{
    private const string NormalizationTest = "/usr/share/unicode/NormalizationTest.txt.bz2";

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("e\u0301", "é")]
    [InlineData("e\u0316\u0301", "\u00E9\u0316")]
    [InlineData("e\u0301\u0316", "\u00E9\u0316")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("\u1112\u1161\u11AB", "한")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u212B", "Å")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    public void Text_is_put_into_form_c(string text, string expected)
    {
        Assert.Equal(expected, UnicodeNormalization.ToNfc(text));
        Assert.True(UnicodeNormalization.IsNfc(expected));
        Assert.Equal(text == expected, UnicodeNormalization.IsNfc(text));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\u00A0", " ")]
    [InlineData("\u00B5", "\u03BC")]
    [InlineData("\uFB01", "fi")]
    [InlineData("\u1E9B\u0323", "\u1E69")]
    [InlineData("\u326E", "\uAC00")]
    [InlineData("\uFF76\uFF9E", "\u30AC")]
    [InlineData("\U0001D400", "A")]
    [InlineData("\uFDFA", "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064A\u0647 \u0648\u0633\u0644\u0645")]
    [InlineData("Zürich, 東京", "Zürich, 東京")]
    public void Text_is_put_into_form_kc(string text, string expected)
    {
        Assert.Equal(expected, UnicodeNormalization.ToNfkc(text));
        Assert.Equal(expected, UnicodeNormalization.ToNfkc(text.AsSpan()));
        Assert.True(UnicodeNormalization.IsNfkc(expected));
        Assert.Equal(text == expected, UnicodeNormalization.IsNfkc(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced()
    {
        Assert.Equal("a\uFFFDb", UnicodeNormalization.ToNfc("a\uD800b"));
        Assert.NotEqual(DomainNameDefects.None, DomainName.ToAscii("\uDC00.example", out _));
    }

    [Fact]
    public void Text_in_form_c_is_given_back_as_it_is()
    {
        string text = "Zürich, 東京";
        Assert.Same(text, UnicodeNormalization.ToNfc(text));
    }

    [Fact]
    public void Many_marks_in_a_row_are_put_in_order()
    {
        string text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 100_000));
        string normalised = UnicodeNormalization.ToNfc(text);
        Assert.Equal("\u00E1" + new string('\u0316', 100_000) + new string('\u0301', 99_999), normalised);
    }

    // Unicode's own test, where the Debian package unicode-data has put it. It is of an older version, which later ones may not change.
    [Fact]
    public void Unicode_s_test_of_normalisation_is_passed()
    {
        if (!File.Exists(NormalizationTest))
        {
            Assert.Skip($"'{NormalizationTest}' (Debian package unicode-data) is not on this machine.");
        }

        using Process process = Process.Start(new ProcessStartInfo("bzip2", ["-dc", NormalizationTest]) { RedirectStandardOutput = true })!;
        int count = 0;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            string[] columns = line.Split('#')[0].Split(';');
            if (columns.Length < 5)
            {
                continue;
            }

            string[] texts = [.. columns.Take(5).Select(Read)];
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(texts[1], UnicodeNormalization.ToNfc(texts[i]));
            }

            Assert.Equal(texts[3], UnicodeNormalization.ToNfc(texts[3]));
            Assert.Equal(texts[3], UnicodeNormalization.ToNfc(texts[4]));
            Assert.All(texts, text => Assert.Equal(texts[3], UnicodeNormalization.ToNfkc(text)));
            count++;
        }

        Assert.True(count > 18_000, $"{count} lines are in the test.");
    }

    private static string Read(string column) => string.Concat(column.Split(' ').Select(static point =>
        char.ConvertFromUtf32(int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
