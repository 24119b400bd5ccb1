using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>
/// COPY and MOVE into another account. No change set spans two: what is to be there is filed there first, a few messages at a time and none held whole, and
/// only then removed here. Whatever happens in between leaves a copy too many, and loses nothing.
/// </summary>
internal static class CopyAcross
{
    private const int MessagesAtOnce = 64;
    private const long OctetsAtOnce = 16 * 1024 * 1024;

    /// <summary>Files copies of the messages in a mailbox of another account.</summary>
    /// <returns>The outcome as of one change set; where it failed, nothing of it is left.</returns>
    public static async ValueTask<MailChangeOutcome> RunAsync(ImapContext context, UidSet uids, MailboxAccess target)
    {
        List<uint> sources = [];
        List<uint> copies = [];
        MailChangeOutcome? failed;
        try
        {
            failed = await FileAllAsync(context, uids, target, sources, copies).ConfigureAwait(false);
        }
        catch
        {
            await TakeBackAsync(context, target, copies).ConfigureAwait(false);
            throw;
        }

        if (failed is not null)
        {
            await TakeBackAsync(context, target, copies).ConfigureAwait(false);
            return failed;
        }

        return new MailChangeOutcome
        {
            Status = MailChangeStatus.Done,
            Mailbox = target.Id,
            UidValidity = target.Mailbox.UidValidity,
            SourceUids = UidSet.Of(sources),
            AssignedUids = UidSet.Of(copies),
        };
    }

    private static async ValueTask<MailChangeOutcome?> FileAllAsync(ImapContext context, UidSet uids, MailboxAccess target, List<uint> sources, List<uint> copies)
    {
        SelectedMailbox selected = context.Selected!;
        FlagMask kept = RightsLetters.Flags(target.Rights);
        Batch batch = new();
        await using (batch.ConfigureAwait(false))
        {
            await foreach (MailboxEntry entry in context.Mail.ReadEntriesAsync(selected.Account, selected.Id, new EntryQuery { Uids = uids }, context.Closed).ConfigureAwait(false))
            {
                batch.Add(await UploadAsync(context, selected.Account, entry).ConfigureAwait(false), entry, target.Id, kept);
                sources.Add(entry.Uid);
                if ((batch.Changes.Count == MessagesAtOnce || batch.Octets >= OctetsAtOnce)
                    && await FileAsync(context, batch, target, copies).ConfigureAwait(false) is { } failed)
                {
                    return failed;
                }
            }

            return batch.Changes.Count == 0 ? null : await FileAsync(context, batch, target, copies).ConfigureAwait(false);
        }
    }

    // RFC 9051 §6.4.7: a copy that fails leaves the target as it was.
    private static async ValueTask TakeBackAsync(ImapContext context, MailboxAccess target, List<uint> copies)
    {
        if (copies.Count > 0)
        {
            await context.Mail.ApplyAsync(target.Account, [new Expunge(target.Id, UidSet.Of(copies), OnlyDeleted: false)], CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async ValueTask<MailChangeOutcome?> FileAsync(ImapContext context, Batch batch, MailboxAccess target, List<uint> copies)
    {
        MailChangeResult result = await context.ApplyAsync(target.Account, batch.Changes).ConfigureAwait(false);
        if (!result.IsApplied)
        {
            return result.Outcomes[^1];
        }

        copies.AddRange(result.Outcomes.SelectMany(static outcome => outcome.AssignedUids));
        await batch.ClearAsync().ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<BlobUpload> UploadAsync(ImapContext context, AccountId account, MailboxEntry entry)
    {
        BlobUpload upload = context.Blobs.BeginUpload(entry.Size);
        try
        {
            if (!await context.Blobs.CopyToAsync(account, entry.Blob, 0, entry.Size, upload, context.Closed).ConfigureAwait(false))
            {
                throw new InvalidDataException($"The message {entry.Email} is larger than can be stored.");
            }

            await upload.CompleteAsync(context.Closed).ConfigureAwait(false);
            return upload;
        }
        catch
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Messages that are filed together.</summary>
    private sealed class Batch : IAsyncDisposable
    {
        private readonly List<BlobUpload> _uploads = [];

        public List<MailChange> Changes { get; } = [];

        public long Octets { get; private set; }

        public void Add(BlobUpload upload, MailboxEntry entry, MailboxId target, FlagMask kept)
        {
            _uploads.Add(upload);
            Changes.Add(new AddMessage(target, upload, MessageFacts.Read(upload.Content), kept.Of(entry.Flags), entry.ReceivedAt));
            Octets += upload.Length;
        }

        public async ValueTask ClearAsync()
        {
            foreach (BlobUpload upload in _uploads)
            {
                await upload.DisposeAsync().ConfigureAwait(false);
            }

            _uploads.Clear();
            Changes.Clear();
            Octets = 0;
        }

        public ValueTask DisposeAsync() => ClearAsync();
    }
}
