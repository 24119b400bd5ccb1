using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208 §7).</summary>
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

    public static bool ReadSetQuota(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        if (!reader.Space() || !reader.Text(out string? root) || !reader.Space() || !reader.Expect((byte)'('))
        {
            return false;
        }

        ImmutableArray<KeyValuePair<string, long>>.Builder limits = ImmutableArray.CreateBuilder<KeyValuePair<string, long>>();
        HashSet<string> names = new(StringComparer.Ordinal);
        while (!reader.TryTake((byte)')'))
        {
            if (limits.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many resources");
            }

            if ((limits.Count > 0 && !reader.Space()) || !reader.Keyword(out string? name) || !reader.Space() || !reader.Number64(out long limit))
            {
                return false;
            }

            if (!names.Add(name))
            {
                return reader.Fail("a resource is limited twice");
            }

            limits.Add(new(name, limit));
        }

        if (!reader.End())
        {
            return false;
        }

        command = new SetQuotaCommand { Tag = tag, Root = root, Limits = limits.DrainToImmutable() };
        return true;
    }
}
