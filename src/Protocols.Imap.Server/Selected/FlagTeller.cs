using Protocols.Imap.Server.Commands;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>
/// Tells the flags of many messages, from columns: nothing is made for a message, and a list of flags once for all that have the same. Each is told with its UID,
/// and with its mod-sequence to a client that wants those.
/// </summary>
internal sealed class FlagTeller(ImapContext context, SelectedMailbox selected)
{
    private const int Much = 32 * 1024;
    private const int MostLists = 10_000;

    private readonly bool _tellsModSeq = context.Session.IsEnabled(ImapExtension.Condstore);
    private readonly Dictionary<(SystemFlags, string, bool), FlagListText> _lists = [];
    private (SystemFlags Flags, string Keywords, bool IsRecent, FlagListText List)? _last;

    /// <summary>The messages whose flags are told; of the others the mod-sequence alone.</summary>
    public UidSet Loud { get; init; } = UidSet.All;

    /// <summary>A change set that is not told of.</summary>
    public ModSeq? Except { get; init; }

    public async ValueTask TellAsync(UidSet uids)
    {
        foreach (UidSet piece in FetchFacts.Pieces(uids))
        {
            EntryTable table = await context.Mail.ReadTableAsync(selected.Account, selected.Id, piece, EntryColumns.None, context.Closed).ConfigureAwait(false);
            int row = 0;
            while ((row = Tell(table, row)) < table.Count)
            {
                await context.Output.FlushAsync(context.Closed).ConfigureAwait(false);
            }
        }
    }

    // One at the least, and as many as make a good piece of output; the first row that is left.
    private int Tell(EntryTable table, int row)
    {
        ImapResponseWriter writer = context.Writer;
        long enough = context.Output.UnflushedBytes + Much;
        while (row < table.Count && context.Output.UnflushedBytes < enough)
        {
            ref readonly EntryRow entry = ref table[row++];
            if (entry.ModSeq == Except?.Value || selected.Map.NumberOf(entry.Uid) is not (var number and > 0))
            {
                continue;
            }

            if (Loud.Contains(entry.Uid))
            {
                writer.FetchFlags(number, entry.Uid, ListOf(entry), _tellsModSeq ? entry.ModSeq : null);
            }
            else
            {
                writer.FetchModSeq(number, entry.Uid, entry.ModSeq);
            }

            if (_tellsModSeq)
            {
                selected.HasTold(new ModSeq(entry.ModSeq));
            }
        }

        return row;
    }

    private FlagListText ListOf(in EntryRow entry)
    {
        bool isRecent = !context.Session.IsRev2Enabled && selected.Recent.Contains(entry.Uid);
        if (_last is { } last && last.Flags == entry.Flags && last.IsRecent == isRecent && last.Keywords == entry.Keywords)
        {
            return last.List;
        }

        if (!_lists.TryGetValue((entry.Flags, entry.Keywords, isRecent), out FlagListText? list))
        {
            MailFlags flags = new(entry.Flags, entry.Keywords.Length == 0 ? [] : entry.Keywords.Split(' '));
            selected.TellKeywords(context, flags);
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
