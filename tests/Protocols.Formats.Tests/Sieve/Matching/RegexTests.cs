using System.Text;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Matching;

// draft-ietf-sieve-regex-01
public sealed class RegexTests
{
    [Theory]
    [InlineData("stephan(\\+.*)?@friep\\.example\\.com", "stephan+sieve@friep.example.com", "+sieve")]
    [InlineData("<(.*)@", "<acme-users@example.org>", "acme-users")]
    [InlineData("^\\[(.*)\\] (.*)$", "[acme-users] [fwd] version 1.0 is out", "acme-users] [fwd|version 1.0 is out")]
    [InlineData("([^-@]*)-([^-@]*)(-bounces)?@ant.example.com", "antlr-interest-bounces@ant.example.com", "antlr|interest|-bounces")]
    [InlineData("(.*>[ \t]*,?[ \t]*)?([^-@]*)-([^-@]*)(-bounces)?@ant.example.com", "antlr-interest-bounces@ant.example.com", "|antlr|interest|-bounces")]
    [InlineData("stephan[+](sieve)@", "stephan+sieve@x", "sieve")]
    [InlineData("^(ab|cd)+$", "abcdab", "ab")]
    [InlineData("(ab){2,3}c", "ababc", "ab")]
    [InlineData("(a{2}){2}", "aaaa", "aa")]
    [InlineData("([[:digit:]]+)[[:space:]]([[:alpha:]]+)", "on 12 May", "12|May")]
    [InlineData("[]x]([^]y]+)", "]abc", "abc")]
    [InlineData("([a-c-]+)", "xa-c", "a-c")]
    [InlineData("([[=a=][.-.]]+)", "xa-", "a-")]
    [InlineData("(é+)", "ééa", "éé")]
    [InlineData("^(.)x", "😀x", "😀")]
    [InlineData("^([^a])x", "😀x", "😀")]
    [InlineData("(😀+)y", "😀😀y", "😀😀")]
    [InlineData("(|x)y", "y", "")]
    [InlineData("(a\\{1\\})", "a{1}", "a{1}")]
    public void An_expression_is_found_and_its_groups_with_it(string pattern, string value, string groups)
    {
        SieveRegex regex = Compile(pattern);
        SieveCaptures captures = default;
        byte[] octets = Encoding.UTF8.GetBytes(value);
        Assert.True(regex.IsMatch(octets));
        Assert.True(regex.IsMatch(octets, ref captures));
        List<string> found = [];
        for (int i = 1; i < captures.Count; i++)
        {
            found.Add(Encoding.UTF8.GetString(captures.Of(i, octets)));
        }

        Assert.Equal(groups, string.Join('|', found));
    }

    [Theory]
    [InlineData(".*\\.uk", "nico@nl.example.com")]
    [InlineData("^b", "ab")]
    [InlineData("a$", "a\n")]
    [InlineData("a.c", "a\nc")]
    [InlineData("[[:upper:]]", "1")]
    public void What_is_not_there_is_not_found(string pattern, string value)
    {
        SieveCaptures captures = default;
        Assert.False(Compile(pattern).IsMatch(Encoding.UTF8.GetBytes(value)));
        Assert.False(Compile(pattern).IsMatch(Encoding.UTF8.GetBytes(value), ref captures));
    }

    [Theory]
    [InlineData("sirius(+\\+.*)?@friep", 7)]
    [InlineData("sirius@friep\\.ex[]ample.com", 16)]
    [InlineData("[", 0)]
    [InlineData("a(b", 1)]
    [InlineData("ab)", 2)]
    [InlineData("é(", 2)]
    [InlineData("*a", 0)]
    [InlineData("a|+", 2)]
    [InlineData("a{2", 1)]
    [InlineData("a{3,2}", 1)]
    [InlineData("a{256}", 1)]
    [InlineData("[b-a]", 1)]
    [InlineData("[[:frop:]]", 1)]
    [InlineData("[[.ab.]]", 1)]
    [InlineData("a\\", 1)]
    [InlineData("(a)\\1", 3)]
    [InlineData("\\bword", 0)]
    [InlineData("\\w", 0)]
    [InlineData("((((a{99}){99}){99}){99})", 13)]
    public void A_wrong_expression_is_refused_with_its_place(string pattern, int offset)
    {
        Assert.False(SieveRegex.TryCompile(SieveComparator.Octet, Encoding.UTF8.GetBytes(pattern), SieveRegexLimits.Default, out _, out string? error, out int at));
        Assert.NotEmpty(error);
        Assert.Equal(offset, at);
    }

