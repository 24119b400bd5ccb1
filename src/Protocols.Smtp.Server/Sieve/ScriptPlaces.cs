using System.Buffers;
using Protocols.Sieve;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Where a script's messages go in an account: finds and makes mailboxes, stages what was written, and files copies.</summary>
internal sealed class ScriptPlaces(StoreDelivery delivery, SieveFiltering sieve, Account account) : IAsyncDisposable
{
    private readonly List<BlobUpload> _uploads = [];

    /// <summary>Finds the mailbox that a script wants, or makes it where it may; null, and a line in the log, where there is none.</summary>
    public async ValueTask<Storage.Mailbox?> FindAsync(SieveFileInto into, CancellationToken cancellationToken)
    {
        Storage.Mailbox? found = into.MailboxId is { } id ? await ScriptHost.FindByIdAsync(delivery.Mail, account.Id, id, cancellationToken).ConfigureAwait(false) : null;
        MailboxRole role = into.SpecialUse is { } use ? ScriptHost.RoleOf(use) : MailboxRole.None;
        if (found is not { IsSelectable: true } && role != MailboxRole.None)
        {
            found = await delivery.Mail.FindMailboxAsync(account.Id, role, cancellationToken).ConfigureAwait(false);
        }

        if (found is not { IsSelectable: true })
        {
            found = await delivery.Mail.FindMailboxAsync(account.Id, into.Mailbox, cancellationToken).ConfigureAwait(false);
        }

        if (found is not { IsSelectable: true } && (into.Create || sieve.CreatesMailboxes))
        {
            // RFC 8579 §4.1: a mailbox that is made gets the use that the script names.
            MailChangeResult made = await delivery.Mail.ApplyAsync(account.Id, [new CreateMailbox(into.Mailbox, role), new SetSubscription(into.Mailbox, true)], cancellationToken).ConfigureAwait(false);

            // Another delivery may have made it meanwhile.
            found = await delivery.Mail.FindMailboxAsync(account.Id, into.Mailbox, cancellationToken).ConfigureAwait(false);
            if (!made.IsApplied && found is null)
            {
                SieveLog.NotDone(sieve.Logger, $"fileinto '{into.Mailbox}'", account.Address, made.Outcomes[^1].Reason ?? made.Outcomes[^1].Status.ToString());
            }
        }
        else if (found is not { IsSelectable: true })
        {
            SieveLog.NotDone(sieve.Logger, $"fileinto '{into.Mailbox}'", account.Address, "there is no such mailbox");
        }

        return found is { IsSelectable: true } ? found : null;
    }

    /// <summary>Files a copy of what the script has sent (RFC 8580 §3); where it cannot be found, in the mailbox that is usual.</summary>
    public async ValueTask FileCopyAsync(SieveFcc fcc, ReadOnlyMemory<byte> octets, Storage.Mailbox usual, CancellationToken cancellationToken)
    {
        SieveFileInto into = new(fcc.Mailbox) { Create = fcc.Create, SpecialUse = fcc.SpecialUse, MailboxId = fcc.MailboxId };
        Storage.Mailbox mailbox = await FindAsync(into, cancellationToken).ConfigureAwait(false) ?? usual;
        BlobUpload? upload = await UploadAsync(default, octets, cancellationToken).ConfigureAwait(false);
        MailChangeResult? result = upload is null ? null : await delivery.Mail.ApplyAsync(
            account.Id, [new AddMessage(mailbox.Id, upload, MessageFacts.Read(upload.Content), ScriptFlags.Of(fcc.Flags), delivery.Time.GetLocalNow())], cancellationToken).ConfigureAwait(false);
        if (result is not { IsApplied: true })
        {
            SieveLog.NotDone(sieve.Logger, "fcc", account.Address, result?.Outcomes[^1].Reason ?? "the message is too large");
        }
    }

    /// <summary>Stages what a script has written or changed; null where it is too large.</summary>
    public async ValueTask<BlobUpload?> UploadAsync(ReadOnlyMemory<byte> returnPath, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        BlobUpload upload = delivery.Blobs.BeginUpload(octets.Length);
        _uploads.Add(upload);
        if (!await upload.WriteAsync(new ReadOnlySequence<byte>(returnPath), cancellationToken).ConfigureAwait(false)
            || !await upload.WriteAsync(new ReadOnlySequence<byte>(octets), cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return upload;
    }

    /// <summary>Remembers identifiers, once the script has done what it wanted (RFC 7352 §3).</summary>
    public async ValueTask RememberAsync(IReadOnlyList<SeenIdentifier> seen, CancellationToken cancellationToken)
    {
        foreach (SeenIdentifier one in seen)
        {
            try
            {
                await sieve.Memory.RememberAsync(account.Id, one.Key, one.Expires, one.Renew, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The message is where it should be, and its sender is not to send it again for this.
                SieveLog.NotDoneByError(sieve.Logger, e, "duplicate", account.Address);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BlobUpload upload in _uploads)
        {
            await upload.DisposeAsync().ConfigureAwait(false);
        }
    }
}
