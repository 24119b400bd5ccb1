using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>THREAD and UID THREAD (RFC 5256 §3).</summary>
internal static class ThreadMessages
{
    public static async ValueTask RunAsync(ImapContext context, ThreadCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        if (await SearchFilters.FillInAsync(context, command, command.Key).ConfigureAwait(false) is not { } key)
        {
            return;
        }

        if (Search.IsTooMuch(context, command))
        {
            return;
        }

        SearchedMailbox mailbox = SearchedMailbox.Selected(context);
        SearchBudget budget = new(context.SearchLimits, context.Connection.Time);
        if (await Searcher.FindAsync(context, mailbox, key, budget).ConfigureAwait(false) is not { } findings)
        {
            Search.Refuse(context, command);
            return;
        }

        bool isBySubject = command.Algorithm == ThreadAlgorithm.OrderedSubject;
        EntryColumns columns = isBySubject ? OrderedSubjectThreads.Columns : ReferencesThreads.Columns;
        EntryTable table = await context.Mail
            .ReadTableAsync(mailbox.Account, mailbox.Id, UidSet.Of(findings.Uids), columns, context.Closed).ConfigureAwait(false);
        ThreadTree tree = isBySubject ? OrderedSubjectThreads.Make(table, context.Collation) : ReferencesThreads.Make(table, context.Collation);
        await TellAsync(context, tree, row => command.IsUid ? table[row].Uid : mailbox.Map.NumberOf(table[row].Uid)).ConfigureAwait(false);
        await selected.SyncAsync(context, mayExpunge: command.IsUid && !SearchKeyTree.HasNumbers(command.Key)).ConfigureAwait(false);
        context.Ok(command, command.Name + " completed");
    }

    // thread-list, with a stack of its own: nesting has no limit (RFC 5256 §4).
    private static async ValueTask TellAsync(ImapContext context, ThreadTree tree, Func<int, uint> number)
    {
        const int Close = -1;
        context.Writer.BeginThread(tree.Roots.Count == 0);
        Stack<int> rest = new(Enumerable.Reverse(tree.Roots));
        while (rest.TryPop(out int node))
        {
            if (node == Close)
            {
                context.Writer.Close();
                continue;
            }

            context.Writer.Open();
            rest.Push(Close);
            bool isFirst = true;
            while (!tree.IsDummy(node))
            {
                if (!isFirst)
                {
                    context.Writer.Space();
                }

                context.Writer.Number(number(node));
                isFirst = false;
                if (tree.Children(node).Count != 1)
                {
                    break;
                }

                node = tree.Children(node)[0];
            }

            IReadOnlyList<int> children = tree.Children(node);
            if (children.Count > 0 && !isFirst)
            {
                context.Writer.Space();
            }

            for (int i = children.Count - 1; i >= 0; i--)
            {
                rest.Push(children[i]);
            }

            await context.FlushIfMuchAsync().ConfigureAwait(false);
        }

        context.Writer.EndLine();
    }
}
