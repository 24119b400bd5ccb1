namespace Protocols.Mime;

/// <summary>
/// A message to be made: who it is from and for, its text, and what is attached. The parts are nested as they have to be: a mixed around a
/// related around an alternative, each only where there is more than one part for it.
/// </summary>
/// <remarks>
/// Time and randomness come from the caller. Values are checked when the message is written, by <see cref="MimeWriter"/>: what cannot be
/// written throws <see cref="MimeValueException"/>.
/// </remarks>
public sealed partial class MessageBuilder
{
    /// <summary>When the message was finished (RFC 5322 §3.6.1). Has to be set.</summary>
    public DateTimeOffset? Date { get; set; }

    /// <summary>The authors (RFC 5322 §3.6.2); at least one.</summary>
    public MailboxCollection From { get; } = [];

    /// <summary>Who sends the message, where that is not the one author. With several authors it has to be set.</summary>
    public MailboxAddress? Sender { get; set; }

    /// <summary>Where replies shall go.</summary>
    public MailboxCollection ReplyTo { get; } = [];

    /// <summary>The primary recipients (RFC 5322 §3.6.3).</summary>
    public MailboxCollection To { get; } = [];

    /// <summary>Others who get it.</summary>
    public MailboxCollection Cc { get; } = [];

    /// <summary>Those who get it and whom nobody sees. Not written unless <see cref="WriteBcc"/>.</summary>
    public MailboxCollection Bcc { get; } = [];

    /// <summary>Whether <see cref="Bcc"/> is written, as for a draft. What is sent must not have it.</summary>
    public bool WriteBcc { get; set; }

    /// <summary>What the message is about; null for no Subject.</summary>
    public string? Subject { get; set; }

    /// <summary>The identifier without angle brackets (RFC 5322 §3.6.4), such as <see cref="CreateMessageId"/> makes; null for none.</summary>
    public string? MessageId { get; set; }

    /// <summary>The messages that this one replies to.</summary>
    public IList<string> InReplyTo { get; } = [];

    /// <summary>The messages of the conversation, the oldest first.</summary>
    public IList<string> References { get; } = [];

    /// <summary>Who shall be told that the message was read (RFC 8098 §2.1).</summary>
    public MailboxCollection DispositionNotificationTo { get; } = [];

    /// <summary>Whether a program made this message: <c>auto-generated</c> or <c>auto-replied</c> (RFC 3834 §5); null for a message by people.</summary>
    public string? AutoSubmitted { get; set; }

    /// <summary>What the mailing list says of itself; null for a message of no list.</summary>
    public MailingListFields? List { get; set; }

    /// <summary>Further fields of the header as unstructured text, in order.</summary>
    public IList<(string Name, string Text)> OtherFields { get; } = [];

    /// <summary>The plain text; null for none.</summary>
    public string? Text { get; set; }

    /// <summary>Whether <see cref="Text"/> is written in <c>format=flowed</c>, a paragraph a line (<see cref="FlowedText"/>).</summary>
    public bool IsFlowed { get; set; }

    /// <summary>The text in HTML; null for none.</summary>
    public string? Html { get; set; }

    /// <summary>What <see cref="Html"/> shows by <c>cid:</c> or location: pictures and styles (RFC 2387).</summary>
    public IList<BodyPart> Related { get; } = [];

    /// <summary>Further forms of the text, behind the plain text and HTML, such as a calendar object.</summary>
    public IList<BodyPart> Alternatives { get; } = [];

    /// <summary>What is attached.</summary>
    public IList<BodyPart> Attachments { get; } = [];

    /// <summary>What makes the message a report (RFC 6522), with its text for people; null for any other message.</summary>
    public MessageReport? Report { get; set; }

    /// <summary>All who get the message, Bcc as well, each address once: for the envelope. Local parts that differ in letter case alone are different (RFC 5321 §2.4).</summary>
    public IEnumerable<string> Recipients =>
        To.Concat(Cc).Concat(Bcc).Select(static mailbox => mailbox.Address).DistinctBy(AddressIdentity.Of);

    /// <summary>Makes an identifier for a message (RFC 5322 §3.6.4).</summary>
    /// <param name="random">16 random octets.</param>
    /// <param name="domain">A domain whose owner vouches that nobody else makes the same one.</param>
    /// <exception cref="ArgumentException">There are not 16 octets, or this is no domain.</exception>
    public static string CreateMessageId(ReadOnlySpan<byte> random, string domain)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, MimeBoundary.RandomLength);
        ArgumentNullException.ThrowIfNull(domain);
        string local = Convert.ToHexStringLower(random);
        MimeValueException.ThrowUnlessOk(new MailboxAddress($"{local}@{domain}").Check(), nameof(domain));
        return $"{local}@{(System.Text.Ascii.IsValid(domain) || !DomainNames.TryToAscii(domain, out string ascii) ? domain : ascii)}";
    }
}

/// <summary>The parts of a <c>multipart/report</c> behind the text for people (RFC 6522 §3).</summary>
/// <param name="ReportType">The report type, such as <c>delivery-status</c>.</param>
/// <param name="Status">What programs read.</param>
/// <param name="Returned">The message that this is about, or its header alone; null for neither.</param>
public sealed record MessageReport(string ReportType, BodyPart Status, BodyPart? Returned = null);
