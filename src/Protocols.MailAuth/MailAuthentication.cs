using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Protocols.Dns;
using Protocols.MailAuth.Arc;
using Protocols.MailAuth.Atps;
using Protocols.MailAuth.Dkim;
using Protocols.MailAuth.Dmarc;
using Protocols.MailAuth.Results;
using Protocols.MailAuth.Spf;
using Protocols.Mime;

namespace Protocols.MailAuth;

/// <summary>The questions about one message while its body comes in: signatures and chain are hashed in one pass, and the body is never kept.</summary>
public sealed class MailAuthentication : IDisposable
{
    private readonly MailAuthenticator _authenticator;
    private readonly SmtpFacts _facts;
    private readonly RecordingDnsResolver _recorder;
    private readonly BoundedResolver _resolver;
    private readonly BodyHashes _bodies = new();
    private readonly DkimVerification _dkim;
    private readonly ArcVerification _arc;
    private readonly string? _author;
    private readonly string _authorAddress = "";
    private readonly IReadOnlyCollection<string> _authors = [];

    internal MailAuthentication(MailAuthenticator authenticator, MimePart header, SmtpFacts facts)
    {
        _authenticator = authenticator;
        _facts = facts;
        _recorder = new RecordingDnsResolver(authenticator.Resolver);
        _resolver = new BoundedResolver(_recorder, authenticator.Options.MaxConcurrentLookups, authenticator.Options.Timeout, authenticator.Time);
        DkimVerifier keys = new(_resolver, authenticator.Time, authenticator.Options.Dkim);
        _dkim = new DkimVerification(keys, header, _bodies);
        _arc = new ArcVerification(keys, authenticator.Options.Arc, header, _bodies);
        _author = DmarcVerifier.AuthorDomain(header);
        if (_dkim.IsForOthers)
        {
            _authors = AtpsVerifier.AuthorDomains(header);
            _authorAddress = header.TryGetHeader(HeaderId.From, out HeaderField from) ? FirstAddress(from) : "";
        }
    }

    /// <summary>Takes the next piece of the body, of any length. Lines end in CRLF.</summary>
    /// <param name="piece">The piece.</param>
    public void Write(ReadOnlySpan<byte> piece) => _bodies.Write(piece);

