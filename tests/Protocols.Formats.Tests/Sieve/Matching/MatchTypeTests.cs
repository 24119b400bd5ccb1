using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Matching;

public sealed class MatchTypeTests
{
    [Theory]
    [Rfc(5228, "2.7.1")]
    [InlineData("frobnitzm", "frob", true)]
    [InlineData("frobnitzm", "NIT", true)]
    [InlineData("frobnitzm", "itzm", true)]
    [InlineData("frobnitzm", "fbm", false)]
    [InlineData("frobnitzm", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a longer value, of more than sixteen octets", "More than sixteen", true)]
    [InlineData("a longer value, of more than sixteen octets", "SIXTEEN OCTETS", true)]
    [InlineData("a longer value, of more than sixteen octets", "sixteen octetz", false)]
    [InlineData("ÄÖÜ äöü ÄÖÜ äöü ÄÖÜ äöü", "äöü ÄÖÜ", true)]
    public void A_key_is_contained_wherever_it_stands(string value, string key, bool expected) =>
        Assert.Equal(expected, Contains(SieveComparator.AsciiCasemap, Octets(value), Octets(key)));

    [Theory]
    [Rfc(5228, "2.7.1")]
    [InlineData("frobnitzm", "frobnitzm", true)]
    [InlineData("Frobnitzm, and so on to a value of some length", "fROBNITZM, AND SO ON TO A VALUE OF SOME LENGTH", true)]
    [InlineData("Frobnitzm, and so on to a value of some length", "fROBNITZM, AND SO ON TO A VALUE OF SOME LENGTh!", false)]
    [InlineData("", "", true)]
    [InlineData("x", "", false)]
    public void Only_the_same_value_is_the_key(string value, string key, bool expected)
    {
        Assert.Equal(expected, SieveOrder.Compare(SieveComparator.AsciiCasemap, Octets(value), Octets(key)) == 0);
        Assert.Equal(expected, new SieveKey(SieveComparator.AsciiCasemap, SieveMatchType.Is, Octets(key)).IsMatch(Octets(value)));
    }

    [Theory]
    [Rfc(5229, "3.2")]
    [InlineData("[acme-users] [fwd] version 1.0 is out", "[*] *", "acme-users|[fwd] version 1.0 is out")]
    [InlineData("frop", "*", "frop")]
    [InlineData("", "*", "")]
    [InlineData("frop", "????", "f|r|o|p")]
    [InlineData("frop", "f*p", "ro")]
    [InlineData("fp", "f*p", "")]
    [InlineData("aXbXc", "*X*", "a|bXc")]
    [InlineData("a.b.c", "*.?.*", "a|b|c")]
    [InlineData("coyote@ACME.Example.COM", "*@*.example.com", "coyote|ACME")]
    [InlineData("abcabc", "*?c", "abca|b")]
    [InlineData("abcabcd", "*b?d", "abca|c")]
    [InlineData("x*y", "x\\*y", "")]
    [InlineData("x?y", "x\\?y", "")]
    [InlineData("x\\y", "x\\\\y", "")]
    [InlineData("xy", "**y", "|x")]
    public void Wildcards_take_as_little_as_they_can(string value, string pattern, string captures)
    {
        SieveCaptures found = default;
        Assert.True(Matches(SieveComparator.AsciiCasemap, Octets(value), Octets(pattern), ref found));
        Assert.Equal(value, Text(found, 0, value));
        string all = string.Join('|', Enumerable.Range(1, Math.Max(found.Count - 1, 0)).Select(i => Text(found, i, value)));
        Assert.Equal(captures, all);
    }

    [Theory]
    [InlineData("frop", "fro")]
    [InlineData("frop", "f?p")]
    [InlineData("frop", "*x*")]
    [InlineData("ab", "ab*b")]
    [InlineData("", "?")]
    [InlineData("xZy", "x\\*y")]
    [InlineData("frop", "*p?")]
    public void What_the_pattern_does_not_say_does_not_match(string value, string pattern)
    {
        SieveCaptures captures = default;
        Assert.False(Matches(SieveComparator.AsciiCasemap, Octets(value), Octets(pattern), ref captures));
        Assert.False(Matches(SieveComparator.UnicodeCasemap, Octets(value), Octets(pattern), ref captures));
    }

    [Fact]
    [Rfc(5228, "2.7.1")]
    public void A_question_mark_is_an_octet_or_a_character_as_the_comparator_has_it()
    {
        SieveCaptures captures = default;
        Assert.False(Matches(SieveComparator.AsciiCasemap, "é"u8, "?"u8, ref captures));
        Assert.True(Matches(SieveComparator.AsciiCasemap, "é"u8, "??"u8, ref captures));
        Assert.True(Matches(SieveComparator.UnicodeCasemap, "é"u8, "?"u8, ref captures));
        Assert.Equal("é", Text(captures, 1, "é"));
    }

    [Theory]
    [InlineData("This is a header with TÈST", "ThIs*with*tèsT", " is a header | ")]
    [InlineData("äöü", "Ä*", "öü")]
    [InlineData("äöü", "*Ü", "äö")]
    [InlineData("ﬁnﬁn", "*n?n", "ﬁ|ﬁ")]
    [InlineData("éa", "e*", "a")]
    public void Captures_are_of_the_value_and_not_of_what_was_made_of_it(string value, string pattern, string captures)
    {
        SieveCaptures found = default;
        Assert.True(Matches(SieveComparator.UnicodeCasemap, Octets(value), Octets(pattern), ref found));
        Assert.Equal(captures, string.Join('|', Enumerable.Range(1, found.Count - 1).Select(i => Text(found, i, value))));
    }

    [Fact]
    public void More_captures_than_are_kept_are_left_out()
    {
        SieveCaptures captures = default;
        byte[] value = new byte[100];
        byte[] pattern = new byte[100];
        Array.Fill(pattern, (byte)'?');
        Assert.True(Matches(SieveComparator.Octet, value, pattern, ref captures));
        Assert.Equal(SieveCaptures.MaxCount, captures.Count);
        Assert.True(captures.Of(SieveCaptures.MaxCount, value).IsEmpty);
    }

    [Fact]
    public void Search_finds_what_a_plain_search_finds()
    {
        Gen<byte[]> octets = Gen.Elements((byte)'a', (byte)'A', (byte)'b', (byte)'B', (byte)'[', (byte)'{', (byte)0xE4, (byte)0xC4).ArrayOf();
        Prop.ForAll(Arb.From(octets.Resize(200)), Arb.From(octets.Resize(4)), static (value, key) =>
        {
            bool isContained = FoldSlowly(value).AsSpan().IndexOf(FoldSlowly(key)) >= 0;
            return isContained == Contains(SieveComparator.AsciiCasemap, value, key)
                && (value.AsSpan().IndexOf(key) >= 0) == Contains(SieveComparator.Octet, value, key);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Patterns_match_what_a_plain_matcher_matches()
    {
        Gen<string> patterns = Gen.Elements("a", "b", "*", "?", "é").ArrayOf().Select(string.Concat);
        Gen<string> values = Gen.Elements("a", "b", "é", "É").ArrayOf().Select(string.Concat);
        Prop.ForAll(Arb.From(values.Resize(12)), Arb.From(patterns.Resize(6)), static (value, pattern) =>
        {
            SieveCaptures captures = default;
            bool isMatch = MatchesSlowly(value.ToUpperInvariant(), pattern.ToUpperInvariant());
            return isMatch == Matches(SieveComparator.UnicodeCasemap, Octets(value), Octets(pattern), ref captures);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_value_that_nearly_matches_everywhere_costs_no_more_than_its_length()
    {
        byte[] value = new byte[4 * 1024 * 1024];
        Array.Fill(value, (byte)'a');
        byte[] key = new byte[64 * 1024];
        Array.Fill(key, (byte)'a');
        key[key.Length / 2] = (byte)'b';

        // Each candidate compared would be 128 giga-octets.
        Assert.False(Contains(SieveComparator.AsciiCasemap, value, key));
        value[^(key.Length / 2)] = (byte)'B';
        Assert.True(Contains(SieveComparator.AsciiCasemap, value, key));
    }

    [Theory]
    [InlineData("*abc?def*", false, 7)]
    [InlineData("*abcdef*", false, 1)]
    [InlineData("abc?def", false, 1)]
    [InlineData("*abcdef*", true, 6)]
    public void A_pattern_that_costs_more_says_so(string pattern, bool isUnicode, int weight) =>
        Assert.Equal(weight, new SieveKey(isUnicode ? SieveComparator.UnicodeCasemap : SieveComparator.AsciiCasemap, SieveMatchType.Matches, Octets(pattern)).Weight);

    [Fact]
    public void A_pattern_that_costs_more_than_there_is_ends_the_run()
    {
        string message = $"Subject: {new string('a', 20_000)}\r\n\r\n";
        string pattern = $"*{new string('a', 500)}?b*";
        SieveRunOptions options = new() { Limits = new SieveLimits { MaxComparedBytes = 1_000_000 } };
        Assert.False(Script.Run("if header :matches \"subject\" \"*b*\" { discard; }", message, options: options).HasFailed);
        SieveResult result = Script.Run($"if header :matches \"subject\" \"{pattern}\" {{ discard; }}", message, options: options);
        Assert.Equal(SieveDiagnosticCode.LimitExceeded, Assert.Single(result.Diagnostics).Code);
        Assert.True(result.IsImplicitKeep);
    }

    [Fact]
    public void Constant_keys_allocate_nothing()
    {
        byte[] value = Octets("Re: [acme-users] version 1.0 is out, and it is the best");
        SieveKey contains = new(SieveComparator.AsciiCasemap, SieveMatchType.Contains, "VERSION 1.0"u8);
        SieveKey matches = new(SieveComparator.AsciiCasemap, SieveMatchType.Matches, "*[*]*best"u8);
        SieveKey unicode = new(SieveComparator.UnicodeCasemap, SieveMatchType.Contains, "version 1.0"u8);
        AllocationAssert.None(() => Assert.True(contains.IsMatch(value) && matches.IsMatch(value) && unicode.IsMatch(value)));
    }

    private static bool Contains(SieveComparator comparator, byte[] value, byte[] key) => new SieveKey(comparator, SieveMatchType.Contains, key).IsMatch(value);

    private static bool Matches(SieveComparator comparator, ReadOnlySpan<byte> value, ReadOnlySpan<byte> pattern, ref SieveCaptures captures) =>
        new SieveKey(comparator, SieveMatchType.Matches, pattern).IsMatch(value, ref captures);

    private static byte[] FoldSlowly(byte[] octets) => [.. octets.Select(static octet => octet is >= (byte)'a' and <= (byte)'z' ? (byte)(octet - 32) : octet)];

    private static bool MatchesSlowly(ReadOnlySpan<char> value, ReadOnlySpan<char> pattern)
    {
        if (pattern.IsEmpty)
        {
            return value.IsEmpty;
        }

        return pattern[0] == '*'
            ? MatchesSlowly(value, pattern[1..]) || (!value.IsEmpty && MatchesSlowly(value[1..], pattern))
            : !value.IsEmpty && (pattern[0] == '?' || pattern[0] == value[0]) && MatchesSlowly(value[1..], pattern[1..]);
    }

    private static string Text(SieveCaptures captures, int index, string value) => Encoding.UTF8.GetString(captures.Of(index, Octets(value)));

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);
}
