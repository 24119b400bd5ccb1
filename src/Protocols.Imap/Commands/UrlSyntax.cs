using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>RESETKEY, GENURLAUTH and URLFETCH (RFC 4467 §9, RFC 5524 §5).</summary>
internal static class UrlSyntax
{
    public static bool ReadResetKey(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        string? mailbox = null;
        ImmutableArray<string>.Builder mechanisms = ImmutableArray.CreateBuilder<string>();
        if (!reader.IsAtEnd && (!reader.Space() || !reader.Mailbox(out mailbox)))
        {
            return false;
        }

        while (reader.TryTake((byte)' '))
        {
            if (mechanisms.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many mechanisms");
            }

            if (!reader.Keyword(out string? mechanism))
            {
                return false;
            }

            mechanisms.Add(mechanism);
        }

        command = new ResetKeyCommand { Tag = tag, Mailbox = mailbox, Mechanisms = mechanisms.DrainToImmutable() };
        return reader.End();
    }

    public static bool ReadGenUrlAuth(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<UrlAuthRequest>.Builder requests = ImmutableArray.CreateBuilder<UrlAuthRequest>();
        do
        {
            if (requests.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many URLs");
            }

            if (!reader.Space() || !reader.Text(out string? url) || !reader.Space() || !reader.Keyword(out string? mechanism))
            {
                return false;
            }

            requests.Add(new UrlAuthRequest(url, mechanism));
        }
        while (!reader.IsAtEnd);
        command = new GenUrlAuthCommand { Tag = tag, Requests = requests.DrainToImmutable() };
        return true;
    }

    public static bool ReadUrlFetch(ref ImapCommandReader reader, string tag, [NotNullWhen(true)] out ImapCommand? command)
    {
        command = null;
        ImmutableArray<UrlFetchRequest>.Builder requests = ImmutableArray.CreateBuilder<UrlFetchRequest>();
        do
        {
            if (requests.Count == reader.Limits.MaxListItems)
            {
                return reader.Fail("there are too many URLs");
            }

            if (!reader.Space())
            {
                return false;
            }

            bool isExtended = reader.TryTake((byte)'(');
            UrlFetchItems items = UrlFetchItems.None;
            if (!reader.Text(out string? url) || (isExtended && !Items(ref reader, out items)))
            {
                return false;
            }

            requests.Add(new UrlFetchRequest(url, items));
        }
        while (!reader.IsAtEnd);
        command = new UrlFetchCommand { Tag = tag, Requests = requests.DrainToImmutable() };
        return true;
    }

    private static bool Items(ref ImapCommandReader reader, out UrlFetchItems items)
    {
        items = UrlFetchItems.None;
        while (reader.TryTake((byte)' '))
        {
            if (!reader.Keyword(out string? name))
            {
                return false;
            }

            UrlFetchItems item = name switch
            {
                "BODY" => UrlFetchItems.Body,
                "BINARY" => UrlFetchItems.Binary,
                "BODYPARTSTRUCTURE" => UrlFetchItems.BodyPartStructure,
                _ => UrlFetchItems.None,
            };

            // RFC 5524 §3.1
            if (item == UrlFetchItems.None || (items & item) != 0 || (items | item).HasFlag(UrlFetchItems.Body | UrlFetchItems.Binary))
            {
                return reader.Fail("a URL takes BODY or BINARY, and BODYPARTSTRUCTURE, each once");
            }

            items |= item;
        }

        return reader.Expect((byte)')');
    }
}
