using System.Buffers;
using Protocols.Mime;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>One message on its way into mailboxes here and into the queue, or into one of the two.</summary>
internal sealed class QueueTransaction(QueueDelivery delivery, SmtpSender sender) : IDeliveryTransaction
{
    private static readonly SmtpReply s_unknownUser = new(550, 1, 1, "No such user here");
    private static readonly SmtpReply s_notAllowed = new(550, 7, 1, "Relaying denied: not a local recipient");
    private static readonly SmtpReply s_directoryDown = new(451, 4, 3, "The directory cannot be asked now");
    private static readonly SmtpReply s_badDomain = new(550, 1, 2, "There can be no such domain");
    private static readonly SmtpReply s_badAddress = new(553, 1, 3, "The address holds control characters");
    private static readonly SmtpReply s_badSender = new(553, 1, 7, "The sender's address holds control characters");
    private static readonly SmtpReply s_cannotHold = new(554, 3, 3, "Mail for this recipient cannot be held");
    private static readonly SmtpReply s_tooLarge = new(552, 3, 4, "The message is larger than can be stored");
    private static readonly SmtpReply s_looped = new(554, 4, 6, "Too many hops: the message seems to run in a circle");
    private static readonly SmtpReply s_queueFull = new(452, 3, 1, "The queue is full, try again later");

    private readonly List<SmtpRecipient> _local = [];
    private readonly List<SubmittedRecipient> _queued = [];

    // Of each accepted recipient in order, whether it goes into the queue.
    private readonly List<bool> _isQueued = [];
    private readonly PendingNotices _notices = new(delivery.Notices, sender);
    private IDeliveryTransaction? _localTransaction;
    private BlobUpload? _upload;
    private HeaderScan _header;

    private string? LocalRoute => delivery.Options.LocalRoute;

