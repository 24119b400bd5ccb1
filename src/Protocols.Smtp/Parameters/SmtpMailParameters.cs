namespace Protocols.Smtp;

/// <summary>The parameters of MAIL.</summary>
/// <param name="Size">The size the client announces in bytes (RFC 1870 §3), or null.</param>
/// <param name="Body">The kind of body.</param>
/// <param name="SmtpUtf8">Whether addresses and headers may be UTF-8 (RFC 6531 §3.4).</param>
public partial record struct SmtpMailParameters(long? Size, SmtpBodyType Body, bool SmtpUtf8)
{
    // The reader sets them one by one, where it stands: they are many to copy for each.
    private long? _size = Size;
    private SmtpBodyType _body = Body;
    private bool _smtpUtf8 = SmtpUtf8;
    private DsnReturn _return;
    private string? _envelopeId;
    private DeliverBy? _deliverBy;
    private int? _holdFor;
    private DateTimeOffset? _holdUntil;
    private int? _priority;
    private bool _requireTls;
    private string? _submitter;
    private string? _solicit;

    /// <summary>The size the client announces in bytes (RFC 1870 §3), or null.</summary>
    public long? Size { readonly get => _size; init => _size = value; }

    /// <summary>The kind of body.</summary>
    public SmtpBodyType Body { readonly get => _body; init => _body = value; }

    /// <summary>Whether addresses and headers may be UTF-8 (RFC 6531 §3.4).</summary>
    public bool SmtpUtf8 { readonly get => _smtpUtf8; init => _smtpUtf8 = value; }

    /// <summary>How much of the message a notification of failure returns (RFC 3461 §4.3).</summary>
    public DsnReturn Return { readonly get => _return; init => _return = value; }

    /// <summary>The sender's name for the transaction, which notifications repeat (RFC 3461 §4.4): printable ASCII, at most 100 bytes as xtext; null for none.</summary>
    public string? EnvelopeId { readonly get => _envelopeId; init => _envelopeId = value; }

    /// <summary>Within which time to deliver (RFC 2852), or null.</summary>
    public DeliverBy? DeliverBy { readonly get => _deliverBy; init => _deliverBy = value; }

    /// <summary>How many seconds to hold the message before it is released, 1 to 999,999,999 (HOLDFOR, RFC 4865), or null.</summary>
    public int? HoldFor { readonly get => _holdFor; init => _holdFor = value; }

    /// <summary>Until when to hold the message (HOLDUNTIL, RFC 4865), or null.</summary>
    public DateTimeOffset? HoldUntil { readonly get => _holdUntil; init => _holdUntil = value; }

    /// <summary>The priority, -9 to 9 (MT-PRIORITY, RFC 6710), or null.</summary>
    public int? Priority { readonly get => _priority; init => _priority = value; }

    /// <summary>Whether the message may travel over verified TLS alone (RFC 8689).</summary>
    public bool RequireTls { readonly get => _requireTls; init => _requireTls = value; }

    /// <summary>Who submitted the message first (AUTH=, RFC 4954 §5): a mailbox, empty for <c>&lt;&gt;</c>, null where nothing was said.</summary>
    public string? Submitter { readonly get => _submitter; init => _submitter = value; }

    /// <summary>The classes of solicitation the message is of, with commas between (SOLICIT=, RFC 3865 §2.3), or null.</summary>
    public string? Solicit { readonly get => _solicit; init => _solicit = value; }

    /// <summary>The extensions that a server has to offer for these parameters.</summary>
    public readonly SmtpExtensions Needs =>
        (Size is null ? 0 : SmtpExtensions.Size)
        | (Body switch
        {
            SmtpBodyType.SevenBit or SmtpBodyType.EightBitMime => SmtpExtensions.EightBitMime,
            SmtpBodyType.BinaryMime => SmtpExtensions.BinaryMime,
            _ => 0,
        })
        | (SmtpUtf8 ? SmtpExtensions.SmtpUtf8 : 0)
        | (Return != DsnReturn.Unspecified || EnvelopeId is not null ? SmtpExtensions.Dsn : 0)
        | (DeliverBy is null ? 0 : SmtpExtensions.DeliverBy)
        | (HoldFor is null && HoldUntil is null ? 0 : SmtpExtensions.FutureRelease)
        | (Priority is null ? 0 : SmtpExtensions.Priority)
        | (RequireTls ? SmtpExtensions.RequireTls : 0)
        | (Submitter is null ? 0 : SmtpExtensions.Auth)
        | (Solicit is null ? 0 : SmtpExtensions.NoSoliciting);
}
