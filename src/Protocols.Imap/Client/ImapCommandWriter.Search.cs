using System.Globalization;

namespace Protocols.Imap;

/// <content>SEARCH (RFC 9051 §6.4.4).</content>
public sealed partial class ImapCommandWriter
{
    private void Search(SearchCommand search)
    {
        Return(search);
        Charset();
        Space();
        Key(search.Key, isTop: true);
    }

    // RFC 9051 §6.4.4: once UTF-8 is enabled there is no other.
    private void Charset() => Raw(_isUtf8 ? ""u8 : " CHARSET UTF-8"u8);

    // RFC 9051 §6.4.4, RFC 5267 §4, RFC 9394 §4, RFC 6203 §4
    private void Return(SearchingCommand search)
    {
        if (search.Return == SearchReturn.None)
        {
            return;
        }

        Raw(" RETURN ("u8);
        const SearchReturn WithMore = SearchReturn.Partial | SearchReturn.Update;
        Options(
            (search.Return & SearchReturn.Min) != 0 ? "MIN" : null,
            (search.Return & SearchReturn.Max) != 0 ? "MAX" : null,
            (search.Return & SearchReturn.All) != 0 ? "ALL" : null,
            (search.Return & SearchReturn.Count) != 0 ? "COUNT" : null,
            (search.Return & SearchReturn.Save) != 0 ? "SAVE" : null,
            (search.Return & SearchReturn.Context) != 0 ? "CONTEXT" : null,
            (search.Return & SearchReturn.Relevancy) != 0 ? "RELEVANCY" : null);
        bool isFirst = (search.Return & ~WithMore) == 0;
        if ((search.Return & SearchReturn.Partial) != 0)
        {
            Raw(isFirst ? "PARTIAL "u8 : " PARTIAL "u8);
            WireText.Ascii(search.Partial.ToString(), _bytes);
            isFirst = false;
        }

        if ((search.Return & SearchReturn.Update) != 0)
        {
            Raw(isFirst ? "UPDATE"u8 : " UPDATE"u8);
            if (!search.UpdateItems.IsEmpty)
            {
                // RFC 5465 §7
                Space();
                FetchItems(search.UpdateItems);
            }
        }

        Close();
    }

    /// <summary>Writes a SEARCH key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">There is no writer for a key of this kind.</exception>
    public void Key(SearchKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key(key, isTop: false);
    }

    private void Key(SearchKey key, bool isTop)
    {
        switch (key)
        {
            case SearchAll:
                Raw("ALL"u8);
                break;
            case SearchAnd and:
                Raw(isTop ? ""u8 : "("u8);
                for (int i = 0; i < and.Keys.Length; i++)
                {
                    Raw(i == 0 ? ""u8 : " "u8);
                    Key(and.Keys[i], isTop: false);
                }

                Raw(isTop ? ""u8 : ")"u8);
                break;
            case SearchOr or:
                Raw("OR "u8);
                Key(or.Left, isTop: false);
                Space();
                Key(or.Right, isTop: false);
                break;
            case SearchNot not:
                Raw("NOT "u8);
                Key(not.Key, isTop: false);
                break;
            case SearchSet set:
                Raw(set.IsUid ? "UID "u8 : ""u8);
                Set(set.Messages);
                break;
            case SearchFlag flag:
                Flag(flag);
                break;
            case SearchHeader header:
                Raw("HEADER "u8);
                String(header.Field.AsSpan());
                Space();
                String(header.Value.AsSpan());
                break;
            case SearchContent content:
                Raw(content.IncludesHeader ? "TEXT "u8 : "BODY "u8);
                String(content.Value.AsSpan());
                break;
            case SearchDate date:
                Raw(date.IsSent ? "SENT"u8 : ""u8);
                Raw(date.Comparison switch { DateComparison.Before => "BEFORE "u8, DateComparison.On => "ON "u8, _ => "SINCE "u8 });
                WireText.Ascii(date.Date.ToString("d-MMM-yyyy", CultureInfo.InvariantCulture), _bytes);
                break;
            case SearchSize size:
                Raw(size.IsLarger ? "LARGER "u8 : "SMALLER "u8);
                Number(size.Octets);
                break;
            case SearchModSeq modSeq:
                ModSeq(modSeq);
                break;
            case SearchSavedDate saved:
                Raw(saved.Comparison switch { DateComparison.Before => "SAVEDBEFORE "u8, DateComparison.On => "SAVEDON "u8, _ => "SAVEDSINCE "u8 });
                WireText.Ascii(saved.Date.ToString("d-MMM-yyyy", CultureInfo.InvariantCulture), _bytes);
                break;
            case SearchWithin within:
                Raw(within.IsOlder ? "OLDER "u8 : "YOUNGER "u8);
                Number(within.Seconds);
                break;
            case SearchObjectId id:
                Raw(id.IsThread ? "THREADID "u8 : "EMAILID "u8);
                Atom(id.Id);
                break;
            case SearchFuzzy fuzzy:
                Raw("FUZZY "u8);
                Key(fuzzy.Key, isTop: false);
                break;
            case SearchFilter filter:
                Raw("FILTER "u8);
                Atom(filter.Filter);
                break;
            default:
                throw new ArgumentException($"There is no writer for {key.GetType().Name}.", nameof(key));
        }
    }

    private void Flag(SearchFlag flag)
    {
        if (flag.Flag.Equals(@"\Recent", StringComparison.OrdinalIgnoreCase))
        {
            Raw(flag.IsSet ? "RECENT"u8 : "OLD"u8);
        }
        else if (flag.Flag.StartsWith('\\'))
        {
            Raw(flag.IsSet ? ""u8 : "UN"u8);
            Atom(flag.Flag.AsSpan(1));
        }
        else
        {
            Raw(flag.IsSet ? "KEYWORD "u8 : "UNKEYWORD "u8);
            Atom(flag.Flag);
        }
    }

    private void ModSeq(SearchModSeq key)
    {
        Raw("MODSEQ "u8);
        if (key.Entry is { } entry)
        {
            String(entry.AsSpan());
            Raw(key.Kind switch { ModSeqEntryKind.Private => " priv "u8, ModSeqEntryKind.Shared => " shared "u8, _ => " all "u8 });
        }

        Number(key.ModSeq);
    }
}
