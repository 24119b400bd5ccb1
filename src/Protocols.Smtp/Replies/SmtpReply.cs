namespace Protocols.Smtp;

/// <summary>A reply: a code, perhaps an enhanced status, and text of one or more lines (RFC 5321 §4.2).</summary>
/// <remarks>Replies that are the same each time are kept in static fields, so that sending them allocates nothing.</remarks>
public sealed class SmtpReply
{
    /// <summary>Makes a reply.</summary>
    /// <param name="code">The reply code, 200 to 599.</param>
    /// <param name="status">The enhanced status, or <c>default</c> for none; its class must be the code's first digit.</param>
    /// <param name="lines">The text, a line each; at least one. What is not printable is replaced when written.</param>
    /// <exception cref="ArgumentException">The code is out of range, there is no line, or the status is of another class.</exception>
    public SmtpReply(int code, EnhancedStatusCode status, params string[] lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (code is < 200 or > 599 || lines.Length == 0 || (!status.IsEmpty && status.Class != code / 100))
        {
            throw new ArgumentException($"{code} {status} with {lines.Length} lines is no reply.", nameof(code));
        }

        Code = code;
        Status = status;
        Lines = lines;
    }

    /// <summary>Makes a reply with an enhanced status of the code's own class.</summary>
    /// <param name="code">The reply code, 200 to 599.</param>
    /// <param name="subject">The status's subject.</param>
    /// <param name="detail">The status's detail.</param>
    /// <param name="text">The text, one line.</param>
    /// <exception cref="ArgumentException">The code is out of range.</exception>
    public SmtpReply(int code, ushort subject, ushort detail, string text)
        : this(code, new EnhancedStatusCode((ushort)(code / 100), subject, detail), text)
    {
    }

    /// <summary>The reply code.</summary>
    public int Code { get; }

    /// <summary>The enhanced status, if any.</summary>
    public EnhancedStatusCode Status { get; }

    /// <summary>The text, a line each.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Whether what was asked for is done, or may go on.</summary>
    public bool IsPositive => Code < 400;

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {(Status.IsEmpty ? "" : Status + " ")}{string.Join(" / ", Lines)}";

    internal static readonly SmtpReply Ok = new(250, 0, 0, "OK");
    internal static readonly SmtpReply SenderOk = new(250, 1, 0, "Sender OK");
    internal static readonly SmtpReply RecipientOk = new(250, 1, 5, "Recipient OK");
    internal static readonly SmtpReply StartData = new(354, default, "End data with <CRLF>.<CRLF>");
    internal static readonly SmtpReply MessageAccepted = new(250, 0, 0, "Message accepted");
    internal static readonly SmtpReply ChunkAccepted = new(250, 0, 0, "Chunk accepted");
    internal static readonly SmtpReply ReadyForTls = new(220, 0, 0, "Ready to start TLS");
    internal static readonly SmtpReply CannotVerify = new(252, 1, 5, "Send the message and see");
    internal static readonly SmtpReply CannotExpand = new(550, 1, 1, "No such list");
    internal static readonly SmtpReply Help = new(214, 0, 0, "See RFC 5321");
    internal static readonly SmtpReply Authenticated = new(235, 7, 0, "Authentication succeeded");

