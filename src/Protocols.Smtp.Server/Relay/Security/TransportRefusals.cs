using Protocols.TransportSecurity.Delivery;

namespace Protocols.Smtp.Server;

/// <summary>What becomes of a message that may not go over a connection.</summary>
internal static class TransportRefusals
{
    /// <summary>The failure that a refusal is: for good where the message requires TLS (RFC 8689 §4.2.1), else for now (RFC 8461 §5, RFC 7672 §2.2).</summary>
    public static HopFailure ToFailure(this TransportDecision refusal, TransportPolicy policy, string host)
    {
        // RFC 8689 §4.2.1 is about the steps after the look-up: what cannot be looked up now can be later.
        bool isPermanent = policy.RequiresTls && refusal.Reason != TransportReason.DaneLookupFailed;
        (int subject, int detail) = refusal.Reason switch
        {
            TransportReason.DaneLookupFailed => (4, 3),
            TransportReason.RequireTlsNotOffered => (7, 30),
            TransportReason.DaneFailed or TransportReason.CertificateInvalid when !isPermanent => (7, 5),
            _ => (7, 10),
        };
        string text = refusal.Problem.Length > 0 ? $"TLS: {refusal.Reason}: {refusal.Problem}" : $"TLS: {refusal.Reason}";
        return new HopFailure(isPermanent, $"{(isPermanent ? 5 : 4)}.{subject}.{detail}", text, host);
    }
}
