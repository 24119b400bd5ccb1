using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Protocols.ManageSieve;

/// <summary>A URL of a ManageSieve server, of the list of its scripts, or of a script on it (RFC 5804 §3).</summary>
public sealed record SieveUrl
{
    private const string Scheme = "sieve://";

    /// <summary>The port where a URL names none (RFC 5804 §1.8).</summary>
    public const int DefaultPort = 4190;

    /// <summary>The user to log in as, decoded; null where the URL names none.</summary>
    public string? UserName { get; init; }

    /// <summary>The host: a name, an IPv4 address, or an IPv6 address in brackets.</summary>
    public required string Host { get; init; }

    /// <summary>The port, 1 to 65,535.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Whose script it is, decoded: null for the user's own, empty for one of all.</summary>
    public string? Owner { get; init; }

    /// <summary>The script's name, decoded; null where the server or the list of its scripts is meant.</summary>
    public string? ScriptName { get; init; }

    /// <summary>Reads a URL. No input makes it throw.</summary>
    /// <param name="text">The text.</param>
    /// <param name="url">The URL.</param>
    /// <returns>False if it is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SieveUrl? url)
    {
        url = null;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[Scheme.Length..];
        int slash = rest.IndexOf('/');
        ReadOnlySpan<char> authority = slash < 0 ? rest : rest[..slash];
        if (!TryReadAuthority(authority, out string? user, out string host, out int port))
        {
            return false;
        }

        string? owner = null;
        string? script = null;
        if (slash >= 0 && slash + 1 < rest.Length)
        {
            ReadOnlySpan<char> path = rest[(slash + 1)..];
            int second = path.IndexOf('/');
            if (second >= 0 && !TryDecode(path[..second], out owner))
            {
                return false;
            }

            if (!TryDecode(path[(second + 1)..], out script) || script.Length == 0)
            {
                return false;
            }
        }

        url = new SieveUrl { UserName = user, Host = host, Port = port, Owner = owner, ScriptName = script };
        return true;
    }

    /// <summary>The URL as text; all that is not plain in it is percent-encoded.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Scheme);
        if (UserName is not null)
        {
            text.Append(EncodeAll(UserName)).Append('@');
        }

        EncodeHost(text);
        if (Port != DefaultPort)
        {
            text.Append(CultureInfo.InvariantCulture, $":{Port}");
        }

        if (ScriptName is not null)
        {
            text.Append('/');
            if (Owner is not null)
            {
                Encode(Owner, text);
                text.Append('/');
            }

            Encode(ScriptName, text);
        }

        return text.ToString();
    }

    private static bool TryReadAuthority(ReadOnlySpan<char> authority, out string? user, out string host, out int port)
    {
        (user, host, port) = (null, "", DefaultPort);
        int at = authority.LastIndexOf('@');
        if (at >= 0 && !TryDecode(authority[..at], out user))
        {
            return false;
        }

        authority = authority[(at + 1)..];
        int end = authority is ['[', ..] ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        end = end < 0 ? authority.Length : end;
        ReadOnlySpan<char> name = authority[..end];
        ReadOnlySpan<char> behind = authority[end..];
        if (behind is [':', .. { Length: > 0 } digits])
        {
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
            {
                return false;
            }
        }
        else if (behind is not ([] or [':']))
        {
            return false;
        }

        host = name.ToString();
        return IsHost(name);
    }

    private static bool IsHost(ReadOnlySpan<char> name)
    {
        bool isLiteral = name is ['[', .., ']'];
        foreach (char c in isLiteral ? name[1..^1] : name)
        {
            bool isPlain = char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '~' or '%' || (isLiteral && c == ':');
            if (!isPlain)
            {
                return false;
            }
        }

        return name.Length > (isLiteral ? 2 : 0);
    }

    private static bool TryDecode(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        byte[] octets = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return false;
                }

                octets[length++] = byte.Parse(text.Slice(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                i += 2;
            }
            else if (IsPlain(c) || c is '(' or ')')
            {
                octets[length++] = (byte)c;
            }
            else
            {
                return false;
            }
        }

        ReadOnlySpan<byte> octetsRead = octets.AsSpan(0, length);
        if (!Utf8.IsValid(octetsRead))
        {
            return false;
        }

        decoded = Encoding.UTF8.GetString(octetsRead);
        return true;
    }

    private static void Encode(string value, StringBuilder text)
    {
        foreach (byte octet in Encoding.UTF8.GetBytes(value))
        {
            if (IsPlain((char)octet))
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }
    }

    // An at sign or a colon in the name would be taken for what parts the authority.
    private static string EncodeAll(string value)
    {
        StringBuilder text = new();
        Encode(value, text);
        return text.Replace("@", "%40").Replace(":", "%3A").ToString();
    }

    // A host that a program made up is written so that it cannot be taken for more than a host.
    private void EncodeHost(StringBuilder text)
    {
        if (IsHost(Host))
        {
            text.Append(Host);
        }
        else
        {
            Encode(Host, text);
        }
    }

    // ochar of RFC 5804 §3, but for the parentheses: they end a response code.
    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '!' or '$' or '\'' or '*' or '+' or ',' or ':' or '@';
}
