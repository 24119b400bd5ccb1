using System.Collections.Immutable;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>The result options: RETURN and its list (RFC 9051 §6.4.4, RFC 5267 §4, RFC 9394 §4).</summary>
internal static class SearchOptionsSyntax
{
    /// <summary>Reads the options and the space behind them, if they come next.</summary>
    public static bool TryReadReturn(ref ImapCommandReader reader, out SearchReturn returns, out PartialRange partial, out ImmutableArray<FetchItem> updateItems)
    {
        returns = SearchReturn.None;
        partial = default;
        updateItems = [];
        return !reader.TryKeyword("RETURN"u8) || (reader.Space() && ReadList(ref reader, out returns, out partial, out updateItems) && reader.Space());
    }

    private static bool ReadList(ref ImapCommandReader reader, out SearchReturn returns, out PartialRange partial, out ImmutableArray<FetchItem> updateItems)
    {
        returns = SearchReturn.None;
        partial = default;
        updateItems = [];
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        while (!reader.TryTake((byte)')'))
        {
            if ((returns != SearchReturn.None && !reader.Space()) || !reader.Keyword(out string? word))
            {
                return false;
            }

            SearchReturn option = word switch
            {
                "MIN" => SearchReturn.Min,
                "MAX" => SearchReturn.Max,
                "ALL" => SearchReturn.All,
                "COUNT" => SearchReturn.Count,
                "SAVE" => SearchReturn.Save,
                "UPDATE" => SearchReturn.Update,
                "CONTEXT" => SearchReturn.Context,
                "PARTIAL" => SearchReturn.Partial,
                "RELEVANCY" => SearchReturn.Relevancy,
                _ => SearchReturn.None,
            };
            if (option == SearchReturn.None)
            {
                return reader.Fail("a SEARCH result option is not known");
            }

            if (option == SearchReturn.Partial && ((returns & option) != 0 || !reader.Space() || !ReadRange(ref reader, out partial)))
            {
                return reader.Fail("PARTIAL takes one range such as 1:500 or -1:-100");
            }

            // RFC 5465 §7
            if (option == SearchReturn.Update && reader.IsNext(" ("u8) && (!reader.Space() || !FetchSyntax.Items(ref reader, out updateItems)))
            {
                return false;
            }

            returns |= option;
        }

        if ((returns & (SearchReturn.All | SearchReturn.Partial)) == (SearchReturn.All | SearchReturn.Partial))
        {
            // RFC 9394 §3.1
            return reader.Fail("PARTIAL and ALL exclude one another");
        }

        // RFC 9051 §6.4.4: an empty list is as ALL.
        returns = returns == SearchReturn.None ? SearchReturn.All : returns;
        return true;
    }

    /// <summary>partial-range.</summary>
    public static bool ReadRange(ref ImapCommandReader reader, out PartialRange range)
    {
        range = default;
        bool isFromEnd = reader.TryTake((byte)'-');
        if (!reader.NzNumber(out uint first) || !reader.Expect((byte)':') || (isFromEnd && !reader.Expect((byte)'-')) || !reader.NzNumber(out uint last))
        {
            return false;
        }

        range = new PartialRange(first, last, isFromEnd);
        return true;
    }
}
