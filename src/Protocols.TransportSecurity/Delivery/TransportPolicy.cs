using Protocols.TransportSecurity.Dane;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.TransportSecurity.Delivery;

/// <summary>All that has been published about how a server is to be connected to. Immutable.</summary>
/// <param name="Domain">The domain that mail is for.</param>
/// <param name="Host">The server that is about to be connected to.</param>
/// <param name="Dane">What its TLSA records ask.</param>
/// <param name="Sts">The policy of the domain.</param>
public sealed record TransportPolicy(string Domain, string Host, DanePolicy Dane, MtaStsLookup Sts)
{
    /// <summary>Whether the server was named by secure MX records, or by no MX record at all.</summary>
    public bool IsHostSecure { get; init; }

    /// <summary>Whether the message asks for REQUIRETLS (RFC 8689 §4.2.1).</summary>
    public bool RequiresTls { get; init; }

    /// <summary>Whether the message says <c>TLS-Required: No</c> (RFC 8689 §4.2.2): what the domain asks is tried, and no failure of it stops the message.</summary>
    public bool IsTlsOptional { get; init; }

    /// <summary>Whether this server is to be used with DANE or not at all, by agreement (RFC 7672 §6).</summary>
    public bool RequiresDane { get; init; }

    /// <summary>
    /// Whether there is a policy of MTA-STS to hold the server against. There is none where DANE applies: what the records of a server say cannot be
    /// overridden (RFC 8461 §2), and needs no second opinion.
    /// </summary>
    public bool AppliesSts => Dane.Status is DaneStatus.NotApplicable or DaneStatus.Encrypt && Sts.Policy is not null;

    /// <summary>Whether the server may be connected to at all. Told before a connection is made; null for yes.</summary>
    public TransportDecision? RefusalBeforeConnecting()
    {
        if (Dane.Status == DaneStatus.Unreachable && !IsTlsOptional)
        {
            return TransportDecision.Refused(TransportReason.DaneLookupFailed, Dane.Problem, Dane.Reason == DanePolicyReason.NoAddresses ? null : "dnssec-invalid");
        }

        if (RequiresDane && Dane.Status != DaneStatus.Authenticate)
        {
            return TransportDecision.Refused(TransportReason.DaneRequired, Dane.ToString(), "dane-required");
        }

        if (AppliesSts && !Sts.Policy!.Allows(Host) && Sts.Policy.Mode == MtaStsMode.Enforce && !IsTlsOptional)
        {
            return TransportDecision.Refused(TransportReason.HostNotInPolicy, $"{Host} is not among {string.Join(", ", Sts.Policy.MxPatterns)}", "validation-failure");
        }

        // RFC 8689 §4.2.1, step 2: the name has to come from somewhere that can be trusted.
        return RequiresTls && !IsHostSecure && !(Sts.Policy?.Allows(Host) ?? false)
            ? TransportDecision.Refused(TransportReason.HostNotAuthenticated, $"nothing secure names {Host} for {Domain}", null)
            : null;
    }
}
