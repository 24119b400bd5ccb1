using System.Buffers;
using Protocols.Text;

namespace Protocols.Sieve;

/// <summary>
/// A key made ready for one comparator and match type, so that matching it allocates nothing (but for i;unicode-casemap's and <c>:regex</c>'s rented octets). It is
/// immutable and can be shared between threads.
/// </summary>
internal sealed class SieveKey
{
    private readonly byte[] _folded;
    private readonly SieveGlob? _glob;
    private readonly SieveRegex? _regex;

    /// <summary>Makes a key ready.</summary>
    /// <param name="comparator">The comparator.</param>
    /// <param name="matchType">The match type; a regular expression is given compiled instead.</param>
    /// <param name="key">The key.</param>
    public SieveKey(SieveComparator comparator, SieveMatchType matchType, ReadOnlySpan<byte> key)
    {
        Comparator = comparator;
        MatchType = matchType;
        _folded = matchType is SieveMatchType.Is or SieveMatchType.Contains ? Fold(comparator, key) : key.ToArray();
        _glob = matchType == SieveMatchType.Matches ? new SieveGlob(comparator, key) : null;
        Weight = _glob?.Weight ?? 1;
    }

    /// <summary>Makes a key of a regular expression.</summary>
    /// <param name="comparator">The comparator that it was compiled for.</param>
    /// <param name="regex">The expression.</param>
    public SieveKey(SieveComparator comparator, SieveRegex regex)
    {
        Comparator = comparator;
        MatchType = SieveMatchType.Regex;
        Weight = 1;
        _folded = [];
        _regex = regex;
    }

    /// <summary>The comparator.</summary>
    public SieveComparator Comparator { get; }

    /// <summary>The match type.</summary>
    public SieveMatchType MatchType { get; }

    /// <summary>How often an octet of a value is looked at in the worst case.</summary>
    public int Weight { get; }

    /// <summary>Whether a value matches by <c>:is</c>, <c>:contains</c>, <c>:matches</c> or <c>:regex</c>.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">The match type is a relation: see <see cref="Relate"/>.</exception>
    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        switch (MatchType)
        {
            case SieveMatchType.Is:
                return Is(value);
            case SieveMatchType.Contains:
                return Contains(value);
            case SieveMatchType.Matches:
                return _glob!.IsMatch(value);
            case SieveMatchType.Regex:
                return _regex!.IsMatch(value);
            default:
                throw new InvalidOperationException("A relation is asked about with Relate.");
        }
    }

    /// <summary>Whether a value matches, and what the wildcards or groups stood for.</summary>
    /// <param name="value">The value.</param>
    /// <param name="captures">Takes the ranges, for <c>:matches</c> and <c>:regex</c>; without meaning where the result is false.</param>
    /// <exception cref="InvalidOperationException">The match type is a relation: see <see cref="Relate"/>.</exception>
    public bool IsMatch(ReadOnlySpan<byte> value, ref SieveCaptures captures) => MatchType switch
    {
        SieveMatchType.Matches => _glob!.IsMatch(value, ref captures),
        SieveMatchType.Regex => _regex!.IsMatch(value, ref captures),
        _ => IsMatch(value),
    };

    /// <summary>Whether a value is in a relation to the key (<c>:value</c>).</summary>
    /// <param name="relation">The relation.</param>
    /// <param name="value">The value.</param>
    public bool Relate(SieveRelation relation, ReadOnlySpan<byte> value) => SieveOrder.Relate(relation, SieveOrder.Compare(Comparator, value, _folded));

    /// <summary>Whether a number of values is in a relation to the key (<c>:count</c>).</summary>
    /// <param name="relation">The relation.</param>
    /// <param name="count">How many there are; not negative.</param>
    public bool RelateCount(SieveRelation relation, long count) => SieveOrder.Relate(relation, SieveOrder.CompareCount(Comparator, count, _folded));

    private bool Is(ReadOnlySpan<byte> value)
    {
        switch (Comparator)
        {
            case SieveComparator.AsciiCasemap:
                return OctetSearch<AsciiCasemap>.Equals(value, _folded);
            case SieveComparator.AsciiNumeric:
                return SieveOrder.Compare(Comparator, value, _folded) == 0;
            case SieveComparator.UnicodeCasemap:
                using (FoldedText text = new(value, withOrigins: false))
                {
                    return text.Octets.SequenceEqual(_folded);
                }

            default:
                return value.SequenceEqual(_folded);
        }
    }

    private bool Contains(ReadOnlySpan<byte> value)
    {
        switch (Comparator)
        {
            case SieveComparator.AsciiCasemap:
                return OctetSearch<AsciiCasemap>.IndexOf(value, _folded) >= 0;
            case SieveComparator.UnicodeCasemap:
                using (FoldedText text = new(value, withOrigins: false))
                {
                    return OctetSearch<PlainOctets>.IndexOf(text.Octets, _folded) >= 0;
                }

            default:
                return OctetSearch<PlainOctets>.IndexOf(value, _folded) >= 0;
        }
    }

    private static byte[] Fold(SieveComparator comparator, ReadOnlySpan<byte> key)
    {
        if (comparator == SieveComparator.UnicodeCasemap)
        {
            ArrayBufferWriter<byte> folded = new(key.Length + 1);
            UnicodeCasemap.Fold(key, folded);
            return folded.WrittenSpan.ToArray();
        }

        byte[] octets = key.ToArray();
        if (comparator == SieveComparator.AsciiCasemap)
        {
            AsciiCasemap.FoldAll(octets);
        }

        return octets;
    }
}
