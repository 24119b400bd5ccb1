using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.MailAuth.Dmarc;

/// <summary>Tells whether what passes is the author's, and what the author's domain wants done if not (dmarcbis §5.3). Safe for use by many threads at once.</summary>
public sealed class DmarcVerifier
{
    private readonly IDnsResolver _resolver;

    /// <summary>Makes a verifier.</summary>
    /// <param name="resolver">Looks policies up.</param>
    /// <param name="options">How policies are found, or null for <see cref="DmarcOptions.Default"/>.</param>
    public DmarcVerifier(IDnsResolver resolver, DmarcOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        _resolver = resolver;
        Options = options ?? DmarcOptions.Default;
    }

    /// <summary>How policies are found.</summary>
    public DmarcOptions Options { get; }

    /// <summary>Checks a message.</summary>
    /// <param name="header">The message's part 0, for its From field.</param>
    /// <param name="spf">What SPF said of the return path; null where it was not asked.</param>
    /// <param name="dkim">What became of the signatures.</param>
    /// <param name="cancellationToken">Ends the wait for policies.</param>
    public ValueTask<DmarcResult> CheckAsync(MimePart header, SpfResult? spf, IReadOnlyList<DkimResult> dkim, CancellationToken cancellationToken = default)
    {
        string? domain = AuthorDomain(header);
        return domain is null ? new(new DmarcResult { Verdict = DmarcVerdict.PermError, Reason = DmarcReason.NoSingleAuthor }) : CheckAsync(domain, spf, dkim, cancellationToken);
    }

    /// <summary>Checks for an author's domain that is known.</summary>
    /// <param name="authorDomain">The domain of the From field, in ASCII.</param>
    /// <param name="spf">What SPF said of the return path; null where it was not asked.</param>
    /// <param name="dkim">What became of the signatures.</param>
    /// <param name="cancellationToken">Ends the wait for policies.</param>
    public async ValueTask<DmarcResult> CheckAsync(string authorDomain, SpfResult? spf, IReadOnlyList<DkimResult> dkim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dkim);
        string author = AsciiDomain.Of(authorDomain);
        PolicyWalk walk = new(_resolver, cancellationToken);
        (string policyDomain, DmarcRecord? record) = await DiscoverAsync(walk, author).ConfigureAwait(false);
        DmarcResult result = new() { AuthorDomain = author, PolicyDomain = policyDomain, Record = record };
        if (record is null)
        {
            return walk.Problem.Length > 0
                ? result with { Verdict = DmarcVerdict.TempError, Reason = DmarcReason.LookupFailed, Problem = walk.Problem }
                : result with { Verdict = DmarcVerdict.None, Reason = DmarcReason.NoRecord };
        }

