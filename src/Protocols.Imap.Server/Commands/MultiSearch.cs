using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>ESEARCH (RFC 7377): one answer for each mailbox in which anything was found.</summary>
internal static class MultiSearch
{
    public static async ValueTask RunAsync(ImapContext context, MultiSearchCommand command)
    {
        bool namesSelected = command.Scopes.Any(static s => s.Kind == SearchScopeKind.Selected);
        bool wantsUpdates = (command.Return & SearchReturn.Update) != 0;
        if (context.Selected is null && (namesSelected || wantsUpdates))
        {
            // RFC 7377 §2.2
            context.Bad(command, "No mailbox is selected");
            return;
        }

        if (wantsUpdates && context.Selected!.Updates.IsTagInUse(command.Tag))
        {
            context.Bad(command, "The tag is in use with another search that is updated");
            return;
        }

        if (await SearchFilters.FillInAsync(context, command, command.Key).ConfigureAwait(false) is not { } key)
        {
            return;
        }

        List<SearchSource> mailboxes = await SearchScopes.ResolveAsync(context, command.Scopes).ConfigureAwait(false);
        if (mailboxes.Count > context.SearchLimits.Mailboxes)
        {
            Search.Refuse(context, command);
            return;
        }

        SearchBudget budget = new(context.SearchLimits, context.Connection.Time);
        if (namesSelected && !await SelectedAsync(context, command, key, budget).ConfigureAwait(false))
        {
            return;
        }

        if (wantsUpdates && !namesSelected)
        {
            // RFC 7377 §2.2: only the selected mailbox is updated.
            context.Writer.Untagged(ImapStatus.No, ImapResponseCode.NoUpdate(command.Tag), "The selected mailbox is not searched");
        }

        foreach (SearchSource mailbox in mailboxes)
        {
            if (namesSelected && context.Selected is { } selected && selected.Id == mailbox.Mailbox.Id && selected.Account == mailbox.Account)
            {
                continue;
            }

            if (!await OtherAsync(context, command, key, mailbox, budget).ConfigureAwait(false))
            {
                Search.Refuse(context, command);
                return;
            }

            await context.FlushIfMuchAsync().ConfigureAwait(false);
        }

        if (context.Selected is { } current)
        {
            await current.SyncAsync(context, mayExpunge: !SearchKeyTree.HasNumbers(command.Key)).ConfigureAwait(false);
        }

        context.Ok(command, "ESEARCH completed");
    }

    private static async ValueTask<bool> SelectedAsync(ImapContext context, MultiSearchCommand command, SearchKey key, SearchBudget budget)
    {
        SelectedMailbox selected = context.Selected!;
        SearchedMailbox mailbox = SearchedMailbox.Selected(context);
        if (await Searcher.FindAsync(context, mailbox, key, budget).ConfigureAwait(false) is not { } findings)
        {
            Search.Refuse(context, command);
            return false;
        }

        SearchResult result = new(findings.Uids, findings, mailbox);
        SearchAnswer.Save(context, command, result);
        Tell(context, command, result, selected.Name, selected.UidValidity);
        if ((command.Return & SearchReturn.Update) != 0
            && !selected.Updates.TryAdd(context, new ResultUpdate(command, key, ResultOrder.OfMailbox, mailbox, result.Uids)))
        {
            context.Writer.Untagged(ImapStatus.No, ImapResponseCode.NoUpdate(command.Tag), "Too many results are updated");
        }

        return true;
    }

    private static async ValueTask<bool> OtherAsync(ImapContext context, MultiSearchCommand command, SearchKey key, SearchSource source, SearchBudget budget)
    {
        if (source.Mailbox.Messages == 0
            || await context.Mail.OpenMailboxAsync(source.Account, source.Mailbox.Id, context.Closed).ConfigureAwait(false) is not { } opened)
        {
            return true;
        }

        SequenceMap map = new();
        map.Add(opened.View.Uids);
        SearchedMailbox searched = new(source.Account, source.Mailbox.Id, map, UidSet.Empty, UidSet.Empty);
        if (await Searcher.FindAsync(context, searched, key, budget).ConfigureAwait(false) is not { } findings)
        {
            return false;
        }

        Tell(context, command, new SearchResult(findings.Uids, findings, searched), source.Name, opened.View.Mailbox.UidValidity);
        return true;
    }

    // RFC 7377 §2.1: nothing is told of a mailbox in which nothing was found.
    private static void Tell(ImapContext context, MultiSearchCommand command, SearchResult result, string name, uint uidValidity)
    {
        if (!result.IsEmpty && (command.Return & ~(SearchReturn.Save | SearchReturn.Update | SearchReturn.Context)) != SearchReturn.None)
        {
            context.Writer.BeginESearch(command.Tag, name, uidValidity);
            SearchAnswer.Items(context.Writer, command, command.Return, result);
        }
    }
}
