using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS (RFC 4314 §3).</summary>
internal static class Acl
{
    private const string Anyone = "anyone";
    private const string Authenticated = "authenticated";

    // RFC 4314 §4: any of these.
    private const MailboxRights SeesOwnRights =
        MailboxRights.Lookup | MailboxRights.Read | MailboxRights.Insert | MailboxRights.CreateMailboxes | MailboxRights.DeleteMailbox | MailboxRights.Administer;

    public static async ValueTask RunAsync(ImapContext context, ImapCommand command)
    {
        if (context.Sharing is null)
        {
            context.Bad(command, "The command is not known");
            return;
        }

        switch (command)
        {
            case SetAclCommand set:
                await SetAsync(context, set).ConfigureAwait(false);
                break;
            case DeleteAclCommand delete:
                await ChangeAsync(context, delete, delete.Mailbox, delete.Identifier, RightsOperation.Replace, MailboxRights.None).ConfigureAwait(false);
                break;
            case GetAclCommand get:
                await GetAsync(context, get).ConfigureAwait(false);
                break;
            case ListRightsCommand list:
                await ListAsync(context, list).ConfigureAwait(false);
                break;
            case MyRightsCommand mine:
                await MineAsync(context, mine).ConfigureAwait(false);
                break;
        }
    }

    private static async ValueTask SetAsync(ImapContext context, SetAclCommand command)
    {
        if (RightsLetters.TryParse(command.Rights) is not { } rights)
        {
            // RFC 4314 §3.1
            context.Bad(command, "One of the rights is not supported");
            return;
        }

        RightsOperation operation = command.Operation switch
        {
            AclOperation.Add => RightsOperation.Add,
            AclOperation.Remove => RightsOperation.Remove,
            _ => RightsOperation.Replace,
        };
        await ChangeAsync(context, command, command.Mailbox, command.Identifier, operation, rights).ConfigureAwait(false);
    }

    private static async ValueTask ChangeAsync(
        ImapContext context, ImapCommand command, string mailbox, string identifier, RightsOperation operation, MailboxRights rights)
    {
        if (await MailboxAccess.RequireAsync(context, command, mailbox, MailboxRights.Administer).ConfigureAwait(false) is not { } access)
        {
            return;
        }

        if (await FindAsync(context, identifier).ConfigureAwait(false) is not { } named)
        {
            if (command is DeleteAclCommand)
            {
                context.Ok(command, "DELETEACL completed");
            }
            else
            {
                context.No(command, ImapResponseCode.None, "There is no such user");
            }

            return;
        }

        GrantRights change = new(access.Id, named.Grantee, named.IsNegative, operation, rights);
        MailChangeResult result = await context.ApplyAsync(access.Account, [change]).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            Mailboxes.Refuse(context, command, result.Outcomes[^1]);
            return;
        }

        context.Ok(command, command.Name + " completed");
    }

    private static async ValueTask GetAsync(ImapContext context, GetAclCommand command)
    {
        if (await MailboxAccess.RequireAsync(context, command, command.Mailbox, MailboxRights.Administer).ConfigureAwait(false) is not { } access)
        {
            return;
        }

        List<KeyValuePair<string, string>> lines = [new(access.Owner.Address, RightsLetters.Of(MailboxRights.All))];
        foreach (MailboxGrant grant in await context.Sharing!.ReadGrantsAsync(access.Account, access.Id, context.Closed).ConfigureAwait(false))
        {
            string name = grant.Account?.Address ?? (grant.Grantee == Grantee.Anyone ? Anyone : Authenticated);
            lines.Add(new(grant.IsNegative ? "-" + name : name, RightsLetters.Of(grant.Rights)));
        }

        context.Writer.Acl(access.Name, lines);
        context.Ok(command, "GETACL completed");
    }

    private static async ValueTask ListAsync(ImapContext context, ListRightsCommand command)
    {
        if (await MailboxAccess.RequireAsync(context, command, command.Mailbox, MailboxRights.Administer).ConfigureAwait(false) is not { } access)
        {
            return;
        }

        bool isOwner = await FindAsync(context, command.Identifier).ConfigureAwait(false) is { IsNegative: false } named && named.Grantee == Grantee.Of(access.Account);
        context.Writer.ListRights(access.Name, command.Identifier, isOwner ? RightsLetters.Of(MailboxRights.All) : "", isOwner ? [] : RightsLetters.All);
        context.Ok(command, "LISTRIGHTS completed");
    }

    private static async ValueTask MineAsync(ImapContext context, MyRightsCommand command)
    {
        MailboxAccess? access = await MailboxAccess.FindAsync(context, command.Mailbox).ConfigureAwait(false);
        if (access is null || (access.Rights & SeesOwnRights) == 0)
        {
            context.No(command, ImapResponseCode.NonExistent, "There is no such mailbox");
            return;
        }

        context.Writer.MyRights(access.Name, RightsLetters.Of(access.Rights));
        context.Ok(command, "MYRIGHTS completed");
    }

    private static async ValueTask<(Grantee Grantee, bool IsNegative)?> FindAsync(ImapContext context, string identifier)
    {
        bool isNegative = identifier[0] == '-';
        string name = isNegative ? identifier[1..] : identifier;
        switch (name)
        {
            case Anyone:
                return (Grantee.Anyone, isNegative);
            case Authenticated:
                return (Grantee.Authenticated, isNegative);
            default:
                RecipientResult result = await context.Directory.FindRecipientAsync(name, context.Closed).ConfigureAwait(false);
                return result is { Status: RecipientStatus.Local, Account: { } account } ? (Grantee.Of(account.Id), isNegative) : null;
        }
    }
}
