using Protocols.Imap.Server.Commands;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>
/// Tells a client that has enabled METADATA which entries others changed (RFC 5464 §4.4.2): on its own mailboxes and the server, and on the selected mailbox.
/// </summary>
internal sealed class MetadataWatch(ImapContext context)
{
    private readonly Dictionary<AccountId, ModSeq> _known = [];

    /// <summary>Notes a change of the client's own, which it need not be told of.</summary>
    public void Made(AccountId account, ModSeq now)
    {
        // Where another change came in between, this one is told along with it.
        if (_known.TryGetValue(account, out ModSeq known) && known.Value == now.Value - 1)
        {
            _known[account] = now;
        }
    }

    /// <summary>Tells what changed since it last did. The first time it only notes where the clocks stand.</summary>
    public async ValueTask TellAsync()
    {
        await TellAsync(context.AccountId).ConfigureAwait(false);
        if (context.Selected is { } selected && selected.Account != context.AccountId)
        {
            await TellAsync(selected.Account).ConfigureAwait(false);
        }
    }

    private async ValueTask TellAsync(AccountId account)
    {
        ModSeq now = await context.Changes.CurrentAsync(account, context.Closed).ConfigureAwait(false);
        if (!_known.TryGetValue(account, out ModSeq known))
        {
            _known[account] = now;
            return;
        }

        if (now <= known)
        {
            return;
        }

        _known[account] = now;
        IReadOnlyList<Annotation> changed = await context.Annotations!.ReadChangedAsync(account, context.AccountId, known, context.Closed).ConfigureAwait(false);
        if (changed.Count > 0)
        {
            await TellAsync(account, changed).ConfigureAwait(false);
        }
    }

    private async ValueTask TellAsync(AccountId account, IReadOnlyList<Annotation> changed)
    {
        bool isForeign = account != context.AccountId;
        Dictionary<MailboxId, string> names = [];
        if (isForeign)
        {
            SelectedMailbox selected = context.Selected!;
            names[selected.Id] = selected.Name;
        }
        else
        {
            await foreach (Mailbox mailbox in context.Mail.ListMailboxesAsync(account, context.Closed).ConfigureAwait(false))
            {
                names[mailbox.Id] = mailbox.Name;
            }
        }

        foreach (IGrouping<MailboxId?, Annotation> group in changed.GroupBy(static a => a.Mailbox))
        {
            string? name = group.Key is { } mailbox ? names.GetValueOrDefault(mailbox) : isForeign ? null : "";
            if (name is not null)
            {
                context.Writer.MetadataChanged(name, [.. group.Select(Metadata.Entry)]);
            }
        }
    }
}
