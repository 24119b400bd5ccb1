using System.Globalization;
using System.Text;

namespace Protocols.Reports;

/// <summary>
/// Where a domain asks for reports of failures of DKIM (RFC 6651 §3.2) or SPF (RFC 6652 §3), and of which. Looking it up and drawing lots is
/// the host's work. A report goes to the domain itself only: <see cref="GetAddress"/>.
/// </summary>
/// <param name="LocalPart">The local part of the address that reports go to, decoded: <c>ra</c>.</param>
public sealed record FailureReportRequest(string LocalPart)
{
    private const string All = "all";

    /// <summary>The share of failures that are to be reported, from 0 to 100: <c>rp</c>.</summary>
    public int Percentage { get; init; } = 100;

    /// <summary>The kinds of failures that are to be reported, in small letters: <c>rr</c>. <c>all</c> is each of them.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [All];

    /// <summary>What a server is asked to say where it refuses the message: <c>rs</c> of DKIM, decoded; null for nothing. It may have any characters in it.</summary>
    public string? SmtpText { get; init; }

    /// <summary>The name whose TXT record has the request of a domain that signs (RFC 6651 §3.3). Only a signature with <c>r=y</c> asks for the look-up.</summary>
    /// <param name="domain">The domain of the signature.</param>
    public static string GetDkimQueryName(string domain) => "_report._domainkey." + domain;

    /// <summary>Reads the TXT record of <see cref="GetDkimQueryName"/>; false where it asks for no report (RFC 6651 §3.2) or is not in order.</summary>
    /// <param name="record">The record, its strings joined.</param>
    /// <param name="request">The request.</param>
    public static bool TryParseDkim(string record, out FailureReportRequest request)
    {
        ArgumentNullException.ThrowIfNull(record);
        Dictionary<string, string> tags = new(StringComparer.Ordinal);
        request = new FailureReportRequest("");
        foreach (string tag in record.Split(';'))
        {
            int equals = tag.IndexOf('=', StringComparison.Ordinal);
            bool isEmpty = string.IsNullOrWhiteSpace(tag);
            if (!isEmpty && (equals < 0 || !tags.TryAdd(tag[..equals].Trim(), tag[(equals + 1)..].Trim())))
            {
                return false;
            }
        }

        return TryMake(tags, out request);
    }

    /// <summary>Reads the modifiers of a record of SPF; false where it asks for no report. Those of records that were included are of no account (RFC 6652 §3).</summary>
    /// <param name="record">The record.</param>
    /// <param name="request">The request.</param>
    public static bool TryParseSpf(string record, out FailureReportRequest request)
    {
        ArgumentNullException.ThrowIfNull(record);
        Dictionary<string, string> tags = new(StringComparer.Ordinal);
        request = new FailureReportRequest("");
        foreach (string term in record.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = term.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? "" : term[..equals].ToLowerInvariant();
            if (name is "ra" or "rp" or "rr" && !tags.TryAdd(name, term[(equals + 1)..]))
            {
                return false;
            }
        }

        return TryMake(tags, out request);
    }

    /// <summary>Tells whether a kind of failure is to be reported.</summary>
    /// <param name="condition">The kind: a letter of RFC 6651 §5.1 or RFC 6652 §4.1, such as <c>v</c> or <c>f</c>.</param>
    public bool Wants(string condition) => Conditions.Contains(All, StringComparer.Ordinal) || Conditions.Contains(condition, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gives the address that reports go to.</summary>
    /// <param name="domain">The domain of the signature, or the one that SPF was checked for.</param>
    /// <exception cref="ReportValueException">That makes no address.</exception>
    public string GetAddress(string domain)
    {
        string address = $"{LocalPart}@{domain}";
        ReportValueException.ThrowIf(ReportDomain.IsAddress(address) ? null : new ReportProblem(ReportProblemCode.BadValue, "ra"));
        return address;
    }

    private static bool TryMake(Dictionary<string, string> tags, out FailureReportRequest request)
    {
        request = new FailureReportRequest("");
        string local = tags.TryGetValue("ra", out string? address) ? Decode(address) : "";
        int percentage = 100;
        bool hasShare = !tags.TryGetValue("rp", out string? share) || TryReadShare(share, out percentage);
        string[] conditions = tags.TryGetValue("rr", out string? kinds) ? kinds.ToLowerInvariant().Split(':', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [All];
        if (local.Length == 0 || !hasShare || !ReportDomain.IsAddress(local + "@x.example"))
        {
            return false;
        }

        request = new FailureReportRequest(local) { Percentage = percentage, Conditions = conditions, SmtpText = tags.TryGetValue("rs", out string? text) ? Decode(text) : null };
        return true;
    }

    // The text of RFC 6651 §3.2 and RFC 6652 §3 has an integer up to 100, the ABNF of the latter a fraction.
    private static bool TryReadShare(string text, out int percentage)
    {
        string[] parts = text.Split('/');
        long whole = 100;
        bool isShare = long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long part)
            && (parts.Length == 1 || (parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out whole)))
            && part <= whole && whole is > 0 and < 1_000_000_000_000;
        percentage = isShare ? (int)(part * 100 / whole) : 0;
        return isShare;
    }

    // RFC 6376 §2.11: dkim-quoted-printable, in which white space is of no account.
    private static string Decode(string text)
    {
        List<byte> octets = new(text.Length);
        byte[] source = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < source.Length; i++)
        {
            bool isCode = source[i] == (byte)'=' && i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]);
            if (isCode)
            {
                octets.Add(Convert.FromHexString([(char)source[i + 1], (char)source[i + 2]])[0]);
                i += 2;
            }
            else if (source[i] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                octets.Add(source[i]);
            }
        }

        return Encoding.UTF8.GetString([.. octets]);
    }
}
