using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>SETACL, DELETEACL, GETACL, LISTRIGHTS, MYRIGHTS (RFC 4314 §7).</summary>
internal static class AclSyntax
{
    private static readonly SearchValues<byte> s_rights = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789"u8);

    public static bool ReadSetAcl(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!ReadIdentified(ref reader, out string? mailbox, out string? identifier) || !reader.Space()
            || !ReadRights(ref reader, out AclOperation operation, out string? rights) || !reader.End())
        {
            return false;
        }

        command = new SetAclCommand { Tag = tag, Mailbox = mailbox, Identifier = identifier, Operation = operation, Rights = rights };
        return true;
    }

    public static bool ReadDeleteAcl(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        bool isRead = ReadIdentified(ref reader, out string? mailbox, out string? identifier) && reader.End();
        command = isRead ? new DeleteAclCommand { Tag = tag, Mailbox = mailbox!, Identifier = identifier! } : null;
        return isRead;
    }

    public static bool ReadListRights(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        bool isRead = ReadIdentified(ref reader, out string? mailbox, out string? identifier) && reader.End();
        command = isRead ? new ListRightsCommand { Tag = tag, Mailbox = mailbox!, Identifier = identifier! } : null;
        return isRead;
    }

    public static bool ReadGetAcl(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        bool isRead = ReadMailbox(ref reader, out string? mailbox) && reader.End();
        command = isRead ? new GetAclCommand { Tag = tag, Mailbox = mailbox! } : null;
        return isRead;
    }

    public static bool ReadMyRights(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        bool isRead = ReadMailbox(ref reader, out string? mailbox) && reader.End();
        command = isRead ? new MyRightsCommand { Tag = tag, Mailbox = mailbox! } : null;
        return isRead;
    }

    private static bool ReadMailbox(ref ImapCommandReader reader, [NotNullWhen(true)] out string? mailbox)
    {
        mailbox = null;
        return reader.Space() && reader.Mailbox(out mailbox);
    }

    // RFC 4314 §3: an identifier of nothing is refused.
    private static bool ReadIdentified(ref ImapCommandReader reader, [NotNullWhen(true)] out string? mailbox, [NotNullWhen(true)] out string? identifier)
    {
        identifier = null;
        return ReadMailbox(ref reader, out mailbox) && reader.Space() && reader.Text(out identifier)
            && (identifier is not ("" or "-") || reader.Fail("an identifier is empty"));
    }

    private static bool ReadRights(ref ImapCommandReader reader, out AclOperation operation, [NotNullWhen(true)] out string? rights)
    {
        operation = AclOperation.Replace;
        rights = null;
        if (!reader.AString(out ReadOnlySpan<byte> value))
        {
            return false;
        }

        if (value is [(byte)'+' or (byte)'-', ..])
        {
            operation = value[0] == '+' ? AclOperation.Add : AclOperation.Remove;
            value = value[1..];
        }

        if (value.ContainsAnyExcept(s_rights))
        {
            // RFC 4314 §2: capitals are not used, and have to be refused.
            return reader.Fail("a right is a lower-case letter or a digit");
        }

        rights = Encoding.ASCII.GetString(value);
        return true;
    }
}
