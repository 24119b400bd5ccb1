using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Protocols.Imap.Commands;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <summary>Reads IMAP URLs (RFC 5092 §11), strictly: what is not in the grammar is no URL.</summary>
internal static class ImapUrlReader
{
    public const string UrlAuth = ";URLAUTH=";

    private const string Scheme = "imap://";

    private static readonly SearchValues<char> s_hostName =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%!$'()*+,");

    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789ABCDEFabcdef");

    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out ImapUrl? url)
    {
        url = null;
        ImapUrl parsed = new();
        if (text.ContainsAnyExceptInRange('\x21', '\x7E'))
        {
            return false;
        }

        if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            text = text[Scheme.Length..];
            int slash = text.IndexOf('/');
            if (!TryReadServer(slash < 0 ? text : text[..slash], ref parsed))
            {
                return false;
            }

            text = slash < 0 ? [] : text[(slash + 1)..];
        }
        else if (text.StartsWith('/') && !text.StartsWith("//"))
        {
            text = text[1..];
        }
        else
        {
            return false;
        }

        if ((!text.IsEmpty && !TryReadCommand(text, ref parsed)) || (parsed.Host is null && text.IsEmpty))
        {
            return false;
        }

        url = parsed;
        return true;
    }

    public static bool TryReadSection(string? text, [NotNullWhen(true)] out FetchSection? section)
    {
        ImapCommandReader reader = new(Encoding.UTF8.GetBytes("[" + text + "]"), ImapLimits.Default, isUtf8: true);
        return FetchSyntax.Section(ref reader, hasText: true, out section) && reader.IsAtEnd;
    }

    // iserver = [iuserinfo "@"] host [ ":" port ]
    private static bool TryReadServer(ReadOnlySpan<char> text, ref ImapUrl url)
    {
        int at = text.LastIndexOf('@');
        if (at >= 0)
        {
            ReadOnlySpan<char> user = text[..at];
            int auth = user.IndexOf(";AUTH=", StringComparison.OrdinalIgnoreCase);
            if (auth >= 0)
            {
                ReadOnlySpan<char> mechanism = user[(auth + 6)..];
                if (!TryDecode(mechanism, out string? name) || name.Length == 0)
                {
                    return false;
                }

                url = url with { AuthMechanism = name };
                user = user[..auth];
            }

            if (auth < 0 || !user.IsEmpty)
            {
                if (!TryDecode(user, out string? name) || name.Length == 0)
                {
                    return false;
                }

                url = url with { UserName = name };
            }
        }

        ReadOnlySpan<char> host = text[(at + 1)..];
        int bracket = host.LastIndexOf(']');
        int colon = host.LastIndexOf(':');
        if (colon > bracket)
        {
            if (!int.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is 0 or > 65535)
            {
                return false;
            }

            url = url with { Port = port };
            host = host[..colon];
        }

        bool isLiteral = host.StartsWith('[') && bracket == host.Length - 1;
        if (host.IsEmpty || (!isLiteral && host.IndexOfAnyExcept(s_hostName) >= 0))
        {
            return false;
        }

        url = url with { Host = host.ToString() };
        return true;
    }

    // icommand = imessagelist / imessagepart [iurlauth]
    private static bool TryReadCommand(ReadOnlySpan<char> text, ref ImapUrl url)
    {
        int message = text.IndexOf("/;UID=", StringComparison.OrdinalIgnoreCase);
        if (message < 0)
        {
            int query = text.IndexOf('?');
            if (query >= 0)
            {
                if (!TryDecode(text[(query + 1)..], out string? search) || search.Length == 0)
                {
                    return false;
                }

                url = url with { Search = search };
                text = text[..query];
            }

            return TryReadMailbox(text, ref url);
        }

        return TryReadMailbox(text[..message], ref url) && TryReadMessage(text[(message + 6)..], ref url);
    }

    private static bool TryReadMailbox(ReadOnlySpan<char> text, ref ImapUrl url)
    {
        int validity = text.LastIndexOf(";UIDVALIDITY=", StringComparison.OrdinalIgnoreCase);
        if (validity >= 0)
        {
            if (!TryReadNumber(text[(validity + 13)..], out uint number))
            {
                return false;
            }

            url = url with { UidValidity = number };
            text = text[..validity];
        }

        if (text.IsEmpty || !TryDecode(text, out string? mailbox))
        {
            return false;
        }

        url = url with { Mailbox = mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : mailbox };
        return true;
    }

    // nz-number [isection] [ipartial] [iurlauth]
    private static bool TryReadMessage(ReadOnlySpan<char> text, ref ImapUrl url)
    {
        int access = text.LastIndexOf(UrlAuth, StringComparison.OrdinalIgnoreCase);
        if (access >= 0)
        {
            if (!TryReadAccess(text[(access + UrlAuth.Length)..], ref url))
            {
                return false;
            }

            text = text[..access];
        }

        int expire = text.LastIndexOf(";EXPIRE=", StringComparison.OrdinalIgnoreCase);
        if (expire >= 0)
        {
            if (access < 0 || !TryReadTime(text[(expire + 8)..], out DateTimeOffset time))
            {
                return false;
            }

            url = url with { Expires = time };
            text = text[..expire];
        }

        int partial = text.LastIndexOf("/;PARTIAL=", StringComparison.OrdinalIgnoreCase);
        if (partial >= 0)
        {
            if (!TryReadPartial(text[(partial + 10)..], out FetchPartial range))
            {
                return false;
            }

            url = url with { Partial = range };
            text = text[..partial];
        }

        int section = text.IndexOf("/;SECTION=", StringComparison.OrdinalIgnoreCase);
        if (section >= 0)
        {
            if (!TryDecode(text[(section + 10)..], out string? name) || !TryReadSection(name, out _))
            {
                return false;
            }

            url = url with { Section = name };
            text = text[..section];
        }

        if (!TryReadNumber(text, out uint uid))
        {
            return false;
        }

        url = url with { Uid = uid };
        return true;
    }

    private static bool TryReadAccess(ReadOnlySpan<char> text, ref ImapUrl url)
    {
        int verifier = text.IndexOf(':');
        if (verifier >= 0)
        {
            ReadOnlySpan<char> rest = text[(verifier + 1)..];
            int token = rest.IndexOf(':');
            if (token <= 0 || rest.Length - token - 1 < 32 || !IsMechanism(rest[..token]) || rest[(token + 1)..].ContainsAnyExcept(s_hexadecimal))
            {
                return false;
            }

            url = url with { TokenMechanism = rest[..token].ToString().ToUpperInvariant(), Token = rest[(token + 1)..].ToString() };
            text = text[..verifier];
        }

        ImapUrlAccess? access = null;
        int plus = text.IndexOf('+');
        if (plus > 0 && TryDecode(text[(plus + 1)..], out string? user) && user.Length > 0)
        {
            ReadOnlySpan<char> kind = text[..plus];
            access = kind.Equals("submit", StringComparison.OrdinalIgnoreCase) ? new ImapUrlAccess(ImapUrlAccessKind.Submit, user)
                : kind.Equals("user", StringComparison.OrdinalIgnoreCase) ? new ImapUrlAccess(ImapUrlAccessKind.User, user)
                : null;
        }
        else if (text.Equals("authuser", StringComparison.OrdinalIgnoreCase))
        {
            access = new ImapUrlAccess(ImapUrlAccessKind.AuthenticatedUser);
        }
        else if (text.Equals("anonymous", StringComparison.OrdinalIgnoreCase))
        {
            access = new ImapUrlAccess(ImapUrlAccessKind.Anonymous);
        }

        url = url with { Access = access };
        return access is not null;
    }

    private static bool IsMechanism(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    // RFC 3339 §5.6; what comes after the seconds is optional there, the offset is not.
    private static bool TryReadTime(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        return text.Length is >= 20 and <= 40
            && TryDecode(text, out string? decoded)
            && DateTimeOffset.TryParseExact(
                decoded, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static bool TryReadPartial(ReadOnlySpan<char> text, out FetchPartial partial)
    {
        partial = default;
        int dot = text.IndexOf('.');
        long length = 0;
        if (dot >= 0 && (!long.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length == 0))
        {
            return false;
        }

        if (!long.TryParse(dot < 0 ? text : text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
        {
            return false;
        }

        partial = new FetchPartial(offset, length);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    /// <summary>Takes the percent-encoding off; what comes of it is UTF-8 without controls.</summary>
    private static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        byte[] bytes = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                if (text[i] is ';' or '?' or '#')
                {
                    return false;
                }

                bytes[length++] = (byte)text[i];
                continue;
            }

            if (i + 2 >= text.Length || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
                || value < 0x20 || value == 0x7F)
            {
                return false;
            }

            bytes[length++] = value;
            i += 2;
        }

        if (!Utf8.IsValid(bytes.AsSpan(0, length)))
        {
            return false;
        }

        decoded = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }
}
