using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>A mailbox that a client named, whose it is, and what the client may do with it.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Mailbox">The mailbox, by the name that its owner has for it.</param>
/// <param name="Name">The name that this client has for it.</param>
/// <param name="Rights">What this client may do with it.</param>
internal sealed record MailboxAccess(Account Owner, Mailbox Mailbox, string Name, MailboxRights Rights)
{
    public AccountId Account => Owner.Id;

    public MailboxId Id => Mailbox.Id;

    public bool May(MailboxRights right) => (Rights & right) == right;

    /// <summary>Finds the mailbox of a name, whatever the client may do with it.</summary>
    public static async ValueTask<MailboxAccess?> FindAsync(ImapContext context, string name)
    {
        if (await MailboxPlace.FindAsync(context, name).ConfigureAwait(false) is not { } place
            || await context.Mail.FindMailboxAsync(place.Owner.Id, place.Local, context.Closed).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        return await OfAsync(context, place, mailbox).ConfigureAwait(false);
    }

    /// <summary>Finds the mailbox of a name if the client may do this with it; else says NO.</summary>
    public static async ValueTask<MailboxAccess?> RequireAsync(ImapContext context, ImapCommand command, string name, MailboxRights right)
    {
        MailboxAccess? access = await FindAsync(context, name).ConfigureAwait(false);
        if (access?.May(right) == true)
        {
            return access;
        }

        (ImapResponseCode code, string text) = Refusal(access);
        context.No(command, code, text);
        return null;
    }

    /// <summary>Why a client may not do what it wants. Of a mailbox that it may not see it learns nothing (RFC 4314 §6).</summary>
    public static (ImapResponseCode Code, string Text) Refusal(MailboxAccess? access) => access?.May(MailboxRights.Lookup) == true
        ? (ImapResponseCode.NoPerm, "You may not do that with this mailbox")
        : (ImapResponseCode.NonExistent, "There is no such mailbox");

    /// <summary>Why messages cannot be put in a mailbox: TRYCREATE where one could be made first (RFC 9051 §6.3.12).</summary>
    public static async ValueTask<(ImapResponseCode Code, string Text)> RefusalToFileAsync(ImapContext context, string name, MailboxAccess? access)
    {
        if (access?.May(MailboxRights.Lookup) == true && !access.May(MailboxRights.Insert))
        {
            return (ImapResponseCode.NoPerm, "You may not put messages in this mailbox");
        }

        bool mayCreate = await MailboxPlace.FindAsync(context, name).ConfigureAwait(false) is { } place
            && (!place.IsForeign || (await FindAboveAsync(context, place).ConfigureAwait(false))?.May(MailboxRights.CreateMailboxes) == true);
        return (mayCreate ? ImapResponseCode.TryCreate : ImapResponseCode.NonExistent, "There is no such mailbox to put messages in");
    }

    /// <summary>
    /// The nearest mailbox above a name that is there: what decides whether one may be made (RFC 4314 §4). Null at the top of an account.
    /// </summary>
    public static async ValueTask<MailboxAccess?> FindAboveAsync(ImapContext context, MailboxPlace place)
    {
        for (int end = place.Local.LastIndexOf(MailboxNames.Separator); end > 0; end = place.Local.LastIndexOf(MailboxNames.Separator, end - 1))
        {
            if (await context.Mail.FindMailboxAsync(place.Owner.Id, place.Local[..end], context.Closed).ConfigureAwait(false) is { } above)
            {
                return await OfAsync(context, place with { Local = above.Name }, above).ConfigureAwait(false);
            }
        }

        return null;
    }

    private static async ValueTask<MailboxAccess> OfAsync(ImapContext context, MailboxPlace place, Mailbox mailbox)
    {
        MailboxRights rights = place.IsForeign
            ? await context.Sharing!.ReadRightsAsync(place.Owner.Id, mailbox.Id, context.AccountId, context.Closed).ConfigureAwait(false)
            : MailboxRights.All;
        return new MailboxAccess(place.Owner, mailbox, place.IsForeign ? OtherUsers.NameOf(place.Owner.Address, mailbox.Name) : mailbox.Name, rights);
    }
}

/// <summary>Where a name is: in whose account, and by what name there.</summary>
/// <param name="Owner">Whose account.</param>
/// <param name="Local">The name in it.</param>
/// <param name="IsForeign">Whether it is another's than the client's.</param>
internal sealed record MailboxPlace(Account Owner, string Local, bool IsForeign)
{
    /// <summary>Finds the place of a name; null where there can be no mailbox.</summary>
    public static async ValueTask<MailboxPlace?> FindAsync(ImapContext context, string name)
    {
        if (context.Sharing is null || !OtherUsers.Holds(name))
        {
            return new MailboxPlace(context.Account!, name, false);
        }

        if (!OtherUsers.TrySplit(name, out string? address, out string? local))
        {
            return null;
        }

        // One mailbox has one name: an account is found by its principal address alone, and one's own mailboxes are not among those of others.
        RecipientResult result = await context.Directory.FindRecipientAsync(address, context.Closed).ConfigureAwait(false);
        return result is { Status: RecipientStatus.Local, Account: { } owner } && owner.Id != context.AccountId
            && AddressText.Fold(owner.Address) == AddressText.Fold(address)
            ? new MailboxPlace(owner, local, true)
            : null;
    }
}
