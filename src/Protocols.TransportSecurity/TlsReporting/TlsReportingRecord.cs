using System.Collections.Immutable;

namespace Protocols.TransportSecurity.TlsReporting;

/// <summary>Where a domain wants reports of TLS (RFC 8460 §3).</summary>
/// <param name="Addresses">Where to: <c>mailto:</c> and <c>https:</c> addresses, in their order; others are left out.</param>
public sealed record TlsReportingRecord(ImmutableArray<Uri> Addresses)
{
    private const string Version = "v=TLSRPTv1";

    /// <summary>How many addresses are kept.</summary>
    public const int MaxAddresses = 10;

    /// <summary>The name under which it stands.</summary>
    /// <param name="domain">The domain, in ASCII.</param>
    public static string NameOf(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return "_smtp._tls." + domain.TrimEnd('.');
    }

    /// <summary>Reads the records that stand there.</summary>
    /// <param name="texts">Their texts. Those that are none of this kind are passed over; then there has to be exactly one.</param>
    /// <param name="record">The record; null where there is none.</param>
    /// <param name="problem">Why there is none, in words for a person; empty where there is one.</param>
    public static bool TryRead(IEnumerable<string> texts, out TlsReportingRecord? record, out string problem)
    {
        ArgumentNullException.ThrowIfNull(texts);
        record = null;
        if (!VersionedTags.TryReadOnly(texts, Version, out Dictionary<string, string> fields, out problem))
        {
            return false;
        }

        ImmutableArray<Uri> addresses =
        [
            .. fields.GetValueOrDefault("rua", "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(static text => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "mailto" or "https" ? uri : null)
                .OfType<Uri>()
                .Take(MaxAddresses),
        ];
        if (addresses.IsEmpty)
        {
            problem = "there is no address to which reports could go";
            return false;
        }

        record = new TlsReportingRecord(addresses);
        return true;
    }
}
