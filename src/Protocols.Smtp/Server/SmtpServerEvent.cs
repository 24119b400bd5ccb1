using Protocols.Sasl;

namespace Protocols.Smtp;

/// <summary>What the session wants of its host.</summary>
public enum SmtpServerEventKind
{
    /// <summary>Send what was written, and come back with more input.</summary>
    NeedMoreData,

    /// <summary>Nothing to decide: pass <see cref="SmtpServerEvent.Reply"/> back.</summary>
    Reply,

    /// <summary>The client said who it is: <see cref="SmtpServerSession.ClientName"/>. Any transaction is over.</summary>
    Hello,

    /// <summary>A transaction begins: <see cref="SmtpServerEvent.Path"/> is the sender. Reply 250, or a refusal.</summary>
    Mail,

    /// <summary>A recipient: <see cref="SmtpServerEvent.Path"/>. Reply 250, or a refusal.</summary>
    Recipient,

    /// <summary>
    /// The message is about to come. With a <see cref="SmtpServerEvent.Reply"/> (DATA): reply 354, or a refusal. Without one (BDAT): there is
    /// nothing to reply yet.
    /// </summary>
    DataBegin,

    /// <summary>Bytes of the message: <see cref="SmtpServerEvent.Data"/>, dots unstuffed; to be used before the next read. No reply.</summary>
    DataChunk,

    /// <summary>A BDAT chunk that is not the last is in. Reply 250, or a refusal.</summary>
    ChunkEnd,

    /// <summary>The message is in. If <see cref="SmtpServerEvent.Reply"/> is a refusal it must not be kept. Reply 250 once it is safe, or a refusal. In LMTP reply once for each recipient (<see cref="SmtpServerSession.RepliesDue"/>).</summary>
    DataEnd,

    /// <summary>The transaction is over without a message.</summary>
    Reset,

    /// <summary>Answer <see cref="SmtpServerEvent.Question"/> and call <see cref="SmtpServerSession.CredentialsChecked"/>.</summary>
    VerifyCredentials,

    /// <summary>
    /// The client asks for TLS. Should there be input left, read on: the session refuses it. Else reply, flush, do the handshake and call
    /// <see cref="SmtpServerSession.TlsEstablished"/>.
    /// </summary>
    StartTls,

    /// <summary>VRFY of <see cref="SmtpServerEvent.Argument"/>, where the options ask to be asked. Reply 250, 251, 252 or a refusal (RFC 5321 §3.5).</summary>
    Verify,

    /// <summary>EXPN of <see cref="SmtpServerEvent.Argument"/>, where the options ask to be asked. Reply 250 with a line a member, or a refusal (RFC 5321 §3.5).</summary>
    Expand,

    /// <summary>A proxy in front has told of the client: <see cref="SmtpServerSession.XClient"/>. Reply 220, or a refusal, which undoes it. Any transaction is over.</summary>
    XClient,

    /// <summary>The client is done. Reply, flush, close.</summary>
    Quit,

    /// <summary>The session has had enough. Reply, flush, close.</summary>
    Close,
}

/// <summary>One event of a server's session. It borrows the session's and the input's bytes: use it before the next read.</summary>
public readonly ref struct SmtpServerEvent
{
    internal SmtpServerEvent(SmtpServerEventKind kind, SmtpReply? reply = null)
    {
        Kind = kind;
        Reply = reply;
    }

    /// <summary>What is wanted.</summary>
    public SmtpServerEventKind Kind { get; }

    /// <summary>
    /// The reply that the session proposes; the host may send another by passing it to <see cref="SmtpServerSession.Reply"/>. Null where no reply is due.
    /// </summary>
    public SmtpReply? Reply { get; }

    /// <summary>The path of MAIL or RCPT.</summary>
    public SmtpPath Path { get; init; }

    /// <summary>The parameters of MAIL.</summary>
    public SmtpMailParameters Parameters => Kind == SmtpServerEventKind.Mail ? Session!.MailParameters : default;

    /// <summary>The parameters of RCPT.</summary>
    public SmtpRecipientParameters RecipientParameters => Kind == SmtpServerEventKind.Recipient ? Session!.RecipientParameters : default;

    /// <summary>What VRFY or EXPN ask about, without the parameter SMTPUTF8; UTF-8 only if that was there (RFC 6531 §3.7.4.2).</summary>
    public ReadOnlySpan<byte> Argument { get; init; }

    /// <summary>Whether the answer to VRFY or EXPN may hold UTF-8; where it would have to and may not, its status is X.6.8 (RFC 6531 §3.7.4.2).</summary>
    public bool AllowsUtf8 { get; init; }

    /// <summary>The bytes of <see cref="SmtpServerEventKind.DataChunk"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    // Parameters are looked at seldom, and large: they stay in the session.
    internal SmtpServerSession? Session { get; init; }

    /// <summary>What an authentication asks the host.</summary>
    public SaslServerStep Question { get; init; }
}
