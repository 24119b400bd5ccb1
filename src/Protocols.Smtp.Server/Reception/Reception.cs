using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Protocols.Hosting;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// One message on its way from the wire to its delivery. Without stages its octets are passed on as they come; with them it waits until it is whole,
/// since what is put on top of it is known only then.
/// </summary>
internal sealed class Reception(IDeliveryTransaction delivery, SmtpSender sender, string hostName, MessageFilters? filters, MailConnection connection) : IAsyncDisposable
{
    private const int Piece = 64 * 1024;

    private static readonly SmtpReply s_tooLarge = new(552, 3, 4, "The message is larger than can be stored");

    private readonly List<string> _recipients = [];
    private BlobUpload? _staged;
    private bool _hasBegun;

    public async ValueTask<SmtpReply?> AddRecipientAsync(SmtpRecipient recipient)
    {
        SmtpReply? refusal = await delivery.AddRecipientAsync(recipient, connection.Closed).ConfigureAwait(false);
        if (refusal is null)
        {
            _recipients.Add(recipient.Address);
        }

        return refusal;
    }

    public async ValueTask<SmtpReply?> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (Staged() is { } staged)
        {
            return await staged.WriteAsync(new ReadOnlySequence<byte>(bytes), connection.Closed).ConfigureAwait(false) ? null : s_tooLarge;
        }

        return await BeginAsync().ConfigureAwait(false) ?? await delivery.WriteAsync(bytes, connection.Closed).ConfigureAwait(false);
    }

    /// <summary>Ends the message, and tells what came of it.</summary>
    public async ValueTask<DeliveryOutcome> FinishAsync()
    {
        if (Staged() is not { } staged)
        {
            return await BeginAsync().ConfigureAwait(false) is { } notBegun
                ? DeliveryOutcome.ForAll(notBegun)
                : await delivery.CommitAsync(MessageFindings.None, connection.Closed).ConfigureAwait(false);
        }

        await staged.CompleteAsync(connection.Closed).ConfigureAwait(false);
        using ReceivedMessage message = new(sender, _recipients, staged.Content);
        string reason = "";
        foreach (IMessageFilter filter in filters!.Filters)
        {
            FilterVerdict verdict;
            using (Activity? activity = connection.Telemetry.Activities.StartActivity(filter.Name))
            {
                verdict = await filter.FilterAsync(message, connection.Closed).ConfigureAwait(false);
            }

            message.Take(verdict);
            reason = verdict.Reason.Length > 0 ? verdict.Reason : reason;
            if (verdict.Refusal is { } refusal)
            {
                return Told(DeliveryOutcome.ForAll(refusal), message, filter.Name, reason);
            }
        }

        DeliveryOutcome outcome = await PassOnAsync(message).ConfigureAwait(false) is { } notPassed
            ? DeliveryOutcome.ForAll(notPassed)
            : await delivery.CommitAsync(message.Findings, connection.Closed).ConfigureAwait(false);
        return Told(outcome, message, "deliver", reason);
    }

    public async ValueTask DisposeAsync()
    {
        await delivery.DisposeAsync().ConfigureAwait(false);
        if (_staged is not null)
        {
            await _staged.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Where the message waits for its stages; null where there are none.
    private BlobUpload? Staged() => _staged ??= filters is { Filters.IsEmpty: false } ? filters.Staging.BeginUpload(sender.Parameters.Size) : null;

    // RFC 5321 §4.4: who takes a message for delivery or further processing says so on top of it.
    private async ValueTask<SmtpReply?> BeginAsync()
    {
        if (_hasBegun)
        {
            return null;
        }

        _hasBegun = true;
        return await delivery.WriteAsync(TraceFields.Received(sender, hostName, _recipients, connection.Time.GetLocalNow()), connection.Closed).ConfigureAwait(false);
    }

    private async ValueTask<SmtpReply?> PassOnAsync(ReceivedMessage message)
    {
        // RFC 8601 §4: results are above the other trace fields of this host.
        SmtpReply? refusal = await WriteAllAsync(message.TraceFields).ConfigureAwait(false);
        refusal ??= await BeginAsync().ConfigureAwait(false);
        refusal ??= await WriteAllAsync(message.Header()).ConfigureAwait(false);
        return refusal ?? await WriteAllAsync([message.Body]).ConfigureAwait(false);
    }

    private async ValueTask<SmtpReply?> WriteAllAsync(IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        SmtpReply? refusal = null;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            for (int done = 0; done < part.Length && refusal is null; done += Piece)
            {
                refusal = await delivery.WriteAsync(part.Slice(done, Math.Min(Piece, part.Length - done)), connection.Closed).ConfigureAwait(false);
            }
        }

        return refusal;
    }

    private DeliveryOutcome Told(DeliveryOutcome told, ReceivedMessage message, string stage, string reason)
    {
        SmtpReply reply = told.Overall;
        string outcome = reply.IsPositive ? "accepted" : reply.Code >= 500 ? "refused" : "deferred";
        string mailbox = reply.IsPositive ? message.Findings.Target.ToString() : "";
        Counter<long> messages = connection.Telemetry.Meter.CreateCounter<long>("mail.messages", "{message}", "Messages that came in whole, by what became of them, which stage said so, where they are filed, and the result of DMARC.");
        messages.Add(1, new("outcome", outcome), new("stage", stage), new("mailbox", mailbox), new("dmarc", message.Authentication?.Dmarc.Name ?? ""));
        LogLevel level = reply.IsPositive && message.Findings.Target == MailboxRole.Inbox ? LogLevel.Debug : LogLevel.Information;
        SmtpLog.MessageReceived(connection.Logger, level, connection.Id, message.Content.Length, outcome, stage, mailbox, reason);
        return told;
    }
}
