using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Protocols.TransportSecurity.Delivery;

namespace Protocols.Smtp.Server;

/// <summary>
/// One exchange over a connection of its own: no redirects, no cookies, no proxy, no cache, and a certificate that has to be valid for the name
/// of the host. A connection for each is a little more work for what is asked once a day, and leaves no state behind.
/// </summary>
internal sealed class HttpsExchange : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;

    public HttpsExchange(string host, HttpsOptions options, TimeProvider time, string userAgent)
    {
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 32,
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                RemoteCertificateValidationCallback = (_, certificate, chain, _) => Verify(host, certificate, chain, options, time.GetUtcNow()),
            },
        };
        if (options.Connect is { } connect)
        {
            _handler.ConnectCallback = (context, cancellationToken) => connect(context.DnsEndPoint, cancellationToken);
        }

        _client = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
    }

    /// <summary>What is wrong with the certificate, in words for a person; empty for nothing.</summary>
    public string CertificateProblem { get; private set; } = "";

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private bool Verify(string host, X509Certificate? certificate, X509Chain? chain, HttpsOptions options, DateTimeOffset now)
    {
        // The certificates that the server sent along.
        X509Certificate2[] presented = certificate is X509Certificate2 own ? [own, .. chain?.ChainPolicy.ExtraStore ?? []] : [];
        PkixOutcome outcome = PkixVerifier.Verify(presented, host, now, options.Roots, out string problem);
        CertificateProblem = outcome == PkixOutcome.Valid ? "" : $"the certificate of {host} does not hold: {outcome} {problem}".TrimEnd();
        return outcome == PkixOutcome.Valid;
    }
}
