using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>SEARCH's result options (RFC 9051 §6.4.4).</summary>
[Flags]
public enum SearchReturn
{
    /// <summary>No RETURN at all: all numbers, in the older response where that is due.</summary>
    None = 0,

    /// <summary>The lowest.</summary>
    Min = 1,

    /// <summary>The highest.</summary>
    Max = 2,

    /// <summary>All.</summary>
    All = 4,

    /// <summary>How many.</summary>
    Count = 8,

    /// <summary>Keep the result for <c>$</c>.</summary>
    Save = 16,
}

/// <summary>SEARCH and UID SEARCH (RFC 9051 §6.4.4).</summary>
public sealed record SearchCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => IsUid ? "UID SEARCH" : "SEARCH";

    /// <summary>Whether the result is of UIDs.</summary>
    public required bool IsUid { get; init; }

    /// <summary>What is wanted of the result; RETURN () comes out as <see cref="SearchReturn.All"/>.</summary>
    public SearchReturn Return { get; init; }

    /// <summary>What messages have to be.</summary>
    public required SearchKey Key { get; init; }

    /// <summary>Whether MODSEQ is among the keys: then the highest mod-sequence of what is found is told too (RFC 7162 §3.1.5).</summary>
    public bool HasModSeq => SearchModSeq.IsIn(Key);
}

/// <summary>What a message has to be; a small tree of bounded depth.</summary>
public abstract record SearchKey
{
    private protected SearchKey()
    {
    }
}

/// <summary>ALL.</summary>
public sealed record SearchAll : SearchKey;

/// <summary>One of <see cref="Keys"/> is not true of a message unless all are: keys beside one another, or in parentheses.</summary>
/// <param name="Keys">The keys.</param>
public sealed record SearchAnd(ImmutableArray<SearchKey> Keys) : SearchKey;

/// <summary>OR.</summary>
/// <param name="Left">One.</param>
/// <param name="Right">The other.</param>
public sealed record SearchOr(SearchKey Left, SearchKey Right) : SearchKey;

/// <summary>NOT.</summary>
/// <param name="Key">What it is not.</param>
public sealed record SearchNot(SearchKey Key) : SearchKey;

/// <summary>A sequence set, or UID and one.</summary>
/// <param name="Messages">The set.</param>
/// <param name="IsUid">Whether it is of UIDs.</param>
public sealed record SearchSet(SequenceSet Messages, bool IsUid) : SearchKey;

/// <summary>A flag or keyword: SEEN, UNSEEN, KEYWORD and so on. Of <c>\Recent</c>, NEW and OLD (RFC 3501 §6.4.4) speak too.</summary>
/// <param name="Flag">The flag, such as <c>\Seen</c> or <c>$Forwarded</c>.</param>
/// <param name="IsSet">Whether it has to be set.</param>
public sealed record SearchFlag(string Flag, bool IsSet) : SearchKey;

/// <summary>HEADER, and FROM, TO, CC, BCC and SUBJECT, which are short for it.</summary>
/// <param name="Field">The header field's name.</param>
/// <param name="Value">What it has to contain; empty for any value.</param>
public sealed record SearchHeader(string Field, string Value) : SearchKey;

/// <summary>BODY and TEXT.</summary>
/// <param name="Value">What it has to contain.</param>
/// <param name="IncludesHeader">Whether the header counts: TEXT.</param>
public sealed record SearchContent(string Value, bool IncludesHeader) : SearchKey;

/// <summary>How a date is compared; time and zone do not count (RFC 9051 §6.4.4).</summary>
public enum DateComparison
{
    /// <summary>Earlier.</summary>
    Before,

    /// <summary>The same day.</summary>
    On,

    /// <summary>That day or later.</summary>
    Since,
}

/// <summary>BEFORE, ON, SINCE, SENTBEFORE, SENTON, SENTSINCE.</summary>
/// <param name="Comparison">How.</param>
/// <param name="Date">With what.</param>
/// <param name="IsSent">Whether it is the Date field's date, not that of arrival.</param>
public sealed record SearchDate(DateComparison Comparison, DateOnly Date, bool IsSent) : SearchKey;

/// <summary>LARGER and SMALLER.</summary>
/// <param name="Octets">The size.</param>
/// <param name="IsLarger">Whether the message has to be larger, not smaller; equal is neither.</param>
public sealed record SearchSize(long Octets, bool IsLarger) : SearchKey;
