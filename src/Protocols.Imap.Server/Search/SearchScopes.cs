using System.Collections.Immutable;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Finds the mailboxes that ESEARCH names (RFC 7377 §2.2), each once.</summary>
internal static class SearchScopes
{
    public static async ValueTask<List<Mailbox>> ResolveAsync(ImapContext context, ImmutableArray<SearchScope> scopes)
    {
        List<Mailbox> found = [];
        if (scopes.All(static s => s.Kind == SearchScopeKind.Selected))
        {
            return found;
        }

        // The names are a list without loops: a subtree is what begins with a name and a separator.
        await foreach (Mailbox mailbox in context.Mail.ListMailboxesAsync(context.AccountId, context.Closed).ConfigureAwait(false))
        {
            if (mailbox.IsSelectable && scopes.Any(scope => IsIn(mailbox, scope)))
            {
                found.Add(mailbox);
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
