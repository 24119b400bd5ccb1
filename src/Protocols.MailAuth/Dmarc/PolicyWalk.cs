using Protocols.Dns;

namespace Protocols.MailAuth.Dmarc;

/// <summary>The policies on the way up from a domain (dmarcbis §4.10), each looked up once for all the walks of a message.</summary>
internal sealed class PolicyWalk(IDnsResolver resolver, CancellationToken cancellationToken)
{
    // dmarcbis §4.10, step 4: of longer names only so many labels are walked.
    private const int MostLabels = 7;

    private readonly Dictionary<string, (DmarcRecord? Record, string Problem)> _known = new(StringComparer.Ordinal);

    /// <summary>What a look-up that failed said; empty where none did.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The policy at a name; null for none.</summary>
    public async ValueTask<DmarcRecord?> FindAsync(string domain)
    {
        if (!_known.TryGetValue(domain, out (DmarcRecord? Record, string Problem) found))
        {
            found = await QueryAsync(domain).ConfigureAwait(false);
            _known[domain] = found;
        }

        Problem = found.Problem.Length > 0 ? found.Problem : Problem;
        return found.Record;
    }

    /// <summary>The policies from a domain up, the nearest first.</summary>
    public async ValueTask<List<(string Domain, DmarcRecord Record)>> UpAsync(string domain)
    {
        List<(string, DmarcRecord)> found = [];
        string? target = domain;
        bool isFirst = true;
        while (target is not null)
        {
            if (await FindAsync(target).ConfigureAwait(false) is { } record)
            {
                found.Add((target, record));
                if (record.Suffix != DmarcSuffix.Unspecified && !(isFirst && record.Suffix == DmarcSuffix.Yes))
                {
                    break;
                }
            }

            target = isFirst ? Shorten(target) : Parent(target);
            isFirst = false;
        }

        return found;
    }

    /// <summary>The organization's domain of a domain (dmarcbis §4.10.2).</summary>
    public async ValueTask<string> OrganizationAsync(string domain)
    {
        List<(string Domain, DmarcRecord Record)> found = await UpAsync(domain).ConfigureAwait(false);
        foreach ((string at, DmarcRecord record) in found)
        {
            if (record.Suffix == DmarcSuffix.No)
            {
                return at;
            }

            if (record.Suffix == DmarcSuffix.Yes && at != domain)
            {
                return OneBelow(domain, at);
            }
        }

        return found.Count > 0 ? found[^1].Domain : domain;
    }

    internal static string? Parent(string domain) => domain.IndexOf('.', StringComparison.Ordinal) is >= 0 and int dot ? domain[(dot + 1)..] : null;

    private static string OneBelow(string domain, string suffix)
    {
        string below = domain[..^(suffix.Length + 1)];
        return domain[(below.LastIndexOf('.') + 1)..];
    }

    private static string? Shorten(string domain)
    {
        int start = domain.Length;
        for (int labels = 0; labels < MostLabels; labels++)
        {
            start = start > 0 ? domain.LastIndexOf('.', start - 1) : -1;
            if (start < 0)
            {
                return Parent(domain);
            }
        }

        return domain[(start + 1)..];
    }

    private async ValueTask<(DmarcRecord?, string)> QueryAsync(string domain)
    {
        string name = "_dmarc." + domain;
        if (!DnsNames.IsValid(name))
        {
            return (null, "");
        }

        DnsAnswer answer = await resolver.QueryAsync(name, DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
        if (answer.Status is DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure)
        {
            return (null, $"{name}: {answer.Reason}");
        }

        DmarcRecord? only = null;
        int count = 0;
        foreach (DnsRecord record in answer.Records)
        {
            if (record is TextRecord text && DmarcRecord.IsRecord(text.Text.Span))
            {
                count++;
                _ = DmarcRecord.TryParse(text.Text.Span, out only);
            }
        }

        // Step 2: several are as none.
        return (count == 1 ? only : null, "");
    }
}
