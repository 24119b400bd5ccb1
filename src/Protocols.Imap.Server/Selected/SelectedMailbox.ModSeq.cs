using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <content>Mod-sequences (RFC 7162): what the client may take for the point up to which it knows everything.</content>
internal sealed partial class SelectedMailbox
{
    // The mailbox's newest change, as of what the client was last told.
    private ModSeq _highest;

    // The same before the first of the expunges that wait.
    private ModSeq? _beforeVanished;

    // The newest mod-sequence that was written to the client.
    private ModSeq _told;

    /// <summary>Up to here the client has been told of everything, expunges included (RFC 7162 §3.2).</summary>
    public ModSeq HighestModSeq => new(Math.Max(1, (_beforeVanished ?? _highest).Value));

    /// <summary>Says up to where the client knows everything.</summary>
    public void TellHighest(ImapContext context) =>
        context.Writer.Untagged(ImapStatus.Ok, ImapResponseCode.HighestModSeq(HighestModSeq.Value), "Highest");

    /// <summary>Writes a message's MODSEQ item, and remembers that the client has seen it.</summary>
    public void TellModSeq(ImapContext context, MailboxEntry entry) => TellModSeq(context, entry.ModSeq);

    /// <summary>The same of a message whose mod-sequence alone is known.</summary>
    public void TellModSeq(ImapContext context, ModSeq modSeq)
    {
        context.Writer.FetchItemName(FetchItems.ModSeq);
        context.Writer.Space();
        context.Writer.ModSeq(modSeq.Value);
        HasTold(modSeq);
    }

    /// <summary>Remembers that the client has seen a mod-sequence.</summary>
    public void HasTold(ModSeq modSeq) => _told = modSeq > _told ? modSeq : _told;

    /// <summary>Tells a message's UID and MODSEQ, its flags being known to the client.</summary>
    public void TellModSeqAlone(ImapContext context, uint number, MailboxEntry entry)
    {
        ImapResponseWriter writer = context.Writer;
        BeginWithUid(context, number, entry);
        TellModSeq(context, entry);
        writer.EndFetch();
    }

    // UIDFETCH has the UID in its place.
    private static void BeginWithUid(ImapContext context, uint number, MailboxEntry entry)
    {
        context.BeginFetch(number, entry.Uid);
        if (!context.IsUidOnly)
        {
            context.Writer.FetchItemName(FetchItems.Uid);
            context.Writer.Space();
            context.Writer.Number(entry.Uid);
            context.Writer.Space();
        }
    }

    /// <summary>Writes VANISHED, if there is something to tell.</summary>
    public static void TellVanished(ImapContext context, bool isEarlier, UidSet uids)
    {
        if (!uids.IsEmpty)
        {
            context.Writer.Vanished(isEarlier, [.. uids.Ranges.Select(static r => new SequenceRange(r.First, r.Last))]);
        }
    }

    // RFC 7162 §3.2, §6: while an expunge waits, or where a message was read later than the rest, the client must not take the mod-sequences it
    // has seen for all that there is to know.
    private void TellDelay(ImapContext context)
    {
        if ((_beforeVanished is not null || _told > ModSeq) && context.Session.IsEnabled(ImapExtension.Condstore))
        {
            TellHighest(context);
        }
    }
}
