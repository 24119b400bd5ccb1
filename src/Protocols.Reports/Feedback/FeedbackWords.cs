namespace Protocols.Reports;

/// <summary>The words of feedback and what they mean.</summary>
internal static class FeedbackWords
{
    private static readonly HashSet<string> s_single = new(StringComparer.Ordinal)
    {
        "feedback-type", "user-agent", "version", "original-envelope-id", "original-mail-from", "arrival-date", "received-date", "reporting-mta",
        "source-ip", "source-port", "incidents", "auth-failure", "delivery-result", "identity-alignment", "dkim-domain", "dkim-identity",
        "dkim-selector", "dkim-selector-dns", "dkim-adsp-dns", "dkim-canonicalized-header", "dkim-canonicalized-body",
    };

    /// <summary>Whether a field may stand once only (RFC 5965 §3.1 and §3.2, RFC 6591 §3.2).</summary>
    public static bool IsSingle(string name) => s_single.Contains(name);

    public static FeedbackType Type(string word) => word.ToUpperInvariant() switch
    {
        "ABUSE" => FeedbackType.Abuse,
        "FRAUD" => FeedbackType.Fraud,
        "VIRUS" => FeedbackType.Virus,
        "NOT-SPAM" => FeedbackType.NotSpam,
        "AUTH-FAILURE" => FeedbackType.AuthFailure,
        _ => FeedbackType.Other,
    };

    public static string? Of(FeedbackType type) => type switch
    {
        FeedbackType.Abuse => "abuse",
        FeedbackType.Fraud => "fraud",
        FeedbackType.Virus => "virus",
        FeedbackType.NotSpam => "not-spam",
        FeedbackType.AuthFailure => "auth-failure",
        _ => null,
    };

    public static AuthFailureType Failure(string word) => word.ToUpperInvariant() switch
    {
        "ADSP" => AuthFailureType.Adsp,
        "BODYHASH" => AuthFailureType.BodyHash,
        "REVOKED" => AuthFailureType.Revoked,
        "SIGNATURE" => AuthFailureType.Signature,
        "SPF" => AuthFailureType.Spf,
        "DMARC" => AuthFailureType.Dmarc,
        _ => AuthFailureType.Unknown,
    };

    public static DeliveryResult Delivery(string word) => word.ToUpperInvariant() switch
    {
        "DELIVERED" => DeliveryResult.Delivered,
        "SPAM" => DeliveryResult.Spam,
        "POLICY" => DeliveryResult.Policy,
        "REJECT" => DeliveryResult.Reject,
        "OTHER" => DeliveryResult.Other,
        _ => DeliveryResult.Unknown,
    };
}
