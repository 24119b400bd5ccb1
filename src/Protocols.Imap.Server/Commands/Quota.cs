using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>
/// GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208 §4.1). There is one quota root for all mailboxes of an account, named by its address.
/// </summary>
internal static class Quota
{
    // RFC 9208 §5.1
    private const long Unit = 1024;

    public static async ValueTask RunAsync(ImapContext context, ImapCommand command)
    {
        if (context.Quota is null)
        {
            context.Bad(command, "The command is not known");
            return;
        }

        if (command is GetQuotaRootCommand get)
        {
            await OfMailboxAsync(context, get).ConfigureAwait(false);
            return;
        }

        if (command is SetQuotaCommand set)
        {
            await SetAsync(context, set).ConfigureAwait(false);
            return;
        }

        if (await FindAsync(context, ((GetQuotaCommand)command).Root).ConfigureAwait(false) is not { } owner)
        {
            context.No(command, ImapResponseCode.NonExistent, "There is no such quota root");
            return;
        }

        context.Writer.Quota(owner.Address, await LimitedAsync(context, owner).ConfigureAwait(false));
        context.Ok(command, "GETQUOTA completed");
    }

    // RFC 9208 §8: what others use is theirs to know, and an administrator's.
    private static async ValueTask<Account?> FindAsync(ImapContext context, string root)
    {
        if (root == context.Account!.Address)
        {
            return context.Account;
        }

        if (!context.IsQuotaAdministrator)
        {
            return null;
        }

        RecipientResult found = await context.Directory.FindRecipientAsync(root, context.Closed).ConfigureAwait(false);
        return found is { Status: RecipientStatus.Local, Account: { } account } && AddressText.Fold(account.Address) == AddressText.Fold(root) ? account : null;
    }

    private static async ValueTask SetAsync(ImapContext context, SetQuotaCommand command)
    {
        if (!context.IsQuotaAdministrator)
        {
            context.No(command, ImapResponseCode.NoPerm, "Limits are an administrator's to set");
            return;
        }

        if (await FindAsync(context, command.Root).ConfigureAwait(false) is not { } owner)
        {
            context.No(command, ImapResponseCode.NonExistent, "There is no such quota root");
            return;
        }

        QuotaLimits limits = new(null, null, null);
        foreach ((string resource, long limit) in command.Limits)
        {
            switch (resource)
            {
                case "STORAGE" when limit <= long.MaxValue / Unit:
                    limits = limits with { Storage = limit * Unit };
                    break;
                case "MESSAGE":
                    limits = limits with { Messages = limit };
                    break;
                case "MAILBOX":
                    limits = limits with { Mailboxes = limit };
                    break;
                default:
                    context.No(command, ImapResponseCode.Cannot, "That cannot be limited here");
                    return;
            }
        }

        if (!await context.Quota!.SetLimitsAsync(owner.Id, limits, context.Closed).ConfigureAwait(false))
        {
            context.No(command, ImapResponseCode.NonExistent, "There is no such quota root");
            return;
        }

        context.Writer.Quota(owner.Address, await LimitedAsync(context, owner).ConfigureAwait(false));
        context.Ok(command, "SETQUOTA completed");
    }

    private static async ValueTask OfMailboxAsync(ImapContext context, GetQuotaRootCommand command)
    {
        // RFC 9208 §4.1.2: there need not be such a mailbox. RFC 9208 §6: of another's, only who may read it learns what there is.
        Account owner = context.Account!;
        if (await MailboxPlace.FindAsync(context, command.Mailbox).ConfigureAwait(false) is not { IsForeign: false })
        {
            if (await MailboxAccess.RequireAsync(context, command, command.Mailbox, MailboxRights.Read).ConfigureAwait(false) is not { } access)
            {
                return;
            }

            owner = access.Owner;
        }

        // Where nothing is limited there is no root: clients that take a list of resources to have one would fail on an empty one.
        if (await LimitedAsync(context, owner).ConfigureAwait(false) is { Count: > 0 } limited)
        {
            context.Writer.QuotaRoot(command.Mailbox, owner.Address);
            context.Writer.Quota(owner.Address, limited);
        }
        else
        {
            context.Writer.QuotaRoot(command.Mailbox);
        }

        context.Ok(command, "GETQUOTAROOT completed");
    }

    private static async ValueTask<List<(string, long, long)>> LimitedAsync(ImapContext context, Account owner)
    {
        AccountQuota? quota = await context.Quota!.ReadAsync(owner.Id, context.Closed).ConfigureAwait(false);
        List<(string, long, long)> limited = [];
        if (quota is { Storage: { Limit: { } octets } storage })
        {
            // Both rounded up, so that usage passes the limit no sooner here than in the store.
            limited.Add(("STORAGE", (storage.Usage + Unit - 1) / Unit, (octets / Unit) + (octets % Unit == 0 ? 0 : 1)));
        }

        if (quota is { Messages: { Limit: { } messages } counted })
        {
            limited.Add(("MESSAGE", counted.Usage, messages));
        }

        if (quota is { Mailboxes: { Limit: { } mailboxes } named })
        {
            limited.Add(("MAILBOX", named.Usage, mailboxes));
        }

        return limited;
    }
}
