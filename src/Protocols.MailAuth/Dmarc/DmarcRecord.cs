using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Protocols.MailAuth.Dmarc;

/// <summary>What a domain wants done with mail that fails (draft-ietf-dmarc-dmarcbis-41 §4.7, RFC 7489 §6.3).</summary>
public enum DmarcPolicy
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>It is suspicious.</summary>
    Quarantine,

    /// <summary>It is not to be believed.</summary>
    Reject,
}

/// <summary>How like the author's domain another has to be.</summary>
public enum DmarcAlignment
{
    /// <summary>Of the same organization.</summary>
    Relaxed,

    /// <summary>The same.</summary>
    Strict,
}

/// <summary>Whether a domain is a public suffix (dmarcbis §4.7, <c>psd=</c>).</summary>
public enum DmarcSuffix
{
    /// <summary>It is none, and may be an organization's or below one.</summary>
    Unspecified,

    /// <summary>It is one: the domains below are organizations'.</summary>
    Yes,

    /// <summary>It is none, and it is an organization's.</summary>
    No,
}

/// <summary>Which failures are to be reported one by one (<c>fo=</c>).</summary>
[Flags]
public enum DmarcFailureReporting
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>0</c>: where nothing aligned passes.</summary>
    AllFail = 1,

    /// <summary><c>1</c>: where anything does not pass aligned.</summary>
    AnyFail = 2,

    /// <summary><c>d</c>: where a signature fails.</summary>
    Dkim = 4,

    /// <summary><c>s</c>: where SPF fails.</summary>
    Spf = 8,
}

/// <summary>An address for reports (<c>rua=</c>, <c>ruf=</c>).</summary>
/// <param name="Uri">The address, such as <c>mailto:reports@example.org</c>.</param>
/// <param name="MaxSize">The largest report that is wanted, in octets (obsolete, RFC 7489 §6.2); null for any.</param>
public readonly record struct DmarcReportUri(string Uri, long? MaxSize);

/// <summary>A domain's policy (dmarcbis §4.7, and <c>pct</c>, <c>ri</c> and <c>rf</c> of RFC 7489 §6.3). Immutable.</summary>
public sealed record DmarcRecord
{
    private const int MostUris = 20;

    /// <summary>What is wanted for the domain, <c>p=</c>.</summary>
    public DmarcPolicy Policy { get; init; }

    /// <summary>What is wanted for domains below it, <c>sp=</c>; null for the same.</summary>
    public DmarcPolicy? SubdomainPolicy { get; init; }

    /// <summary>What is wanted for domains below it that do not exist, <c>np=</c>; null for the same as for those that do.</summary>
    public DmarcPolicy? NonExistentPolicy { get; init; }

    /// <summary>Whether the domain is a public suffix, <c>psd=</c>.</summary>
    public DmarcSuffix Suffix { get; init; }

    /// <summary>How like the signer's domain has to be, <c>adkim=</c>.</summary>
    public DmarcAlignment DkimAlignment { get; init; }

    /// <summary>How like the sender's domain has to be, <c>aspf=</c>.</summary>
    public DmarcAlignment SpfAlignment { get; init; }

    /// <summary>Whether the policy is only tried out, <c>t=y</c>, so that one level less is wanted.</summary>
    public bool IsTesting { get; init; }

    /// <summary>For how much of the mail that fails the policy is wanted, in percent, <c>pct=</c> (RFC 7489); 100 unless set.</summary>
    public int Percent { get; init; } = 100;

    /// <summary>Where summaries go, <c>rua=</c>.</summary>
    public ImmutableArray<DmarcReportUri> AggregateReports { get; init; } = [];

    /// <summary>Where single failures go, <c>ruf=</c>.</summary>
    public ImmutableArray<DmarcReportUri> FailureReports { get; init; } = [];

    /// <summary>Which failures, <c>fo=</c>.</summary>
    public DmarcFailureReporting FailureReporting { get; init; } = DmarcFailureReporting.AllFail;

    /// <summary>How often summaries are wanted, <c>ri=</c> (RFC 7489); a day unless set.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Tells whether a text is meant as a policy: its first tag is <c>v=DMARC1</c>.</summary>
    /// <param name="text">The text.</param>
    public static bool IsRecord(ReadOnlySpan<byte> text)
    {
        int semicolon = text.IndexOf((byte)';');
        ReadOnlySpan<byte> first = semicolon < 0 ? text : text[..semicolon];
        int equals = first.IndexOf((byte)'=');
        return equals >= 0 && first[..equals].Trim(" \t"u8).SequenceEqual("v"u8) && first[(equals + 1)..].Trim(" \t"u8).SequenceEqual("DMARC1"u8);
    }

