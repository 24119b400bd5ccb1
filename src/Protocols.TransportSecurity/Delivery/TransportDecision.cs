namespace Protocols.TransportSecurity.Delivery;

/// <summary>Why mail may go over a connection, or may not.</summary>
public enum TransportReason
{
    /// <summary>Nothing is asked, and it goes in the clear.</summary>
    OpportunisticPlaintext,

    /// <summary>Nothing more than TLS is asked, or nothing at all; it goes encrypted, to whoever that is.</summary>
    Encrypted,

    /// <summary>The server is who its TLSA records say.</summary>
    DaneAuthenticated,

    /// <summary>The server is one of the policy's, and its certificate holds.</summary>
    StsAuthenticated,

    /// <summary>The certificate holds for a name that came by secure MX records, which is enough for REQUIRETLS.</summary>
    PkixAuthenticated,

    /// <summary>The policy of MTA-STS is not kept, and is only being tested (RFC 8461 §5).</summary>
    StsTesting,

    /// <summary>What the domain asks is not kept, and the message does not want it: <c>TLS-Required: No</c>.</summary>
    TlsOptional,

    /// <summary>Refused: what the server's records say cannot be known.</summary>
    DaneLookupFailed,

    /// <summary>Refused: DANE was agreed on and there is none.</summary>
    DaneRequired,

    /// <summary>Refused: the policy does not have this server.</summary>
    HostNotInPolicy,

    /// <summary>Refused: REQUIRETLS, and nothing secure names this server.</summary>
    HostNotAuthenticated,

    /// <summary>Refused: TLS is asked, and the server does not offer it.</summary>
    TlsNotOffered,

    /// <summary>Refused: TLS is asked, and could not be had.</summary>
    TlsFailed,

    /// <summary>Refused: the server is not who its TLSA records say.</summary>
    DaneFailed,

    /// <summary>Refused: the certificate does not hold.</summary>
    CertificateInvalid,

    /// <summary>Refused: the message asks for REQUIRETLS, and the server does not offer it (5.7.30).</summary>
    RequireTlsNotOffered,
}

/// <summary>Whether a message may go over a connection. Immutable.</summary>
public sealed record TransportDecision
{
    /// <summary>Whether it may.</summary>
    public required bool IsAllowed { get; init; }

    /// <summary>Why.</summary>
    public required TransportReason Reason { get; init; }

    /// <summary>What went wrong, in words for a person; empty where nothing did.</summary>
    public string Problem { get; init; } = "";

    /// <summary>What a report of TLS says of it, such as <c>starttls-not-supported</c> (RFC 8460 §4.3); null where nothing failed that is reported. It may be allowed all the same.</summary>
    public string? ResultType { get; init; }

    internal static TransportDecision Allowed(TransportReason reason, string problem = "", string? resultType = null) => new() { IsAllowed = true, Reason = reason, Problem = problem, ResultType = resultType };

    internal static TransportDecision Refused(TransportReason reason, string problem, string? resultType) => new() { IsAllowed = false, Reason = reason, Problem = problem, ResultType = resultType };
}
