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
            ? new MailAddress(AddressText.Fold(address), "")
            : new MailAddress(AddressText.Fold(AddressText.Unquote(address[..at])), AddressText.Fold(address[(at + 1)..]));
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
}
