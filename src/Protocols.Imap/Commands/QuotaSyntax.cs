using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>GETQUOTA, GETQUOTAROOT (RFC 9208 §7).</summary>
internal static class QuotaSyntax
{
    public static bool ReadGetQuota(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Text(out string? root) || !reader.End())
        {
            return false;
        }

        command = new GetQuotaCommand { Tag = tag, Root = root };
        return true;
    }

    public static bool ReadGetQuotaRoot(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Mailbox(out string? mailbox) || !reader.End())
        {
            return false;
        }

        command = new GetQuotaRootCommand { Tag = tag, Mailbox = mailbox };
        return true;
    }
}
