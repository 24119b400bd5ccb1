using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>LIST with its extensions, and LSUB (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154, RFC 3501 §6.3.9).</summary>
internal static class List
{
    public static async ValueTask RunAsync(ImapContext context, ListCommand command)
    {
        if (!command.IsExtended && command.Patterns is [""])
        {
            // RFC 9051 §6.3.9: an empty pattern asks for the separator and the root of the reference.
            context.Writer.List([@"\NoSelect"], MailboxNames.Separator, "");
            context.Ok(command, "LIST completed");
            return;
        }

        Tree tree = await Tree.ReadAsync(context).ConfigureAwait(false);
        foreach (string name in tree.Names)
        {
            if (command.Patterns.Any(p => MailboxNames.Matches(name, command.Reference + p)))
            {
                Tell(context, command, tree, name);
                await context.FlushIfMuchAsync().ConfigureAwait(false);
            }
        }

        bool wantsAll = (command.Selection & (ListSelection.Subscribed | ListSelection.SpecialUse)) == 0;
        foreach (string name in wantsAll ? tree.NamesAboveShared(command.Patterns, command.Reference) : [])
        {
            // RFC 9051 §6.3.9: where a wildcard ends at a level, what is above a match is told too.
            context.Writer.List([@"\NonExistent", @"\HasChildren"], MailboxNames.Separator, name);
        }

        context.Ok(command, "LIST completed");
    }

    public static async ValueTask RunAsync(ImapContext context, LsubCommand command)
    {
        string pattern = command.Reference + command.Pattern;
        Tree tree = await Tree.ReadAsync(context).ConfigureAwait(false);
        SortedSet<string> parents = new(StringComparer.Ordinal);
        foreach (string name in tree.Subscriptions)
        {
            if (MailboxNames.Matches(name, pattern))
            {
                context.Writer.Lsub(tree.Mailboxes.TryGetValue(name, out Mailbox? mailbox) && mailbox.IsSelectable ? [] : [@"\NoSelect"], MailboxNames.Separator, name);
                continue;
            }

            // RFC 3501 §6.3.9: where % hides a subscribed inferior, its superior is told, and that it cannot be selected.
            for (int end = name.LastIndexOf(MailboxNames.Separator); end > 0; end = name.LastIndexOf(MailboxNames.Separator, end - 1))
            {
                if (MailboxNames.Matches(name.AsSpan(0, end), pattern) && !tree.Subscriptions.Contains(name[..end]))
                {
                    parents.Add(name[..end]);
                }
            }
        }

        foreach (string parent in parents)
        {
            context.Writer.Lsub([@"\NoSelect"], MailboxNames.Separator, parent);
        }

        context.Ok(command, "LSUB completed");
    }

    /// <summary>The attributes of a mailbox, but for its subscription.</summary>
    public static List<string> Attributes(Mailbox mailbox, bool? hasChildren)
    {
        List<string> attributes = [];
        if (!mailbox.IsSelectable)
        {
            attributes.Add(@"\NoSelect");
        }

        if (hasChildren is { } has)
        {
            attributes.Add(has ? @"\HasChildren" : @"\HasNoChildren");
        }

        if (MailboxNames.Attribute(mailbox.Role) is { } use)
        {
            attributes.Add(use);
        }

        return attributes;
    }

    private static void Tell(ImapContext context, ListCommand command, Tree tree, string name)
    {
        tree.Mailboxes.TryGetValue(name, out Mailbox? mailbox);
        bool isSubscribed = tree.Subscriptions.Contains(name);
        bool wantsSubscribed = (command.Selection & ListSelection.Subscribed) != 0;
        bool isSelected = (!wantsSubscribed || isSubscribed)
            && ((command.Selection & ListSelection.SpecialUse) == 0 || (mailbox is not null && MailboxNames.Attribute(mailbox.Role) is not null));
        bool hasSubscribedInferior = wantsSubscribed && (command.Selection & ListSelection.RecursiveMatch) != 0 && tree.HasSubscribedInferior(name);
        if ((!isSelected && !hasSubscribedInferior) || (mailbox is null && !wantsSubscribed))
        {
            return;
        }

        // RFC 9051 §6.3.9.4: a subscribed name without a mailbox is told as one that does not exist.
        List<string> attributes = mailbox is null ? [@"\NonExistent"] : Attributes(mailbox, tree.HasChildren(name));
        if (isSubscribed && (wantsSubscribed || (command.Return & ListReturn.Subscribed) != 0))
        {
            attributes.Add(@"\Subscribed");
        }

        context.Writer.List(attributes, MailboxNames.Separator, name, hasSubscribedInferior ? ["SUBSCRIBED"] : []);

        // RFC 5819 §2, RFC 4314 §4: only for mailboxes that can be selected, by who may read them.
        if ((command.Return & ListReturn.Status) != 0 && mailbox is { IsSelectable: true } && (tree.RightsOf(name) & MailboxRights.Read) != 0)
        {
            context.Writer.Status(name, command.Status, Status.Values(context, tree.OwnerOf(name) ?? context.AccountId, mailbox));
        }

        // RFC 8440 §3: not for what is told for the sake of its inferiors alone.
        if ((command.Return & ListReturn.MyRights) != 0 && mailbox is not null && isSelected)
        {
            context.Writer.MyRights(name, RightsLetters.Of(tree.RightsOf(name)));
        }
    }

