using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>What a search found.</summary>
/// <param name="Uids">The UIDs, rising.</param>
/// <param name="Scores">How relevant each is, from 1 to 100, where anything was fuzzy.</param>
/// <param name="ModSeqs">The modseq of each, where modseqs were asked for.</param>
internal sealed record SearchFindings(List<uint> Uids, Dictionary<uint, int>? Scores, Dictionary<uint, long>? ModSeqs)
{
    public static SearchFindings Of(UidSet uids) => new([.. uids], null, null);
}

/// <summary>Finds the messages that a key wants: first by columns, and only what these leave open by headers and texts.</summary>
internal static class Searcher
{
    /// <summary>Finds them; null if that went beyond what a search may cost.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="key">The key, its filters filled in.</param>
    /// <param name="budget">What it may cost.</param>
    /// <param name="within">Where to look, if not everywhere.</param>
    public static async ValueTask<SearchFindings?> FindAsync(ImapContext context, SearchedMailbox mailbox, SearchKey key, SearchBudget budget, UidSet? within = null)
    {
        SearchMatcher matcher = new(mailbox, context.Collation, budget.Now, key);
        bool isSelected = within is null && context.Selected is { } current && ReferenceEquals(current.Map, mailbox.Map);
        if (isSelected && matcher.SetsAlone(key) is { } decided)
        {
            // No message has to be looked at. What is new is told first, so that what is gone is not found.
            await context.Selected!.SyncAsync(context, mayExpunge: false).ConfigureAwait(false);
            return context.Selected.IsGone ? new SearchFindings([], null, null) : SearchFindings.Of(context.Limited(context.Selected.Present(decided)));
        }

        UidSet candidates = matcher.Candidates(key);
        candidates = within is null ? candidates : candidates.Intersect(within);
        if (isSelected && context.Session.Limits.MaxMessages is not null)
        {
            // RFC 9738 §3.1: it is the messages that are looked at that count.
            candidates = context.Limited(mailbox.Map.Within(candidates));
        }

        EntryTable table = await context.Mail.ReadTableAsync(mailbox.Account, mailbox.Id, candidates, matcher.Columns, context.Closed).ConfigureAwait(false);
        await NarrowAsync(context, mailbox, matcher).ConfigureAwait(false);
        Run run = new(context, mailbox, key, matcher, table, budget);
        return await run.FindAsync().ConfigureAwait(false);
    }

    // The index is asked once for each text, before any message is.
    private static async ValueTask NarrowAsync(ImapContext context, SearchedMailbox mailbox, SearchMatcher matcher)
    {
        if (context.SearchIndex is not { } index)
        {
            return;
        }

        foreach (SearchKey key in matcher.TextKeys)
        {
            (string text, SearchedText where) = key switch
            {
                SearchHeader header => (header.Value, SearchedText.Header),
                SearchContent content => (content.Value, content.IncludesHeader ? SearchedText.All : SearchedText.Body),
                _ => ("", SearchedText.All),
            };
            if (await index.FindAsync(mailbox.Account, text, where, context.Closed).ConfigureAwait(false) is { } candidates)
            {
                matcher.Narrow(key, candidates);
            }
        }
    }

    private sealed class Run(ImapContext context, SearchedMailbox mailbox, SearchKey key, SearchMatcher matcher, EntryTable table, SearchBudget budget)
    {
        private readonly List<uint> _found = [];
        private readonly Dictionary<uint, long>? _modSeqs = SearchKeyTree.Any(key, static k => k is SearchModSeq) ? [] : null;
        private readonly Dictionary<uint, int>? _scores = SearchKeyTree.Any(key, static k => k is SearchFuzzy) ? [] : null;

        public async ValueTask<SearchFindings?> FindAsync()
        {
            List<uint> open = [];
            for (int row = 0; row < table.Count; row++)
            {
                uint uid = table[row].Uid;
                if ((row & 0xFFF) == 0xFFF && budget.IsExhausted)
                {
                    return null;
                }

                // What the client has not been told of cannot be found.
                switch (mailbox.Map.NumberOf(uid) == 0 ? SearchOutcome.False : matcher.Match(key, table, row, null))
                {
                    case SearchOutcome.True:
                        Add(row);
                        break;
                    case SearchOutcome.Unknown:
                        open.Add(uid);
                        break;
                }
            }

            if (open.Count > 0)
            {
                if (!await LookIntoAsync(UidSet.Of(open)).ConfigureAwait(false))
                {
                    return null;
                }

                _found.Sort();
            }

            return new SearchFindings(_found, _scores, _modSeqs);
        }

        private void Add(int row)
        {
            uint uid = table[row].Uid;
            _found.Add(uid);
            _modSeqs?.Add(uid, table[row].ModSeq);
            _scores?.Add(uid, matcher.Score);
        }

        private async ValueTask<bool> LookIntoAsync(UidSet uids)
        {
            EntryQuery query = new() { Uids = uids, WithOutline = true };
            await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(mailbox.Account, mailbox.Id, query, context.Closed).ConfigureAwait(false))
            {
                if (budget.IsExhausted)
                {
                    return false;
                }

                int row = table.Find(entry.Uid);
                if (row >= 0 && await IsMatchAsync(entry, row).ConfigureAwait(false))
                {
                    Add(row);
                }
            }

            return true;
        }

        private async ValueTask<bool> IsMatchAsync(MailboxEntry entry, int row)
        {
            SearchOutcome outcome;
            using (MimeDocument outline = await MessageReader.OpenAsync(context, entry, mailbox.Account).ConfigureAwait(false))
            {
                outcome = matcher.Match(key, table, row, outline);
            }

            if (outcome != SearchOutcome.Unknown)
            {
                return outcome == SearchOutcome.True;
            }

            budget.Spend(entry.Size);
            byte[] message = await MessageReader.ReadAsync(context, entry, 0, entry.Size, mailbox.Account).ConfigureAwait(false);
            using MimeDocument document = MimeDocument.Parse(message);
            return matcher.Match(key, table, row, document) == SearchOutcome.True;
        }
    }
}
