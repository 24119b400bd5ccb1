namespace Protocols.Imap.Server;

/// <summary>Questions about a whole key.</summary>
internal static class SearchKeyTree
{
    /// <summary>Whether one of the keys in a key is of some kind.</summary>
    public static bool Any(SearchKey key, Func<SearchKey, bool> isKind) => isKind(key) || key switch
    {
        SearchAnd and => and.Keys.Any(one => Any(one, isKind)),
        SearchOr or => Any(or.Left, isKind) || Any(or.Right, isKind),
        SearchNot not => Any(not.Key, isKind),
        SearchFuzzy fuzzy => Any(fuzzy.Key, isKind),
        _ => false,
    };

    /// <summary>Whether it names sequence numbers.</summary>
    public static bool HasNumbers(SearchKey key) => Any(key, static k => k is SearchSet { IsUid: false, Messages.IsSavedResult: false });
}