    /// <summary>Reads a policy. A tag that cannot be read is as if it were not there (dmarcbis §4.8).</summary>
    /// <param name="text">The text.</param>
    /// <param name="record">What it says.</param>
    /// <returns>False where it is no policy, or wants nothing that can be understood (dmarcbis §4.10.1).</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out DmarcRecord? record)
    {
        record = null;
        if (!IsRecord(text))
        {
            return false;
        }

        DmarcRecord read = new();
        bool hasPolicy = false;
        bool isValid = true;
        foreach (Range range in text.Split((byte)';'))
        {
            ReadOnlySpan<byte> tag = text[range];
            int equals = tag.IndexOf((byte)'=');
            if (equals < 0)
            {
                continue;
            }

            string name = Encoding.ASCII.GetString(tag[..equals].Trim(" \t"u8)).ToLowerInvariant();
            string value = Encoding.UTF8.GetString(tag[(equals + 1)..].Trim(" \t"u8));
            read = read.With(name, value, ref hasPolicy, ref isValid);
        }

        // dmarcbis §4.10.1: without a policy that can be read, reports may still be wanted.
        if ((!hasPolicy || !isValid) && read.AggregateReports.IsEmpty)
        {
            return false;
        }

        record = hasPolicy && isValid ? read : read with { Policy = DmarcPolicy.None, SubdomainPolicy = null, NonExistentPolicy = null };
        return true;
    }

    /// <summary>What is wanted for a domain, before what is only tried out is taken into account.</summary>
    /// <param name="isSubdomain">Whether the author's domain lies below the one of this record.</param>
    /// <param name="exists">Whether the author's domain exists.</param>
    public DmarcPolicy PolicyFor(bool isSubdomain, bool exists) => !isSubdomain ? Policy : (exists ? null : NonExistentPolicy) ?? SubdomainPolicy ?? Policy;

    private DmarcRecord With(string name, string value, ref bool hasPolicy, ref bool isValid)
    {
        switch (name)
        {
            case "p":
                hasPolicy = TryReadPolicy(value, out DmarcPolicy policy);
                return this with { Policy = policy };
            case "sp":
                isValid &= TryReadPolicy(value, out DmarcPolicy below);
                return this with { SubdomainPolicy = below };
            case "np":
                isValid &= TryReadPolicy(value, out DmarcPolicy absent);
                return this with { NonExistentPolicy = absent };
            case "psd":
                return this with { Suffix = Is(value, "y") ? DmarcSuffix.Yes : Is(value, "n") ? DmarcSuffix.No : DmarcSuffix.Unspecified };
            case "adkim":
                return this with { DkimAlignment = Is(value, "s") ? DmarcAlignment.Strict : DmarcAlignment.Relaxed };
            case "aspf":
                return this with { SpfAlignment = Is(value, "s") ? DmarcAlignment.Strict : DmarcAlignment.Relaxed };
            case "t":
                return this with { IsTesting = Is(value, "y") };
            case "pct":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent <= 100 ? this with { Percent = percent } : this;
            case "ri":
                return uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds) ? this with { ReportInterval = TimeSpan.FromSeconds(seconds) } : this;
            case "rua":
                return this with { AggregateReports = ReadUris(value) };
            case "ruf":
                return this with { FailureReports = ReadUris(value) };
            case "fo":
                return this with { FailureReporting = ReadFailureReporting(value) };
            default:
                return this;
        }
    }

    private static bool Is(string value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool TryReadPolicy(string value, out DmarcPolicy policy)
    {
        policy = Is(value, "reject") ? DmarcPolicy.Reject : Is(value, "quarantine") ? DmarcPolicy.Quarantine : DmarcPolicy.None;
        return policy != DmarcPolicy.None || Is(value, "none");
    }

    private static DmarcFailureReporting ReadFailureReporting(string value)
    {
        DmarcFailureReporting all = DmarcFailureReporting.None;
        foreach (string word in value.Split(':', StringSplitOptions.TrimEntries))
        {
            all |= word.ToLowerInvariant() switch
            {
                "0" => DmarcFailureReporting.AllFail,
                "1" => DmarcFailureReporting.AnyFail,
                "d" => DmarcFailureReporting.Dkim,
                "s" => DmarcFailureReporting.Spf,
                _ => DmarcFailureReporting.None,
            };
        }

        return all == DmarcFailureReporting.None ? DmarcFailureReporting.AllFail : all;
    }

    private static ImmutableArray<DmarcReportUri> ReadUris(string value)
    {
        ImmutableArray<DmarcReportUri>.Builder uris = ImmutableArray.CreateBuilder<DmarcReportUri>();
        foreach (string text in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // An exclamation mark that is part of the address is written %21.
            int mark = text.IndexOf('!', StringComparison.Ordinal);
            string uri = mark < 0 ? text : text[..mark];
            if (uris.Count < MostUris && uri.IndexOf(':', StringComparison.Ordinal) > 0 && Uri.TryCreate(uri, UriKind.Absolute, out _))
            {
                uris.Add(new DmarcReportUri(uri, mark < 0 ? null : ReadSize(text.AsSpan(mark + 1))));
            }
        }

        return uris.ToImmutable();
    }

    private static long? ReadSize(ReadOnlySpan<char> text)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? text.Length : digits;
        if (digits is 0 or > 9)
        {
            return null;
        }

        long unit = text[digits..] switch
        {
            "" => 1,
            "k" or "K" => 1L << 10,
            "m" or "M" => 1L << 20,
            "g" or "G" => 1L << 30,
            "t" or "T" => 1L << 40,
            _ => 0,
        };
        return unit == 0 ? null : long.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture) * unit;
    }
}
