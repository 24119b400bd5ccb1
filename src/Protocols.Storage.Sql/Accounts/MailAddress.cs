using System.Text;

namespace Protocols.Storage.Sql;

/// <summary>An address as the directory looks it up: folded to lower case, a quoted local part without its quotes where it needs none.</summary>
/// <param name="Local">The local part.</param>
/// <param name="Domain">The domain; empty for a local part alone.</param>
internal readonly record struct MailAddress(string Local, string Domain)
{
    public bool IsPostmaster => Local == "postmaster";

    public string Folded => Domain.Length == 0 ? Local : Local + "@" + Domain;

    public static MailAddress Parse(string address)
    {
        int at = address.LastIndexOf('@');
        return at < 0
            ? new MailAddress(Fold(address), "")
            : new MailAddress(Fold(Unquote(address[..at])), Fold(address[(at + 1)..]));
    }

    /// <summary>Whether an account can have it: RFC 5321 §4.5.3.1 for the lengths, and nothing that would need quotes.</summary>
    public static bool IsValid(string address)
    {
        int at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1
            && Encoding.UTF8.GetByteCount(address.AsSpan(0, at)) <= 64
            && Encoding.UTF8.GetByteCount(address.AsSpan(at + 1)) <= 255
            && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) || "\"\\<>()[]:;,".Contains(c))
            && !address.AsSpan(0, at).Contains('@')
            && address[at + 1] != '.' && address[^1] != '.';
    }

    /// <summary>The address without its detail (RFC 5233 §4), if it has one.</summary>
    public MailAddress? WithoutDetail(char separator)
    {
        int index = Local.IndexOf(separator);
        return index > 0 ? this with { Local = Local[..index] } : null;
    }

    private static string Fold(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        }
    });

    // RFC 5321 §4.1.2: quotes around what needs none, and backslashes before what needs none, are not part of the name.
    private static string Unquote(string local)
    {
        if (local.Length < 2 || local[0] != '"' || local[^1] != '"')
        {
            return local;
        }

        StringBuilder plain = new(local.Length);
        for (int i = 1; i < local.Length - 1; i++)
        {
            if (local[i] == '\\' && i + 1 < local.Length - 1)
            {
                i++;
            }

            plain.Append(local[i]);
        }

        return plain.ToString();
    }
}
