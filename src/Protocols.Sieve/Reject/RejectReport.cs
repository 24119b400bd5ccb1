using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>The message that tells a sender that a script refused what was sent (RFC 5429): for where the protocol could not tell. It is never for an empty sender.</summary>
internal sealed record RejectReport
{
    private const string Heading = "Your message was refused by the recipient's mail filtering program.\r\nThe reason given was as follows:\r\n\r\n";

    /// <summary>Who refused: the final envelope recipient.</summary>
    public required string Recipient { get; init; }

    /// <summary>The envelope sender of the message.</summary>
    public required string Sender { get; init; }

    /// <summary>Who reports, such as <c>Postmaster &lt;postmaster@example.org&gt;</c>.</summary>
    public required MailboxAddress From { get; init; }

    /// <summary>The name of the machine that reports.</summary>
    public required string HostName { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The reason, word by word.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it is a delivery status notification, for <c>ereject</c> (§2.1.2), and not a disposition notification (§2.2.1).</summary>
    public bool IsDeliveryStatus { get; init; }

    /// <summary>Writes the report; false where a value in it cannot be written.</summary>
    /// <param name="original">The message as it came: what a script changed is not shown (§2.4).</param>
    /// <param name="octets">Its octets.</param>
    /// <param name="random">Random octets: <see cref="ComposedMessage.RandomLength"/>.</param>
    /// <param name="report">The report.</param>
    public bool TryWrite(MimeDocument original, ReadOnlyMemory<byte> octets, ReadOnlySpan<byte> random, out ReadOnlyMemory<byte> report)
    {
        report = default;
        if (new MailboxAddress(Sender).Check() != WriteStatus.Ok)
        {
            return false;
        }

        try
        {
            MessageBuilder builder = IsDeliveryStatus ? CreateStatus(octets) : CreateDisposition(original, octets);
            return ComposedMessage.TryWrite(builder, null, random, HostName, out report);
        }
        catch (MimeValueException)
        {
            return false;
        }
    }

    private string Text => Heading + Reason + (Reason.EndsWith('\n') ? "" : "\r\n");

    private MessageBuilder CreateStatus(ReadOnlyMemory<byte> octets)
    {
        DeliveryStatus status = new()
        {
            ReportingMta = HostName,
            Recipients = [new RecipientReport(Recipient, DeliveryAction.Failed, "5.7.1") { LastAttempt = Date }],
        };
        MessageBuilder builder = status.CreateNotification(From, Sender, Date, Text, octets);
        builder.Subject = "Message refused";
        return builder;
    }

    private MessageBuilder CreateDisposition(MimeDocument original, ReadOnlyMemory<byte> octets)
    {
        DispositionNotification notification = new()
        {
            Recipient = new MailboxAddress(Recipient),
            Date = Date,
            Disposition = DispositionKind.Deleted,
            IsAutomaticAction = true,
            IsSentAutomatically = true,
            ReportingUserAgent = HostName + "; Sieve",
            Text = Text,
        };
        MessageBuilder builder = notification.Create(original, Sender, octets);
        builder.From.Clear();
        builder.From.Add(From);
        builder.Subject = "Message refused";
        return builder;
    }
}
