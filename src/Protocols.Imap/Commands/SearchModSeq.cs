namespace Protocols.Imap;

/// <summary>Whose value of a metadata item a search is about (RFC 7162 §3.1.5, entry-type-req).</summary>
public enum ModSeqEntryKind
{
    /// <summary>all: the greater of the two.</summary>
    All,

    /// <summary>priv: the user's own.</summary>
    Private,

    /// <summary>shared: everybody's.</summary>
    Shared,
}

/// <summary>MODSEQ: messages that changed at a mod-sequence or after it (RFC 7162 §3.1.5).</summary>
/// <param name="ModSeq">The mod-sequence, which may be 0.</param>
/// <param name="Entry">
/// The metadata item, such as <c>/flags/\seen</c>, or null. A server with one mod-sequence for each message has to pass over it and its kind.
/// </param>
/// <param name="Kind">Whose value of the item.</param>
public sealed record SearchModSeq(long ModSeq, string? Entry = null, ModSeqEntryKind Kind = ModSeqEntryKind.All) : SearchKey
{
    /// <summary>Whether there is a key of this kind in another, at any depth.</summary>
    internal static bool IsIn(SearchKey key) => key switch
    {
        SearchModSeq => true,
        SearchAnd and => and.Keys.Any(IsIn),
        SearchOr or => IsIn(or.Left) || IsIn(or.Right),
        SearchNot not => IsIn(not.Key),
        SearchFuzzy fuzzy => IsIn(fuzzy.Key),
        _ => false,
    };
}
