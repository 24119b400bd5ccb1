using System.Buffers;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>One message on its way into a mailbox of each recipient's account.</summary>
internal sealed class StoreTransaction(StoreDelivery delivery, SmtpSender sender) : ILocalTransaction
{
    private static readonly SmtpReply s_unknownUser = new(550, 1, 1, "No such user here");
    private static readonly SmtpReply s_notLocal = new(550, 7, 1, "Relaying denied: not a local recipient");
    private static readonly SmtpReply s_directoryDown = new(451, 4, 3, "The directory cannot be asked now");
    private static readonly SmtpReply s_tooLarge = new(552, 3, 4, "The message is larger than can be stored");
    private static readonly SmtpReply s_looped = new(554, 4, 6, "Too many hops: the message seems to run in a circle");
    private static readonly SmtpReply s_notFiled = new(451, 3, 0, "The message could not be filed now");

    // Of each recipient, its place among the copies: one for an account, or for a mailbox of it that a detail names.
    private readonly List<int> _recipients = [];
    private readonly List<LocalCopy> _copies = [];
    private readonly CopiesDone _done = new();
    private readonly List<Exception> _errors = [];
    private BlobUpload? _upload;
    private int _start;

    public ReadOnlyMemory<byte> Content => _upload!.Content[_start..];

