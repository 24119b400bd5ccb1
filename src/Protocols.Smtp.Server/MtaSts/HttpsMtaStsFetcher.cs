using System.Buffers;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Smtp.Server;

/// <summary>Fetches policies of MTA-STS by HTTPS (RFC 8461 §3.3). Safe for use by any number of threads.</summary>
/// <param name="options">How to ask.</param>
/// <param name="time">The clock.</param>
public sealed class HttpsMtaStsFetcher(HttpsOptions options, TimeProvider time) : IMtaStsFetcher
{
    private const string UserAgent = "Protocols-MTA-STS/1.0";

    /// <inheritdoc/>
    public async ValueTask<MtaStsFetch> FetchAsync(Uri address, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        if (address.Scheme != Uri.UriSchemeHttps)
        {
            return MtaStsFetch.Failed("the address is none of HTTPS");
        }

        using HttpsExchange exchange = new(address.IdnHost, options, time, UserAgent);
        using CancellationTokenSource timeout = new(options.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            using HttpResponseMessage response = await exchange.SendAsync(request, either.Token).ConfigureAwait(false);
            string contentType = response.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? values) ? values.First() : "";

            // What is no policy is not read: RFC 8461 §3.3 takes 200 alone.
            return response.StatusCode != System.Net.HttpStatusCode.OK
                ? new MtaStsFetch((int)response.StatusCode, contentType, default)
                : await ReadAsync(response.Content, maxBytes, either.Token).ConfigureAwait(false) is { } content
                    ? new MtaStsFetch((int)response.StatusCode, contentType, content)
                    : MtaStsFetch.Failed($"it is longer than {maxBytes} octets");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return MtaStsFetch.Failed($"it took more than {options.Timeout}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return exchange.CertificateProblem.Length > 0 ? MtaStsFetch.Failed(exchange.CertificateProblem, isCertificateInvalid: true) : MtaStsFetch.Failed((e.InnerException ?? e).Message);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        ArrayBufferWriter<byte> octets = new(4096);
        int read;
        while ((read = await stream.ReadAsync(octets.GetMemory(4096), cancellationToken).ConfigureAwait(false)) > 0)
        {
            octets.Advance(read);
            if (octets.WrittenCount > maxBytes)
            {
                return null;
            }
        }

        return octets.WrittenMemory;
    }
}