    /// <summary>Ends the body, looks up what has to be, and tells what is known.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<MailAuthResult> FinishAsync(CancellationToken cancellationToken = default)
    {
        MailAuthOptions options = _authenticator.Options;
        _resolver.Start(cancellationToken);
        SpfVerifier spf = new(_resolver, _authenticator.Time, options.Spf);
        Task<SpfResult> mailFrom = Task.FromResult(SpfResult.WithoutClient(_facts.Helo, _facts.MailFrom, SpfIdentity.MailFrom));
        Task<SpfResult> helo = Task.FromResult(SpfResult.WithoutClient(_facts.Helo, _facts.Helo, SpfIdentity.Helo));
        Task<IprevResult?> iprev = Task.FromResult<IprevResult?>(null);
        if (_facts.Client is { } client)
        {
            mailFrom = spf.CheckMailFromAsync(client, _facts.Helo, _facts.MailFrom, cancellationToken).AsTask();
            helo = spf.CheckHeloAsync(client, _facts.Helo, cancellationToken).AsTask();
            iprev = CheckIprevAsync(client, cancellationToken);
        }

        Task<ArcResult> arc = _arc.FinishAsync(cancellationToken).AsTask();
        try
        {
            ImmutableArray<DkimResult> dkim = await _dkim.FinishAsync(cancellationToken).ConfigureAwait(false);
            DmarcVerifier policy = new(_resolver, options.Dmarc);
            DmarcResult dmarc = _author is null
                ? new DmarcResult { Verdict = DmarcVerdict.PermError, Reason = DmarcReason.NoSingleAuthor }
                : await policy.CheckAsync(_author, await mailFrom.ConfigureAwait(false), dkim, cancellationToken).ConfigureAwait(false);
            AtpsResult atps = await new AtpsVerifier(_resolver, options.Atps).CheckAsync(_authors, dkim, cancellationToken).ConfigureAwait(false);
            MailAuthResult result = new()
            {
                Spf = await mailFrom.ConfigureAwait(false),
                SpfHelo = await helo.ConfigureAwait(false),
                Dkim = dkim,
                Arc = await arc.ConfigureAwait(false),
                Atps = atps,
                Dmarc = dmarc,
                Iprev = await iprev.ConfigureAwait(false),
                Results = new AuthenticationResults(options.ServiceId),
                Answers = _recorder.Answers,
            };
            return result with { Results = result.Results with { Results = Describe(result) } };
        }
        finally
        {
            // Where one was ended the others are ending: none is left behind that would use what is given back.
            await Task.WhenAll(mailFrom, helo, iprev, arc).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives back what was held.</summary>
    public void Dispose()
    {
        _dkim.Dispose();
        _arc.Dispose();
        _resolver.Dispose();
    }

    // RFC 8601 §2.7
    private ImmutableArray<AuthenticationResult> Describe(MailAuthResult result)
    {
        ImmutableArray<AuthenticationResult>.Builder all = ImmutableArray.CreateBuilder<AuthenticationResult>();
        bool isLimitTold = false;
        foreach (DkimResult signature in result.Dkim)
        {
            // Those that were not tried are of no interest one by one, and may be very many.
            if (signature.Reason == DkimReason.SignatureLimit && isLimitTold)
            {
                continue;
            }

            isLimitTold |= signature.Reason == DkimReason.SignatureLimit;
            AuthenticationResult dkim = new("dkim", signature.Name) { Comment = signature.Reason == DkimReason.None ? KeyComment(signature) : signature.Reason.ToString() };
            if (signature.Signature is { } signed)
            {
                string beginning = Convert.ToBase64String(signed.Signature.AsSpan()[..Math.Min(6, signed.Signature.Length)]);
                dkim = dkim.With("header", "d", signed.Domain).With("header", "i", signed.Identity).With("header", "s", signed.Selector)
                    .With("header", "a", AlgorithmName(signed.Algorithm)).With("header", "b", beginning);
            }

            all.Add(dkim);
        }

        if (result.Dkim.IsEmpty)
        {
            all.Add(new AuthenticationResult("dkim", "none"));
        }

        if (result.Atps.Verdict != AtpsVerdict.None)
        {
            // RFC 6541 §8.2
            string parties = $"{result.Atps.SignerDomain} for {result.Atps.AuthorDomain}";
            all.Add(new AuthenticationResult("dkim-atps", result.Atps.Name) { Comment = result.Atps.Verdict == AtpsVerdict.Pass ? parties : $"{result.Atps.Reason}: {parties}" }
                .With("header", "from", _authorAddress));
        }

        all.Add(new AuthenticationResult("spf", result.Spf.Name) { Comment = result.Spf.Reason == SpfReason.Matched ? result.Spf.Mechanism : result.Spf.Reason.ToString() }
            .With("smtp", "mailfrom", _facts.MailFrom.Length > 0 || _facts.Helo.Length == 0 ? _facts.MailFrom : result.Spf.Sender));
        if (_facts.Helo.Length > 0)
        {
            all.Add(new AuthenticationResult("spf", result.SpfHelo.Name).With("smtp", "helo", _facts.Helo));
        }

        all.Add(new AuthenticationResult("dmarc", result.Dmarc.Name)
        {
            Comment = result.Dmarc.Record is null ? result.Dmarc.Reason.ToString() : $"p={result.Dmarc.Policy.ToString().ToLowerInvariant()} {result.Dmarc.Reason}",
        }.With("header", "from", result.Dmarc.AuthorDomain));
        all.Add(new AuthenticationResult("arc", result.Arc.Name) { Comment = result.Arc.Reason == ArcReason.None ? "" : result.Arc.Reason.ToString() }
            .With("header", "oldest-pass", result.Arc.Status == ArcStatus.Pass ? result.Arc.OldestPass.ToString(CultureInfo.InvariantCulture) : ""));
        if (result.Iprev is { } iprev)
        {
            all.Add(new AuthenticationResult("iprev", iprev.Verdict) { Comment = iprev.HostName }.With("policy", "iprev", iprev.Client.ToString()));
        }

        return all.ToImmutable();
    }

    private async Task<IprevResult?> CheckIprevAsync(IPAddress client, CancellationToken cancellationToken) => await IprevResult.CheckAsync(_resolver, client, cancellationToken).ConfigureAwait(false);

    private static string FirstAddress(HeaderField from)
    {
        foreach (Address address in from.Addresses)
        {
            return address.GetAddress();
        }

        return "";
    }

    private static string KeyComment(DkimResult signature) =>
        string.Create(CultureInfo.InvariantCulture, $"{signature.KeyBits}-bit key{(signature.Key is { IsTesting: true } ? ", testing" : "")}{(signature.UnsignedBodyLength > 0 ? $", {signature.UnsignedBodyLength} octets unsigned" : "")}");

    private static string AlgorithmName(DkimAlgorithm algorithm) => algorithm switch
    {
        DkimAlgorithm.RsaSha256 => "rsa-sha256",
        DkimAlgorithm.Ed25519Sha256 => "ed25519-sha256",
        _ => "rsa-sha1",
    };

    /// <summary>Lets so many look-ups run at once, and ends them all in time: what is not known then is a temporary failure, not an exception.</summary>
    private sealed class BoundedResolver(IDnsResolver inner, int most, TimeSpan patience, TimeProvider time) : IDnsResolver, IDisposable
    {
        private readonly SemaphoreSlim _room = new(most);
        private CancellationTokenSource? _end;

        public void Start(CancellationToken cancellationToken)
        {
            _end = new CancellationTokenSource(patience, time);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public async ValueTask<DnsAnswer> QueryAsync(string name, DnsRecordType type, CancellationToken cancellationToken = default)
        {
            CancellationToken end = _end!.Token;
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end, cancellationToken);
            try
            {
                await _room.WaitAsync(either.Token).ConfigureAwait(false);
                try
                {
                    return await inner.QueryAsync(name, type, either.Token).ConfigureAwait(false);
                }
                finally
                {
                    _room.Release();
                }
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return DnsAnswer.Failed(name, type, "the time for this message was up");
            }
        }

        public void Dispose()
        {
            _room.Dispose();
            _end?.Dispose();
        }
    }
}
