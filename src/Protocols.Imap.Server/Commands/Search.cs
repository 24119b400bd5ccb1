using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>SEARCH, SORT and their UID forms (RFC 9051 §6.4.4, RFC 5256 §3, RFC 5267).</summary>
internal static class Search
{
    public static async ValueTask RunAsync(ImapContext context, SearchingCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        SearchBudget budget = new(context.SearchLimits, context.Connection.Time);
        bool wantsUpdates = (command.Return & SearchReturn.Update) != 0;
        if (wantsUpdates && selected.Updates.IsTagInUse(command.Tag))
        {
            // RFC 5267 §4.3
            context.Bad(command, "The tag is in use with another search that is updated");
            return;
        }

        if (await SearchFilters.FillInAsync(context, command, command.Key).ConfigureAwait(false) is not { } key)
        {
            return;
        }

        if (command is SortCommand && IsTooMuch(context, command))
        {
            return;
        }

        SearchedMailbox mailbox = SearchedMailbox.Selected(context);
        if (await Searcher.FindAsync(context, mailbox, key, budget).ConfigureAwait(false) is not { } findings)
        {
            Refuse(context, command);
            return;
        }

        ResultOrder order = command is SortCommand sort ? new ResultOrder(sort.Criteria, findings.Scores) : ResultOrder.OfMailbox;
        SearchResult result = new(await order.PutAsync(context, mailbox, findings.Uids).ConfigureAwait(false), findings, mailbox);
        SearchAnswer.Save(context, command, result);
        SearchAnswer.Tell(context, command, result);
        if (wantsUpdates && !selected.Updates.TryAdd(context, new ResultUpdate(command, key, order, mailbox, result.Uids)))
        {
            context.Writer.Untagged(ImapStatus.No, ImapResponseCode.NoUpdate(command.Tag), "Too many results are updated, or this one is too long");
        }

        // RFC 7162 §3.2.10.2: no number of the search may move while it is answered.
        await selected.SyncAsync(context, mayExpunge: command.IsUid && !SearchKeyTree.HasNumbers(command.Key)).ConfigureAwait(false);
        context.Ok(command, command.Name + " completed");
    }

    /// <summary>RFC 9738 §3.3: what has to look at all messages is refused in a mailbox with more of them than one command may be about.</summary>
    public static bool IsTooMuch(ImapContext context, ImapCommand command)
    {
        bool isTooMuch = context.Session.Limits.MaxMessages is { } limit && context.Selected!.Map.Count > limit;
        if (isTooMuch)
        {
            ForgetSaved(context, command);
            context.No(command, ImapResponseCode.MessageLimit(context.Session.Limits.MaxMessages!.Value, null), "The mailbox has too many messages for that");
        }

        return isTooMuch;
    }

    /// <summary>Says that a search went beyond what it may cost.</summary>
    public static void Refuse(ImapContext context, ImapCommand command)
    {
        ForgetSaved(context, command);
        context.No(command, ImapResponseCode.Limit, "The search takes more than one search may");
    }

    /// <summary>RFC 9051 §6.4.4.1: a search that was to be saved and fails leaves nothing saved.</summary>
    public static void ForgetSaved(ImapContext context, ImapCommand command)
    {
        if (command is SearchingCommand searching && (searching.Return & SearchReturn.Save) != 0)
        {
            context.SavedResult = UidSet.Empty;
        }
    }

    /// <summary>CANCELUPDATE (RFC 5267 §4.3.5).</summary>
    public static ValueTask CancelAsync(ImapContext context, CancelUpdateCommand command)
    {
        foreach (string tag in command.Tags)
        {
            context.Selected!.Updates.Remove(tag);
        }

        context.Ok(command, "No further updates");
        return ValueTask.CompletedTask;
    }

    /// <summary>COMPARATOR (RFC 5255 §4.7).</summary>
    public static ValueTask CompareAsync(ImapContext context, ComparatorCommand command)
    {
        List<Collation> matching = [.. command.Wanted.SelectMany(Collation.Matching).Distinct()];
        if (command.Wanted.Length > 0 && matching.Count == 0)
        {
            context.No(command, ImapResponseCode.BadComparator, "None of these comparators is known");
            return ValueTask.CompletedTask;
        }

        context.Collation = matching.Count > 0 ? matching[0] : context.Collation;
        context.Writer.Comparator(context.Collation.Name, matching.Count > 1 ? [.. matching.Select(static c => c.Name)] : []);
        context.Ok(command, "Will use " + context.Collation.Name);
        return ValueTask.CompletedTask;
    }
}
