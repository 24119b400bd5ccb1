using System.Buffers;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>FETCH and UID FETCH (RFC 9051 §6.4.5).</summary>
internal static class Fetch
{
    public static async ValueTask RunAsync(ImapContext context, FetchCommand command)
    {
        SelectedMailbox selected = context.Selected!;
        if (!selected.TryResolve(context, command.Messages, command.IsUid, out UidSet uids))
        {
            context.Bad(command, "There is no message of that number");
            return;
        }

        UidSet named = uids;
        if (command.Partial is { } partial)
        {
            // RFC 9394 §3.3
            named = selected.Map.Within(uids);
            (int start, int length) = partial.Resolve((int)named.Count);
            if (context.Session.Limits.MaxMessages is { } limit && length > limit)
            {
                context.No(command, ImapResponseCode.MessageLimit(limit, null), "That is more than one FETCH may be about");
                return;
            }

            named = named.Slice(start, length);
        }

        uids = context.Limited(named);
        bool isLimited = uids.Count < named.Count;
        bool hasVanished = selected.HasVanished(uids);
        ModSeq since = new(command.ChangedSince ?? 0);
        if (command.WithVanished)
        {
            UidSet asked = command.Messages.IsSavedResult ? context.SavedResult : SelectedMailbox.Named(command.Messages);
            await Resynchronisation.TellVanishedAsync(context, selected, asked, since).ConfigureAwait(false);
        }

        if (command.ChangedSince is not null)
        {
            uids = await ChangedAsync(context, uids, since).ConfigureAwait(false);
        }

        (UidSet seen, ModSeq? seenAt) = await MarkSeenAsync(context, command, uids).ConfigureAwait(false);
        bool isUnknownEncoding = false;
        if (!isLimited && !context.IsUidOnly && FetchFacts.AreEnough(command))
        {
            await FetchFacts.TellAsync(context, command, uids).ConfigureAwait(false);
            uids = UidSet.Empty;
        }

        bool withOutline = command.Items.Any(NeedsOutline);
        EntryQuery query = new()
        {
            Uids = uids,
            WithOutline = withOutline,
            FactsOnly = !withOutline && command.Items.All(static i => i.Kind != FetchItemKind.Preview),
            WithKeys = command.Items.Any(static i => i.Kind is FetchItemKind.ThreadId or FetchItemKind.Preview),
        };
        isUnknownEncoding |= await TellAsync(context, command, query, isLimited, seen).ConfigureAwait(false);

        await EventScripts.SeenAsync(context, seen).ConfigureAwait(false);
        await selected.SyncAsync(context, mayExpunge: command.IsUid, toldAt: seenAt).ConfigureAwait(false);
        if (isUnknownEncoding)
        {
            context.No(command, ImapResponseCode.UnknownCte, "A part's transfer encoding is not known");
        }
        else if (hasVanished && !command.IsUid)
        {
            // RFC 2180 §4.1.2, RFC 5530 §3
            context.No(command, ImapResponseCode.ExpungeIssued, "Some of the messages no longer exist");
        }
        else
        {
            context.Ok(command, command.Name + " completed");
        }
    }

    /// <summary>Writes a FETCH response for each message of a query; true if a transfer encoding was not known.</summary>
    public static async ValueTask<bool> TellAsync(ImapContext context, FetchCommand command, EntryQuery query, bool isDescending, UidSet seen)
    {
        bool isUnknownEncoding = false;
        await foreach (MailboxEntry entry in EntriesAsync(context, query, isDescending).ConfigureAwait(false))
        {
            if (context.Selected!.Map.NumberOf(entry.Uid) is var number and > 0)
            {
                isUnknownEncoding |= await TellAsync(context, command, number, entry, seen.Contains(entry.Uid)).ConfigureAwait(false);
                await context.FlushIfMuchAsync().ConfigureAwait(false);
            }
        }

        return isUnknownEncoding;
    }

    // RFC 9738 §3.1: where not all are told, they are told from the highest down.
    private static async IAsyncEnumerable<MailboxEntry> EntriesAsync(ImapContext context, EntryQuery query, bool isDescending)
    {
        const int Piece = 128;
        SelectedMailbox selected = context.Selected!;
        long end = isDescending ? query.Uids.Count : 0;
        for (; end > 0; end -= Piece)
        {
            long start = Math.Max(0, end - Piece);
            List<MailboxEntry> piece = [];
            EntryQuery part = query with { Uids = query.Uids.Slice(start, end - start) };
            await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(selected.Account, selected.Id, part, context.Closed).ConfigureAwait(false))
            {
                piece.Add(entry);
            }

            for (int i = piece.Count - 1; i >= 0; i--)
            {
                yield return piece[i];
            }
        }

