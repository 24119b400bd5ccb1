using System.Text;

namespace Protocols.Smtp;

public sealed partial record SmtpServerOptions
{
    private readonly int _minDeliverBy;
    private readonly TimeSpan? _maxHold;
    private readonly string? _priorityPolicy;
    private readonly IReadOnlyList<string>? _noSoliciting;
    private readonly int? _maxTransactions;
    private readonly int? _maxRecipientDomains;
    private readonly int _maxLocalPartLength = 256;
    private readonly int _maxDomainLength = 255;

    /// <summary>Whether the session speaks LMTP: LHLO, and a reply for each recipient (RFC 2033).</summary>
    public bool IsLmtp { get; init; }

    /// <summary>Whether DSN is offered: RET, ENVID, NOTIFY and ORCPT (RFC 3461). Who offers it has to notify; off by default.</summary>
    public bool OfferDsn { get; init; }

    /// <summary>Whether messages of any bytes are taken by BDAT: BINARYMIME (RFC 3030 §3). Off by default.</summary>
    public bool OfferBinaryMime { get; init; }

    /// <summary>Whether DELIVERBY is offered: BY (RFC 2852). Off by default.</summary>
    public bool OfferDeliverBy { get; init; }

    /// <summary>The shortest time in seconds within which delivery may be asked for on pain of return; 0, the default, tells none. Below: 555.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 999,999,999.</exception>
    public int MinDeliverBy
    {
        get => _minDeliverBy;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 999_999_999);
            _minDeliverBy = value;
        }
    }

    /// <summary>
    /// How long a message may be held before its release, offered with FUTURERELEASE (RFC 4865), for submission alone (§4.2); null, the default,
    /// offers nothing. Beyond: 501 5.5.4.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 999,999,999 seconds.</exception>
    public TimeSpan? MaxHold
    {
        get => _maxHold;
        init
        {
            if (value is { } span)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(span.TotalSeconds, 1, nameof(value));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(span.TotalSeconds, 999_999_999, nameof(value));
            }

            _maxHold = value;
        }
    }

    /// <summary>Whether MT-PRIORITY is offered (RFC 6710). Off by default.</summary>
    public bool OfferPriority { get; init; }

    /// <summary>The name of the policy by which priorities are assigned (RFC 6710 §9.2), such as <c>MIXER</c>; null tells none.</summary>
    /// <exception cref="ArgumentException">The value is not letters, digits and hyphens.</exception>
    public string? PriorityPolicy
    {
        get => _priorityPolicy;
        init
        {
            if (value is not null && !SmtpGrammar.IsKeyword(Encoding.UTF8.GetBytes(value)))
            {
                throw new ArgumentException("A policy's name is letters, digits and hyphens.", nameof(value));
            }

            _priorityPolicy = value;
        }
    }

    /// <summary>Whether priorities above 0 are taken from clients that have not logged in; else they are lowered to 0 (RFC 6710 §4.1).</summary>
    public bool TrustPriorities { get; init; }

    /// <summary>Whether REQUIRETLS is offered, which it is over TLS alone (RFC 8689). Who offers it has to honour it; off by default.</summary>
    public bool OfferRequireTls { get; init; }

    /// <summary>
    /// The classes of solicitation that are not wanted, offered with NO-SOLICITING (RFC 3865): a message that says to be of one is refused
    /// with 550 5.7.1. An empty list offers the parameter alone; null, the default, nothing.
    /// </summary>
    /// <exception cref="ArgumentException">A class is not of the grammar of §2.2, or they are 1000 characters or more together.</exception>
    public IReadOnlyList<string>? NoSoliciting
    {
        get => _noSoliciting;
        init
        {
            if (value is { Count: > 0 } && !SmtpGrammar.IsSolicitation(Encoding.UTF8.GetBytes(string.Join(',', value))))
            {
                throw new ArgumentException("The classes are not of the grammar.", nameof(value));
            }

            _noSoliciting = value;
        }
    }

    /// <summary>Whether the limits on recipients and messages are told in advance: LIMITS (RFC 9422). On by default.</summary>
    public bool OfferLimits { get; init; } = true;

    /// <summary>The most messages of a session, counted by MAIL (RFC 9422, MAILMAX); null, the default, for no limit. Beyond: 452 4.5.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 999,999.</exception>
    public int? MaxTransactions
    {
        get => _maxTransactions;
        init => _maxTransactions = SixDigits(value);
    }

    /// <summary>The most different domains of recipients in a session (RFC 9422, RCPTDOMAINMAX); null, the default, for no limit. Beyond: 452 4.5.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 999,999.</exception>
    public int? MaxRecipientDomains
    {
        get => _maxRecipientDomains;
        init => _maxRecipientDomains = SixDigits(value);
    }

    /// <summary>The longest local part in bytes; at least 64 (RFC 5321 §4.5.3.1.1), 256 by default. Beyond: 501.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 64.</exception>
    public int MaxLocalPartLength
    {
        get => _maxLocalPartLength;
        init => _maxLocalPartLength = AtLeast(value, 64);
    }

    /// <summary>The longest domain in bytes; at least 255, which is the default (RFC 5321 §4.5.3.1.2). Beyond: 501.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 255.</exception>
    public int MaxDomainLength
    {
        get => _maxDomainLength;
        init => _maxDomainLength = AtLeast(value, 255);
    }

    /// <summary>Whether MAIL and RCPT may have an address without brackets, as old clients send it. Off by default.</summary>
    public bool AcceptBarePaths { get; init; }

    /// <summary>Whether the host answers VRFY (<see cref="SmtpServerEventKind.Verify"/>); else the reply is 252, which tells nothing (RFC 5321 §7.3).</summary>
    public bool AnswerVerify { get; init; }

    /// <summary>Whether the host answers EXPN (<see cref="SmtpServerEventKind.Expand"/>); else the reply is 502 (RFC 5321 §7.3).</summary>
    public bool AnswerExpand { get; init; }

    /// <summary>
    /// Whether the peer is a proxy that may say who the client is: XCLIENT. For connections from trusted addresses alone; off by default.
    /// </summary>
    public bool AllowXClient { get; init; }

    private static int? SixDigits(int? value)
    {
        if (value is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 999_999, nameof(value));
        }

        return value;
    }
}
