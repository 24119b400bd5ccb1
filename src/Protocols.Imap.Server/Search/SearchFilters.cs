using System.Collections.Immutable;
using System.Text;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Puts the keys that were kept under a name in the place of FILTER (RFC 5466 §3.1).</summary>
internal static class SearchFilters
{
    /// <summary>Gives the key without filters, or answers NO and gives null where one is not there, not whole, or names itself.</summary>
    public static async ValueTask<SearchKey?> FillInAsync(ImapContext context, ImapCommand command, SearchKey key)
    {
        if (!SearchKeyTree.Any(key, static k => k is SearchFilter))
        {
            return key;
        }

        int keysLeft = context.Session.Limits.MaxSearchKeys;
        string? missing = null;
        SearchKey? filled = await FillAsync(key, context.SearchLimits.FilterDepth).ConfigureAwait(false);
        if (missing is not null || filled is null)
        {
            Commands.Search.ForgetSaved(context, command);
            context.No(command, missing is null ? ImapResponseCode.Limit : ImapResponseCode.UndefinedFilter(missing), "A filter cannot be used");
            return null;
        }

        return filled;

        async ValueTask<SearchKey?> FillAsync(SearchKey one, int depth)
        {
            if (--keysLeft < 0)
            {
                return null;
            }

            switch (one)
            {
                case SearchFilter filter:
                    ReadOnlyMemory<byte>? text = depth == 0 ? null : await FindAsync(context, filter.Filter).ConfigureAwait(false);
                    if (text is not { } found || !SearchKey.TryParse(found.Span, context.Session.Limits, out SearchKey? kept))
                    {
                        missing ??= filter.Filter;
                        return null;
                    }

                    return await FillAsync(kept, depth - 1).ConfigureAwait(false);
                case SearchAnd and:
                    ImmutableArray<SearchKey>.Builder keys = ImmutableArray.CreateBuilder<SearchKey>(and.Keys.Length);
                    foreach (SearchKey each in and.Keys)
                    {
                        if (await FillAsync(each, depth).ConfigureAwait(false) is not { } done)
                        {
                            return null;
                        }

                        keys.Add(done);
                    }

                    return new SearchAnd(keys.DrainToImmutable());
                case SearchOr or:
                    SearchKey? left = await FillAsync(or.Left, depth).ConfigureAwait(false);
                    SearchKey? right = await FillAsync(or.Right, depth).ConfigureAwait(false);
                    return left is null || right is null ? null : new SearchOr(left, right);
                case SearchNot not:
                    return await FillAsync(not.Key, depth).ConfigureAwait(false) is { } negated ? new SearchNot(negated) : null;
                case SearchFuzzy fuzzy:
                    return await FillAsync(fuzzy.Key, depth).ConfigureAwait(false) is { } vague ? new SearchFuzzy(vague) : null;
                default:
                    return one;
            }
        }
    }

    // RFC 5466 §3.1: the user's own before the one that all have.
    private static async ValueTask<ReadOnlyMemory<byte>?> FindAsync(ImapContext context, string filter)
    {
        if (context.Annotations is not { } annotations)
        {
            return null;
        }

        const string Filters = "/filters/values/";
        IReadOnlyList<Annotation> own = await annotations
            .ReadAsync(context.AccountId, null, context.AccountId, Filters + filter, 0, context.Closed).ConfigureAwait(false);
        if (own is [{ Value: { } value }, ..])
        {
            return value;
        }

        foreach ((string entry, string text) in context.ServerAnnotations)
        {
            if (entry.Equals("/shared" + Filters + filter, StringComparison.OrdinalIgnoreCase))
            {
                return Encoding.UTF8.GetBytes(text);
            }
        }

        return null;
    }
}
