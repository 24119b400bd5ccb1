using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

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

    /// <summary>Tell how the result changes from now on (RFC 5267 §4.3).</summary>
    Update = 32,

    /// <summary>A hint that the same will be asked again (RFC 5267 §4.2).</summary>
    Context = 64,

    /// <summary>Those of <see cref="SearchingCommand.Partial"/> (RFC 9394 §3.1).</summary>
    Partial = 128,

    /// <summary>How relevant each is (RFC 6203 §4).</summary>
    Relevancy = 256,
}

/// <summary>Places in a result: <c>1:500</c>, or from its end <c>-1:-100</c> (RFC 9394 §4).</summary>
/// <param name="First">The place that was named first, at least 1.</param>
/// <param name="Last">The other.</param>
/// <param name="IsFromEnd">Whether places count from the end.</param>
public readonly record struct PartialRange(uint First, uint Last, bool IsFromEnd)
{
    /// <summary>The places, from 0, of a result of some length: where they start, and how many there are.</summary>
    /// <param name="count">How long the result is.</param>
    public (int Start, int Length) Resolve(int count)
    {
        long low = Math.Min(First, Last);
        long high = Math.Min(Math.Max(First, Last), count);
        if (low > high)
        {
            return (0, 0);
        }

        return IsFromEnd ? ((int)(count - high), (int)(high - low + 1)) : ((int)(low - 1), (int)(high - low + 1));
    }

    /// <summary>The range as IMAP writes it, the lower place first.</summary>
    public override string ToString()
    {
        string sign = IsFromEnd ? "-" : "";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{sign}{Math.Min(First, Last)}:{sign}{Math.Max(First, Last)}");
    }
}

/// <summary>What SEARCH, SORT and ESEARCH have in common.</summary>
public abstract record SearchingCommand : ImapCommand
{
    private protected SearchingCommand()
    {
    }

    /// <summary>Whether the result is of UIDs.</summary>
    public required bool IsUid { get; init; }

    /// <summary>What is wanted of the result; RETURN () comes out as <see cref="SearchReturn.All"/>.</summary>
    public SearchReturn Return { get; init; }

    /// <summary>The places that <see cref="SearchReturn.Partial"/> asks for.</summary>
    public PartialRange Partial { get; init; }

    /// <summary>What to fetch of new messages that come into the result (RFC 5465 §7); none where they are just to be told of.</summary>
    public ImmutableArray<FetchItem> UpdateItems { get; init; } = [];

    /// <summary>What messages have to be.</summary>
    public required SearchKey Key { get; init; }

    /// <summary>Whether a charset was named.</summary>
    public bool HasCharset { get; init; }

    /// <summary>Whether MODSEQ is among the keys: then the highest mod-sequence of what is found is told too (RFC 7162 §3.1.5).</summary>
    public bool HasModSeq => SearchModSeq.IsIn(Key);
}

/// <summary>SEARCH and UID SEARCH (RFC 9051 §6.4.4).</summary>
public sealed record SearchCommand : SearchingCommand
{
    /// <inheritdoc/>
    public override string Name => IsUid ? "UID SEARCH" : "SEARCH";
}

/// <summary>What a message has to be; a small tree of bounded depth.</summary>
public abstract record SearchKey
{
    private protected SearchKey()
    {
    }

    /// <summary>Reads keys that were kept as text, such as the value of a filter (RFC 5466 §3.1); UTF-8, without CHARSET.</summary>
    /// <param name="text">The keys, as SEARCH has them.</param>
    /// <param name="limits">The limits of depth and number.</param>
    /// <param name="key">The keys.</param>
    /// <returns>False if they are not whole or more than the limits allow.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, ImapLimits limits, [NotNullWhen(true)] out SearchKey? key)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Commands.SearchSyntax.TryParse(text, limits, out key);
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

/// <summary>SAVEDBEFORE, SAVEDON, SAVEDSINCE (RFC 8514 §4.3): the date on which a message came into the mailbox.</summary>
/// <param name="Comparison">How.</param>
/// <param name="Date">With what.</param>
public sealed record SearchSavedDate(DateComparison Comparison, DateOnly Date) : SearchKey;

/// <summary>OLDER and YOUNGER (RFC 5032 §2).</summary>
/// <param name="Seconds">How long ago the message arrived.</param>
/// <param name="IsOlder">Whether at least so long, not at most.</param>
public sealed record SearchWithin(uint Seconds, bool IsOlder) : SearchKey;

/// <summary>EMAILID and THREADID (RFC 8474 §6).</summary>
/// <param name="Id">The id; case matters.</param>
/// <param name="IsThread">Whether it is the thread's.</param>
public sealed record SearchObjectId(string Id, bool IsThread) : SearchKey;

/// <summary>FUZZY (RFC 6203 §3): the key is matched as the server thinks best.</summary>
/// <param name="Key">The key.</param>
public sealed record SearchFuzzy(SearchKey Key) : SearchKey;

/// <summary>FILTER (RFC 5466 §3.1): stands for the keys that were kept under a name.</summary>
/// <param name="Filter">The name.</param>
public sealed record SearchFilter(string Filter) : SearchKey;
