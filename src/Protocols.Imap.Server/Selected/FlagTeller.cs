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

    private readonly bool _tellsModSeq = context.Session.IsEnabled(ImapExtension.Condstore);
    private readonly FlagLists _lists = new(context, selected);

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
                writer.FetchFlags(number, entry.Uid, _lists.Of(entry), _tellsModSeq ? entry.ModSeq : null);
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
}
