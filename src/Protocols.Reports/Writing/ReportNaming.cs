using System.Buffers;
using System.Globalization;
using System.Text;
using Protocols.Mime;
using Protocols.Text;

namespace Protocols.Reports;

/// <summary>
/// The name of the file of an aggregate or TLS report (RFC 9990 §3.5.2, RFC 8460 §5.1), such as
/// <c>mail.receiver.example!example.com!1013662812!1013749130.xml.gz</c>.
/// </summary>
/// <param name="Sender">The domain that reports.</param>
/// <param name="PolicyDomain">The domain that the report is about.</param>
/// <param name="Begin">The start of the time.</param>
/// <param name="End">The end of it.</param>
/// <param name="UniqueId">What tells it from other reports; null for nothing.</param>
/// <param name="Extension">What comes behind the first dot, such as <c>xml.gz</c>.</param>
public sealed record ReportFileName(string Sender, string PolicyDomain, DateTimeOffset Begin, DateTimeOffset End, string? UniqueId, string Extension)
{
    /// <summary>Reads a name; false for any other name.</summary>
    /// <param name="name">The name, as the sender gave it.</param>
    /// <param name="read">What it says.</param>
    public static bool TryParse(string name, out ReportFileName read)
    {
        ArgumentNullException.ThrowIfNull(name);
        read = new ReportFileName("", "", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null, "");
        string[] parts = name.Length > 1024 ? [] : name.Split('!');
        if (parts.Length is not (4 or 5))
        {
            return false;
        }

        int dot = parts[^1].IndexOf('.', StringComparison.Ordinal);
        string extension = dot < 0 ? "" : parts[^1][(dot + 1)..];
        parts[^1] = dot < 0 ? parts[^1] : parts[^1][..dot];
        if (!TryReadSeconds(parts[2], out DateTimeOffset begin) || !TryReadSeconds(parts[3], out DateTimeOffset end))
        {
            return false;
        }

        read = new ReportFileName(parts[0], parts[1], begin, end, parts.Length == 5 ? parts[4] : null, extension);
        return true;
    }

    /// <summary>Gives the name, in A-labels.</summary>
    /// <exception cref="ReportValueException">A domain is none, a time is before 1970, or <see cref="UniqueId"/> or <see cref="Extension"/> has other than ASCII letters and digits (and dots).</exception>
    public override string ToString()
    {
        ReportValueException.ThrowIf(UniqueId is not null && (UniqueId.Length == 0 || !UniqueId.All(char.IsAsciiLetterOrDigit)) ? new(ReportProblemCode.BadValue, "unique-id") : null);
        ReportValueException.ThrowIf(Extension.Length == 0 || !Extension.All(static c => char.IsAsciiLetterOrDigit(c) || c == '.') ? new(ReportProblemCode.BadValue, "extension") : null);
        ReportValueException.ThrowIf(Begin < DateTimeOffset.UnixEpoch || End < Begin ? new(ReportProblemCode.OutOfRange, "begin-timestamp") : null);
        string unique = UniqueId is null ? "" : "!" + UniqueId;
        return string.Create(CultureInfo.InvariantCulture, $"{ReportDomain.ToAscii(Sender, "receiver")}!{ReportDomain.ToAscii(PolicyDomain, "policy-domain")}!{Begin.ToUnixTimeSeconds()}!{End.ToUnixTimeSeconds()}{unique}.{Extension}");
    }

    private static bool TryReadSeconds(string text, out DateTimeOffset time)
    {
        bool isTime = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= 253_402_300_799;
        time = isTime ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return isTime;
    }
}

/// <summary>The Subject of the message that carries an aggregate or TLS report (RFC 9990 §3.5.2, RFC 8460 §5.3).</summary>
/// <param name="Domain">The domain that the report is about.</param>
/// <param name="Submitter">The domain that reports.</param>
/// <param name="ReportId">The identifier without its angle brackets; null for none, which RFC 9990 lets be.</param>
public sealed record ReportSubject(string Domain, string Submitter, string? ReportId)
{
    private static readonly SearchValues<char> s_ends = SearchValues.Create(" \t\r\n;,");

    /// <summary>Reads a Subject; false for any other. Letter case and stray punctuation, as some programs write, are of no account.</summary>
    /// <param name="subject">The Subject, unfolded.</param>
    /// <param name="read">What it says.</param>
    public static bool TryParse(string subject, out ReportSubject read)
    {
        ArgumentNullException.ThrowIfNull(subject);
        string? domain = WordAfter(subject, "Domain:");
        string? submitter = WordAfter(subject, "Submitter:");
        read = new ReportSubject(domain ?? "", submitter ?? "", WordAfter(subject, "Report-ID:")?.Trim('<', '>'));
        return domain is not null && submitter is not null && subject.AsSpan().TrimStart().StartsWith("Report", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Gives the Subject, in A-labels.</summary>
    /// <exception cref="ReportValueException">A domain is none, or the identifier is no <c>dot-atom</c> with perhaps another behind an at sign.</exception>
    public override string ToString()
    {
        string id = "";
        if (ReportId is not null)
        {
            ReportValueException.ThrowIf(IsReportId(ReportId) ? null : new(ReportProblemCode.BadValue, "Report-ID"));
            id = $" Report-ID: <{ReportId}>";
        }

        return $"Report Domain: {ReportDomain.ToAscii(Domain, "Domain")} Submitter: {ReportDomain.ToAscii(Submitter, "Submitter")}{id}";
    }

    // RFC 9990 §3.5.1
    internal static bool IsReportId(string id)
    {
        string[] halves = id.Split('@');
        return id.Length <= 255 && halves.Length <= 2 && halves.All(static half => half.Split('.').All(static atom => atom.Length > 0 && atom.All(IsAtom)));
    }

    private static bool IsAtom(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal);

    private static string? WordAfter(string subject, string label)
    {
        int found = subject.IndexOf(label, StringComparison.OrdinalIgnoreCase);
        if (found < 0)
        {
            return null;
        }

        ReadOnlySpan<char> rest = subject.AsSpan(found + label.Length).TrimStart();
        int end = rest.IndexOfAny(s_ends);
        return (end < 0 ? rest : rest[..end]).ToString();
    }
}

/// <summary>Domains, as reports have to name them.</summary>
internal static class ReportDomain
{
    public static string ToAscii(string domain, string name)
    {
        ReportValueException.ThrowIf(TryToAscii(domain, out string ascii) ? null : new(ReportProblemCode.BadValue, name));
        return ascii;
    }

    public static bool TryToAscii(string domain, out string ascii)
    {
        ascii = "";
        if (string.IsNullOrEmpty(domain) || domain.Length > 253)
        {
            return false;
        }

        // Underscores stand in names that are no hosts, and those can have policies too.
        bool isPlain = Ascii.IsValid(domain);
        if (isPlain && domain.Split('.').All(static label => label.Length is > 0 and <= 63 && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            ascii = domain.ToLowerInvariant();
            return true;
        }

        return !isPlain && DomainName.ToAscii(domain, out ascii) == DomainNameDefects.None;
    }

    /// <summary>The domain of an address; empty for none.</summary>
    public static string OfAddress(string address)
    {
        string trimmed = address.Trim().TrimEnd('>');
        return trimmed[(trimmed.LastIndexOf('@') + 1)..] is var domain && domain.Length < trimmed.Length ? domain : "";
    }

    /// <summary>Whether an address can be written: a mailbox of RFC 5322 §3.4.1.</summary>
    public static bool IsAddress(string address) => new MailboxAddress(address).Check(MimeOutputMode.SmtpUtf8) == WriteStatus.Ok;
}
