using System.Globalization;
using System.Text;
using Protocols.Smtp;
using Protocols.Storage;
using Protocols.Text;

namespace Protocols.Smtp.Server;

/// <summary>What the parameters of MAIL and RCPT come to in the queue.</summary>
internal static class EnvelopeWriting
{
    public static QueueEnvelope Envelope(SmtpSender sender, ReadOnlyMemory<byte> content, bool isTlsNotRequired, int maxPriority, DateTimeOffset now)
    {
        SmtpMailParameters parameters = sender.Parameters;
        return new QueueEnvelope
        {
            ReversePath = sender.ReversePath,
            SubmittedAt = now,
            Submitter = sender.Account,
            EnvelopeId = parameters.EnvelopeId,
            Return = parameters.Return switch
            {
                DsnReturn.Full => QueueReturn.Full,
                DsnReturn.Headers => QueueReturn.Headers,
                _ => QueueReturn.Unspecified,
            },

            // RFC 8689 §4.1: with REQUIRETLS the field is of no account.
            Tls = parameters.RequireTls ? QueueTls.Required : isTlsNotRequired ? QueueTls.NotRequired : QueueTls.Unspecified,
            IsSmtpUtf8 = parameters.SmtpUtf8,
            Body = parameters.Body switch
            {
                SmtpBodyType.BinaryMime => QueueBody.BinaryMime,
                SmtpBodyType.EightBitMime => QueueBody.EightBitMime,

                // Who says nothing of eight bits may send them all the same, and the next server is told of them.
                _ => Ascii.IsValid(content.Span) ? QueueBody.SevenBit : QueueBody.EightBitMime,
            },

            // RFC 2852 §4: the seconds count from when the message was taken over.
            DeliverBy = parameters.DeliverBy is { } by ? new QueueDeliverBy(now.AddSeconds(by.Seconds), by.Return, by.Trace) : null,
            HoldUntil = HoldUntil(parameters, now),
            FutureReleaseRequest = FutureReleaseRequest(parameters),
            Priority = Math.Min(parameters.Priority ?? 0, maxPriority),
        };
    }

    public static SubmittedRecipient Recipient(SmtpRecipient recipient, string destination) => new()
    {
        Address = recipient.Address,
        Destination = destination,

        // RFC 3461 §4.2 allows white space in it, which a tab is.
        OriginalRecipient = recipient.Parameters.OriginalRecipient is { } original ? string.Concat(original.ToString().Select(static c => char.IsControl(c) ? ' ' : c)) : null,
        Notify = Notify(recipient.Parameters.Notify),
    };

    /// <summary>Until when a message is to be held (RFC 4865 §4.2), or null; it may be past.</summary>
    public static DateTimeOffset? HoldUntil(in SmtpMailParameters parameters, DateTimeOffset now) => parameters.HoldFor is { } seconds ? now.AddSeconds(seconds) : parameters.HoldUntil;

    // RFC 4865 §5.1.2
    private static string? FutureReleaseRequest(in SmtpMailParameters parameters)
    {
        if (parameters.HoldFor is { } seconds)
        {
            return string.Create(CultureInfo.InvariantCulture, $"for;{seconds}");
        }

        Span<byte> date = stackalloc byte[Rfc3339Date.MaxLength];
        return parameters.HoldUntil is { } until && Rfc3339Date.TryFormat(until, date, out int length) ? "until;" + Encoding.ASCII.GetString(date[..length]) : null;
    }

    private static QueueNotify Notify(DsnNotify notify) =>
        (notify.HasFlag(DsnNotify.Never) ? QueueNotify.Never : QueueNotify.Unspecified)
        | (notify.HasFlag(DsnNotify.Success) ? QueueNotify.Success : QueueNotify.Unspecified)
        | (notify.HasFlag(DsnNotify.Failure) ? QueueNotify.Failure : QueueNotify.Unspecified)
        | (notify.HasFlag(DsnNotify.Delay) ? QueueNotify.Delay : QueueNotify.Unspecified);
}
