using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Says to the next server what the sender said to this one.</summary>
internal static class RelayEnvelope
{
    private const int MostSeconds = 999_999_999;

    /// <summary>The envelope of some recipients of a message.</summary>
    /// <param name="lease">The message.</param>
    /// <param name="recipients">Which of the lease's recipients.</param>
    /// <param name="session">The session with the next server.</param>
    /// <param name="now">The time.</param>
    public static SmtpEnvelope Make(QueueLease lease, IReadOnlyList<int> recipients, SmtpClientSession session, DateTimeOffset now)
    {
        QueueEnvelope envelope = lease.Message.Envelope;

        // RFC 2852 §4.1.4.2: the next server, which cannot keep the time, is asked at least to tell of delays.
        bool asksForDelays = envelope.DeliverBy is { IsReturn: false } && session.Capabilities.Offers(SmtpExtensions.Dsn) && !session.Capabilities.Offers(SmtpExtensions.DeliverBy);
        return new SmtpEnvelope
        {
            ReversePath = envelope.ReversePath,
            Recipients = [.. recipients.Select(i => Recipient(lease.Recipients[i], asksForDelays))],
            Parameters = Parameters(lease.Message, now) with
            {
                // RFC 8689 §5: a report asks for it where it can, and goes without where it cannot.
                RequireTls = envelope.Tls == QueueTls.Required && (envelope.ReversePath.Length > 0 || (session.IsSecure && session.Capabilities.Offers(SmtpExtensions.RequireTls))),
            },
        };
    }

    /// <summary>The parameters of MAIL, as far as they are not about the connection.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time.</param>
    public static SmtpMailParameters Parameters(QueuedMessage message, DateTimeOffset now)
    {
        QueueEnvelope envelope = message.Envelope;
        return new SmtpMailParameters(message.Size, Body(envelope.Body), envelope.IsSmtpUtf8)
        {
            // RFC 3461 §5.2.1 (a), (b): as they came.
            Return = envelope.Return switch { QueueReturn.Full => DsnReturn.Full, QueueReturn.Headers => DsnReturn.Headers, _ => DsnReturn.Unspecified },
            EnvelopeId = envelope.EnvelopeId,
            DeliverBy = envelope.DeliverBy is { } by ? Remaining(by, now) : null,

            // RFC 6710 §4.3: 0 is what a message has whose sender said nothing.
            Priority = envelope.Priority == 0 ? null : envelope.Priority,
        };
    }

    /// <summary>Whether the sender is owed the news that a recipient's message went to a server that may tell nothing.</summary>
    public static bool IsRelayReportDue(QueueEnvelope envelope, QueuedRecipient recipient, SmtpCapabilities next, DateTimeOffset now)
    {
        if (recipient.Notify.HasFlag(QueueNotify.Never))
        {
            return false;
        }

        // RFC 3461 §5.2.2 (b)
        bool endsHere = recipient.Notify.HasFlag(QueueNotify.Success) && !next.Offers(SmtpExtensions.Dsn);

        // RFC 2852 §4.1.4 for by-trace, §4.1.4.2 for by-mode N.
        return endsHere || (envelope.DeliverBy is { } by && (by.IsTrace || (!by.IsReturn && now < by.Time && !next.Offers(SmtpExtensions.DeliverBy))));
    }

    /// <summary>Whether the sender is owed the news of a delivery by LMTP: a server that offers DSN tells of it itself.</summary>
    public static bool IsDeliveryReportDue(QueuedRecipient recipient, SmtpCapabilities next) =>
        recipient.Notify.HasFlag(QueueNotify.Success) && !next.Offers(SmtpExtensions.Dsn);

    /// <summary>A recipient as it came (RFC 3461 §5.2.1 (c), (d)).</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="asksForDelays">Whether reports of delays are asked for beside those the sender asked for.</param>
    public static SmtpRecipient Recipient(QueuedRecipient recipient, bool asksForDelays = false)
    {
        DsnNotify notify = (recipient.Notify.HasFlag(QueueNotify.Never) ? DsnNotify.Never : DsnNotify.Unspecified)
            | (recipient.Notify.HasFlag(QueueNotify.Success) ? DsnNotify.Success : DsnNotify.Unspecified)
            | (recipient.Notify.HasFlag(QueueNotify.Failure) ? DsnNotify.Failure : DsnNotify.Unspecified)
            | (recipient.Notify.HasFlag(QueueNotify.Delay) ? DsnNotify.Delay : DsnNotify.Unspecified);
        if (asksForDelays && notify != DsnNotify.Never)
        {
            notify = notify == DsnNotify.Unspecified ? DsnNotify.Failure | DsnNotify.Delay : notify | DsnNotify.Delay;
        }

        return new SmtpRecipient(recipient.Address, new SmtpRecipientParameters(notify, Original(recipient.OriginalRecipient)));
    }

    private static OriginalRecipient? Original(string? text) =>
        text is not null && text.IndexOf(';', StringComparison.Ordinal) is > 0 and int semicolon ? new OriginalRecipient(text[..semicolon], text[(semicolon + 1)..]) : null;

    // RFC 2852 §4.1.4: what is left of the time, below zero where it has passed. By-mode R wants a second at least.
    private static DeliverBy Remaining(QueueDeliverBy by, DateTimeOffset now)
    {
        int seconds = (int)Math.Clamp((by.Time - now).TotalSeconds, -MostSeconds, MostSeconds);
        return new DeliverBy(by.IsReturn ? Math.Max(seconds, 1) : seconds, by.IsReturn, by.IsTrace);
    }

    private static SmtpBodyType Body(QueueBody body) => body switch
    {
        QueueBody.EightBitMime => SmtpBodyType.EightBitMime,
        QueueBody.BinaryMime => SmtpBodyType.BinaryMime,

        // Seven bits are what every server takes; to say so would only ask more of it.
        _ => SmtpBodyType.Unspecified,
    };
}
