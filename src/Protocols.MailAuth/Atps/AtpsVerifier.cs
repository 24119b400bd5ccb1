using Protocols.Dns;
using Protocols.MailAuth.Dkim;
using Protocols.Mime;

namespace Protocols.MailAuth.Atps;

/// <summary>Tells whether an author's domain lets a third party sign for it (RFC 6541). Safe for use by many threads at once.</summary>
public sealed class AtpsVerifier
{
    private readonly IDnsResolver _resolver;

    /// <summary>Makes a verifier.</summary>
    /// <param name="resolver">Looks up what authors publish.</param>
    /// <param name="options">What is believed, or null for <see cref="AtpsOptions.Default"/>.</param>
    public AtpsVerifier(IDnsResolver resolver, AtpsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        _resolver = resolver;
        Options = options ?? AtpsOptions.Default;
    }

    /// <summary>What is believed, and the limits.</summary>
    public AtpsOptions Options { get; }

    /// <summary>Checks a message.</summary>
    /// <param name="header">The message's part 0, for its From field.</param>
    /// <param name="dkim">What became of the signatures.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<AtpsResult> CheckAsync(MimePart header, IReadOnlyList<DkimResult> dkim, CancellationToken cancellationToken = default) =>
        CheckAsync(AuthorDomains(header), dkim, cancellationToken);

    /// <summary>Checks for authors' domains that are known.</summary>
    /// <param name="authorDomains">The domains of the From field.</param>
    /// <param name="dkim">What became of the signatures; only those that pass, are of none of these domains, and have <c>atps=</c> are looked at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<AtpsResult> CheckAsync(IReadOnlyCollection<string> authorDomains, IReadOnlyList<DkimResult> dkim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(authorDomains);
        ArgumentNullException.ThrowIfNull(dkim);
        HashSet<string> authors = new(authorDomains.Select(AsciiDomain.Of), StringComparer.Ordinal);
        AtpsResult result = new();
        int asked = 0;
        foreach (DkimResult signature in dkim)
        {
            if (signature is not { Verdict: DkimVerdict.Pass, Signature: { AuthorizingDomain: { } claimed } signed } || authors.Contains(AsciiDomain.Of(signed.Domain)))
            {
                continue;
            }

            result = new AtpsResult { Verdict = AtpsVerdict.Fail, AuthorDomain = AsciiDomain.Of(claimed), SignerDomain = AsciiDomain.Of(signed.Domain) };
            if (!authors.Contains(result.AuthorDomain))
            {
                result = result with { Reason = AtpsReason.OtherAuthor };
            }
            else if (Hash(signed.AuthorizationHash) is not { } hash)
            {
                result = result with { Reason = AtpsReason.UnknownHash };
            }
            else if (hash == AtpsHash.Sha1 && !Options.AllowSha1)
            {
                result = result with { Reason = AtpsReason.WeakHash };
            }
            else if (asked++ == Options.MaxQueries)
            {
                return result with { Verdict = AtpsVerdict.PermError, Reason = AtpsReason.QueryLimit };
            }
            else
            {
                result = await AskAsync(result with { QueryName = AtpsRecord.NameOf(signed.Domain, claimed, hash) }, cancellationToken).ConfigureAwait(false);
                if (result.Verdict != AtpsVerdict.Fail)
                {
                    // §4.4: whoever is authorized is enough, and what is not known might be.
                    return result;
                }
            }
        }

        return result;
    }

    /// <summary>The domains of the authors; none where the From field is not there exactly once, or may not be (<see cref="MimePart.IsHeaderCut"/>).</summary>
    /// <param name="header">The message's part 0.</param>
    internal static IReadOnlyCollection<string> AuthorDomains(MimePart header)
    {
        HashSet<string> domains = new(StringComparer.Ordinal);
        int fields = 0;
        foreach (HeaderField field in header.Headers)
        {
            if (field.Id == HeaderId.From && ++fields == 1)
            {
                foreach (Address address in field.Addresses)
                {
                    string text = address.GetAddress();
                    domains.Add(AsciiDomain.Of(text[(text.LastIndexOf('@') + 1)..]));
                }
            }
        }

        return fields == 1 && !header.IsHeaderCut ? domains : [];
    }

    private async ValueTask<AtpsResult> AskAsync(AtpsResult result, CancellationToken cancellationToken)
    {
        DnsAnswer answer = await _resolver.QueryAsync(result.QueryName, DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            DnsStatus.TemporaryFailure => result with { Verdict = AtpsVerdict.TempError, Reason = AtpsReason.LookupFailed, Problem = answer.Reason },
            DnsStatus.PermanentFailure => result with { Verdict = AtpsVerdict.PermError, Reason = AtpsReason.LookupFailed, Problem = answer.Reason },
            _ => answer.Records.Any(r => r is TextRecord text && AtpsRecord.Authorizes(text.Text.Span, result.SignerDomain))
                ? result with { Verdict = AtpsVerdict.Pass, Reason = AtpsReason.Authorized }
                : result with { Reason = AtpsReason.NotAuthorized },
        };
    }

    // §4.2: "none", or a hash of DKIM.
    private static AtpsHash? Hash(string name) => name.ToLowerInvariant() switch
    {
        "sha256" => AtpsHash.Sha256,
        "sha1" => AtpsHash.Sha1,
        "none" => AtpsHash.None,
        _ => null,
    };
}
