namespace Protocols.Imap;

/// <content>The commands of extensions: ACL, QUOTA, METADATA, SORT, THREAD, NOTIFY, searches in several mailboxes and contexts.</content>
public sealed partial class ImapCommandWriter
{
    // RFC 5465 §8, in the order in which the events are written.
    private static readonly (NotifyEvents Event, string Name)[] s_events =
    [
        (NotifyEvents.MessageNew, "MessageNew"),
        (NotifyEvents.MessageExpunge, "MessageExpunge"),
        (NotifyEvents.FlagChange, "FlagChange"),
        (NotifyEvents.AnnotationChange, "AnnotationChange"),
        (NotifyEvents.MailboxName, "MailboxName"),
        (NotifyEvents.SubscriptionChange, "SubscriptionChange"),
        (NotifyEvents.MailboxMetadataChange, "MailboxMetadataChange"),
        (NotifyEvents.ServerMetadataChange, "ServerMetadataChange"),
    ];

    private void Extension(ImapCommand command)
    {
        switch (command)
        {
            case UnauthenticateCommand:
                break;
            case SetAclCommand acl:
                Granted(acl.Mailbox, acl.Identifier);
                Space();
                String((acl.Operation switch { AclOperation.Add => "+", AclOperation.Remove => "-", _ => "" } + Rights(acl.Rights)).AsSpan());
                break;
            case DeleteAclCommand acl:
                Granted(acl.Mailbox, acl.Identifier);
                break;
            case GetAclCommand acl:
                Named(acl.Mailbox);
                break;
            case ListRightsCommand acl:
                Granted(acl.Mailbox, acl.Identifier);
                break;
            case MyRightsCommand acl:
                Named(acl.Mailbox);
                break;
            case GetQuotaCommand quota:
                Space();
                String(quota.Root.AsSpan());
                break;
            case GetQuotaRootCommand quota:
                Named(quota.Mailbox);
                break;
            case GetMetadataCommand metadata:
                Metadata(metadata);
                break;
            case SetMetadataCommand metadata:
                Metadata(metadata);
                break;
            case SortCommand sort:
                Sort(sort);
                break;
            case ThreadCommand thread:
                Raw(thread.Algorithm == ThreadAlgorithm.References ? " REFERENCES UTF-8 "u8 : " ORDEREDSUBJECT UTF-8 "u8);
                Key(thread.Key, isTop: true);
                break;
            case MultiSearchCommand search:
                MultiSearch(search);
                break;
            case CancelUpdateCommand cancel:
                foreach (string tag in cancel.Tags)
                {
                    Space();
                    String(tag.AsSpan());
                }

                break;
            case ComparatorCommand comparator:
                foreach (string wanted in comparator.Wanted)
                {
                    Space();
                    String(wanted.AsSpan());
                }

                break;
            case LanguageCommand language:
                foreach (string range in language.Ranges)
                {
                    Space();
                    String(range.AsSpan());
                }

                break;
            case NotifyCommand notify:
                Notify(notify);
                break;
            default:
                throw new ArgumentException($"There is no writer for {command.Name}.", nameof(command));
        }
    }

    private void Granted(string mailbox, string identifier)
    {
        Named(mailbox);
        Space();
        String(identifier.AsSpan());
    }

    // RFC 4314 §7: a sign in front of them would be another operation.
    private static string Rights(string rights) => rights.All(char.IsAsciiLetterOrDigit)
        ? rights
        : throw new ArgumentException("Rights are letters and digits.", nameof(rights));

    // RFC 5464 §5
    private void Metadata(GetMetadataCommand metadata)
    {
        if (metadata.Depth != MetadataDepth.Zero || metadata.MaxSize is not null)
        {
            Raw(" ("u8);
            if (metadata.MaxSize is { } most)
            {
                Raw("MAXSIZE "u8);
                Number(most);
                Raw(metadata.Depth == MetadataDepth.Zero ? ""u8 : " "u8);
            }

            Raw(metadata.Depth switch { MetadataDepth.One => "DEPTH 1"u8, MetadataDepth.Infinity => "DEPTH infinity"u8, _ => ""u8 });
            Close();
        }

        Named(metadata.Mailbox);
        Raw(" ("u8);
        for (int i = 0; i < metadata.Entries.Length; i++)
        {
            Raw(i == 0 ? ""u8 : " "u8);
            String(metadata.Entries[i].AsSpan());
        }

        Close();
    }

