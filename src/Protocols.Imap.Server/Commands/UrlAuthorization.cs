using System.Security.Cryptography;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>RESETKEY and GENURLAUTH (RFC 4467 §7), and who may fetch what was authorized.</summary>
internal static class UrlAuthorization
{
    public static async ValueTask ResetAsync(ImapContext context, ResetKeyCommand command)
    {
        if (context.UrlKeys is not { } keys)
        {
            context.No(command, ImapResponseCode.Cannot, "URLs are not authorized here");
            return;
        }

        if (command.Mailbox is null)
        {
            await keys.ResetKeysAsync(context.AccountId, context.Closed).ConfigureAwait(false);
            context.Ok(command, "All keys are forgotten");
            return;
        }

        if (command.Mechanisms.Any(static m => m != UrlTokens.Mechanism))
        {
            context.No(command, ImapResponseCode.Cannot, "The mechanism is not known");
            return;
        }

        if (await context.Mail.FindMailboxAsync(context.AccountId, command.Mailbox, context.Closed).ConfigureAwait(false) is not { IsSelectable: true } mailbox)
        {
            context.No(command, ImapResponseCode.NonExistent, "There is no such mailbox");
            return;
        }

        await keys.ResetKeyAsync(context.AccountId, context.AccountId, mailbox.Id, context.Closed).ConfigureAwait(false);
        context.Ok(command, ImapResponseCode.UrlMechanisms, "RESETKEY completed");
    }

    public static async ValueTask GenerateAsync(ImapContext context, GenUrlAuthCommand command)
    {
        if (context.UrlKeys is not { } keys)
        {
            context.No(command, ImapResponseCode.Cannot, "URLs are not authorized here");
            return;
        }

        List<string> authorized = [];
        foreach (UrlAuthRequest request in command.Requests)
        {
            // RFC 4467 §7: what is not so is answered BAD.
            if (request.Mechanism != UrlTokens.Mechanism)
            {
                context.Bad(command, "The mechanism is not known");
                return;
            }

            if (!ImapUrl.TryParse(request.Url, out ImapUrl? url) || url is not { Host: not null, Uid: not null, Access: not null, Token: null })
            {
                context.Bad(command, "That is no URL that can be authorized");
                return;
            }

            if (url.UserName is null || !IsUser(context.Account!, url.UserName, url.Host))
            {
                context.Bad(command, "The URL has to name its owner, who has to be the one that is logged in");
                return;
            }

            if (await context.Mail.FindMailboxAsync(context.AccountId, url.Mailbox!, context.Closed).ConfigureAwait(false) is not { IsSelectable: true } mailbox
                || (url.UidValidity is { } validity && validity != mailbox.UidValidity))
            {
                context.Bad(command, "There is no such mailbox");
                return;
            }

            ReadOnlyMemory<byte> key = await keys.GetKeyAsync(context.AccountId, context.AccountId, mailbox.Id, context.Closed).ConfigureAwait(false);
            authorized.Add($"{request.Url}:{UrlTokens.Mechanism.ToLowerInvariant()}:{UrlTokens.Make(request.Url, key.Span)}");
        }

        context.Writer.GenUrlAuth(authorized);
        context.Ok(command, "GENURLAUTH completed");
    }

    /// <summary>Finds what an authorized URL names, if this session may have it (RFC 4467 §6).</summary>
    public static async ValueTask<UrlTarget?> FindAsync(ImapContext context, string text)
    {
        if (context.UrlKeys is not { } keys
            || !ImapUrl.TryParse(text, out ImapUrl? url)
            || url is not { Host: not null, UserName: not null, Mailbox: not null, Access: not null, Token: not null, TokenMechanism: UrlTokens.Mechanism })
        {
            return null;
        }

        Account? owner = await FindOwnerAsync(context, url).ConfigureAwait(false);
        Mailbox? mailbox = owner is null ? null : await context.Mail.FindMailboxAsync(owner.Id, url.Mailbox, context.Closed).ConfigureAwait(false);
        ReadOnlyMemory<byte>? key = mailbox is null ? null : await keys.FindKeyAsync(owner!.Id, owner.Id, mailbox.Id, context.Closed).ConfigureAwait(false);

        // A key of nobody's, so that what does not exist takes as long as what does.
        ReadOnlyMemory<byte> secret = key ?? RandomNumberGenerator.GetBytes(32);
        bool isValid = UrlTokens.IsValid(ImapUrl.RumpOf(text), url.Token, secret.Span)
            && key is not null
            && (url.Expires is not { } expires || context.Connection.Time.GetUtcNow() <= expires)
            && MayFetch(context, url.Access, owner!);
        return isValid ? await UrlTarget.FindAsync(context, owner!.Id, mailbox!, url).ConfigureAwait(false) : null;
    }

    private static bool MayFetch(ImapContext context, ImapUrlAccess access, Account owner) => access.Kind switch
    {
        // RFC 4467 §3: the user of a submission is for the submission server to look at.
        ImapUrlAccessKind.Submit => context.IsSubmissionServer,
        ImapUrlAccessKind.User => IsUser(context.Account!, access.UserName!, owner.Address[(owner.Address.LastIndexOf('@') + 1)..]),
        _ => true,
    };

    private static async ValueTask<Account?> FindOwnerAsync(ImapContext context, ImapUrl url)
    {
        RecipientResult found = await context.Directory.FindRecipientAsync(url.UserName!, context.Closed).ConfigureAwait(false);
        if (found.Account is null && !url.UserName!.Contains('@', StringComparison.Ordinal))
        {
            found = await context.Directory.FindRecipientAsync($"{url.UserName}@{url.Host}", context.Closed).ConfigureAwait(false);
        }

        return found.Account;
    }

    // A user goes by the whole address, or by its local part at the URL's own host.
    private static bool IsUser(Account account, string name, string host) =>
        account.Address.Equals(name, StringComparison.OrdinalIgnoreCase)
        || account.Address.Equals($"{name}@{host}", StringComparison.OrdinalIgnoreCase);
}
