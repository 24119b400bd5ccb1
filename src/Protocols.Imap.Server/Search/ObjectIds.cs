using System.Globalization;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>The store's ids as clients see them (RFC 8474 §7): a letter for the kind, the account, and the number; no two kinds meet, nor two accounts.</summary>
internal static class ObjectIds
{
    public static string Mailbox(AccountId account, MailboxId mailbox) => Write('F', account, mailbox.Value);

    public static string Email(AccountId account, EmailId email) => Write('M', account, email.Value);

    public static string Thread(AccountId account, ThreadId thread) => Write('T', account, thread.Value);

    /// <summary>The number of an id of the account, or null where it is none of ours.</summary>
    public static long? Number(string id, bool isThread, AccountId account)
    {
        int dash = id.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && Write(isThread ? 'T' : 'M', account, number) == id ? number : null;
    }

    private static string Write(char kind, AccountId account, long number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{account.Value}-{number}");
}