        result = result with { OrganizationalDomain = await OrganizationAsync(walk, author).ConfigureAwait(false) };
        result = await AlignAsync(walk, result, record, spf, dkim).ConfigureAwait(false);
        bool exists = await ExistsAsync(result, record, cancellationToken).ConfigureAwait(false);
        DmarcPolicy policy = record.PolicyFor(isSubdomain: policyDomain != author, exists);
        result = result with { AuthorExists = exists, Policy = record.IsTesting ? DmarcResult.OneLevelLess(policy) : policy };
        return Judge(result, walk, spf, dkim);
    }

    /// <summary>
    /// Tells whether a domain takes reports for another (RFC 7489 §7.1, draft-ietf-dmarc-aggregate-reporting-32 §4): its own it does in any case, others if it says so.
    /// </summary>
    /// <param name="policyDomain">The domain whose policy names the address.</param>
    /// <param name="destination">The domain of the address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where it cannot be known now.</returns>
    public async ValueTask<bool?> AcceptsReportsAsync(string policyDomain, string destination, CancellationToken cancellationToken = default)
    {
        string policy = AsciiDomain.Of(policyDomain);
        string target = AsciiDomain.Of(destination);
        PolicyWalk walk = new(_resolver, cancellationToken);
        if (await OrganizationAsync(walk, policy).ConfigureAwait(false) == await OrganizationAsync(walk, target).ConfigureAwait(false))
        {
            return true;
        }

        DnsAnswer answer = await _resolver.QueryAsync($"{policy}._report._dmarc.{target}", DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            DnsStatus.TemporaryFailure => null,
            DnsStatus.Success => answer.Records.Any(static r => r is TextRecord text && DmarcRecord.IsRecord(text.Text.Span)),
            _ => false,
        };
    }

    /// <summary>The one domain of the From field (dmarcbis §5.3.1); null where there is none, or are several, or may be (<see cref="MimePart.IsHeaderCut"/>).</summary>
    /// <param name="header">The message's part 0.</param>
    public static string? AuthorDomain(MimePart header)
    {
        if (header.IsHeaderCut)
        {
            // There may be another From behind the limit, which others would show.
            return null;
        }

        string? only = null;
        int fields = 0;
        foreach (HeaderField field in header.Headers)
        {
            if (field.Id != HeaderId.From)
            {
                continue;
            }

            if (++fields > 1)
            {
                return null;
            }

            foreach (Address address in field.Addresses)
            {
                string text = address.GetAddress();
                string domain = AsciiDomain.Of(text[(text.LastIndexOf('@') + 1)..]);
                if (domain.Length == 0 || domain.Length == text.Length || (only is not null && only != domain))
                {
                    return null;
                }

                only = domain;
            }
        }

        return only;
    }

    // dmarcbis §4.10.1, RFC 7489 §6.6.3: the author's own, that of the organization, that of the public suffix.
    private async ValueTask<(string, DmarcRecord?)> DiscoverAsync(PolicyWalk walk, string author)
    {
        if (await walk.FindAsync(author).ConfigureAwait(false) is { } own)
        {
            return (author, own);
        }

        if (Options.PublicSuffixes is { } suffixes)
        {
            string organization = suffixes.OrganizationalDomain(author);
            return organization != author && await walk.FindAsync(organization).ConfigureAwait(false) is { } shared ? (organization, shared) : ("", null);
        }

        string top = await walk.OrganizationAsync(author).ConfigureAwait(false);
        if (await walk.FindAsync(top).ConfigureAwait(false) is { } record)
        {
            return (top, record);
        }

        List<(string Domain, DmarcRecord Record)> all = await walk.UpAsync(author).ConfigureAwait(false);
        return all.Count > 0 && all[^1].Record.Suffix == DmarcSuffix.Yes ? all[^1] : ("", null);
    }

    private ValueTask<string> OrganizationAsync(PolicyWalk walk, string domain) =>
        Options.PublicSuffixes is { } suffixes ? new(suffixes.OrganizationalDomain(domain)) : walk.OrganizationAsync(domain);

    private async ValueTask<DmarcResult> AlignAsync(PolicyWalk walk, DmarcResult result, DmarcRecord record, SpfResult? spf, IReadOnlyList<DkimResult> dkim)
    {
        foreach (DkimResult signature in dkim)
        {
            if (signature is { Verdict: DkimVerdict.Pass, Signature: { } signed } && result.AlignedDkimDomain.Length == 0)
            {
                string domain = AsciiDomain.Of(signed.Domain);
                bool isAligned = await IsAlignedAsync(walk, result, record.DkimAlignment, domain).ConfigureAwait(false);
                result = isAligned ? result with { AlignedDkimDomain = domain } : result;
            }
        }

        if (spf is { Verdict: SpfVerdict.Pass })
        {
            bool isAligned = await IsAlignedAsync(walk, result, record.SpfAlignment, spf.Domain).ConfigureAwait(false);
            result = isAligned ? result with { AlignedSpfDomain = spf.Domain } : result;
        }

        return result;
    }

    // dmarcbis §4.4
    private async ValueTask<bool> IsAlignedAsync(PolicyWalk walk, DmarcResult result, DmarcAlignment mode, string domain) =>
        domain == result.AuthorDomain
        || (mode == DmarcAlignment.Relaxed && await OrganizationAsync(walk, domain).ConfigureAwait(false) == result.OrganizationalDomain);

    // dmarcbis §3.2.13: a domain does not exist where its name is an error. It is asked only where the answer matters.
    private async ValueTask<bool> ExistsAsync(DmarcResult result, DmarcRecord record, CancellationToken cancellationToken)
    {
        if (result.PolicyDomain == result.AuthorDomain || record.NonExistentPolicy is null)
        {
            return true;
        }

        DnsAnswer answer = await _resolver.QueryAsync(result.AuthorDomain, DnsRecordType.A, cancellationToken).ConfigureAwait(false);
        return answer.Status != DnsStatus.NameError;
    }

    private static DmarcResult Judge(DmarcResult result, PolicyWalk walk, SpfResult? spf, IReadOnlyList<DkimResult> dkim)
    {
        bool isSigned = result.AlignedDkimDomain.Length > 0;
        bool isSent = result.AlignedSpfDomain.Length > 0;
        if (isSigned || isSent)
        {
            return result with { Verdict = DmarcVerdict.Pass, Reason = isSigned && isSent ? DmarcReason.AlignedDkimAndSpf : isSigned ? DmarcReason.AlignedDkim : DmarcReason.AlignedSpf };
        }

        // dmarcbis §5.3.6: what does not complete can be neither pass nor fail.
        if (walk.Problem.Length > 0)
        {
            return result with { Verdict = DmarcVerdict.TempError, Reason = DmarcReason.LookupFailed, Problem = walk.Problem };
        }

        if (spf is { Verdict: SpfVerdict.TempError } || dkim.Any(static d => d.Verdict == DkimVerdict.TempError))
        {
            return result with { Verdict = DmarcVerdict.TempError, Reason = DmarcReason.AuthenticationUnknown };
        }

        bool anyPasses = spf is { Verdict: SpfVerdict.Pass } || dkim.Any(static d => d.Verdict == DkimVerdict.Pass);
        return result with { Verdict = DmarcVerdict.Fail, Reason = anyPasses ? DmarcReason.NotAligned : DmarcReason.NothingPasses };
    }
}
