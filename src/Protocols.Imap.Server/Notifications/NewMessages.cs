using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Protocols.Imap.Server.Commands;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>
/// New messages of the selected mailbox that others have filed, with what NOTIFY and updated results want to be told of them: one FETCH response for each (RFC 5465 §5.2, §7).
/// </summary>
internal sealed class NewMessages(ImapContext context, UidSet uids)
{
    private readonly ImmutableArray<FetchItem> _always = context.Notify?.NewItems ?? [];
    private UidSet _untold = uids;

    /// <summary>Tells messages that came into results, before the results are told (RFC 5465 §7).</summary>
    /// <param name="results">Of each result the messages that came into it, and what is wanted of them.</param>
    public async ValueTask TellAsync(IReadOnlyList<(UidSet Uids, ImmutableArray<FetchItem> Items)> results)
    {
        UidSet told = UidSet.Of(results.SelectMany(static r => r.Uids.Ranges)).Intersect(_untold);
        if (told.IsEmpty)
        {
            return;
        }

        _untold = _untold.Except(told);
        await foreach (MailboxEntry entry in EntriesAsync(told, [.. _always, .. results.SelectMany(static r => r.Items)]).ConfigureAwait(false))
        {
            await TellAsync(entry, Together([.. _always, .. results.Where(r => r.Uids.Contains(entry.Uid)).SelectMany(static r => r.Items)])).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the others with what NOTIFY wants of each; nothing if it wants nothing.</summary>
    public async ValueTask TellAsync()
    {
        if (_always.IsEmpty || _untold.IsEmpty)
        {
            return;
        }

        await foreach (MailboxEntry entry in EntriesAsync(_untold, _always).ConfigureAwait(false))
        {
            await TellAsync(entry, _always).ConfigureAwait(false);
        }
    }

    private IAsyncEnumerable<MailboxEntry> EntriesAsync(UidSet uids, ImmutableArray<FetchItem> items)
    {
        SelectedMailbox selected = context.Selected!;
        EntryQuery query = new()
        {
            Uids = uids,
            WithOutline = items.Any(Fetch.NeedsOutline),
            WithKeys = items.Any(static i => i.Kind is FetchItemKind.ThreadId or FetchItemKind.Preview),
        };
        return context.Mail.ReadEntriesAsync(selected.Account, selected.Id, query, context.Closed);
    }

    private async ValueTask TellAsync(MailboxEntry entry, ImmutableArray<FetchItem> items)
    {
        if (context.Selected!.Map.NumberOf(entry.Uid) is var number and > 0)
        {
            FetchCommand fetch = new() { Tag = "", Messages = SequenceSet.SavedResult, IsUid = false, Items = items };
            await Fetch.TellAsync(context, fetch, number, entry, wasSeen: false).ConfigureAwait(false);
            await context.FlushIfMuchAsync().ConfigureAwait(false);
        }
    }

    // RFC 5465 §5.2: nothing twice. Items are alike that the response names alike.
    private ImmutableArray<FetchItem> Together(ImmutableArray<FetchItem> items)
    {
        HashSet<(string, FetchPartial?)> names = [];
        ArrayBufferWriter<byte> name = new();
        return
        [
            .. items.Where(item =>
            {
                name.Clear();
                new ImapResponseWriter(name, context.Session.IsUtf8Enabled).FetchItemName(item);
                return names.Add((Encoding.UTF8.GetString(name.WrittenSpan), item.Partial));
            }),
        ];
    }
}
