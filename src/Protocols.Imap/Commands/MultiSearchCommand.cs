using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>Which mailboxes ESEARCH names (RFC 7377 §2.2, RFC 5465 §6).</summary>
public enum SearchScopeKind
{
    /// <summary>selected: the one that is selected.</summary>
    Selected,

    /// <summary>inboxes: those that mail is delivered to.</summary>
    Inboxes,

    /// <summary>personal: all of the user's own.</summary>
    Personal,

    /// <summary>subscribed.</summary>
    Subscribed,

    /// <summary>subtree: those named and all below them.</summary>
    Subtree,

    /// <summary>subtree-one: those named and the ones right below them.</summary>
    SubtreeOne,

    /// <summary>mailboxes: those named.</summary>
    Mailboxes,
}

/// <summary>One source of ESEARCH.</summary>
/// <param name="Kind">Which mailboxes.</param>
/// <param name="Names">The names in Unicode, of the kinds that have them.</param>
public sealed record SearchScope(SearchScopeKind Kind, ImmutableArray<string> Names);

/// <summary>ESEARCH (RFC 7377): a search in several mailboxes; the result is of UIDs.</summary>
public sealed record MultiSearchCommand : SearchingCommand
{
    /// <inheritdoc/>
    public override string Name => "ESEARCH";

    /// <summary>Where to search; the selected mailbox alone where the client did not say.</summary>
    public required ImmutableArray<SearchScope> Scopes { get; init; }
}
