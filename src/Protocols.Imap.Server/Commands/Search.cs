using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>SEARCH and UID SEARCH (RFC 9051 §6.4.4).</summary>
internal static class Search
{
    public static async ValueTask RunAsync(ImapContext context, SearchCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        SearchMatcher matcher = new(selected, context.SavedResult);
        matcher.Resolve(command.Key);
        UidSet found = await FindAsync(context, command.Key, matcher).ConfigureAwait(false);
        Save(context, command, found);
        Tell(context, command, found, command.HasModSeq ? await HighestAsync(context, command, found).ConfigureAwait(false) : 0);

        // RFC 7162 §3.2.10.2: no number of the search may move while it is answered.
        await selected.SyncAsync(context, mayExpunge: command.IsUid && !HasNumbers(command.Key)).ConfigureAwait(false);
        context.Ok(command, command.Name + " completed");
    }

    private static async ValueTask<UidSet> FindAsync(ImapContext context, SearchKey key, SearchMatcher matcher)
    {
        SelectedMailbox selected = context.Selected!;
        if (matcher.SetsAlone(key) is { } decided)
        {
            // No message has to be looked at. What is new is told first, so that what is gone is not found.
            await selected.SyncAsync(context, mayExpunge: false).ConfigureAwait(false);
            return selected.IsGone ? UidSet.Empty : selected.Present(decided);
        }

        List<uint> found = [];
        EntryQuery query = new() { Uids = matcher.Candidates(key), ChangedSince = SearchMatcher.ChangedSince(key), WithOutline = SearchMatcher.NeedsHeaders(key) };
        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(selected.Account, selected.Id, query, context.Closed).ConfigureAwait(false))
        {
            // What the client has not been told of cannot be found.
            if (selected.Map.NumberOf(entry.Uid) > 0 && await IsMatchAsync(context, key, matcher, entry, query.WithOutline).ConfigureAwait(false))
            {
                found.Add(entry.Uid);
            }
        }

        return UidSet.Of(found);
    }

    private static bool HasNumbers(SearchKey key) => key switch
    {
        SearchSet set => !set.IsUid && !set.Messages.IsSavedResult,
        SearchAnd and => and.Keys.Any(HasNumbers),
        SearchOr or => HasNumbers(or.Left) || HasNumbers(or.Right),
        SearchNot not => HasNumbers(not.Key),
        _ => false,
    };

    /// <summary>The highest mod-sequence of what is told, or 0 if nothing was found (RFC 7162 §3.1.6, RFC 4731 §3.2).</summary>
    private static async ValueTask<long> HighestAsync(ImapContext context, SearchCommand command, UidSet found)
    {
        SearchReturn ends = command.Return & (SearchReturn.Min | SearchReturn.Max);
        if (ends != SearchReturn.None && (command.Return & (SearchReturn.All | SearchReturn.Count)) == 0)
        {
            found = Ends(ends, found);
        }

        long highest = 0;
        EntryQuery query = new() { Uids = found };
        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(context.Selected!.Account, context.Selected.Id, query, context.Closed).ConfigureAwait(false))
        {
            highest = Math.Max(highest, entry.ModSeq.Value);
        }

        return highest;
    }

    private static async ValueTask<bool> IsMatchAsync(ImapContext context, SearchKey key, SearchMatcher matcher, MailboxEntry entry, bool withOutline)
    {
        SearchOutcome outcome;
        using (MimeDocument outline = withOutline ? await MessageReader.OpenAsync(context, entry, context.Selected!.Account).ConfigureAwait(false) : default)
        {
            outcome = matcher.Match(key, entry, outline);
        }

        if (outcome != SearchOutcome.Unknown)
        {
            return outcome == SearchOutcome.True;
        }

        byte[] message = await MessageReader.ReadAsync(context, entry, 0, entry.Size, context.Selected!.Account).ConfigureAwait(false);
        using MimeDocument document = MimeDocument.Parse(message);
        return matcher.Match(key, entry, document) == SearchOutcome.True;
    }

    // RFC 9051 §6.4.4.1: what is saved is what was asked for; MIN and MAX alone save those alone.
    private static void Save(ImapContext context, SearchCommand command, UidSet found)
    {
        if ((command.Return & SearchReturn.Save) == 0)
        {
            return;
        }

        if ((command.Return & (SearchReturn.All | SearchReturn.Count)) != 0 || (command.Return & (SearchReturn.Min | SearchReturn.Max)) == 0 || found.IsEmpty)
        {
            context.SavedResult = found;
            return;
        }

        context.SavedResult = Ends(command.Return, found);
    }

    /// <summary>The lowest, the highest, or both, of what was found.</summary>
    private static UidSet Ends(SearchReturn returns, UidSet found)
    {
        List<uint> ends = [];
        if (!found.IsEmpty && (returns & SearchReturn.Min) != 0)
        {
            ends.Add(found.Ranges[0].First);
        }

        if (!found.IsEmpty && (returns & SearchReturn.Max) != 0)
        {
            ends.Add(found.Ranges[^1].Last);
        }

        return UidSet.Of(ends);
    }

    private static void Tell(ImapContext context, SearchCommand command, UidSet found, long modSeq)
    {
        ImapResponseWriter writer = context.Writer;
        List<SequenceRange> numbers = command.IsUid ? [.. found.Ranges.Select(static r => new SequenceRange(r.First, r.Last))] : context.Selected!.Map.Numbers(found);
        if (command.Return != SearchReturn.None || context.Session.IsRev2Enabled)
        {
            SearchReturn told = command.Return == SearchReturn.None ? SearchReturn.All : command.Return & ~SearchReturn.Save;
            if (told != SearchReturn.None)
            {
                writer.ESearch(command.Tag, command.IsUid, told, numbers, modSeq);
            }

            return;
        }

        writer.BeginSearch();
        foreach (SequenceRange range in numbers)
        {
            for (uint number = range.First; ; number++)
            {
                writer.SearchNumber(number);
                if (number == range.Last)
                {
                    break;
                }
            }
        }

        if (modSeq > 0)
        {
            writer.SearchModSeq(modSeq);
        }

        writer.EndLine();
    }
}