    [Theory]
    [InlineData("look(?=ahead)")]
    [InlineData("(?<name>x)")]
    [InlineData("(?i)x")]
    public void Nothing_of_other_languages_is_taken(string pattern) =>
        Assert.False(SieveRegex.TryCompile(SieveComparator.Octet, Encoding.UTF8.GetBytes(pattern), SieveRegexLimits.Default, out _, out _, out _));

    [Fact]
    public void Letter_case_matters_as_the_comparator_has_it()
    {
        Assert.False(Compile("sTEP[a-h]an").IsMatch("Stephan"u8));
        Assert.True(Compile("sTEP[A-h]an", SieveComparator.AsciiCasemap).IsMatch("StepHAn"u8));
        Assert.False(Compile("É", SieveComparator.AsciiCasemap).IsMatch("é"u8));
        Assert.True(Compile("É", SieveComparator.UnicodeCasemap).IsMatch("é"u8));

        // U+212A, the sign for Kelvin, is a k for .NET.
        Assert.False(Compile("k", SieveComparator.AsciiCasemap).IsMatch("\u212A"u8));
        Assert.False(Compile("[^k]", SieveComparator.AsciiCasemap).IsMatch("K"u8));
        Assert.False(SieveRegex.TryCompile(SieveComparator.AsciiNumeric, "a"u8, SieveRegexLimits.Default, out _, out _, out _));
    }

    [Fact]
    public void Octets_that_are_no_text_are_characters()
    {
        SieveCaptures captures = default;
        byte[] value = [0xFF, (byte)'a', 0xC4, 0xFE];
        Assert.True(Compile("a(..)$").IsMatch(value, ref captures));
        Assert.Equal((2, 2), captures.RangeOf(1));
    }

    [Fact]
    public void Limits_are_held()
    {
        SieveRegexLimits limits = new(10, 20, 2);
        Assert.False(SieveRegex.TryCompile(SieveComparator.Octet, "12345678901"u8, limits, out _, out string? tooLong, out _));
        Assert.Contains("longer", tooLong, StringComparison.Ordinal);
        Assert.False(SieveRegex.TryCompile(SieveComparator.Octet, "a{21}"u8, limits, out _, out string? tooLarge, out _));
        Assert.Contains("large", tooLarge, StringComparison.Ordinal);
        Assert.False(SieveRegex.TryCompile(SieveComparator.Octet, "(((a)))"u8, limits, out _, out string? tooDeep, out _));
        Assert.Contains("deep", tooDeep, StringComparison.Ordinal);
        Assert.True(SieveRegex.TryCompile(SieveComparator.Octet, "((a{9}))"u8, limits, out _, out _, out _));
    }

    [Fact]
    public void Limits_are_those_of_the_options()
    {
        const string Source = "require \"regex\"; if header :regex \"subject\" \"a{21}\" { stop; }";
        Assert.Empty(Script.Errors(Source));
        Assert.Single(Script.Errors(Source, new SieveOptions { Limits = new SieveLimits { MaxRegexStates = 20 } }));
        Assert.Single(Script.Errors(Source, new SieveOptions { Limits = new SieveLimits { MaxRegexBytes = 4 } }));
    }

    [Fact]
    public void An_expression_that_would_make_others_go_back_for_ever_costs_no_more_than_the_value()
    {
        byte[] value = new byte[100_000];
        Array.Fill(value, (byte)'a');
        Assert.False(Compile("^(a*)*(a|aa)+b$").IsMatch(value));
    }

    private static SieveRegex Compile(string pattern, SieveComparator comparator = SieveComparator.Octet)
    {
        Assert.True(SieveRegex.TryCompile(comparator, Encoding.UTF8.GetBytes(pattern), SieveRegexLimits.Default, out SieveRegex? regex, out string? error, out _), error);
        return regex;
    }
}
