using System.Buffers;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>
/// FETCH of what entries have of their own, flags above all: clients ask it of whole mailboxes. It is written from columns, without an object for each message.
/// </summary>
internal static class FetchFacts
{
    // So many at a time, that a large mailbox is answered while it is read.
    private const int Piece = 16_384;

    /// <summary>Whether the command asks for nothing else, or for what is remembered beside it.</summary>
    public static bool AreEnough(FetchCommand command)
    {
        foreach (FetchItem item in command.Items)
        {
            if (item.Kind is not (FetchItemKind.Uid or FetchItemKind.Flags or FetchItemKind.InternalDate or FetchItemKind.Size or FetchItemKind.ModSeq
                or FetchItemKind.EmailId or FetchItemKind.SaveDate)
                && !Renditions.Is(item.Kind))
            {
                return false;
            }
        }

        return true;
    }

    public static async ValueTask TellAsync(ImapContext context, FetchCommand command, UidSet uids)
    {
        SelectedMailbox selected = context.Selected!;
        FetchItemKind[] remembered = [.. command.Items.Select(static i => i.Kind).Where(Renditions.Is).Distinct()];
        Renditions.Page? page = remembered.Length == 0 ? null : context.Renditions.PageOf(selected.Account, remembered);
        Tellers tellers = new(context, command, page);
        foreach (UidSet piece in Pieces(uids))
        {
            EntryTable table = await context.Mail.ReadTableAsync(selected.Account, selected.Id, piece, EntryColumns.None, context.Closed).ConfigureAwait(false);
            for (int from = 0; from < table.Count; from += Renditions.PageSize)
            {
                int count = Math.Min(Renditions.PageSize, table.Count - from);
                if (page?.TryLoad(table, from, count) != false)
                {
                    await TellAsync(context, tellers, table, from, count).ConfigureAwait(false);
                }
                else
                {
                    EntryQuery query = new() { Uids = UidsOf(table, from, count), WithOutline = true };
                    await Fetch.TellAsync(context, command, query, isDescending: false, UidSet.Empty).ConfigureAwait(false);
                }
            }
        }
    }

    private static async ValueTask TellAsync(ImapContext context, Tellers tellers, EntryTable table, int from, int count)
    {
        SequenceMap map = context.Selected!.Map;
        for (int i = 0; i < count; i++)
        {
            if (map.NumberOf(table[from + i].Uid) is var number and > 0)
            {
                tellers.Tell(number, in table[from + i], i);
                if (context.Output.UnflushedBytes > 32 * 1024)
                {
                    await context.Output.FlushAsync(context.Closed).ConfigureAwait(false);
                }
            }
        }
    }

    private static UidSet UidsOf(EntryTable table, int from, int count)
    {
        uint[] uids = new uint[count];
        for (int i = 0; i < count; i++)
        {
            uids[i] = table[from + i].Uid;
        }

        return UidSet.Of(uids);
    }

    /// <summary>A set in pieces of what is read at a time.</summary>
    public static IEnumerable<UidSet> Pieces(UidSet uids)
    {
        if (uids.Count <= Piece)
        {
            yield return uids;
            yield break;
        }

        List<UidRange> piece = [];
        long left = Piece;
        foreach (UidRange range in uids.Ranges)
        {
            UidRange rest = range;
            while (rest.Count > left)
            {
                piece.Add(rest with { Last = (uint)(rest.First + left - 1) });
                rest = rest with { First = (uint)(rest.First + left) };
                yield return UidSet.Of(piece);
                piece.Clear();
                left = Piece;
            }

            piece.Add(rest);
            left -= rest.Count;
            if (left == 0)
            {
                yield return UidSet.Of(piece);
                piece.Clear();
                left = Piece;
            }
        }

        if (piece.Count > 0)
        {
            yield return UidSet.Of(piece);
        }
    }

    /// <summary>Writes the items.</summary>
    private sealed class Tellers(ImapContext context, FetchCommand command, Renditions.Page? page)
    {
        private readonly bool _tellsUid = command.IsUid && !command.Items.Any(static i => i.Kind == FetchItemKind.Uid);
        private readonly bool _tellsFlags = command.Items.Any(static i => i.Kind == FetchItemKind.Flags);
        private readonly FlagLists _lists = new(context, context.Selected!);

        public void Tell(uint number, in EntryRow row, int place)
        {
            ImapResponseWriter writer = context.Writer;
            FlagListText? flags = _tellsFlags ? _lists.Of(row) : null;
            writer.BeginFetch(number);
            bool isFirst = true;
            if (_tellsUid)
            {
                Tell(writer, FetchItems.Uid, row, flags, place);
                isFirst = false;
            }

            foreach (FetchItem item in command.Items)
            {
                if (!isFirst)
                {
                    writer.Space();
                }

                isFirst = false;
                Tell(writer, item, row, flags, place);
            }

            writer.EndFetch();
        }

        private void Tell(ImapResponseWriter writer, FetchItem item, in EntryRow row, FlagListText? flags, int place)
        {
            if (item.Kind == FetchItemKind.ModSeq)
            {
                context.Selected!.TellModSeq(context, new ModSeq(row.ModSeq));
                return;
            }

            writer.FetchItemName(item);
            writer.Space();
            switch (item.Kind)
            {
                case FetchItemKind.Uid:
                    writer.Number(row.Uid);
                    break;
                case FetchItemKind.Flags:
                    writer.FlagList(flags!);
                    break;
                case FetchItemKind.InternalDate:
                    writer.DateTime(DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt).ToOffset(TimeSpan.FromMinutes(row.ReceivedOffset)));
                    break;
                case FetchItemKind.Size:
                    writer.Number(row.Size);
                    break;
                case FetchItemKind.SaveDate:
                    writer.DateTime(DateTimeOffset.FromUnixTimeMilliseconds(row.SavedAt));
                    break;
                case FetchItemKind.Envelope or FetchItemKind.Body or FetchItemKind.BodyStructure:
                    context.Output.Write(page![place, item.Kind]);
                    break;
                default:
                    writer.ObjectId(ObjectIds.Email(context.Selected!.Account, new EmailId(row.Email)));
                    break;
            }
        }
    }
}
