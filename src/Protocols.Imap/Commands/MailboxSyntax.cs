using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, STATUS.</summary>
internal static class MailboxSyntax
{
    public static bool ReadDelete(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Only(ref reader, out string? name, out command) && Is(new DeleteCommand { Tag = tag, Mailbox = name }, out command);

    public static bool ReadSubscribe(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Only(ref reader, out string? name, out command) && Is(new SubscribeCommand { Tag = tag, Mailbox = name, IsSubscribed = true }, out command);

    public static bool ReadUnsubscribe(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command) =>
        Only(ref reader, out string? name, out command) && Is(new SubscribeCommand { Tag = tag, Mailbox = name, IsSubscribed = false }, out command);

    /// <summary>RFC 9051 §6.3.4, with the parameter USE of RFC 6154 §3.</summary>
    public static bool ReadCreate(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<string> uses = [];
        if (!reader.Space() || !reader.Mailbox(out string? name))
        {
            return false;
        }

        if (!reader.IsAtEnd)
        {
            if (!reader.Space() || !reader.Expect((byte)'('))
            {
                return false;
            }

            if (!reader.TryKeyword("USE"u8))
            {
                return reader.Fail("CREATE knows no parameter but USE");
            }

            if (!reader.Space() || !reader.FlagList(out uses) || !reader.Expect((byte)')') || !reader.End())
            {
                return false;
            }
        }

        command = new CreateCommand { Tag = tag, Mailbox = name, SpecialUse = uses };
        return true;
    }

    public static bool ReadRename(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Mailbox(out string? name) || !reader.Space() || !reader.Mailbox(out string? newName) || !reader.End())
        {
            return false;
        }

        command = new RenameCommand { Tag = tag, Mailbox = name, NewName = newName };
        return true;
    }

    public static bool ReadStatus(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Mailbox(out string? name) || !reader.Space() || !ReadItems(ref reader, out StatusItems items) || !reader.End())
        {
            return false;
        }

        command = new StatusCommand { Tag = tag, Mailbox = name, Items = items };
        return true;
    }

    /// <summary>The items in their parentheses: also in LIST's RETURN (RFC 5819 §2).</summary>
    public static bool ReadItems(ref ImapCommandReader reader, out StatusItems items)
    {
        items = StatusItems.None;
        if (!reader.Expect((byte)'('))
        {
            return false;
        }

        do
        {
            if (!reader.Keyword(out string? word))
            {
                return false;
            }

            StatusItems item = word switch
            {
                "MESSAGES" => StatusItems.Messages,
                "RECENT" => StatusItems.Recent,
                "UIDNEXT" => StatusItems.UidNext,
                "UIDVALIDITY" => StatusItems.UidValidity,
                "UNSEEN" => StatusItems.Unseen,
                "DELETED" => StatusItems.Deleted,
                "SIZE" => StatusItems.Size,
                "MAILBOXID" => StatusItems.MailboxId,
                "DELETED-STORAGE" => StatusItems.DeletedStorage,
                "APPENDLIMIT" => StatusItems.AppendLimit,
                "HIGHESTMODSEQ" => StatusItems.HighestModSeq,
                _ => StatusItems.None,
            };
            if (item == StatusItems.None)
            {
                return reader.Fail("a status item is not known");
            }

            items |= item;
        }
        while (reader.TryTake((byte)' '));
        return reader.Expect((byte)')');
    }

    private static bool Only(ref ImapCommandReader reader, [NotNullWhen(true)] out string? name, out ImapCommand? command)
    {
        command = null;
        name = null;
        return reader.Space() && reader.Mailbox(out name) && reader.End();
    }

    private static bool Is(ImapCommand made, out ImapCommand command)
    {
        command = made;
        return true;
    }
}