    private void Metadata(SetMetadataCommand metadata)
    {
        Named(metadata.Mailbox);
        Raw(" ("u8);
        for (int i = 0; i < metadata.Values.Length; i++)
        {
            Raw(i == 0 ? ""u8 : " "u8);
            String(metadata.Values[i].Key.AsSpan());
            Space();
            if (metadata.Values[i].Value is not { } value)
            {
                Nil();
            }
            else if (value.Span.Contains((byte)0))
            {
                Literal(value.Length, isBinary: true, isMessage: false);
                Raw(value.Span);
            }
            else
            {
                String(value.Span);
            }
        }

        Close();
    }

    // RFC 5256 §5, RFC 5267 §5
    private void Sort(SortCommand sort)
    {
        Return(sort);
        Raw(" ("u8);
        for (int i = 0; i < sort.Criteria.Length; i++)
        {
            Raw(i == 0 ? ""u8 : " "u8);
            Raw(sort.Criteria[i].IsReverse ? "REVERSE "u8 : ""u8);
            Atom(sort.Criteria[i].Key.ToString().ToUpperInvariant());
        }

        Raw(") UTF-8 "u8);
        Key(sort.Key, isTop: true);
    }

    // RFC 7377 §4
    private void MultiSearch(MultiSearchCommand search)
    {
        Raw(" IN ("u8);
        for (int i = 0; i < search.Scopes.Length; i++)
        {
            Raw(i == 0 ? ""u8 : " "u8);
            Raw(search.Scopes[i].Kind switch
            {
                SearchScopeKind.Selected => "selected"u8,
                SearchScopeKind.Inboxes => "inboxes"u8,
                SearchScopeKind.Personal => "personal"u8,
                SearchScopeKind.Subscribed => "subscribed"u8,
                SearchScopeKind.Subtree => "subtree"u8,
                SearchScopeKind.SubtreeOne => "subtree-one"u8,
                _ => "mailboxes"u8,
            });
            if (search.Scopes[i].Kind is SearchScopeKind.Subtree or SearchScopeKind.SubtreeOne or SearchScopeKind.Mailboxes)
            {
                Mailboxes(search.Scopes[i].Names);
            }
        }

        Close();
        Return(search);
        Charset();
        Space();
        Key(search.Key, isTop: true);
    }

    private void Mailboxes(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            throw new ArgumentException("At least one mailbox is to be named.", nameof(names));
        }

        Raw(" ("u8);
        for (int i = 0; i < names.Count; i++)
        {
            Raw(i == 0 ? ""u8 : " "u8);
            Mailbox(names[i]);
        }

        Close();
    }

    // RFC 5465 §8
    private void Notify(NotifyCommand notify)
    {
        if (notify.Groups.IsEmpty)
        {
            Raw(" NONE"u8);
            return;
        }

        Raw(notify.WithStatus ? " SET STATUS"u8 : " SET"u8);
        foreach (NotifyGroup group in notify.Groups)
        {
            Raw(" ("u8);
            Raw(group.Filter switch
            {
                NotifyFilter.Selected => "selected"u8,
                NotifyFilter.SelectedDelayed => "selected-delayed"u8,
                NotifyFilter.Inboxes => "inboxes"u8,
                NotifyFilter.Personal => "personal"u8,
                NotifyFilter.Subscribed => "subscribed"u8,
                NotifyFilter.Subtree => "subtree"u8,
                _ => "mailboxes"u8,
            });
            if (group.Filter is NotifyFilter.Subtree or NotifyFilter.Mailboxes)
            {
                Mailboxes(group.Mailboxes);
            }

            Space();
            Events(group);
            Close();
        }
    }

    private void Events(NotifyGroup group)
    {
        NotifyEvents rest = group.Events;
        if (rest == NotifyEvents.None)
        {
            Raw("NONE"u8);
            return;
        }

        Raw("("u8);
        foreach ((NotifyEvents one, string name) in s_events)
        {
            if ((rest & one) == 0)
            {
                continue;
            }

            Raw(rest == group.Events ? ""u8 : " "u8);
            Atom(name);
            rest &= ~one;
            if (one == NotifyEvents.MessageNew && !group.NewItems.IsEmpty)
            {
                Space();
                FetchItems(group.NewItems);
            }
        }

        Close();
        if (rest != NotifyEvents.None)
        {
            throw new ArgumentException("There is no writer for an event that is not known.", nameof(group));
        }
    }
}
