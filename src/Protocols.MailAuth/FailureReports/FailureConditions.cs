using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Spf;

namespace Protocols.MailAuth.FailureReports;

/// <summary>The kinds of failures that reports are asked of, as the specifications sort them.</summary>
internal static class FailureConditions
{
    /// <summary>RFC 6651 §5.1: one of the reasons, and <c>u</c> where the signature has tags that nobody knows.</summary>
    public static string Of(DkimResult result) => Of(result.Reason) + (result.Signature is { HasUnknownTags: true } ? "u" : "");

    /// <summary>RFC 6591 §3.3</summary>
    public static string TypeOf(DkimReason reason) => reason switch
    {
        DkimReason.BodyChanged or DkimReason.BodyTooShort => "bodyhash",
        DkimReason.KeyRevoked => "revoked",
        _ => "signature",
    };

    /// <summary>RFC 6652 §4.1</summary>
    public static string Of(SpfVerdict verdict) => verdict switch
    {
        SpfVerdict.TempError or SpfVerdict.PermError => "e",
        SpfVerdict.Fail => "f",
        SpfVerdict.SoftFail => "s",
        _ => "n",
    };

    private static string Of(DkimReason reason) => reason switch
    {
        DkimReason.NoKey or DkimReason.KeyUnavailable => "d",
        DkimReason.WeakKey or DkimReason.KeyTooLarge or DkimReason.WeakAlgorithm or DkimReason.UnsignedBody or DkimReason.SignatureLimit => "p",
        DkimReason.MalformedSignature or DkimReason.MissingTag or DkimReason.MalformedKey => "s",
        DkimReason.BodyChanged or DkimReason.BodyTooShort or DkimReason.SignatureMismatch => "v",
        DkimReason.Expired => "x",
        _ => "o",
    };
}
