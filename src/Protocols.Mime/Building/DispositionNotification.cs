using System.Buffers;

namespace Protocols.Mime;

/// <summary>What became of a message (RFC 8098 §3.2.6.2).</summary>
public enum DispositionKind
{
    /// <summary>It was shown to somebody.</summary>
    Displayed,

    /// <summary>It was deleted, whether or not it was shown before.</summary>
    Deleted,

    /// <summary>It was sent on, and not shown.</summary>
    Dispatched,

    /// <summary>A program dealt with it, and it was not shown.</summary>
    Processed,
}

/// <summary>A receipt: tells the sender of a message what became of it (RFC 8098).</summary>
/// <remarks>
/// Whether one may be sent without its recipient's leave, <see cref="RequiresConsent"/> tells. Its envelope sender is empty (RFC 8098 §3).
/// </remarks>
public sealed record DispositionNotification
{
    /// <summary>Who got the message and gives the receipt.</summary>
    public required MailboxAddress Recipient { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>What became of the message.</summary>
    public required DispositionKind Disposition { get; init; }

    /// <summary>Whether a program did that by itself: <c>automatic-action</c>.</summary>
    public bool IsAutomaticAction { get; init; }

    /// <summary>Whether nobody was asked for this receipt: <c>MDN-sent-automatically</c>.</summary>
    public bool IsSentAutomatically { get; init; }

    /// <summary>The name of the machine or the domain, and the program, such as <c>mua.example.org; Mailer 1.0</c>; null for none (RFC 8098 §3.2.1).</summary>
    public string? ReportingUserAgent { get; init; }

    /// <summary>The text for people; null for one in English.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the header of the message goes along.</summary>
    public bool ReturnsHeader { get; init; } = true;

    /// <summary>
    /// Tells whether the recipient has to be asked before a receipt is sent (RFC 8098 §2.1): where the message names no Return-Path or
    /// another address there, or more than one that asks.
    /// </summary>
    /// <param name="original">The message.</param>
    public static bool RequiresConsent(MimeDocument original)
    {
        string[] asking = [.. OriginalMessage.GetMailboxes(original.Root, HeaderId.DispositionNotificationTo, MimeOutputMode.SmtpUtf8).Select(static mailbox => AddressIdentity.Of(mailbox.Address)).Distinct()];
        MailboxCollection returnPath = OriginalMessage.GetMailboxes(original.Root, HeaderId.ReturnPath, MimeOutputMode.SmtpUtf8);
        return asking.Length != 1 || returnPath.Count != 1 || AddressIdentity.Of(returnPath.First().Address) != asking[0];
    }

    /// <summary>Makes the receipt for a message; false where it asks for none.</summary>
    /// <param name="original">The message. Its header is copied.</param>
    /// <param name="receipt">The receipt.</param>
    /// <exception cref="MimeValueException">The recipient is no address, or the user agent has CR, LF or NUL in it.</exception>
    public bool TryCreate(MimeDocument original, out MessageBuilder receipt)
    {
        MimePart message = original.Root;
        MailboxCollection asking = OriginalMessage.GetMailboxes(message, HeaderId.DispositionNotificationTo, MimeOutputMode.SevenBit);
        bool isReceipt = message.ContentTypeParameters.TryGetString("report-type"u8, out string type) && type.Equals("disposition-notification", StringComparison.OrdinalIgnoreCase);
        bool isWanted = asking.Count > 0 && !isReceipt;
        receipt = isWanted ? Create(message, asking, ReturnsHeader ? new BodyPart("text/rfc822-headers", message.HeaderSpan.ToArray()) : null) : Begin(message, asking);
        return isWanted;
    }

    /// <summary>
    /// Makes a receipt for a message that asks for none, with the message in it: how a mail filter tells a sender that it refused a message (RFC 5429 §2.2.1).
    /// </summary>
    /// <param name="original">The message.</param>
    /// <param name="sender">Whom it is for: the envelope sender of the message, never empty.</param>
    /// <param name="returned">The octets of the message; borrowed until the receipt is written. Empty for the header alone, where <see cref="ReturnsHeader"/>.</param>
    /// <exception cref="MimeValueException">The recipient is no address, or the user agent has CR, LF or NUL in it.</exception>
    public MessageBuilder Create(MimeDocument original, string sender, ReadOnlyMemory<byte> returned)
    {
        MimePart message = original.Root;
        BodyPart? part = !returned.IsEmpty ? BodyPart.FromMessage(returned) : ReturnsHeader ? new BodyPart("text/rfc822-headers", message.HeaderSpan.ToArray()) : null;
        return Create(message, [new MailboxAddress(sender)], part);
    }

    private MessageBuilder Begin(MimePart message, MailboxCollection to)
    {
        MessageBuilder receipt = new() { Date = Date, From = { Recipient }, Subject = "Read: " + OriginalMessage.GetLine(message, HeaderId.Subject) };
        receipt.To.AddRange(to);
        return receipt;
    }

    private MessageBuilder Create(MimePart message, MailboxCollection to, BodyPart? returned)
    {
        MessageBuilder receipt = Begin(message, to);
        List<string> ids = [.. OriginalMessage.GetIds(message, HeaderId.MessageId, MimeOutputMode.SevenBit).Take(1)];
        ids.ForEach(receipt.InReplyTo.Add);
        ids.ForEach(receipt.References.Add);
        receipt.AutoSubmitted = IsSentAutomatically ? "auto-replied" : null;
        receipt.Text = Text ?? $"Your message to {Recipient} with the subject \"{OriginalMessage.GetLine(message, HeaderId.Subject)}\" was {Disposition.ToString().ToLowerInvariant()}.\nThis is no guarantee that it was read or understood.\n";
        receipt.Report = new MessageReport("disposition-notification", new BodyPart("message/disposition-notification", WriteFields(message, ids)), returned);
        return receipt;
    }

    private ReadOnlyMemory<byte> WriteFields(MimePart message, List<string> ids)
    {
        ArrayBufferWriter<byte> output = new();
        MimeWriter writer = new(output);
        if (ReportingUserAgent is not null)
        {
            writer.WriteText("Reporting-UA", ReportingUserAgent);
        }

        // RFC 8098 §3.2.3: as the message has it, for it is for those who sent it.
        if (message.TryGetHeader(HeaderId.OriginalRecipient, out HeaderField original) && PlainText.OneLine(original.GetText()).Trim() is { Length: > 0 } recipient)
        {
            writer.WriteText("Original-Recipient", recipient);
        }

        ReportWriting.WriteAddress(writer, "Final-Recipient", Recipient.Address);
        if (ids.Count > 0)
        {
            writer.WriteMessageIds("Original-Message-ID", [.. ids]);
        }

        string action = IsAutomaticAction ? "automatic-action" : "manual-action";
        string sending = IsSentAutomatically ? "MDN-sent-automatically" : "MDN-sent-manually";
        writer.WriteText("Disposition", $"{action}/{sending}; {Disposition.ToString().ToLowerInvariant()}");
        return output.WrittenMemory;
    }
}
