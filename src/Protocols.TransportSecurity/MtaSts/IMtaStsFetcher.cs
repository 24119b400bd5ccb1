namespace Protocols.TransportSecurity.MtaSts;

/// <summary>
/// Fetches a policy by HTTPS (RFC 8461 §3.3): the certificate is verified for the host of the address, redirects are not followed, nothing is taken from
/// a cache of HTTP, and both the time and the size have a bound. What is called here opens no socket itself.
/// </summary>
public interface IMtaStsFetcher
{
    /// <summary>Fetches.</summary>
    /// <param name="address">The address of the policy.</param>
    /// <param name="maxBytes">How many octets of it are wanted at most: a longer one is a failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What came. Failures are told, not thrown.</returns>
    ValueTask<MtaStsFetch> FetchAsync(Uri address, int maxBytes, CancellationToken cancellationToken);
}

/// <summary>What came of fetching a policy.</summary>
/// <param name="StatusCode">The status of HTTP; 0 where no answer came.</param>
/// <param name="ContentType">The media type, with its parameters; empty for none.</param>
/// <param name="Content">The octets.</param>
public sealed record MtaStsFetch(int StatusCode, string ContentType, ReadOnlyMemory<byte> Content)
{
    /// <summary>Why no answer came, in words for a person; empty where one did.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Whether it was the certificate of the host (<c>sts-webpki-invalid</c> in reports).</summary>
    public bool IsCertificateInvalid { get; init; }

    /// <summary>A failure.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="isCertificateInvalid">Whether it was the certificate.</param>
    public static MtaStsFetch Failed(string problem, bool isCertificateInvalid = false) => new(0, "", default) { Problem = problem, IsCertificateInvalid = isCertificateInvalid };
}
