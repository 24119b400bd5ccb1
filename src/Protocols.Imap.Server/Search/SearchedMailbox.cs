using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>A mailbox that is searched: the selected one as the client knows it, or another as it now is.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Id">The mailbox.</param>
/// <param name="Map">What sequence numbers mean in it.</param>
/// <param name="Recent">What is recent to this session.</param>
/// <param name="Saved">What <c>$</c> means in it.</param>
internal sealed record SearchedMailbox(AccountId Account, MailboxId Id, SequenceMap Map, UidSet Recent, UidSet Saved)
{
    public static SearchedMailbox Selected(ImapContext context)
    {
        SelectedMailbox selected = context.Selected!;
        return new SearchedMailbox(selected.Account, selected.Id, selected.Map, selected.Recent, context.SavedResult);
    }
}
