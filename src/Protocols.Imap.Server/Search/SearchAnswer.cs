using System.Collections.Immutable;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>The order of a result: that of the mailbox, or of sort criteria.</summary>
internal sealed record ResultOrder(ImmutableArray<SortCriterion> Criteria, IReadOnlyDictionary<uint, int>? Scores)
{
    public static ResultOrder OfMailbox { get; } = new([], null);

    public bool IsSorted => !Criteria.IsEmpty;

    /// <summary>Puts UIDs in order; those that are gone from the store fall away from a sorted result.</summary>
    public async ValueTask<List<uint>> PutAsync(ImapContext context, SearchedMailbox mailbox, List<uint> uids)
    {
        if (!IsSorted || uids.Count == 0)
        {
            return uids;
        }

        EntryTable table = await context.Mail
            .ReadTableAsync(mailbox.Account, mailbox.Id, UidSet.Of(uids), EntrySorter.Columns(Criteria), context.Closed).ConfigureAwait(false);
        return new EntrySorter(table, Criteria, context.Collation, Scores).Sort();
    }
}

/// <summary>A result in the order in which it is told.</summary>
internal sealed record SearchResult(List<uint> Uids, SearchFindings Findings, SearchedMailbox Mailbox)
{
    public bool IsEmpty => Uids.Count == 0;

    /// <summary>The numbers at some places, as ranges that rise (RFC 5267 §3.2).</summary>
    public List<SequenceRange> Numbers(bool isUid, int start, int length)
    {
        List<SequenceRange> ranges = [];
        for (int i = start; i < start + length; i++)
        {
            uint number = Number(isUid, i);
            if (ranges.Count > 0 && ranges[^1].Last + 1 == number)
            {
                ranges[^1] = ranges[^1] with { Last = number };
            }
            else
            {
                ranges.Add(new SequenceRange(number, number));
            }
        }

        return ranges;
    }

    public uint Number(bool isUid, int place) => isUid ? Uids[place] : Mailbox.Map.NumberOf(Uids[place]);
}

/// <summary>Tells a result and keeps it for <c>$</c>.</summary>
internal static class SearchAnswer
{
    private const SearchReturn Ends = SearchReturn.Min | SearchReturn.Max;

    /// <summary>RFC 9051 §6.4.4.1, RFC 9394 §3.2: what is saved is what was asked for; MIN, MAX and PARTIAL without ALL or COUNT save those alone.</summary>
    public static void Save(ImapContext context, SearchingCommand command, SearchResult result)
    {
        if ((command.Return & SearchReturn.Save) != 0)
        {
            context.SavedResult = IsWhole(command.Return) ? UidSet.Of(result.Uids) : UidSet.Of(Told(command, result));
        }
    }

    /// <summary>Tells a result of the selected mailbox.</summary>
    public static void Tell(ImapContext context, SearchingCommand command, SearchResult result)
    {
        ImapResponseWriter writer = context.Writer;
        bool isExtended = command is MultiSearchCommand || command.Return != SearchReturn.None || (command is SearchCommand && context.Session.IsRev2Enabled);
        if (!isExtended)
        {
            TellPlain(writer, command, result);
            return;
        }

        SearchReturn told = command.Return == SearchReturn.None ? SearchReturn.All : command.Return;
        if ((told & ~SearchReturn.Save) != SearchReturn.None)
        {
            writer.BeginESearch(command.Tag, command.IsUid);
            Items(writer, command, told, result);
        }
    }

    /// <summary>Writes the items of an ESEARCH response and ends it.</summary>
    public static void Items(ImapResponseWriter writer, SearchingCommand command, SearchReturn told, SearchResult result)
    {
        if ((told & SearchReturn.Min) != 0 && !result.IsEmpty)
        {
            writer.ESearchNumber(SearchReturn.Min, result.Number(command.IsUid, 0));
        }

        if ((told & SearchReturn.Max) != 0 && !result.IsEmpty)
        {
            writer.ESearchNumber(SearchReturn.Max, result.Number(command.IsUid, result.Uids.Count - 1));
        }

        // RFC 9051 §6.4.4: MIN, MAX and ALL are left out where nothing was found; COUNT never is.
        if ((told & SearchReturn.All) != 0 && !result.IsEmpty)
        {
            writer.ESearchAll(result.Numbers(command.IsUid, 0, result.Uids.Count));
        }

        if ((told & SearchReturn.Count) != 0)
        {
            writer.ESearchNumber(SearchReturn.Count, result.Uids.Count);
        }

        if ((told & SearchReturn.Partial) != 0)
        {
            (int start, int length) = command.Partial.Resolve(result.Uids.Count);
            writer.ESearchPartial(command.Partial, result.Numbers(command.IsUid, start, length));
        }

        if ((told & SearchReturn.Relevancy) != 0)
        {
            writer.ESearchRelevancy([.. Places(command, told, result).Select(uid => result.Findings.Scores?.GetValueOrDefault(uid, 100) ?? 100)]);
        }

        if (HighestModSeq(command, result) is var modSeq and > 0)
        {
            writer.ESearchModSeq(modSeq);
        }

        writer.EndLine();
    }

    private static void TellPlain(ImapResponseWriter writer, SearchingCommand command, SearchResult result)
    {
        if (command is SortCommand)
        {
            writer.BeginSort();
        }
        else
        {
            writer.BeginSearch();
        }

        for (int i = 0; i < result.Uids.Count; i++)
        {
            writer.SearchNumber(result.Number(command.IsUid, i));
        }

        if (HighestModSeq(command, result) is var modSeq and > 0)
        {
            writer.SearchModSeq(modSeq);
        }

        writer.EndLine();
    }

    // RFC 7162 §3.1.5, RFC 4731 §3.2: of those told of.
    private static long HighestModSeq(SearchingCommand command, SearchResult result)
    {
        if (result.Findings.ModSeqs is not { } modSeqs)
        {
            return 0;
        }

        IEnumerable<uint> told = IsWhole(command.Return) ? result.Uids : Told(command, result);
        return told.Select(uid => modSeqs.GetValueOrDefault(uid)).DefaultIfEmpty().Max();
    }

    private static bool IsWhole(SearchReturn returns) =>
        (returns & (SearchReturn.All | SearchReturn.Count)) != 0 || (returns & (Ends | SearchReturn.Partial)) == 0;

    private static HashSet<uint> Told(SearchingCommand command, SearchResult result)
    {
        HashSet<uint> told = [];
        if (!result.IsEmpty && (command.Return & SearchReturn.Min) != 0)
        {
            told.Add(result.Uids[0]);
        }

        if (!result.IsEmpty && (command.Return & SearchReturn.Max) != 0)
        {
            told.Add(result.Uids[^1]);
        }

        if ((command.Return & SearchReturn.Partial) != 0)
        {
            (int start, int length) = command.Partial.Resolve(result.Uids.Count);
            told.UnionWith(result.Uids.GetRange(start, length));
        }

        return told;
    }

    // The messages that scores are told of: those of ALL or PARTIAL, or all.
    private static List<uint> Places(SearchingCommand command, SearchReturn told, SearchResult result)
    {
        if ((told & SearchReturn.Partial) == 0)
        {
            return result.Uids;
        }

        (int start, int length) = command.Partial.Resolve(result.Uids.Count);
        return result.Uids.GetRange(start, length);
    }
}