    /// <summary>All names of an account and of what is shared with it, read once.</summary>
    private sealed class Tree
    {
        private readonly Dictionary<string, MailboxRights> _rights = new(StringComparer.Ordinal);
        private readonly Dictionary<string, AccountId> _owners = new(StringComparer.Ordinal);
        private readonly HashSet<string> _withChildren = new(StringComparer.Ordinal);

        public Dictionary<string, Mailbox> Mailboxes { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

        /// <summary>INBOX first, then the mailboxes and subscribed names in order, each once.</summary>
        public IEnumerable<string> Names => Mailboxes.Keys.Concat(Subscriptions.Where(s => !Mailboxes.ContainsKey(s)));

        public static async ValueTask<Tree> ReadAsync(ImapContext context)
        {
            Tree tree = new();
            await foreach (Mailbox mailbox in context.Mail.ListMailboxesAsync(context.AccountId, context.Closed).ConfigureAwait(false))
            {
                tree.Mailboxes.Add(mailbox.Name, mailbox);
                tree.NoteParents(mailbox.Name);
            }

            await foreach (string name in context.Mail.ListSubscriptionsAsync(context.AccountId, context.Closed).ConfigureAwait(false))
            {
                tree.Subscriptions.Add(name);
            }

            await tree.ReadSharedAsync(context).ConfigureAwait(false);
            return tree;
        }

        /// <summary>Whose mailbox it is, if another's.</summary>
        public AccountId? OwnerOf(string name) => _owners.TryGetValue(name, out AccountId owner) ? owner : null;

        /// <summary>What may be done with a mailbox.</summary>
        public MailboxRights RightsOf(string name) => _rights.TryGetValue(name, out MailboxRights rights) ? rights : MailboxRights.All;

        /// <summary>The names above others' mailboxes that are no mailboxes themselves and match where what is below does not.</summary>
        public IEnumerable<string> NamesAboveShared(IReadOnlyList<string> patterns, string reference)
        {
            HashSet<string> told = new(StringComparer.Ordinal);
            foreach (string name in _rights.Keys)
            {
                for (int end = name.LastIndexOf(MailboxNames.Separator); end > 0; end = name.LastIndexOf(MailboxNames.Separator, end - 1))
                {
                    string above = name[..end];
                    if (!Mailboxes.ContainsKey(above)
                        && patterns.Any(p => MailboxNames.Matches(above, reference + p) && !MailboxNames.Matches(name, reference + p)) && told.Add(above))
                    {
                        yield return above;
                    }
                }
            }
        }

        private async ValueTask ReadSharedAsync(ImapContext context)
        {
            if (context.Sharing is null)
            {
                return;
            }

            await foreach (SharedMailbox shared in context.Sharing.ListSharedAsync(context.AccountId, context.Closed).ConfigureAwait(false))
            {
                // RFC 4314 §4: LIST shows what there is a right to see, and passes over the rest without a word.
                if ((shared.Rights & MailboxRights.Lookup) == 0)
                {
                    continue;
                }

                // What a mailbox is used for (RFC 6154 §2), it is used for by its owner.
                string name = OtherUsers.NameOf(shared.Owner.Address, shared.Mailbox.Name);
                if (Mailboxes.TryAdd(name, shared.Mailbox with { Name = name, Role = MailboxRole.None }))
                {
                    _rights.Add(name, shared.Rights);
                    _owners.Add(name, shared.Owner.Id);
                    NoteParents(name);
                }
            }
        }

        private void NoteParents(string name)
        {
            for (int end = name.LastIndexOf(MailboxNames.Separator); end > 0; end = name.LastIndexOf(MailboxNames.Separator, end - 1))
            {
                _withChildren.Add(name[..end]);
            }
        }

        public bool HasChildren(string name) => _withChildren.Contains(name);

        public bool HasSubscribedInferior(string name)
        {
            string prefix = name + MailboxNames.Separator;
            return Subscriptions.GetViewBetween(prefix, prefix + char.MaxValue).Count > 0;
        }
    }
}
