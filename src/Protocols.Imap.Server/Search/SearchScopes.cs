using System.Collections.Immutable;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>A mailbox that ESEARCH looks into.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Name">The name that this client has for it.</param>
internal sealed record SearchSource(AccountId Account, Mailbox Mailbox, string Name);

/// <summary>Finds the mailboxes that ESEARCH names (RFC 7377 §2.2), each once; those that the client may not read are passed over.</summary>
internal static class SearchScopes
{
    public static async ValueTask<List<SearchSource>> ResolveAsync(ImapContext context, ImmutableArray<SearchScope> scopes)
    {
        List<SearchSource> found = [];
        if (scopes.All(static s => s.Kind == SearchScopeKind.Selected))
        {
            return found;
        }

        // The names are a list without loops: a subtree is what begins with a name and a separator.
        await foreach (Mailbox mailbox in context.Mail.ListMailboxesAsync(context.AccountId, context.Closed).ConfigureAwait(false))
        {
            if (mailbox.IsSelectable && scopes.Any(scope => IsIn(mailbox, scope)))
            {
                found.Add(new SearchSource(context.AccountId, mailbox, mailbox.Name));
            }
        }

        if (context.Sharing is null || !scopes.Any(static s => s.Names.Any(OtherUsers.Holds)))
        {
            return found;
        }

        // RFC 7377 §2.2, RFC 4314 §4: what is read has to be readable, and what is not named itself has to be visible.
        await foreach (SharedMailbox shared in context.Sharing.ListSharedAsync(context.AccountId, context.Closed).ConfigureAwait(false))
        {
            string name = OtherUsers.NameOf(shared.Owner.Address, shared.Mailbox.Name);
            Mailbox seen = shared.Mailbox with { Name = name, Role = MailboxRole.None };
            MailboxRights needed = scopes.Any(s => s.Names.Contains(name)) ? MailboxRights.Read : MailboxRights.Read | MailboxRights.Lookup;
            if (seen.IsSelectable && (shared.Rights & needed) == needed && scopes.Any(scope => !scope.Names.IsEmpty && IsIn(seen, scope)))
            {
                found.Add(new SearchSource(shared.Owner.Id, seen, name));
            }
        }

        return found;
    }

    private static bool IsIn(Mailbox mailbox, SearchScope scope) => scope.Kind switch
    {
        SearchScopeKind.Inboxes => mailbox.Role == MailboxRole.Inbox,
        SearchScopeKind.Personal => true,
        SearchScopeKind.Subscribed => mailbox.IsSubscribed,
        SearchScopeKind.Mailboxes => scope.Names.Contains(mailbox.Name),
        SearchScopeKind.Subtree => scope.Names.Any(name => mailbox.Name == name || Below(mailbox, name) is not null),
        SearchScopeKind.SubtreeOne => scope.Names.Any(name => mailbox.Name == name || Below(mailbox, name)?.Contains(MailboxNames.Separator, StringComparison.Ordinal) == false),
        _ => false,
    };

    // What a name has behind another and the separator, or null if it is not below it.
    private static string? Below(Mailbox mailbox, string name)
    {
        string superior = name + MailboxNames.Separator;
        return mailbox.Name.StartsWith(superior, StringComparison.Ordinal) ? mailbox.Name[superior.Length..] : null;
    }
}
