using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Protocols.MailAuth.FailureReports;

/// <summary>
/// Where a domain asks for reports of failures of DKIM (RFC 6651 §3.2) or SPF (RFC 6652 §3), and of which. A report goes to the domain itself only:
/// <see cref="GetAddress"/>. Immutable.
/// </summary>
public sealed record FailureReportRequest
{
    private const string All = "all";
    private const int MostOctets = 64;

    /// <summary>The local part of the address that reports go to, decoded, <c>ra=</c>; empty where no report is asked for.</summary>
    public string LocalPart { get; init; } = "";

    /// <summary>The share of failures that are to be reported, from 0 to 1, <c>rp=</c>.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The kinds of failures that are to be reported, in small letters, <c>rr=</c>. <c>all</c> is each of them.</summary>
    public ImmutableArray<string> Conditions { get; init; } = [All];

    /// <summary>What a server is asked to say where it refuses the message, decoded, <c>rs=</c> of DKIM: printable ASCII. Empty for nothing, and where it has other characters.</summary>
    public string SmtpText { get; init; } = "";

    /// <summary>The name whose TXT record has the request of a domain that signs (RFC 6651 §3.3). Only a signature with <c>r=y</c> asks for the look-up.</summary>
    /// <param name="domain">The domain of the signature.</param>
    public static string DkimNameOf(string domain) => $"_report._domainkey.{AsciiDomain.Of(domain)}";

    /// <summary>Reads the TXT record of <see cref="DkimNameOf"/> (RFC 6651 §3.2).</summary>
    /// <param name="text">The record.</param>
    /// <param name="request">The request.</param>
    /// <returns>False where it is not in order, or asks for nothing.</returns>
    public static bool TryReadDkim(ReadOnlySpan<byte> text, out FailureReportRequest? request)
    {
        request = null;
        return TagList.TryRead(text, out TagList tags)
            && TryMake(Value(tags, "ra"u8), Value(tags, "rp"u8), Value(tags, "rr"u8), Value(tags, "rs"u8), out request);
    }

    /// <summary>Reads the modifiers of a record of SPF (RFC 6652 §3). Those of records that were included are of no account.</summary>
    /// <param name="record">The record.</param>
    /// <param name="request">The request.</param>
    /// <returns>False where they are not in order, or ask for nothing.</returns>
    public static bool TryReadSpf(ReadOnlySpan<byte> record, out FailureReportRequest? request)
    {
        request = null;
        string? address = null;
        string? share = null;
        string? conditions = null;
        foreach (Range range in record.Split((byte)' '))
        {
            ReadOnlySpan<byte> term = record[range];
            if (term.Length < 3 || term[2] != (byte)'=')
            {
                continue;
            }

            ref string? value = ref address;
            if (Ascii.EqualsIgnoreCase(term[..2], "rp"u8))
            {
                value = ref share;
            }
            else if (Ascii.EqualsIgnoreCase(term[..2], "rr"u8))
            {
                value = ref conditions;
            }
            else if (!Ascii.EqualsIgnoreCase(term[..2], "ra"u8))
            {
                continue;
            }

            if (value is not null)
            {
                return false;
            }

            value = Encoding.UTF8.GetString(term[3..]);
        }

        return TryMake(address, share, conditions, null, out request) && request!.LocalPart.Length > 0;
    }

    /// <summary>Tells whether a kind of failure is to be reported.</summary>
    /// <param name="condition">The kind: a letter of RFC 6651 §5.1 or RFC 6652 §4.1, such as <c>v</c> or <c>f</c>.</param>
    public bool Wants(string condition) => Conditions.Contains(All) || Conditions.Contains(condition, StringComparer.OrdinalIgnoreCase);

    /// <summary>The address that reports go to; empty where none is asked for. What is no local part as it stands is quoted, so that nobody outside of the domain can be meant.</summary>
    /// <param name="domain">The domain of the signature, or the one whose record of SPF it is.</param>
    public string GetAddress(string domain) => LocalPart.Length == 0 ? "" : $"{QuotedText.LocalPart(LocalPart)}@{AsciiDomain.Of(domain)}";

    private static string? Value(TagList tags, ReadOnlySpan<byte> name) => tags.TryGet(name, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;

    private static bool TryMake(string? address, string? rate, string? kinds, string? text, out FailureReportRequest? request)
    {
        request = null;
        double share = 1;
        string local = address is null ? "" : QuotedText.Decode(address);
        string spoken = text is null ? "" : QuotedText.Decode(text);
        if ((local.Length == 0 && spoken.Length == 0) || local.Length > MostOctets || !IsPrintable(local) || (rate is not null && !TryReadShare(rate, out share)))
        {
            return false;
        }

        // RFC 6651 §3.2: without "ra", "rp" and "rr" are of no account.
        ImmutableArray<string> conditions = kinds is null || local.Length == 0
            ? [All]
            : [.. kinds.ToLowerInvariant().Split(':', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        request = new FailureReportRequest { LocalPart = local, Share = local.Length == 0 ? 1 : share, Conditions = conditions, SmtpText = IsPrintable(spoken) ? spoken : "" };
        return true;
    }

    // The text of RFC 6651 §3.2 and RFC 6652 §3 has an integer up to 100, the ABNF of the latter a fraction.
    private static bool TryReadShare(string text, out double share)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        ulong whole = 100;
        bool isShare = ulong.TryParse(slash < 0 ? text : text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out ulong part)
            && (slash < 0 || ulong.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out whole))
            && part <= whole && whole is > 0 and < 1_000_000_000_000;
        share = isShare ? (double)part / whole : 0;
        return isShare;
    }

    private static bool IsPrintable(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
