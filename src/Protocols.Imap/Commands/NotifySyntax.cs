using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>NOTIFY (RFC 5465 §8).</summary>
internal static class NotifySyntax
{
    private const NotifyEvents OfMessages =
        NotifyEvents.MessageNew | NotifyEvents.MessageExpunge | NotifyEvents.FlagChange | NotifyEvents.AnnotationChange;

    public static bool Read(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space())
        {
            return false;
        }

        if (reader.TryKeyword("NONE"u8))
        {
            command = reader.End() ? new NotifyCommand { Tag = tag, Groups = [] } : null;
            return command is not null;
        }

        if (!reader.TryKeyword("SET"u8))
        {
            return reader.Fail("NOTIFY is SET or NONE");
        }

        if (!reader.Space())
        {
            return false;
        }

        bool withStatus = reader.TryKeyword("STATUS"u8);
        if (withStatus && !reader.Space())
        {
            return false;
        }

        ImmutableArray<NotifyGroup>.Builder groups = ImmutableArray.CreateBuilder<NotifyGroup>();
        do
        {
            if (groups.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many groups of events");
            }

            if (!ReadGroup(ref reader, out NotifyGroup? group))
            {
                return false;
            }

            groups.Add(group);
        }
        while (reader.TryTake((byte)' '));
        if (!reader.End())
        {
            return false;
        }

        // RFC 5465 §6.1
        if (groups.Count(static g => g.Filter is NotifyFilter.Selected or NotifyFilter.SelectedDelayed) > 1)
        {
            return reader.Fail("the selected mailbox is named once");
        }

        command = new NotifyCommand { Tag = tag, Groups = groups.DrainToImmutable(), WithStatus = withStatus };
        return true;
    }

    private static bool ReadGroup(ref ImapCommandReader reader, [NotNullWhen(true)] out NotifyGroup? group)
    {
        group = null;
        ImmutableArray<string> mailboxes = [];
        if (!reader.Expect((byte)'(') || !ReadFilter(ref reader, out NotifyFilter filter))
        {
            return false;
        }

        if (filter is NotifyFilter.Subtree or NotifyFilter.Mailboxes && (!reader.Space() || !ReadMailboxes(ref reader, out mailboxes)))
        {
            return false;
        }

        if (!reader.Space() || !ReadEvents(ref reader, out NotifyEvents events, out ImmutableArray<FetchItem> items) || !reader.Expect((byte)')'))
        {
            return false;
        }

        if (Defect(filter, events, items) is { } defect)
        {
            return reader.Fail(defect);
        }

        group = new NotifyGroup { Filter = filter, Mailboxes = mailboxes, Events = events, NewItems = items };
        return true;
    }

    // RFC 5465 §5, §6.1, §8
    private static string? Defect(NotifyFilter filter, NotifyEvents events, ImmutableArray<FetchItem> items)
    {
        bool isSelected = filter is NotifyFilter.Selected or NotifyFilter.SelectedDelayed;
        NotifyEvents both = events & (NotifyEvents.MessageNew | NotifyEvents.MessageExpunge);
        if (both is NotifyEvents.MessageNew or NotifyEvents.MessageExpunge || (both == NotifyEvents.None && (events & OfMessages) != 0))
        {
            return "MessageNew and MessageExpunge go together, and FlagChange with both";
        }

        if (isSelected && (events & ~(OfMessages | NotifyEvents.Unknown)) != 0)
        {
            return "of the selected mailbox, messages alone are told of";
        }

        return items.IsEmpty || isSelected ? null : "what to fetch is said of the selected mailbox alone";
    }

    private static bool ReadFilter(ref ImapCommandReader reader, out NotifyFilter filter)
    {
        filter = NotifyFilter.Selected;
        if (!reader.Keyword(out string? word))
        {
            return false;
        }

        NotifyFilter? found = word switch
        {
            "SELECTED" => NotifyFilter.Selected,
            "SELECTED-DELAYED" => NotifyFilter.SelectedDelayed,
            "INBOXES" => NotifyFilter.Inboxes,
            "PERSONAL" => NotifyFilter.Personal,
            "SUBSCRIBED" => NotifyFilter.Subscribed,
            "SUBTREE" => NotifyFilter.Subtree,
            "MAILBOXES" => NotifyFilter.Mailboxes,
            _ => null,
        };
        filter = found ?? default;
        return found is not null || reader.Fail("a filter of mailboxes is not known");
    }

    private static bool ReadMailboxes(ref ImapCommandReader reader, out ImmutableArray<string> mailboxes)
    {
        mailboxes = [];
        ImmutableArray<string>.Builder builder = ImmutableArray.CreateBuilder<string>();
        bool isList = reader.TryTake((byte)'(');
        do
        {
            if (builder.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many mailboxes");
            }

            if (!reader.Mailbox(out string? name))
            {
                return false;
            }

            builder.Add(name);
        }
        while (isList && reader.TryTake((byte)' '));
        mailboxes = builder.DrainToImmutable();
        return !isList || reader.Expect((byte)')');
    }

    private static bool ReadEvents(ref ImapCommandReader reader, out NotifyEvents events, out ImmutableArray<FetchItem> items)
    {
        events = NotifyEvents.None;
        items = [];
        if (reader.TryKeyword("NONE"u8))
        {
            return true;
        }

        // The examples of RFC 5465 §3.1 have a single event without parentheses.
        bool isList = reader.TryTake((byte)'(');
        int count = 0;
        do
        {
            if (count++ == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many events");
            }

            if (!reader.Keyword(out string? word))
            {
                return false;
            }

            events |= Event(word);
            if (word == "MESSAGENEW" && reader.IsNext(" ("u8) && (!reader.Space() || !FetchSyntax.Items(ref reader, out items)))
            {
                return false;
            }
        }
        while (reader.IsNext(" "u8) && reader.Space());
        return !isList || reader.Expect((byte)')');
    }

    private static NotifyEvents Event(string word) => word switch
    {
        "MESSAGENEW" => NotifyEvents.MessageNew,
        "MESSAGEEXPUNGE" => NotifyEvents.MessageExpunge,
        "FLAGCHANGE" => NotifyEvents.FlagChange,
        "ANNOTATIONCHANGE" => NotifyEvents.AnnotationChange,
        "MAILBOXNAME" => NotifyEvents.MailboxName,
        "SUBSCRIPTIONCHANGE" => NotifyEvents.SubscriptionChange,
        "MAILBOXMETADATACHANGE" => NotifyEvents.MailboxMetadataChange,
        "SERVERMETADATACHANGE" => NotifyEvents.ServerMetadataChange,
        _ => NotifyEvents.Unknown,
    };
}
