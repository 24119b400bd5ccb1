using System.Diagnostics.CodeAnalysis;

namespace Protocols.Imap.Server;

/// <summary>The names of other users' mailboxes: <c>Other Users/</c>, the owner's address, and the name that the owner has for it (RFC 2342 §5).</summary>
internal static class OtherUsers
{
    public const string Root = "Other Users";
    public const string Prefix = "Other Users/";

    /// <summary>Whether a name is in this namespace, or would be its root.</summary>
    public static bool Holds(string name) => name == Root || name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The name that everybody but the owner has for a mailbox. What would part the address in two is written as in a URL.</summary>
    public static string NameOf(string address, string name) =>
        Prefix + address.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal) + MailboxNames.Separator + name;

    /// <summary>Takes a name apart.</summary>
    /// <returns>False for a name above those of mailboxes.</returns>
    public static bool TrySplit(string name, [NotNullWhen(true)] out string? address, [NotNullWhen(true)] out string? local)
    {
        address = local = null;
        string rest = name.Length > Prefix.Length ? name[Prefix.Length..] : "";
        int slash = rest.IndexOf(MailboxNames.Separator, StringComparison.Ordinal);
        if (slash <= 0 || slash + 1 == rest.Length)
        {
            return false;
        }

        address = rest[..slash].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
        local = rest[(slash + 1)..];
        return true;
    }
}
