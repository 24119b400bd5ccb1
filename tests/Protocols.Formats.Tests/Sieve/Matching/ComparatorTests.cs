using System.Text;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Matching;

public sealed class ComparatorTests
{
    // RFC 4790 §9.1
    [Theory]
    [InlineData("0", "1", -1)]
    [InlineData("1", "4294967298", -1)]
    [InlineData("4294967298", "04294967298", 0)]
    [InlineData("4294967298", "4294967298b", 0)]
    [InlineData("04294967298", "", -1)]
    [InlineData("", "x", 0)]
    [InlineData("x", "y", 0)]
    [InlineData("000", "0", 0)]
    [InlineData("99999999999999999999999999", "100000000000000000000000000", -1)]
    public void Numbers_are_compared_by_their_value_and_what_is_none_is_infinite(string a, string b, int expected)
    {
        Assert.Equal(expected, Math.Sign(Compare(SieveComparator.AsciiNumeric, a, b)));
        Assert.Equal(-expected, Math.Sign(Compare(SieveComparator.AsciiNumeric, b, a)));
        Assert.Equal(expected == 0, Is(SieveComparator.AsciiNumeric, Octets(a), Octets(b)));
    }

    // RFC 4790 §9.2
    [Theory]
    [InlineData("frobnitzm", "FROBNITZM", 0)]
    [InlineData("a", "B", -1)]
    [InlineData("_", "a", 1)]
    [InlineData("é", "É", 1)]
    [InlineData("ab", "abc", -1)]
    [InlineData("", "a", -1)]
    public void Only_the_letters_of_ascii_are_folded_and_to_capitals(string a, string b, int expected) =>
        Assert.Equal(expected, Math.Sign(Compare(SieveComparator.AsciiCasemap, a, b)));

    // RFC 4790 §9.3
    [Theory]
    [InlineData("a", "A", 1)]
    [InlineData("", "", 0)]
    [InlineData("", "a", -1)]
    [InlineData("ab", "aa", 1)]
    public void Octets_are_compared_as_numbers(string a, string b, int expected) => Assert.Equal(expected, Math.Sign(Compare(SieveComparator.Octet, a, b)));

    // RFC 5051 §2
    [Theory]
    [InlineData("tèst", "TÈST")]
    [InlineData("\u01C4", "\u01C6")]
    [InlineData("\u01C4", "Dz\u030C", false)]
    [InlineData("é", "E\u0301")]
    [InlineData("ﬁn", "FIN", false)]
    [InlineData("ﬁn", "ﬁN")]
    [InlineData("각", "\u1100\u1161\u11A8")]
    [InlineData("ß", "SS", false)]
    [InlineData("ა", "Ა", false)]
    [InlineData("Straße", "sTRAßE")]
    [InlineData("\U00010428", "\U00010400")]
    public void Unicode_is_titlecased_and_decomposed(string a, string b, bool areSame = true)
    {
        Assert.Equal(areSame, Is(SieveComparator.UnicodeCasemap, Octets(a), Octets(b)));
        Assert.Equal(areSame, Compare(SieveComparator.UnicodeCasemap, a, b) == 0);
    }

    // RFC 5051 §2
    [Fact]
    public void What_is_no_unicode_is_compared_as_octets()
    {
        Assert.True(Is(SieveComparator.UnicodeCasemap, [0xFF, (byte)'a'], [0xFF, (byte)'a']));
        Assert.False(Is(SieveComparator.UnicodeCasemap, [0xFF, (byte)'a'], [0xFF, (byte)'A']));
    }

    [Theory]
    [Rfc(5231, "4")]
    [InlineData("gt", true, false, false)]
    [InlineData("ge", true, true, false)]
    [InlineData("lt", false, false, true)]
    [InlineData("LE", false, true, true)]
    [InlineData("eq", false, true, false)]
    [InlineData("Ne", true, false, true)]
    public void Relations_hold_from_the_value_to_the_key(string name, bool more, bool same, bool less)
    {
        Assert.True(SieveComparators.TryFindRelation(Octets(name), out SieveRelation relation));
        SieveKey key = new(SieveComparator.AsciiNumeric, SieveMatchType.Value, "3"u8);
        Assert.Equal((more, same, less), (key.Relate(relation, "20"u8), key.Relate(relation, "3"u8), key.Relate(relation, "1"u8)));
        Assert.Equal((more, same, less), (key.RelateCount(relation, 20), key.RelateCount(relation, 3), key.RelateCount(relation, 1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("g")]
    [InlineData("gte")]
    [InlineData("xx")]
    public void Other_relations_are_not_known(string name) => Assert.False(SieveComparators.TryFindRelation(Octets(name), out _));

    [Theory]
    [Rfc(5228, "2.7.3")]
    [InlineData("i;octet")]
    [InlineData("i;ascii-casemap")]
    [InlineData("i;ascii-numeric")]
    [InlineData("i;unicode-casemap")]
    public void Comparators_have_the_names_of_the_registry(string name)
    {
        Assert.True(SieveComparators.TryFind(Octets(name), out SieveComparator comparator));
        Assert.Equal(name, SieveComparators.NameOf(comparator));
        Assert.False(SieveComparators.TryFind(Octets(name.ToUpperInvariant()), out _));
    }

    [Fact]
    [Rfc(5228, "2.7.1")]
    public void Numbers_have_no_substrings()
    {
        Assert.False(SieveComparators.Supports(SieveComparator.AsciiNumeric, SieveMatchType.Contains));
        Assert.False(SieveComparators.Supports(SieveComparator.AsciiNumeric, SieveMatchType.Matches));
        Assert.False(SieveComparators.Supports(SieveComparator.AsciiNumeric, SieveMatchType.Regex));
        Assert.True(SieveComparators.Supports(SieveComparator.AsciiNumeric, SieveMatchType.Count));
    }

    private static bool Is(SieveComparator comparator, byte[] value, byte[] key) => new SieveKey(comparator, SieveMatchType.Is, key).IsMatch(value);

    private static int Compare(SieveComparator comparator, string a, string b) => SieveOrder.Compare(comparator, Octets(a), Octets(b));

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);
}
