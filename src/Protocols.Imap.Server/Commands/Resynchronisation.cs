using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>What happened while a client was away: SELECT's QRESYNC and UID FETCH's VANISHED (RFC 7162 §3.2.5, §3.2.6).</summary>
internal static class Resynchronisation
{
    /// <summary>Tells what went and what changed since the client was last here.</summary>
    public static async ValueTask TellAsync(ImapContext context, SelectedMailbox selected, MailboxView view, QuickResync resync)
    {
        // RFC 7162 §3.2.5.1: without known UIDs, all that there ever were.
        UidSet known = view.Mailbox.UidNext <= 1 ? UidSet.Empty : UidSet.Of([new UidRange(1, view.Mailbox.UidNext - 1)]);
        if (resync.KnownUids is { } set)
        {
            known = known.Intersect(SelectedMailbox.Named(set));
        }

        UidSet told = known;
        if (Matched(selected.Map, resync) is var matched and > 0)
        {
            // RFC 7162 §3.2.5.2: up to a match the client knows what went.
            told = matched == uint.MaxValue ? UidSet.Empty : known.Intersect(UidSet.Of([new UidRange(matched + 1, uint.MaxValue)]));
        }

        ModSeq since = new(resync.ModSeq);
        await TellVanishedAsync(context, selected, told, since).ConfigureAwait(false);
        EntryQuery query = new() { Uids = known, ChangedSince = since };
        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(selected.Account, selected.Id, query, context.Closed).ConfigureAwait(false))
        {
            if (selected.Map.NumberOf(entry.Uid) is var number and > 0)
            {
                selected.TellFlags(context, number, entry);
                await context.FlushIfMuchAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Tells which of some UIDs went after a point. What the client counts among its messages is left out, though it may be gone already: that is
    /// told in its turn, where numbers move. If the log does not reach back so far, all that are not there are told: right, only longer.
    /// </summary>
    public static async ValueTask TellVanishedAsync(ImapContext context, SelectedMailbox selected, UidSet uids, ModSeq since)
    {
        MailboxDelta delta = await context.Mail.ReadChangesAsync(selected.Account, selected.Id, since, context.Closed).ConfigureAwait(false);
        if (delta.Mailbox is not { } mailbox)
        {
            return;
        }

        UidSet gone = delta.IsComplete ? delta.Vanished.Intersect(uids) : Existed(mailbox).Intersect(uids);
        SelectedMailbox.TellVanished(context, isEarlier: true, selected.Map.Without(gone));
    }

    private static UidSet Existed(Mailbox mailbox) => mailbox.UidNext <= 1 ? UidSet.Empty : UidSet.Of([new UidRange(1, mailbox.UidNext - 1)]);

    /// <summary>
    /// The highest UID that stands at the number at which the client knows it to be, or 0. A message that went moves all behind it, so that what
    /// matches comes first: runs are looked at in order, and within one by halves, whatever the numbers.
    /// </summary>
    private static uint Matched(SequenceMap map, QuickResync resync)
    {
        if (resync.MatchNumbers is not { } numbers || resync.MatchUids is not { } uids)
        {
            return 0;
        }

        uint matched = 0;
        int n = 0;
        int u = 0;
        long usedNumbers = 0;
        long usedUids = 0;
        while (n < numbers.Ranges.Length && u < uids.Ranges.Length)
        {
            long number = numbers.Ranges[n].First + usedNumbers;
            long uid = uids.Ranges[u].First + usedUids;
            long length = Math.Min(numbers.Ranges[n].Last - number, uids.Ranges[u].Last - uid) + 1;
            long matches = Matches(map, number, uid, length);
            if (matches > 0)
            {
                matched = (uint)(uid + matches - 1);
            }

            if (matches < length)
            {
                break;
            }

            usedNumbers += length;
            usedUids += length;
            if (numbers.Ranges[n].First + usedNumbers > numbers.Ranges[n].Last)
            {
                n++;
                usedNumbers = 0;
            }

            if (uids.Ranges[u].First + usedUids > uids.Ranges[u].Last)
            {
                u++;
                usedUids = 0;
            }
        }

        return matched;
    }

    /// <summary>How many of a run match, from its start.</summary>
    private static long Matches(SequenceMap map, long number, long uid, long length)
    {
        long low = 0;
        long high = length;
        while (low < high)
        {
            long middle = (low + high) / 2;
            bool isMatch = number + middle <= map.Count && map[(int)(number + middle - 1)] == uid + middle;
            if (isMatch)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
