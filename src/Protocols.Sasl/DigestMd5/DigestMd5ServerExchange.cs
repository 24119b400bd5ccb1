using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sasl;

/// <summary>
/// The server's side of DIGEST-MD5 (RFC 2831) with the protection <c>auth</c>, and without subsequent authentication (§2.2). RFC 6331 made it historic: it is for hosts
/// whose stores have nothing but its keys.
/// </summary>
/// <param name="options">The limits, the realm and the services.</param>
/// <param name="nonce">What makes the exchange unlike others; null for chance.</param>
[SuppressMessage("Security", "CA5351", Justification = "RFC 2831 is made of MD5.")]
internal sealed class DigestMd5ServerExchange(SaslOptions options, string? nonce = null) : SaslServerExchange(options)
{
    private const string Count = "00000001";

    private readonly string _nonce = nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    private bool _isChallenged;
    private bool _isProved;
    private DigestResponse? _response;

    public override string MechanismName => SaslMechanisms.Digest;

    private protected override SaslServerStep OnStart()
    {
        _isChallenged = true;
        return Challenge($"realm={DigestDirectives.Quoted(Options.DigestRealm!)},nonce=\"{_nonce}\",qop=\"auth\",charset=utf-8,algorithm=md5-sess");
    }

    private protected override SaslServerStep OnResponse(ReadOnlySpan<byte> response)
    {
        if (_isProved)
        {
            return response.IsEmpty ? new SaslServerStep { Kind = SaslServerStepKind.Succeeded, Credentials = Asked } : Malformed("the last response is not empty");
        }

        // §2.2.2: nothing is known of an earlier authentication.
        return _isChallenged ? Read(response) : OnStart();
    }

    private protected override SaslServerStep OnAnswer(SaslAnswer answer)
    {
        if (answer.DigestKey is not { } key)
        {
            return SaslServerStep.Fail(answer.Verdict == SaslFailure.None ? SaslFailure.TemporaryFailure : answer.Verdict, "the host gave no key");
        }

        DigestResponse response = _response!;
        string client = response["cnonce"]!;
        string authorization = response["authzid"] is { Length: > 0 } identity ? ":" + identity : "";
        byte[] rest = [.. response.Charset.GetBytes($":{_nonce}:{client}"), .. Encoding.UTF8.GetBytes(authorization)];
        string middle = $"{Hex([.. key.Span, .. rest])}:{_nonce}:{Count}:{client}:auth:";
        string expected = Hex(response.Charset.GetBytes(middle + Hex(response.Charset.GetBytes("AUTHENTICATE:" + response["digest-uri"]))));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(response["response"]!)))
        {
            return SaslServerStep.Fail(SaslFailure.InvalidCredentials, "the response is wrong");
        }

        // §2.1.3: the server shows that it knows the key, too.
        _isProved = true;
        return Challenge("rspauth=" + Hex(response.Charset.GetBytes(middle + Hex(response.Charset.GetBytes(":" + response["digest-uri"])))));
    }

    private SaslServerStep Read(ReadOnlySpan<byte> octets)
    {
        if (DigestResponse.Read(octets) is not { } response)
        {
            return Malformed("the response is no list of directives");
        }

        if (response["username"] is not { Length: > 0 } user || response["cnonce"] is not { Length: > 0 } || response["response"] is null || response["digest-uri"] is not { } address)
        {
            return Malformed("a directive is missing");
        }

        if (response["nonce"] != _nonce || response["realm"] != Options.DigestRealm || response["nc"] != Count || response["qop"] is not (null or "auth"))
        {
            return Malformed("the response is to another challenge");
        }

        if (Options.DigestServices.Count > 0 && !Options.DigestServices.Contains(address, StringComparer.OrdinalIgnoreCase))
        {
            return Malformed("the response is for another service");
        }

        string authorization = response["authzid"] ?? "";
        if (Encoding.UTF8.GetByteCount(user) > Options.MaxIdentityLength || Encoding.UTF8.GetByteCount(authorization) > Options.MaxIdentityLength)
        {
            return SaslServerStep.Fail(SaslFailure.TooLong, "an identity is too long");
        }

        _response = response;
        return Ask(SaslServerStepKind.FindDigestKey, new SaslCredentials(user, authorization, default));
    }

    private static SaslServerStep Challenge(string text) => new() { Kind = SaslServerStepKind.Challenge, Challenge = Encoding.UTF8.GetBytes(text) };

    private static SaslServerStep Malformed(string reason) => SaslServerStep.Fail(SaslFailure.MalformedResponse, reason);

    private static string Hex(byte[] octets) => Convert.ToHexStringLower(MD5.HashData(octets));
}
