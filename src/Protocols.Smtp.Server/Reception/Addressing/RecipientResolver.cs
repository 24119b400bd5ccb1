using System.Text;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// Finds where mail for an address goes: aliases, groups, lists, forwarding, sub-addresses, and what is for nobody by name. The book is asked first, the
/// directory of what the book leaves.
/// </summary>
/// <param name="book">What stands for what.</param>
/// <param name="directory">Who is here.</param>
/// <param name="options">How, and how far.</param>
public sealed class RecipientResolver(IAddressBook book, IDirectory directory, ResolverOptions options)
{
    private static readonly SmtpReply s_unknownUser = new(550, 1, 1, "No such user here");
    private static readonly SmtpReply s_directoryDown = new(451, 4, 3, "The directory cannot be asked now");
    private static readonly SmtpReply s_tooMany = new(451, 3, 5, "The address stands for too many others");

    /// <summary>Resolves a recipient.</summary>
    /// <param name="recipient">The recipient as RCPT named it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<RecipientResolution> ResolveAsync(SmtpRecipient recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        string key = KeyOf(recipient.Address);
        if (await FindAsync(key, isMember: false, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return await IsMissingAsync(recipient.Address, cancellationToken).ConfigureAwait(false)
                ? new RecipientResolution { Refusal = s_unknownUser }
                : new RecipientResolution { Recipients = [new ResolvedRecipient(recipient, null, IsLocal: false)] };
        }

        Expansion expansion = new();
        SmtpReply? refusal = await ExpandAsync(expansion, found, key, null, 1, cancellationToken).ConfigureAwait(false)
            ?? (expansion.Targets.Count == 0 ? s_unknownUser : null);
        if (refusal is not null)
        {
            return new RecipientResolution { Refusal = refusal, Unknown = expansion.Unknown };
        }

        ExpansionKind kind = expansion.Targets.TrueForAll(static t => t.Owner is not null) ? ExpansionKind.List : expansion.Targets.Count > 1 ? ExpansionKind.Group : ExpansionKind.Alias;
        return new RecipientResolution
        {
            Kind = kind,
            Recipients = [.. expansion.Targets.Select(target => new ResolvedRecipient(new SmtpRecipient(target.Address, Parameters(recipient, kind, target.Owner)), target.Owner, target.IsLocal))],
            Unknown = expansion.Unknown,
        };
    }

    /// <summary>Whether mail for an address comes to an account, be the address its own or one that stands for it. Lists stand for nobody.</summary>
    /// <param name="address">The address.</param>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it does; null where the directory cannot be asked now.</returns>
    public async ValueTask<bool?> ReachesAsync(string address, AccountId account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        RecipientResolution resolution = await ResolveAsync(new SmtpRecipient(address), cancellationToken).ConfigureAwait(false);
        if (resolution.Refusal is { } refusal)
        {
            return refusal.Code < 500 ? null : false;
        }

        bool isKnown = true;
        foreach (ResolvedRecipient target in resolution.Recipients)
        {
            if (target.Owner is null)
            {
                RecipientResult found = await directory.FindRecipientAsync(target.Recipient.Address, cancellationToken).ConfigureAwait(false);
                if (found.Account?.Id == account)
                {
                    return true;
                }

                isKnown &= found.Status != RecipientStatus.TemporaryFailure;
            }
        }

        return isKnown ? false : null;
    }

    private string KeyOf(string address)
    {
        string key = AddressKey.Of(address);
        return options.PostmasterDomain is { } domain && !key.Contains('@', StringComparison.Ordinal) ? AddressKey.Of($"{key}@{domain}") : key;
    }

    // The address itself, then without its detail, then whatever its domain has for those that are nobody's.
    private async ValueTask<Found?> FindAsync(string key, bool isMember, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            return new Found(entry, "");
        }

        if (options.DetailSeparator is { } separator && AddressKey.TrySplit(key, separator, out string user, out string detail)
            && await book.FindAsync(user, cancellationToken).ConfigureAwait(false) is { } without)
        {
            return new Found(without, options.PassesDetailOn ? separator + detail : "");
        }