    public async ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient, CancellationToken cancellationToken)
    {
        RecipientResult found = await delivery.Directory.FindRecipientAsync(recipient.Address, cancellationToken).ConfigureAwait(false);
        SmtpReply? refusal = found.Status switch
        {
            RecipientStatus.Local => await AddLocalAsync(found.Account!, recipient, cancellationToken).ConfigureAwait(false),
            RecipientStatus.ForeignDomain when !delivery.MayRelay(sender) => s_notAllowed,
            RecipientStatus.ForeignDomain => AddForeign(recipient),
            RecipientStatus.UnknownUser => s_unknownUser,
            _ => s_directoryDown,
        };
        return refusal;
    }

    public async ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _notices.Write(bytes);
        if (_queued.Count > 0)
        {
            _upload ??= delivery.Blobs.BeginUpload(sender.Parameters.Size);
            if (!await _upload.WriteAsync(new ReadOnlySequence<byte>(bytes), cancellationToken).ConfigureAwait(false))
            {
                return s_tooLarge;
            }
        }

        return _local.Count == 0 ? null : await _localTransaction!.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<DeliveryOutcome> CommitAsync(MessageFindings findings, CancellationToken cancellationToken)
    {
        if (_queued.Count > 0)
        {
            _upload ??= delivery.Blobs.BeginUpload();
            if (!await CompleteAsync(cancellationToken).ConfigureAwait(false))
            {
                return DeliveryOutcome.ForAll(s_looped);
            }
        }

        // Mailboxes first: they fail more often than the queue does, and what is in the queue goes out to others, however often it comes.
        DeliveryOutcome? local = null;
        if (_local.Count > 0)
        {
            local = await _localTransaction!.CommitAsync(findings, cancellationToken).ConfigureAwait(false);
            if (!sender.HearsOfEachRecipient && !await IsTakenAsync(local, cancellationToken).ConfigureAwait(false))
            {
                return DeliveryOutcome.ForAll(local.Overall) with { Errors = local.Errors };
            }
        }

        DeliveryOutcome outcome = _queued.Count == 0 ? local! : Both(local, await EnqueueAsync(cancellationToken).ConfigureAwait(false));
        return await TellAsync(local, outcome, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_localTransaction is not null)
        {
            await _localTransaction.DisposeAsync().ConfigureAwait(false);
        }

        if (_upload is not null)
        {
            await _upload.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<SmtpReply?> AddLocalAsync(Account account, SmtpRecipient recipient, CancellationToken cancellationToken)
    {
        DateTimeOffset now = delivery.Time.GetUtcNow();
        bool isHeld = EnvelopeWriting.HoldUntil(sender.Parameters, now) > now;
        if (LocalRoute is { } route && (delivery.Options.QueueLocal || isHeld || recipient.Parameters.Notify.HasFlag(DsnNotify.Success)))
        {
            return Queue(recipient, route);
        }

        if (isHeld)
        {
            return s_cannotHold;
        }

        if (_localTransaction is null)
        {
            DeliveryStart start = await delivery.Local.BeginAsync(sender with { HearsOfEachRecipient = sender.HearsOfEachRecipient || LocalRoute is not null }, cancellationToken).ConfigureAwait(false);
            if (start.Refusal is not null)
            {
                return start.Refusal;
            }

            _localTransaction = start.Transaction;
        }

        if (_localTransaction is ILocalTransaction transaction)
        {
            transaction.Add(account, recipient);
        }
        else if (await _localTransaction!.AddRecipientAsync(recipient, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        _local.Add(recipient);
        _isQueued.Add(false);
        _notices.Add(recipient, DeliveryAction.Delivered);
        return null;
    }

    private SmtpReply? AddForeign(SmtpRecipient recipient) =>
        MailDomain.TryGet(recipient.Address, out string domain) ? Queue(recipient, delivery.Options.DestinationOf(domain)) : s_badDomain;

    private SmtpReply? Queue(SmtpRecipient recipient, string destination)
    {
        // Addresses in UTF-8 may hold controls beyond ASCII, which nobody wants in a report or a log.
        if (sender.ReversePath.Any(char.IsControl) || recipient.Address.Any(char.IsControl))
        {
            return recipient.Address.Any(char.IsControl) ? s_badAddress : s_badSender;
        }

        _queued.Add(EnvelopeWriting.Recipient(recipient, destination));
        _isQueued.Add(true);
        return null;
    }

    /// <summary>Ends the upload; false if the message runs in a circle.</summary>
    private async ValueTask<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        await _upload!.CompleteAsync(cancellationToken).ConfigureAwait(false);
        _header = HeaderScan.Read(_upload.Content);
        return _header.Hops <= delivery.Options.MaxHops;
    }

    /// <summary>
    /// Whether mailboxes here have the message, or the queue will have it for those that do not: with one reply for all, none must be lost that was
    /// accepted, and none should get it twice because another failed.
    /// </summary>
    private async ValueTask<bool> IsTakenAsync(DeliveryOutcome local, CancellationToken cancellationToken)
    {
        int[] failed = [.. Enumerable.Range(0, _local.Count).Where(i => !local.Of(i).IsPositive)];
        if (failed.Length == 0)
        {
            return true;
        }

        bool hasOthers = failed.Length < _local.Count || _queued.Count > 0;
        if (LocalRoute is not { } route || !hasOthers || (_upload is null && !await TakeContentAsync(cancellationToken).ConfigureAwait(false)))
        {
            return false;
        }

        _queued.AddRange(failed.Select(i => EnvelopeWriting.Recipient(_local[i], route)));
        return true;
    }

    private async ValueTask<bool> TakeContentAsync(CancellationToken cancellationToken)
    {
        if (_localTransaction is not ILocalTransaction transaction)
        {
            return false;
        }

        ReadOnlyMemory<byte> content = transaction.Content;
        _upload = delivery.Blobs.BeginUpload(content.Length);
        return await _upload.WriteAsync(new ReadOnlySequence<byte>(content), cancellationToken).ConfigureAwait(false)
            && await CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SmtpReply> EnqueueAsync(CancellationToken cancellationToken)
    {
        QueueEnvelope envelope = EnvelopeWriting.Envelope(sender, _upload!.Content, _header.IsTlsNotRequired, delivery.Options.MaxPriority, delivery.Time.GetUtcNow());
        EnqueueResult result = await delivery.Queue.EnqueueAsync(new QueueSubmission(envelope, _upload, _queued), cancellationToken).ConfigureAwait(false);
        return result.Status switch
        {
            EnqueueStatus.Done when envelope.Priority != (sender.Parameters.Priority ?? 0) =>

                // RFC 6710 §4.1: the new priority stands first.
                new SmtpReply(250, 3, 6, $"{envelope.Priority} is the message's priority; it is queued as {result.Message}"),
            EnqueueStatus.Done => new SmtpReply(250, 0, 0, $"Message queued as {result.Message}"),
            EnqueueStatus.QueueFull => s_queueFull,
            _ => new SmtpReply(552, 3, 4, result.Reason ?? "The message is beyond a limit of the queue"),
        };
    }

    private ValueTask<DeliveryOutcome> TellAsync(DeliveryOutcome? local, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _local.Count; i++)
        {
            if (!local!.Of(i).IsPositive)
            {
                _notices.Remove(_local[i]);
            }
        }

        return _notices.TellAsync(outcome, cancellationToken);
    }

    private DeliveryOutcome Both(DeliveryOutcome? local, SmtpReply queued)
    {
        if (local is null || !sender.HearsOfEachRecipient)
        {
            return DeliveryOutcome.ForAll(queued) with { Errors = local?.Errors ?? [] };
        }

        int next = 0;
        return DeliveryOutcome.PerRecipient([.. _isQueued.Select(isQueued => isQueued ? queued : local.Of(next++))]) with { Errors = local.Errors };
    }
}
