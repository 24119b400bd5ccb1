using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>SORT, THREAD, CANCELUPDATE and COMPARATOR.</summary>
internal static class SortSyntax
{
    public static bool ReadSort(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Sort(ref reader, tag, isUid: false, out command);

    public static bool ReadUidSort(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Sort(ref reader, tag, isUid: true, out command);

    public static bool ReadThread(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Thread(ref reader, tag, isUid: false, out command);

    public static bool ReadUidThread(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Thread(ref reader, tag, isUid: true, out command);

    /// <summary>RFC 5267 §5.</summary>
    public static bool ReadCancelUpdate(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<string>.Builder tags = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (tags.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many tags");
            }

            if (!reader.Space() || !reader.String(out ReadOnlySpan<byte> text))
            {
                return false;
            }

            tags.Add(Encoding.ASCII.GetString(text));
        }
        while (!reader.IsAtEnd);
        command = new CancelUpdateCommand { Tag = tag, Tags = tags.DrainToImmutable() };
        return true;
    }

    /// <summary>RFC 5255 §4.10.</summary>
    public static bool ReadComparator(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<string>.Builder wanted = ImmutableArray.CreateBuilder<string>();
        while (!reader.IsAtEnd)
        {
            if (wanted.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many comparators");
            }

            if (!reader.Space() || !reader.Text(out string? name))
            {
                return false;
            }

            wanted.Add(name);
        }

        command = new ComparatorCommand { Tag = tag, Wanted = wanted.DrainToImmutable() };
        return true;
    }

    // RFC 5256 §5, RFC 5267 §5 extended-sort
    private static bool Sort(ref ImapCommandReader reader, string tag, bool isUid, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space()
            || !SearchOptionsSyntax.TryReadReturn(ref reader, out SearchReturn returns, out PartialRange partial, out ImmutableArray<FetchItem> updateItems)
            || !Criteria(ref reader, out ImmutableArray<SortCriterion> criteria)
            || !reader.Space()
            || !SearchSyntax.ReadCharset(ref reader, out Encoding? charset)
            || !reader.Space())
        {
            return false;
        }

        // RFC 6203 §6: RELEVANCY needs FUZZY as a criterion too.
        SearchReturn needs = criteria.Any(static c => c.Key == SortKey.Relevancy) ? SearchReturn.Relevancy : returns;
        if (!SearchSyntax.ReadKeys(ref reader, charset, needs, out SearchKey? key))
        {
            return false;
        }

        command = new SortCommand { Tag = tag, IsUid = isUid, Return = returns, Partial = partial, UpdateItems = updateItems, Criteria = criteria, Key = key };
        return true;
    }

    private static bool Criteria(ref ImapCommandReader reader, out ImmutableArray<SortCriterion> criteria)
    {
        criteria = [];
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        ImmutableArray<SortCriterion>.Builder builder = ImmutableArray.CreateBuilder<SortCriterion>();
        do
        {
            bool isReverse = reader.TryKeyword("REVERSE"u8);
            if ((isReverse && !reader.Space()) || !reader.Keyword(out string? word))
            {
                return false;
            }

            SortKey? key = word switch
            {
                "ARRIVAL" => SortKey.Arrival,
                "CC" => SortKey.Cc,
                "DATE" => SortKey.Date,
                "FROM" => SortKey.From,
                "SIZE" => SortKey.Size,
                "SUBJECT" => SortKey.Subject,
                "TO" => SortKey.To,
                "DISPLAYFROM" => SortKey.DisplayFrom,
                "DISPLAYTO" => SortKey.DisplayTo,
                "RELEVANCY" => SortKey.Relevancy,
                _ => null,
            };
            if (key is not { } known)
            {
                return reader.Fail("a sort criterion is not known");
            }

            if (builder.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many sort criteria");
            }

            // What is named again decides nothing that it has not decided before.
            if (builder.All(c => c.Key != known))
            {
                builder.Add(new SortCriterion(known, isReverse));
            }
        }
        while (reader.TryTake((byte)' '));
        criteria = builder.DrainToImmutable();
        return reader.Expect((byte)')');
    }

    private static bool Thread(ref ImapCommandReader reader, string tag, bool isUid, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Keyword(out string? word))
        {
            return false;
        }

        ThreadAlgorithm? algorithm = word switch
        {
            "ORDEREDSUBJECT" => ThreadAlgorithm.OrderedSubject,
            "REFERENCES" => ThreadAlgorithm.References,
            _ => null,
        };
        if (algorithm is not { } known)
        {
            return reader.Fail("the threading algorithm is not known");
        }

        if (!reader.Space() || !SearchSyntax.ReadCharset(ref reader, out Encoding? charset) || !reader.Space()
            || !SearchSyntax.ReadKeys(ref reader, charset, SearchReturn.None, out SearchKey? key))
        {
            return false;
        }

        command = new ThreadCommand { Tag = tag, IsUid = isUid, Algorithm = known, Key = key };
        return true;
    }
}