        if (isDescending)
        {
            yield break;
        }

        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(selected.Account, selected.Id, query, context.Closed).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    // Once the messages are marked as seen, their mod-sequences say nothing any more.
    private static async ValueTask<UidSet> ChangedAsync(ImapContext context, UidSet uids, ModSeq since)
    {
        List<uint> changed = [];
        EntryQuery query = new() { Uids = uids, ChangedSince = since };
        await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(context.Selected!.Account, context.Selected.Id, query, context.Closed).ConfigureAwait(false))
        {
            changed.Add(entry.Uid);
        }

        return UidSet.Of(changed);
    }

    public static bool NeedsOutline(FetchItem item) =>
        item.Kind is not (FetchItemKind.Uid or FetchItemKind.Flags or FetchItemKind.InternalDate or FetchItemKind.Size or FetchItemKind.ModSeq
            or FetchItemKind.EmailId or FetchItemKind.ThreadId or FetchItemKind.Preview or FetchItemKind.SaveDate);

    // RFC 9051 §6.4.5: reading a body marks the message as seen, and its new flags are told along with it.
    private static async ValueTask<(UidSet Seen, ModSeq? At)> MarkSeenAsync(ImapContext context, FetchCommand command, UidSet uids)
    {
        SelectedMailbox selected = context.Selected!;
        if (selected.IsReadOnly || !selected.May(MailboxRights.KeepSeen) || uids.IsEmpty || !command.Items.Any(static i => i.SetsSeen))
        {
            return (UidSet.Empty, null);
        }

        UpdateFlags change = new(selected.Id, uids, FlagOperation.Add, new MailFlags(SystemFlags.Seen));
        MailChangeResult result = await context.Mail.ApplyAsync(selected.Account, [change], context.Closed).ConfigureAwait(false);
        return result.IsApplied && !result.Outcomes[0].SourceUids.IsEmpty ? (result.Outcomes[0].SourceUids, result.ModSeq) : (UidSet.Empty, null);
    }

    /// <summary>Writes one FETCH response; true if a transfer encoding was not known.</summary>
    public static async ValueTask<bool> TellAsync(ImapContext context, FetchCommand command, uint number, MailboxEntry entry, bool wasSeen)
    {
        bool wantsFlags = command.Items.Any(static i => i.Kind == FetchItemKind.Flags);
        if (wantsFlags || wasSeen)
        {
            context.Selected!.TellKeywords(context, entry.Flags);
        }

        MimeDocument document = command.Items.Any(NeedsOutline) ? await MessageReader.OpenAsync(context, entry, context.Selected!.Account).ConfigureAwait(false) : default;
        using (document)
        {
            return await TellItemsAsync(context, command, number, entry, document, wasSeen, wasSeen && !wantsFlags).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> TellItemsAsync(
        ImapContext context, FetchCommand command, uint number, MailboxEntry entry, MimeDocument document, bool wasSeen, bool withFlags)
    {
        try
        {
            context.BeginFetch(number, entry.Uid);
            bool isFirst = true;
            bool isUnknownEncoding = false;
            if (command.IsUid && !context.IsUidOnly && !command.Items.Any(static i => i.Kind == FetchItemKind.Uid))
            {
                await ItemAsync(context, FetchItems.Uid, entry, document).ConfigureAwait(false);
                isFirst = false;
            }

            foreach (FetchItem item in command.Items)
            {
                if (!isFirst)
                {
                    context.Writer.Space();
                }

                isFirst = false;
                isUnknownEncoding |= await ItemAsync(context, item, entry, document).ConfigureAwait(false);
            }

            if (withFlags)
            {
                context.Writer.Space();
                await ItemAsync(context, FetchItems.Flags, entry, document).ConfigureAwait(false);
            }

            if (wasSeen && context.Session.IsEnabled(ImapExtension.Condstore))
            {
                // RFC 7162 §3.2.4
                await MissingAsync(context, command, entry, document).ConfigureAwait(false);
            }

            context.Writer.EndFetch();
            return isUnknownEncoding;
        }
        catch (Exception e) when (e is not (OperationCanceledException or TornResponseException))
        {
            // The response is begun and cannot be ended: a tagged NO would be read as part of it.
            throw new TornResponseException($"The message {entry.Email} could not be told whole: {e.Message}", e);
        }
    }

    private static async ValueTask MissingAsync(ImapContext context, FetchCommand command, MailboxEntry entry, MimeDocument document)
    {
        if (!command.IsUid && !command.Items.Any(static i => i.Kind == FetchItemKind.Uid))
        {
            context.Writer.Space();
            await ItemAsync(context, FetchItems.Uid, entry, document).ConfigureAwait(false);
        }

        if (!command.Items.Any(static i => i.Kind == FetchItemKind.ModSeq))
        {
            context.Writer.Space();
            context.Selected!.TellModSeq(context, entry);
        }
    }

    private static async ValueTask<bool> ItemAsync(ImapContext context, FetchItem item, MailboxEntry entry, MimeDocument document)
    {
        if (item.Kind == FetchItemKind.ModSeq)
        {
            context.Selected!.TellModSeq(context, entry);
            return false;
        }

        context.Writer.FetchItemName(item);
        context.Writer.Space();
        switch (item.Kind)
        {
            case FetchItemKind.Uid:
                context.Writer.Number(entry.Uid);
                break;
            case FetchItemKind.Flags:
                context.Writer.FlagList(context.Selected!.FlagsOf(context, entry));
                break;
            case FetchItemKind.InternalDate:
                context.Writer.DateTime(entry.ReceivedAt);
                break;
            case FetchItemKind.Size:
                context.Writer.Number(entry.Size);
                break;
            case FetchItemKind.SaveDate:
                context.Writer.DateTime(entry.SavedAt);
                break;
            case FetchItemKind.EmailId:
                context.Writer.ObjectId(ObjectIds.Email(context.Selected!.Account, entry.Email));
                break;
            case FetchItemKind.ThreadId when entry.Thread is { } thread:
                context.Writer.ObjectId(ObjectIds.Thread(context.Selected!.Account, thread));
                break;
            case FetchItemKind.ThreadId:
                context.Writer.Nil();
                break;
            case FetchItemKind.Preview:
                context.Writer.NString(await PreviewAsync(context, item, entry).ConfigureAwait(false));
                break;
            case FetchItemKind.Envelope or FetchItemKind.Body or FetchItemKind.BodyStructure:
                RenditionKey key = context.Renditions.KeyOf(context.Selected!.Account, entry.Email.Value, item.Kind);
                context.Renditions.Write(context.Output, key, document.Root);
                break;
            case FetchItemKind.Rfc822Header:
                await SectionAsync(context, entry, SectionContent.Find(document, new FetchSection { Text = SectionText.Header }, entry.Size)).ConfigureAwait(false);
                break;
            case FetchItemKind.Rfc822Text:
                await SectionAsync(context, entry, SectionContent.Find(document, new FetchSection { Text = SectionText.Text }, entry.Size)).ConfigureAwait(false);
                break;
            case FetchItemKind.Binary or FetchItemKind.BinarySize:
                return await BinaryAsync(context, item, entry, document).ConfigureAwait(false);
            default:
                await SectionAsync(context, entry, SectionContent.Find(document, item.Section, entry.Size).Slice(item.Partial)).ConfigureAwait(false);
                break;
        }

        return false;
    }

    // RFC 8970 §3.2, §4.1: what was not made at filing is made now, unless the client would rather not wait.
    private static async ValueTask<string?> PreviewAsync(ImapContext context, FetchItem item, MailboxEntry entry)
    {
        if (entry.Preview is not null || item.IsLazy)
        {
            return entry.Preview;
        }

        using MimeDocument message = MimeDocument.Parse(await MessageReader.ReadAsync(context, entry, 0, entry.Size, context.Selected!.Account).ConfigureAwait(false));
        return message.Root.GetPreview(MessageFacts.PreviewLength);
    }

    private static async ValueTask SectionAsync(ImapContext context, MailboxEntry entry, SectionContent content)
    {
        if (!content.Exists)
        {
            context.Writer.Nil();
            return;
        }

        context.Writer.LiteralHeader(content.Length);
        if (!content.IsRange)
        {
            context.Writer.Octets(content.Octets.Span);
        }
        else if (content.Length > 0)
        {
            await MessageReader.CopyAsync(context, entry, content.Offset, content.Length, context.Selected!.Account).ConfigureAwait(false);
        }
    }

    // RFC 9051 §6.4.5, RFC 3516: the part without its transfer encoding.
    private static async ValueTask<bool> BinaryAsync(ImapContext context, FetchItem item, MailboxEntry entry, MimeDocument document)
    {
        bool isSize = item.Kind == FetchItemKind.BinarySize;
        bool isWhole = item.Section.Part.IsEmpty;
        MimePart part = document.Root;
        bool exists = isWhole || SectionContent.TryFindPart(document, item.Section, out part);
        bool isUnknown = exists && !isWhole && part.TransferEncoding == TransferEncoding.Unknown;
        if (!exists || isUnknown)
        {
            if (isSize)
            {
                context.Writer.Number(0);
            }
            else
            {
                context.Writer.Nil();
            }

            return isUnknown;
        }

        ReadOnlyMemory<byte> decoded = isWhole
            ? await MessageReader.ReadAsync(context, entry, 0, entry.Size, context.Selected!.Account).ConfigureAwait(false)
            : await MessageReader.DecodeAsync(context, entry, part, context.Selected!.Account).ConfigureAwait(false);
        if (isSize)
        {
            context.Writer.Number(decoded.Length);
            return false;
        }

        if (item.Partial is { } partial)
        {
            int from = (int)Math.Min(partial.Offset, decoded.Length);
            decoded = decoded.Slice(from, (int)Math.Min(partial.Length, decoded.Length - from));
        }

        if (decoded.Span.Contains((byte)0))
        {
            context.Writer.Literal8Header(decoded.Length);
        }
        else
        {
            context.Writer.LiteralHeader(decoded.Length);
        }

        context.Output.Write(decoded.Span);
        return false;
    }
}
