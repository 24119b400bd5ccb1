namespace Protocols.Mime;

/// <summary>
/// Header fields that are known by name, so that a field is found by one comparison. The numbers are not stable between
/// versions: keep the name, not the number.
/// </summary>
public enum HeaderId : byte
{
    /// <summary>A field that is not in this list.</summary>
    Other,

    /// <summary><c>From</c></summary>
    From,

    /// <summary><c>To</c></summary>
    To,

    /// <summary><c>Cc</c></summary>
    Cc,

    /// <summary><c>Bcc</c></summary>
    Bcc,

    /// <summary><c>Subject</c></summary>
    Subject,

    /// <summary><c>Date</c></summary>
    Date,

    /// <summary><c>Message-ID</c></summary>
    MessageId,

    /// <summary><c>In-Reply-To</c></summary>
    InReplyTo,

    /// <summary><c>References</c></summary>
    References,

    /// <summary><c>Reply-To</c></summary>
    ReplyTo,

    /// <summary><c>Sender</c></summary>
    Sender,

    /// <summary><c>Received</c></summary>
    Received,

    /// <summary><c>Return-Path</c></summary>
    ReturnPath,

    /// <summary><c>MIME-Version</c></summary>
    MimeVersion,

    /// <summary><c>Content-Type</c></summary>
    ContentType,

    /// <summary><c>Content-Transfer-Encoding</c></summary>
    ContentTransferEncoding,

    /// <summary><c>Content-Disposition</c></summary>
    ContentDisposition,

    /// <summary><c>Content-ID</c></summary>
    ContentId,

    /// <summary><c>Content-Description</c></summary>
    ContentDescription,

    /// <summary><c>Content-Language</c></summary>
    ContentLanguage,

    /// <summary><c>Content-Location</c></summary>
    ContentLocation,

    /// <summary><c>Content-MD5</c></summary>
    ContentMd5,

    /// <summary><c>Content-Base</c></summary>
    ContentBase,

    /// <summary><c>Content-Duration</c></summary>
    ContentDuration,

    /// <summary><c>Comments</c></summary>
    Comments,

    /// <summary><c>Keywords</c></summary>
    Keywords,

    /// <summary><c>Resent-Date</c></summary>
    ResentDate,

    /// <summary><c>Resent-From</c></summary>
    ResentFrom,

    /// <summary><c>Resent-Sender</c></summary>
    ResentSender,

    /// <summary><c>Resent-To</c></summary>
    ResentTo,

    /// <summary><c>Resent-Cc</c></summary>
    ResentCc,

    /// <summary><c>Resent-Bcc</c></summary>
    ResentBcc,

    /// <summary><c>Resent-Message-ID</c></summary>
    ResentMessageId,

    /// <summary><c>DKIM-Signature</c></summary>
    DkimSignature,

    /// <summary><c>Authentication-Results</c></summary>
    AuthenticationResults,

    /// <summary><c>ARC-Seal</c></summary>
    ArcSeal,

    /// <summary><c>ARC-Message-Signature</c></summary>
    ArcMessageSignature,

    /// <summary><c>ARC-Authentication-Results</c></summary>
    ArcAuthenticationResults,

    /// <summary><c>Received-SPF</c></summary>
    ReceivedSpf,

    /// <summary><c>List-Id</c></summary>
    ListId,

    /// <summary><c>List-Post</c></summary>
    ListPost,

    /// <summary><c>List-Help</c></summary>
    ListHelp,

    /// <summary><c>List-Archive</c></summary>
    ListArchive,

    /// <summary><c>List-Owner</c></summary>
    ListOwner,

    /// <summary><c>List-Subscribe</c></summary>
    ListSubscribe,

    /// <summary><c>List-Unsubscribe</c></summary>
    ListUnsubscribe,

    /// <summary><c>List-Unsubscribe-Post</c></summary>
    ListUnsubscribePost,

    /// <summary><c>Auto-Submitted</c></summary>
    AutoSubmitted,

    /// <summary><c>Disposition-Notification-To</c></summary>
    DispositionNotificationTo,

    /// <summary><c>Importance</c></summary>
    Importance,

    /// <summary><c>Priority</c></summary>
    Priority,

    /// <summary><c>Precedence</c></summary>
    Precedence,

    /// <summary><c>Organization</c></summary>
    Organization,

    /// <summary><c>User-Agent</c></summary>
    UserAgent,

    /// <summary><c>Delivered-To</c></summary>
    DeliveredTo,

    /// <summary><c>Original-Recipient</c></summary>
    OriginalRecipient,

    /// <summary><c>X-Mailer</c></summary>
    XMailer,

    /// <summary><c>X-Priority</c></summary>
    XPriority,

    /// <summary><c>X-Spam-Status</c></summary>
    XSpamStatus,

    /// <summary><c>Thread-Index</c></summary>
    ThreadIndex,

    /// <summary><c>Thread-Topic</c></summary>
    ThreadTopic,

    /// <summary><c>TLS-Required</c></summary>
    TlsRequired,

    /// <summary><c>Autocrypt</c></summary>
    Autocrypt,

    /// <summary><c>Feedback-ID</c></summary>
    FeedbackId,
}
