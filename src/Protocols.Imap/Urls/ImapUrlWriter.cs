using System.Globalization;
using System.Text;

namespace Protocols.Imap;

/// <summary>Writes IMAP URLs: every value is encoded, so that nothing in it can be read as more (RFC 5092 §11).</summary>
internal static class ImapUrlWriter
{
    // Parts of bchar without the separators that the URL itself uses.
    private const string Safe = "-._~!$'()*+,&=";

    public static string Write(ImapUrl url)
    {
        StringBuilder text = new();
        if (url.Host is not null)
        {
            text.Append("imap://");
            if (url.UserName is not null || url.AuthMechanism is not null)
            {
                Encode(text, url.UserName, "");
                if (url.AuthMechanism is not null)
                {
                    // The asterisk stands for itself (RFC 5092 §3.2).
                    text.Append(";AUTH=");
                    Encode(text, url.AuthMechanism, "");
                }

                text.Append('@');
            }

            text.Append(url.Host);
            if (url.Port is { } port)
            {
                text.Append(CultureInfo.InvariantCulture, $":{port}");
            }
        }

        text.Append('/');
        Encode(text, url.Mailbox, "/");
        if (url.UidValidity is { } validity)
        {
            text.Append(CultureInfo.InvariantCulture, $";UIDVALIDITY={validity}");
        }

        if (url.Search is not null)
        {
            text.Append('?');
            Encode(text, url.Search, ":@/");
        }

        if (url.Uid is { } uid)
        {
            text.Append(CultureInfo.InvariantCulture, $"/;UID={uid}");
            WriteMessage(text, url);
        }

        return text.ToString();
    }

    private static void WriteMessage(StringBuilder text, ImapUrl url)
    {
        if (url.Section is not null)
        {
            text.Append("/;SECTION=");
            Encode(text, url.Section, "");
        }

        if (url.Partial is { } partial)
        {
            text.Append(CultureInfo.InvariantCulture, $"/;PARTIAL={partial.Offset}");
            if (partial.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $".{partial.Length}");
            }
        }

        if (url.Access is not { } access)
        {
            return;
        }

        if (url.Expires is { } expires)
        {
            text.Append(CultureInfo.InvariantCulture, $";EXPIRE={expires.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }

        text.Append(ImapUrlReader.UrlAuth).Append(access.Kind switch
        {
            ImapUrlAccessKind.Submit => "submit+",
            ImapUrlAccessKind.User => "user+",
            ImapUrlAccessKind.AuthenticatedUser => "authuser",
            _ => "anonymous",
        });
        Encode(text, access.UserName, "");
        if (url.Token is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $":{url.TokenMechanism}:{url.Token}");
        }
    }

    private static void Encode(StringBuilder text, string? value, string more)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(value ?? ""))
        {
            char c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || Safe.Contains(c, StringComparison.Ordinal) || more.Contains(c, StringComparison.Ordinal))
            {
                text.Append(c);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }
    }
}
