using System.Buffers;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>APPEND (RFC 9051 §6.3.12): the message goes to the store as it comes, and is never held whole.</summary>
internal sealed class Append(ImapContext context) : IAsyncDisposable
{
    private BlobUpload? _upload;
    private AccountId _account;
    private MailboxId _mailbox;
    private MailFlags _flags = MailFlags.None;

    /// <summary>Whether a message is coming in.</summary>
    public bool IsOpen => _upload is not null;

    public async ValueTask BeginAsync(AppendCommand command)
    {
        MailboxAccess? access = await MailboxAccess.FindAsync(context, command.Mailbox).ConfigureAwait(false);
        if (access is not { Mailbox.IsSelectable: true } || !access.May(MailboxRights.Insert))
        {
            (ImapResponseCode code, string text) = await MailboxAccess.RefusalToFileAsync(context, command.Mailbox, access).ConfigureAwait(false);
            context.Session.RefuseAppend(context.Output, ImapStatus.No, code, text);
            return;
        }

        if (FlagNames.TryParse(command.Flags) is not { } flags)
        {
            context.Session.RefuseAppend(context.Output, ImapStatus.Bad, ImapResponseCode.None, "One of the flags cannot be set");
            return;
        }

        // RFC 4314 §4: flags that may not be set are left out, and are no reason to refuse.
        (_account, _mailbox) = (access.Account, access.Id);
        _flags = RightsLetters.Flags(access.Rights).Of(flags);
        _upload = context.Blobs.BeginUpload(command.Length);
        context.Session.AcceptAppend(context.Output);
    }

    public async ValueTask WriteAsync(ReadOnlySequence<byte> chunk)
    {
        if (!await _upload!.WriteAsync(chunk, context.Closed).ConfigureAwait(false))
        {
            await RefuseAsync(ImapResponseCode.TooBig, "The message is larger than can be stored").ConfigureAwait(false);
        }
    }

    public async ValueTask EndAsync(AppendCommand command)
    {
        BlobUpload upload = _upload!;
        try
        {
            await upload.CompleteAsync(context.Closed).ConfigureAwait(false);
            MessageFacts facts = MessageFacts.Read(upload.Content);
            AddMessage change = new(_mailbox, upload, facts, _flags, command.InternalDate ?? context.Connection.Time.GetLocalNow());
            MailChangeResult result = await context.Mail.ApplyAsync(_account, [change], context.Closed).ConfigureAwait(false);
            MailChangeOutcome outcome = result.Outcomes[^1];
            if (!result.IsApplied)
            {
                Mailboxes.Refuse(context, command, outcome);
                return;
            }

            if (context.Selected is { } selected)
            {
                await selected.SyncAsync(context, mayExpunge: true).ConfigureAwait(false);
            }

            context.Ok(command, ImapResponseCode.AppendUid(outcome.UidValidity, outcome.AssignedUids.Ranges[0].First), "APPEND completed");
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Refuses a message in the middle of it; the session throws the rest away.</summary>
    public async ValueTask RefuseAsync(ImapResponseCode code, string text)
    {
        await DisposeAsync().ConfigureAwait(false);
        context.Session.RefuseAppend(context.Output, ImapStatus.No, code, text);
    }

    public async ValueTask DisposeAsync()
    {
        if (_upload is { } upload)
        {
            _upload = null;
            await upload.DisposeAsync().ConfigureAwait(false);
        }
    }
}
