using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>Tells the flags of messages after a STORE, from columns: nothing is made for a message, and a list of flags once for all that have the same.</summary>
internal sealed class StoredFlags(ImapContext context, bool withUid, bool withModSeq)
{
    private const int Much = 32 * 1024;
    private const int MostLists = 10_000;

    private readonly SelectedMailbox _selected = context.Selected!;
    private readonly Dictionary<(SystemFlags, string, bool), FlagListText> _lists = [];
    private (SystemFlags Flags, string Keywords, bool IsRecent, FlagListText List)? _last;

    public async ValueTask TellAsync(UidSet uids)
    {
        foreach (UidSet piece in FetchFacts.Pieces(uids))
        {
            EntryTable table = await context.Mail.ReadTableAsync(_selected.Account, _selected.Id, piece, EntryColumns.None, context.Closed).ConfigureAwait(false);
            int row = 0;
            while ((row = Tell(table, row)) < table.Count)
            {
                await context.Output.FlushAsync(context.Closed).ConfigureAwait(false);
            }
        }
    }

    // As many as make a good piece of output; the first row that is left.
    private int Tell(EntryTable table, int row)
    {
        ImapResponseWriter writer = context.Writer;
        for (; row < table.Count && context.Output.UnflushedBytes < Much; row++)
        {
            ref readonly EntryRow entry = ref table[row];
            if (_selected.Map.NumberOf(entry.Uid) is var number and > 0)
            {
                FlagListText list = ListOf(entry);
                writer.FetchFlags(number, withUid ? entry.Uid : null, list, withModSeq ? entry.ModSeq : null);
                if (withModSeq)
                {
                    _selected.HasTold(new ModSeq(entry.ModSeq));
                }
            }
        }

        return row;
    }

    private FlagListText ListOf(in EntryRow entry)
    {
        bool isRecent = !context.Session.IsRev2Enabled && _selected.Recent.Contains(entry.Uid);
        if (_last is { } last && last.Flags == entry.Flags && last.IsRecent == isRecent && last.Keywords == entry.Keywords)
        {
            return last.List;
        }

        if (!_lists.TryGetValue((entry.Flags, entry.Keywords, isRecent), out FlagListText? list))
        {
            MailFlags flags = new(entry.Flags, entry.Keywords.Length == 0 ? [] : entry.Keywords.Split(' '));
            _selected.TellKeywords(context, flags);
            List<string> names = FlagNames.Of(flags);
            if (isRecent)
            {
                names.Add(@"\Recent");
            }

            list = FlagListText.Of(names);

            // As many as there are ways to put keywords together; a mailbox of many is a mailbox of few for each.
            if (_lists.Count < MostLists)
            {
                _lists.Add((entry.Flags, entry.Keywords, isRecent), list);
            }
        }

        _last = (entry.Flags, entry.Keywords, isRecent, list);
        return list;
    }
}
