using System.Globalization;
using System.Text;
using Protocols.Sieve;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Answers what a script asks of the account that it sorts mail for.</summary>
internal sealed class ScriptHost(StoreDelivery delivery, SieveFiltering sieve, AccountId account, MailboxRole target) : ISieveHost
{
    private const string Shared = "/shared/";
    private const string Private = "/private/";

    private readonly List<SeenIdentifier> _seen = [];

    /// <summary>The identifiers that were asked after and are to be remembered.</summary>
    public IReadOnlyList<SeenIdentifier> Seen => _seen;

    public async ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken) =>
        await delivery.Mail.FindMailboxAsync(account, mailbox, cancellationToken).ConfigureAwait(false) is { IsSelectable: true };

    public async ValueTask<bool> MailboxIdExistsAsync(string mailboxId, CancellationToken cancellationToken) =>
        await FindByIdAsync(delivery.Mail, account, mailboxId, cancellationToken).ConfigureAwait(false) is not null;

    public async ValueTask<bool> SpecialUseExistsAsync(string? mailbox, string specialUse, CancellationToken cancellationToken)
    {
        MailboxRole role = RoleOf(specialUse);
        if (role == MailboxRole.None)
        {
            return false;
        }

        return mailbox is null
            ? await delivery.Mail.FindMailboxAsync(account, role, cancellationToken).ConfigureAwait(false) is { IsSelectable: true }
            : await delivery.Mail.FindMailboxAsync(account, mailbox, cancellationToken).ConfigureAwait(false) is { IsSelectable: true } found && found.Role == role;
    }

    public async ValueTask<string?> GetMetadataAsync(string mailbox, string annotation, CancellationToken cancellationToken) =>
        await delivery.Mail.FindMailboxAsync(account, mailbox, cancellationToken).ConfigureAwait(false) is { } found
            ? await ReadAnnotationAsync(found.Id, annotation, cancellationToken).ConfigureAwait(false)
            : null;

    // RFC 5464 §3.2.1.1: what concerns the server is the operator's to say, but for what is each user's own.
    public async ValueTask<string?> GetServerMetadataAsync(string annotation, CancellationToken cancellationToken) =>
        sieve.ServerAnnotations.GetValueOrDefault(AddressText.Fold(annotation))
        ?? (annotation.StartsWith(Shared, StringComparison.OrdinalIgnoreCase) ? null : await ReadAnnotationAsync(null, annotation, cancellationToken).ConfigureAwait(false));

    public async ValueTask<bool> IsDuplicateAsync(string identifier, TimeSpan period, bool isRenewed, CancellationToken cancellationToken)
    {
        byte[] key = Encoding.UTF8.GetBytes("duplicate\0" + identifier);
        bool wasSeen = await sieve.Memory.IsRememberedAsync(account, key, cancellationToken).ConfigureAwait(false);
        if (!wasSeen || isRenewed)
        {
            _seen.Add(new SeenIdentifier(key, delivery.Time.GetUtcNow() + period, isRenewed));
        }

        return wasSeen;
    }

    public ValueTask<bool> IsVacationSentAsync(string handle, string address, TimeSpan period, CancellationToken cancellationToken) =>
        sieve.Memory.IsRememberedAsync(account, VacationKey(handle, address), cancellationToken);

    public async ValueTask<SieveProgram?> GetScriptAsync(string name, SieveScriptLocation location, CancellationToken cancellationToken)
    {
        if (location == SieveScriptLocation.Global)
        {
            return sieve.GlobalScript?.Invoke(name) is { } source ? sieve.Programs.Find(source) : null;
        }

        return await sieve.Scripts.ReadAsync(account, name, cancellationToken).ConfigureAwait(false) is { } script
            ? (await sieve.Programs.FindAsync(account, script, sieve.Logger, cancellationToken).ConfigureAwait(false)).Program
            : null;
    }

    public ValueTask<bool> IsNotifyMethodValidAsync(string method, CancellationToken cancellationToken) => new(sieve.Queue is not null && IsMail(method));

    // RFC 5436 §2.2: whether somebody reads mail now is not known.
    public ValueTask<string?> GetNotifyCapabilityAsync(string method, string capability, CancellationToken cancellationToken) =>
        new(IsMail(method) && capability.Equals("online", StringComparison.OrdinalIgnoreCase) ? "maybe" : null);

    // What the stages of reception want among the junk is as much like spam as can be; of the rest nobody has said anything.
    public ValueTask<int?> GetSpamScoreAsync(bool isPercent, CancellationToken cancellationToken) => new(target != MailboxRole.Junk ? null : isPercent ? 100 : 10);

    /// <summary>What a reply to an address is remembered by.</summary>
    public static byte[] VacationKey(string handle, string address) => Encoding.UTF8.GetBytes($"vacation\0{handle}\0{AddressText.Fold(address)}");

    /// <summary>Finds a mailbox by its identifier, which is its number (RFC 8474 §4).</summary>
    public static async ValueTask<Storage.Mailbox?> FindByIdAsync(IMailStore mail, AccountId account, string id, CancellationToken cancellationToken) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && await mail.OpenMailboxAsync(account, new MailboxId(number), cancellationToken).ConfigureAwait(false) is { } found
            ? found.View.Mailbox
            : null;

    /// <summary>The role that a special use stands for (RFC 6154 §2); none for one that there is not.</summary>
    public static MailboxRole RoleOf(string use) => use.ToUpperInvariant() switch
    {
        "\\ARCHIVE" => MailboxRole.Archive,
        "\\DRAFTS" => MailboxRole.Drafts,
        "\\JUNK" => MailboxRole.Junk,
        "\\SENT" => MailboxRole.Sent,
        "\\TRASH" => MailboxRole.Trash,
        _ => MailboxRole.None,
    };

    private async ValueTask<string?> ReadAnnotationAsync(MailboxId? mailbox, string annotation, CancellationToken cancellationToken)
    {
        bool isShared = annotation.StartsWith(Shared, StringComparison.OrdinalIgnoreCase);
        if (sieve.Annotations is null || !(isShared || annotation.StartsWith(Private, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        // The name keeps the slash that ends its scope.
        string name = annotation[((isShared ? Shared : Private).Length - 1)..];
        IReadOnlyList<Annotation> found = await sieve.Annotations
            .ReadAsync(account, mailbox, isShared ? null : account, name, 0, cancellationToken).ConfigureAwait(false);
        return found is [{ Value: { } value }] ? Encoding.UTF8.GetString(value.Span) : null;
    }

    private static bool IsMail(string method) => method.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);
}
