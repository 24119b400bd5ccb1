using System.Buffers;
using System.Text;
using static Protocols.Reports.ReportProblems;

namespace Protocols.Reports;

/// <summary>What feedback has to be to be written: RFC 5965 §3, RFC 6591 §3 and RFC 9991 §4.</summary>
internal static class FeedbackReportCheck
{
    // In base64 and with its folds it has to fit a field of MimeWriteOptions.Default.
    private const int MaxHashed = 512 * 1024;

    private static readonly SearchValues<char> s_token = SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static ReportProblem? FindProblem(FeedbackReport report) =>
        If(report.Type == FeedbackType.Other && !IsToken(report.TypeName), ReportProblemCode.BadValue, "Feedback-Type")
        ?? Line(report.UserAgent, "User-Agent")
        ?? If(!report.UserAgent.Split('/')[0].Split(' ').All(IsToken), ReportProblemCode.BadValue, "User-Agent")
        ?? OptionalLine(report.OriginalEnvelopeId, "Original-Envelope-Id")
        ?? If(report.OriginalMailFrom is { Length: > 0 } sender && !IsAddress(sender), ReportProblemCode.BadValue, "Original-Mail-From")
        ?? First(report.OriginalRecipients, static recipient => If(!IsAddress(recipient), ReportProblemCode.BadValue, "Original-Rcpt-To"))
        ?? If(report.ReportingMta is { } server && !ReportDomain.TryToAscii(server, out _), ReportProblemCode.BadValue, "Reporting-MTA")
        ?? If(report.SourceIp is { } source && !SourceAddress.IsValid(source), ReportProblemCode.BadValue, "Source-IP")
        ?? If(report.SourcePort is < 0 or > ushort.MaxValue, ReportProblemCode.OutOfRange, "Source-Port")
        ?? If(report.Incidents == 0, ReportProblemCode.OutOfRange, "Incidents")
        ?? First(report.AuthenticationResults, static text => Line(text, "Authentication-Results"))
        ?? First(report.ReportedDomains, static domain => If(!ReportDomain.TryToAscii(domain, out _), ReportProblemCode.BadValue, "Reported-Domain"))
        ?? First(report.ReportedUris, static uri => If(!IsUri(uri), ReportProblemCode.BadValue, "Reported-URI"))
        ?? First(report.OtherFields, static field => If(!IsToken(field.Name) || FeedbackWords.IsSingle(field.Name.ToLowerInvariant()), ReportProblemCode.BadValue, "field-name") ?? OptionalLine(field.Text, field.Name))
        ?? FindFailureProblem(report);

    private static ReportProblem? FindFailureProblem(FeedbackReport report)
    {
        if (report.Type != FeedbackType.AuthFailure)
        {
            return If(report.Failure is not null, ReportProblemCode.BadValue, "Auth-Failure");
        }

        if (report.Failure is not { } failure)
        {
            return new ReportProblem(ReportProblemCode.Missing, "Auth-Failure");
        }

        // RFC 6591 §3.2.3: those of DKIM name the signature. RFC 9991 §4: so do those of DMARC where DKIM failed.
        bool isDkim = failure.Type is AuthFailureType.BodyHash or AuthFailureType.Revoked or AuthFailureType.Signature;
        return If(failure.Type == AuthFailureType.Unknown, ReportProblemCode.BadValue, "Auth-Failure")
            ?? If(failure.DeliveryResult is DeliveryResult.Unknown, ReportProblemCode.BadValue, "Delivery-Result")
            ?? If(report.AuthenticationResults.Count != 1, report.AuthenticationResults.Count == 0 ? ReportProblemCode.Missing : ReportProblemCode.OutOfRange, "Authentication-Results")
            ?? If(failure.Type == AuthFailureType.Dmarc && failure.IdentityAlignment is null, ReportProblemCode.Missing, "Identity-Alignment")
            ?? If(isDkim && failure.DkimDomain is null, ReportProblemCode.Missing, "DKIM-Domain")
            ?? If(isDkim && failure.DkimSelector is null, ReportProblemCode.Missing, "DKIM-Selector")
            ?? If(failure.Type == AuthFailureType.Adsp && failure.DkimAdspDns is null, ReportProblemCode.Missing, "DKIM-ADSP-DNS")
            ?? If(failure.Type == AuthFailureType.Spf && failure.SpfDns.Count == 0, ReportProblemCode.Missing, "SPF-DNS")
            ?? If(failure.DkimDomain is { } domain && !ReportDomain.TryToAscii(domain, out _), ReportProblemCode.BadValue, "DKIM-Domain")
            ?? If(failure.DkimSelector is { } selector && !ReportDomain.TryToAscii(selector, out _), ReportProblemCode.BadValue, "DKIM-Selector")
            ?? If(failure.DkimIdentity is { } identity && !IsAddress(identity.StartsWith('@') ? "x" + identity : identity), ReportProblemCode.BadValue, "DKIM-Identity")
            ?? If(failure.DkimCanonicalizedHeader.Length > MaxHashed, ReportProblemCode.OutOfRange, "DKIM-Canonicalized-Header")
            ?? If(failure.DkimCanonicalizedBody.Length > MaxHashed, ReportProblemCode.OutOfRange, "DKIM-Canonicalized-Body")
            ?? OptionalLine(failure.DkimSelectorDns, "DKIM-Selector-DNS")
            ?? OptionalLine(failure.DkimAdspDns, "DKIM-ADSP-DNS")
            ?? First(failure.SpfDns, static spf => If(spf.Type is not ("txt" or "spf") || !ReportDomain.TryToAscii(spf.Domain, out _), ReportProblemCode.BadValue, "SPF-DNS") ?? Line(spf.Record, "SPF-DNS"));
    }

    private static bool IsToken(string? text) => !string.IsNullOrEmpty(text) && text.Length <= 76 && !text.AsSpan().ContainsAnyExcept(s_token);

    // A path has no form for what is not ASCII here; RFC 5965 is older than that.
    private static bool IsAddress(string address) => Ascii.IsValid(address) && ReportDomain.IsAddress(address);

    private static bool IsUri(string uri) => Ascii.IsValid(uri) && !uri.Any(static c => c <= ' ' || c == '\u007F') && Uri.IsWellFormedUriString(uri, UriKind.Absolute);

    private static ReportProblem? Line(string? text, string name) => If(string.IsNullOrWhiteSpace(text), ReportProblemCode.Missing, name) ?? OptionalLine(text, name);

    // The fields are ASCII, and nothing may end one.
    private static ReportProblem? OptionalLine(string? text, string name) =>
        If(text is not null && text.Any(static c => c is (< ' ' and not '\t') or >= '\u007F'), ReportProblemCode.BadCharacter, name);
}
