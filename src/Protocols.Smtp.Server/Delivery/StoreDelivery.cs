using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Delivers to the mailboxes of a store: what arrives for an account goes to its INBOX, or where the stages of reception want it.</summary>
/// <param name="directory">Who is here.</param>
/// <param name="mail">Where mail is filed.</param>
/// <param name="blobs">Where its bytes are staged.</param>
/// <param name="time">The clock.</param>
public sealed class StoreDelivery(IDirectory directory, IMailStore mail, IBlobStore blobs, TimeProvider time) : IMailDelivery
{
    private static readonly SmtpReply s_notFiled = new(451, 3, 0, "The message could not be filed now");
    private static readonly SmtpReply s_mailboxFull = new(552, 2, 2, "The mailbox is full");
    private static readonly SmtpReply s_mailboxFullNow = new(452, 2, 2, "The mailbox is full");

    /// <summary>How many Received fields a message may have before it is taken for one that runs in a circle (RFC 5321 §6.3); 100 unless set.</summary>
    public int MaxHops
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 100;

    /// <summary>
    /// What stands between a user and a detail in a local part (RFC 5233 §4): mail for <c>user+detail</c> is filed in the mailbox named by the detail, if the
    /// user has one that is for nothing special, unless a stage of reception wants it elsewhere. Null, unless set, files it as without.
    /// </summary>
    public char? DetailSeparator { get; init; }

    /// <summary>What runs the recipients' Sieve scripts; null, unless set, for nothing: then all mail goes to the usual mailbox.</summary>
    public SieveFiltering? Sieve { get; init; }

    /// <summary>
    /// Whether mail for an account that has used its quota is refused for good (552 5.2.2); false, unless set, has the sender try again later (452 4.2.2).
    /// </summary>
    public bool RefusesOverQuota { get; init; }

    /// <inheritdoc/>
    public ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return ValueTask.FromResult(new DeliveryStart(new StoreTransaction(this, sender), null));
    }

    /// <summary>What to say of a message that the store did not take.</summary>
    internal SmtpReply Refusal(MailChangeOutcome outcome) => outcome.Status switch
    {
        // RFC 3463 §3.3
        MailChangeStatus.LimitExceeded => s_mailboxFull,
        MailChangeStatus.OverQuota => RefusesOverQuota ? s_mailboxFull : s_mailboxFullNow,
        _ => s_notFiled,
    };

    internal IDirectory Directory => directory;

    internal IMailStore Mail => mail;

    internal IBlobStore Blobs => blobs;

    internal TimeProvider Time => time;
}