        // A member is one that somebody chose: should it be nobody's, that is not for whoever gets the rest.
        int at = key.LastIndexOf('@');
        return !isMember && at >= 0 && await book.FindAsync(key[at..], cancellationToken).ConfigureAwait(false) is { } rest
            && (await directory.FindRecipientAsync(key, cancellationToken).ConfigureAwait(false)).Status is RecipientStatus.UnknownUser or RecipientStatus.ForeignDomain
            ? new Found(rest, "")
            : null;
    }

    // A domain that has addresses in the book alone is here too.
    private async ValueTask<bool> IsMissingAsync(string address, CancellationToken cancellationToken) =>
        MailDomain.TryGet(address, out string domain)
        && await book.HasDomainAsync(domain, cancellationToken).ConfigureAwait(false)
        && (await directory.FindRecipientAsync(address, cancellationToken).ConfigureAwait(false)).Status == RecipientStatus.ForeignDomain;

    private async ValueTask<SmtpReply?> ExpandAsync(Expansion expansion, Found found, string key, string? owner, int depth, CancellationToken cancellationToken)
    {
        if (depth > options.MaxDepth)
        {
            return s_tooMany;
        }

        owner = found.Entry.Owner ?? owner;
        if (!expansion.Expanded.Add((key, owner)))
        {
            // Its members are there by another way already.
            return null;
        }

        expansion.Path.Add(key);
        foreach (string member in found.Entry.Members)
        {
            string address = WithDetail(member, found.Detail);
            string memberKey = AddressKey.Of(address);

            // Who is among those whom the address stands for by itself is meant by name: the mailbox.
            Found? inner = expansion.Path.Contains(memberKey) ? null : await FindAsync(memberKey, isMember: true, cancellationToken).ConfigureAwait(false);
            SmtpReply? refusal = inner is { } next
                ? await ExpandAsync(expansion, next, memberKey, owner, depth + 1, cancellationToken).ConfigureAwait(false)
                : await AddAsync(expansion, address, memberKey, owner, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        expansion.Path.Remove(key);
        return null;
    }

    private async ValueTask<SmtpReply?> AddAsync(Expansion expansion, string address, string key, string? owner, CancellationToken cancellationToken)
    {
        if (!expansion.Seen.Add((key, owner)))
        {
            return null;
        }

        if (expansion.Seen.Count > options.MaxRecipients)
        {
            return s_tooMany;
        }

        RecipientResult found = await directory.FindRecipientAsync(address, cancellationToken).ConfigureAwait(false);
        switch (found.Status)
        {
            case RecipientStatus.TemporaryFailure:
                return s_directoryDown;
            case RecipientStatus.UnknownUser:
                expansion.Unknown.Add(address);
                return null;
            default:
                expansion.Targets.Add((address, owner, found.Status == RecipientStatus.Local));
                return null;
        }
    }

    private static SmtpRecipientParameters Parameters(SmtpRecipient recipient, ExpansionKind kind, string? owner)
    {
        if (owner is not null)
        {
            // RFC 3461 §5.2.7.1 (b): what goes to a list has nothing of what was asked for the list.
            return default;
        }

        (DsnNotify notify, OriginalRecipient? original) = recipient.Parameters;
        if (kind == ExpansionKind.Group)
        {
            // RFC 3461 §5.2.7.3 (c): success is told of the group; nothing is left of who asked for that alone.
            notify = notify == DsnNotify.Success ? DsnNotify.Never : notify & ~DsnNotify.Success;
        }

        // RFC 3461 §5.2.1 (d)
        string address = recipient.Address;
        return new SmtpRecipientParameters(notify, original ?? new OriginalRecipient(Ascii.IsValid(address) ? "rfc822" : "utf-8", address));
    }

    private string WithDetail(string member, string detail)
    {
        int at = member.LastIndexOf('@');
        return detail.Length == 0 || member[0] == '"' || (options.DetailSeparator is { } separator && member.AsSpan(0, at).Contains(separator))
            ? member
            : string.Concat(member.AsSpan(0, at), detail, member.AsSpan(at));
    }

    private readonly record struct Found(AddressEntry Entry, string Detail);

    private sealed class Expansion
    {
        public List<(string Address, string? Owner, bool IsLocal)> Targets { get; } = [];

        public List<string> Unknown { get; } = [];

        public HashSet<string> Path { get; } = new(StringComparer.Ordinal);

        public HashSet<(string Key, string? Owner)> Expanded { get; } = [];

        public HashSet<(string Key, string? Owner)> Seen { get; } = [];
    }
}