    public async ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient, CancellationToken cancellationToken)
    {
        RecipientResult result = await delivery.Directory.FindRecipientAsync(recipient.Address, cancellationToken).ConfigureAwait(false);
        switch (result.Status)
        {
            case RecipientStatus.Local:
                Add(result.Account!, recipient);
                return null;
            case RecipientStatus.UnknownUser:
                return s_unknownUser;
            case RecipientStatus.ForeignDomain:
                return s_notLocal;
            default:
                return s_directoryDown;
        }
    }

    public void Add(Account account, SmtpRecipient recipient)
    {
        // Two addresses of one person: one copy.
        string detail = delivery.DetailSeparator is { } separator && AddressKey.TrySplit(recipient.Address, separator, out _, out string found) ? found : "";
        int place = _copies.FindIndex(copy => copy.Account.Id == account.Id && copy.Detail == detail);
        if (place < 0)
        {
            place = _copies.Count;
            _copies.Add(new LocalCopy(account, detail, recipient));
        }

        _recipients.Add(place);
    }

    public async ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _upload ??= await BeginAsync(cancellationToken).ConfigureAwait(false);
        return await _upload.WriteAsync(new ReadOnlySequence<byte>(bytes), cancellationToken).ConfigureAwait(false) ? null : s_tooLarge;
    }

    public async ValueTask<DeliveryOutcome> CommitAsync(MessageFindings findings, CancellationToken cancellationToken)
    {
        _upload ??= await BeginAsync(cancellationToken).ConfigureAwait(false);
        await _upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
        if (HeaderScan.Read(_upload.Content).Hops > delivery.MaxHops)
        {
            return DeliveryOutcome.ForAll(s_looped);
        }

        // One account after the other, each durable by itself: no transaction spans two accounts.
        StoredMessage message = new(_upload, MessageFacts.Read(_upload.Content), Content);
        SmtpReply done = new(250, 0, 0, $"Message accepted as {_upload.Id.ToString()[..16]}");
        SmtpReply[] replies = new SmtpReply[_copies.Count];
        for (int i = 0; i < replies.Length; i++)
        {
            replies[i] = await TryFileAsync(_copies[i], findings.Target, message, cancellationToken).ConfigureAwait(false) ?? done;
        }

        if (!sender.HearsOfEachRecipient && Array.Exists(replies, static r => !r.IsPositive))
        {
            // Should one fail, the sender tries again and the others get a second copy, which is the lesser evil (RFC 5321 §4.5.4.1: nothing
            // accepted may be lost).
            return DeliveryOutcome.ForAll(DeliveryOutcome.PerRecipient([.. replies.Where(static r => !r.IsPositive)]).Overall) with { Errors = _errors };
        }

        return DeliveryOutcome.PerRecipient([.. _recipients.Select(place => replies[place])]) with { Errors = _errors };
    }

    public ValueTask DisposeAsync() => _upload?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask<BlobUpload> BeginAsync(CancellationToken cancellationToken)
    {
        BlobUpload upload = delivery.Blobs.BeginUpload(sender.Parameters.Size);

        // RFC 5321 §4.4: final delivery puts the return path before all else.
        byte[] returnPath = TraceFields.ReturnPath(sender.ReversePath);
        await upload.WriteAsync(new ReadOnlySequence<byte>(returnPath), cancellationToken).ConfigureAwait(false);
        _start = returnPath.Length;
        return upload;
    }

    /// <summary>Files the message for one account, whatever becomes of the others; null once it is on disk.</summary>
    private async ValueTask<SmtpReply?> TryFileAsync(LocalCopy copy, MailboxRole role, StoredMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await FileAsync(copy, role, message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _errors.Add(e);
            return s_notFiled;
        }
    }

    private async ValueTask<SmtpReply?> FileAsync(LocalCopy copy, MailboxRole role, StoredMessage message, CancellationToken cancellationToken)
    {
        (AccountId account, string detail) = (copy.Account.Id, copy.Detail);
        Storage.Mailbox? mailbox = role != MailboxRole.Inbox ? await FindOrMakeAsync(account, role, cancellationToken).ConfigureAwait(false)
            : detail.Length > 0 ? await FindByDetailAsync(account, detail, cancellationToken).ConfigureAwait(false)
            : null;
        mailbox ??= await delivery.Mail.FindMailboxAsync(account, MailboxRole.Inbox, cancellationToken).ConfigureAwait(false);
        if (mailbox is null)
        {
            return s_notFiled;
        }

        if (delivery.Sieve is { } sieve
            && await ScriptDecider.DecideAsync(delivery, sieve, sender, copy, role, message.Content, cancellationToken).ConfigureAwait(false) is { } decision)
        {
            ScriptFiling filing = new(delivery, sieve, sender, copy, mailbox, message, isAlone: _recipients.Count == 1);
            await using (filing.ConfigureAwait(false))
            {
                return await filing.CarryOutAsync(decision, _done, cancellationToken).ConfigureAwait(false);
            }
        }

        if (_done.Mailboxes.Contains((account, mailbox.Id)))
        {
            // Two details that lead to one mailbox: one copy.
            return null;
        }

        MailChange[] change = [new AddMessage(mailbox.Id, message.Upload, message.Facts, MailFlags.None, delivery.Time.GetLocalNow())];
        MailChangeResult result = await delivery.Mail.ApplyAsync(account, change, cancellationToken).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            return delivery.Refusal(result.Outcomes[^1]);
        }

        _done.Mailboxes.Add((account, mailbox.Id));
        return null;
    }

    // Addresses are written in any case, and names of mailboxes in one. A stranger may not choose what a user has for something of its own, such as what was sent.
    private async ValueTask<Storage.Mailbox?> FindByDetailAsync(AccountId account, string detail, CancellationToken cancellationToken)
    {
        Storage.Mailbox? found = await delivery.Mail.FindMailboxAsync(account, detail, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            await foreach (Storage.Mailbox mailbox in delivery.Mail.ListMailboxesAsync(account, cancellationToken).ConfigureAwait(false))
            {
                if (mailbox.Name.Equals(detail, StringComparison.OrdinalIgnoreCase))
                {
                    found = mailbox;
                    break;
                }
            }
        }

        return found is { IsSelectable: true, Role: MailboxRole.None } ? found : null;
    }

    // An account without such a mailbox gets one; where that cannot be (its name is taken, there are too many), the INBOX has to do.
    private async ValueTask<Storage.Mailbox?> FindOrMakeAsync(AccountId account, MailboxRole role, CancellationToken cancellationToken)
    {
        if (await delivery.Mail.FindMailboxAsync(account, role, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            string name = role.ToString();
            await delivery.Mail.ApplyAsync(account, [new CreateMailbox(name, role), new SetSubscription(name, true)], cancellationToken).ConfigureAwait(false);

            // Another delivery may have made it meanwhile.
            found = (await delivery.Mail.FindMailboxAsync(account, role, cancellationToken).ConfigureAwait(false))!;
        }

        return found is { IsSelectable: true } ? found : null;
    }
}