    internal static readonly SmtpReply UnknownCommand = new(500, 5, 2, "Command not recognised");
    internal static readonly SmtpReply LineTooLong = new(500, 5, 2, "Line too long");
    internal static readonly SmtpReply BareLineEnd = new(500, 5, 2, "A command ends with CRLF and holds no CR, LF or NUL of its own");
    internal static readonly SmtpReply SyntaxError = new(501, 5, 4, "Syntax error in parameters");
    internal static readonly SmtpReply NoParameters = new(501, 5, 4, "The command takes no parameters");
    internal static readonly SmtpReply BadSenderSyntax = new(501, 1, 7, "Bad sender address syntax");
    internal static readonly SmtpReply BadRecipientSyntax = new(501, 1, 3, "Bad recipient address syntax");
    internal static readonly SmtpReply NeedsSmtpUtf8 = new(553, 6, 7, "A non-ASCII address needs the SMTPUTF8 parameter");
    internal static readonly SmtpReply NotImplemented = new(502, 5, 1, "Command not implemented");
    internal static readonly SmtpReply HelloFirst = new(503, 5, 1, "Say EHLO or HELO first");
    internal static readonly SmtpReply MailFirst = new(503, 5, 1, "MAIL first");
    internal static readonly SmtpReply RecipientFirst = new(503, 5, 1, "No valid recipients");
    internal static readonly SmtpReply NestedMail = new(503, 5, 1, "A transaction is open already");
    internal static readonly SmtpReply ChunkSequence = new(503, 5, 1, "DATA and BDAT do not mix, and a failed transaction has to be reset");
    internal static readonly SmtpReply UnknownParameter = new(555, 5, 4, "Parameter not recognised or not implemented");
    internal static readonly SmtpReply BadParameter = new(501, 5, 4, "Bad parameter value");
    internal static readonly SmtpReply TooManyRecipients = new(452, 5, 3, "Too many recipients");
    internal static readonly SmtpReply TooLarge = new(552, 3, 4, "Message size exceeds the fixed maximum");
    internal static readonly SmtpReply BareLineEndInData = new(550, 6, 0, "The message holds a CR or LF that is not part of a CRLF");
    internal static readonly SmtpReply TlsNotAvailable = new(502, 5, 1, "TLS is not available");
    internal static readonly SmtpReply TlsAlready = new(503, 5, 1, "TLS is active already");
    internal static readonly SmtpReply PipelinedAfterStartTls = new(501, 5, 1, "Nothing may follow STARTTLS before the handshake");
    internal static readonly SmtpReply TlsRequired = new(530, 7, 0, "Must issue a STARTTLS command first");
    internal static readonly SmtpReply AuthenticationRequired = new(530, 7, 0, "Authentication required");
    internal static readonly SmtpReply AuthenticationNeedsTls = new(538, 7, 11, "Encryption required for the requested authentication mechanism");
    internal static readonly SmtpReply AuthenticatedAlready = new(503, 5, 1, "Already authenticated");
    internal static readonly SmtpReply AuthenticationInTransaction = new(503, 5, 1, "Not during a mail transaction");
    internal static readonly SmtpReply UnknownMechanism = new(504, 5, 4, "Unrecognised authentication mechanism");
    internal static readonly SmtpReply AuthenticationCancelled = new(501, 7, 0, "Authentication cancelled");
    internal static readonly SmtpReply BadBase64 = new(501, 5, 2, "Cannot decode the response");
    internal static readonly SmtpReply AuthenticationLineTooLong = new(500, 5, 6, "Authentication exchange line is too long");
    internal static readonly SmtpReply AuthenticationFailed = new(535, 7, 8, "Authentication credentials invalid");
    internal static readonly SmtpReply AuthenticationTemporary = new(454, 7, 0, "Temporary authentication failure");
    internal static readonly SmtpReply NotOffered = new(555, 5, 4, "Parameter not offered");
    internal static readonly SmtpReply RepeatedParameter = new(501, 5, 4, "A parameter appears twice");
    internal static readonly SmtpReply BodyNotOffered = new(504, 5, 4, "That kind of body is not offered");
    internal static readonly SmtpReply BinaryNeedsBdat = new(503, 5, 1, "BINARYMIME needs BDAT");
    internal static readonly SmtpReply RequireTlsNeedsTls = new(530, 7, 10, "REQUIRETLS needs TLS");
    internal static readonly SmtpReply DeliverByTooSoon = new(555, 5, 4, "The time to deliver by is below the minimum");
    internal static readonly SmtpReply HeldTooLong = new(501, 5, 4, "The message cannot be held for that long");
    internal static readonly SmtpReply HeldPastDeliverBy = new(501, 5, 4, "The message would be held past its time to deliver by");
    internal static readonly SmtpReply PriorityLowered = new(250, 3, 6, "0 is the message's priority: a higher one needs authentication");
    internal static readonly SmtpReply TooManyMessages = new(452, 5, 3, "Too many messages in one session");
    internal static readonly SmtpReply TooManyDomains = new(452, 5, 3, "Too many recipient domains in one session");
    internal static readonly SmtpReply SpeakLmtp = new(500, 5, 1, "This is LMTP: say LHLO");
    internal static readonly SmtpReply XClientInTransaction = new(503, 5, 1, "Not during a mail transaction");
    internal static readonly SmtpReply TooManyErrors = new(421, 7, 0, "Too many errors");
    internal static readonly SmtpReply TooManyCommands = new(421, 7, 0, "Too many commands without mail");
    internal static readonly SmtpReply TooManyFailures = new(421, 7, 0, "Too many failed logins");
    internal static readonly SmtpReply TooMuchToDrain = new(421, 3, 4, "Far more was sent than could be accepted");
}
