using System.Security.Cryptography.X509Certificates;
using Protocols.Sasl;

namespace Protocols.Storage;

/// <summary>What a server needs to log clients in: who is here, and what may be tried. One serves any number of connections.</summary>
/// <param name="directory">Who is here.</param>
public sealed class LoginService(IDirectory directory)
{
    /// <summary>Who is here.</summary>
    public IDirectory Directory { get; } = directory;

    /// <summary>What counts failures; null, the default, for none but the sessions' own limits.</summary>
    public LoginThrottle? Throttle { get; init; }

    /// <summary>What checks bearer tokens; null, the default, where none are taken.</summary>
    public ITokenVerifier? Tokens { get; init; }

    /// <summary>What tells whose a client's certificate is; null, the default, where nobody logs in by one.</summary>
    public ICertificateVerifier? Certificates { get; init; }

    /// <summary>What has keys of DIGEST-MD5; null, the default, where it is not served.</summary>
    public IDigestKeyStore? DigestKeys { get; init; }

    /// <summary>The limits of exchanges. The realm of DIGEST-MD5 is that of <see cref="DigestKeys"/>.</summary>
    public SaslOptions Options
    {
        get => field with { DigestRealm = DigestKeys?.Realm };
        init;
    }
    = SaslOptions.Default;

    /// <summary>
    /// The mechanisms that can be served, strongest first. Those that end with <see cref="SaslMechanisms.PlusSuffix"/> are for connections that have a
    /// channel binding, and EXTERNAL for those on which the client has shown a certificate.
    /// </summary>
    public IReadOnlyList<string> Mechanisms =>
    [
        .. Certificates is null ? (ReadOnlySpan<string>)[] : [SaslMechanisms.External],
        .. Directory.ScramMechanisms.Select(static m => m + SaslMechanisms.PlusSuffix),
        .. Directory.ScramMechanisms,
        .. Tokens is null ? [] : SaslMechanisms.Token,
        .. SaslMechanisms.Password,
        .. DigestKeys is null ? (ReadOnlySpan<string>)[] : [SaslMechanisms.Digest],
    ];

    /// <summary>Begins to log a client in.</summary>
    /// <param name="address">Where the client is; empty where that is not known.</param>
    /// <param name="certificate">The certificate that the client has shown to hold, or null.</param>
    public LoginAttempt Begin(string address, X509Certificate2? certificate = null) => new(this, address, certificate);
}
