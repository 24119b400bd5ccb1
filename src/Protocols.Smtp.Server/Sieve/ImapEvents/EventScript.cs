using Microsoft.Extensions.Logging;
using Protocols.Mime;
using Protocols.Sieve;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>A script that runs for the messages of one event, one after the other.</summary>
internal sealed class EventScript(StoreDelivery delivery, SieveFiltering sieve, string name, SieveProgram program, MailboxEvent mailboxEvent)
{
    private readonly Account _owner = mailboxEvent.Owner;

    /// <summary>Runs it for a message, and does what it wants.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="changed">The flags that were changed.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask RunAsync(MailboxEntry entry, MailFlags changed, CancellationToken cancellationToken)
    {
        BlobUpload upload = delivery.Blobs.BeginUpload(entry.Size);
        await using (upload.ConfigureAwait(false))
        {
            if (!await delivery.Blobs.CopyToAsync(_owner.Id, entry.Blob, 0, entry.Size, upload, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
            MailFlags made = await RunAsync(entry, upload, ToCause(mailboxEvent.Cause), changed, cancellationToken).ConfigureAwait(false);
            if (mailboxEvent.Cause == MailboxEventCause.Flag || made.Equals(MailFlags.None))
            {
                return;
            }

            // RFC 6785 §3.8: flags that a script sets are an event as if a client had set them; §2.2.3: but not those that it sets for that event.
            await foreach (MailboxEntry now in delivery.Mail.ReadEntriesAsync(
                _owner.Id, mailboxEvent.Mailbox.Id, new EntryQuery { Uids = UidSet.Of([entry.Uid]) }, cancellationToken).ConfigureAwait(false))
            {
                await RunAsync(now, upload, SieveImapCause.Flag, made, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Gives the flags that it has changed, other than by taking the message for deleted.
    private async ValueTask<MailFlags> RunAsync(MailboxEntry entry, BlobUpload upload, SieveImapCause cause, MailFlags changed, CancellationToken cancellationToken)
    {
        List<string> flags = ScriptFlags.Names(entry.Flags);
        SieveImapEvent imapEvent = new(cause, mailboxEvent.Mailbox.Name)
        {
            User = mailboxEvent.User.Address,
            Email = mailboxEvent.User.Address,
            Flags = flags,
            ChangedFlags = ScriptFlags.Names(changed),
        };
        ScriptHost host = new(delivery, sieve, _owner.Id, MailboxRole.None);
        SieveRun run = new(Options(imapEvent));
        using MimeDocument message = MimeDocument.Parse(upload.Content);
        SieveResult result = await SieveDriver.RunAsync(run, program, message, new SieveEnvelope(), host, cancellationToken).ConfigureAwait(false);
        if (result.Trace.Count > 0)
        {
            SieveLog.Traced(sieve.Logger, name, _owner.Address, string.Join("; ", result.Trace));
        }

        if (result.HasFailed)
        {
            SieveLog.RunFailed(sieve.Logger, name, _owner.Address, string.Join("; ", result.Diagnostics));
            return MailFlags.None;
        }

        SieveLog.Decided(sieve.Logger, name, _owner.Address, string.Join(", ", result.Actions.Select(static action => action.GetType().Name)));
        EventFiling filing = new(delivery, sieve, mailboxEvent, entry, upload, flags);
        await using (filing.ConfigureAwait(false))
        {
            return await filing.CarryOutAsync(new ScriptDecision([.. result.Actions], host.Seen), cancellationToken).ConfigureAwait(false);
        }
    }

    private SieveRunOptions Options(SieveImapEvent imapEvent) => new()
    {
        Limits = sieve.Limits,
        OwnAddresses = [_owner.Address],
        UserEmail = _owner.Address,
        Time = delivery.Time,
        LocalZone = sieve.LocalZone,
        Environment = ScriptDecider.Environment(sieve),
        Trace = sieve.Logger.IsEnabled(LogLevel.Trace),
        SubaddressDelimiter = delivery.DetailSeparator?.ToString() ?? "",
        ImapEvent = imapEvent,
    };

    private static SieveImapCause ToCause(MailboxEventCause cause) => cause switch
    {
        MailboxEventCause.Append => SieveImapCause.Append,
        MailboxEventCause.Copy => SieveImapCause.Copy,
        _ => SieveImapCause.Flag,
    };
}
