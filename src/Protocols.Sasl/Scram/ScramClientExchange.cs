using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sasl;

/// <summary>The client's side of SCRAM, with or without a binding to the connection (RFC 5802 §3, §5, §6; RFC 7677).</summary>
/// <param name="credentials">Who logs in.</param>
/// <param name="hash">The mechanism's hash.</param>
/// <param name="isBound">Whether it is the form with <c>-PLUS</c>.</param>
/// <param name="binding">The connection's binding, or null where there is none to be had.</param>
/// <param name="options">The limits.</param>
/// <param name="clientNonce">What makes the exchange unlike others; null for chance.</param>
internal sealed class ScramClientExchange(
    SaslCredentials credentials, ScramHash hash, bool isBound, SaslChannelBinding? binding, SaslOptions options, string? clientNonce = null) : SaslClientExchange
{
    private readonly string _clientNonce = clientNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    private string? _clientFirst;
    private byte[]? _serverSignature;
    private bool _isDone;

    public override string MechanismName => isBound ? hash.Mechanism + SaslMechanisms.PlusSuffix : hash.Mechanism;

    // RFC 5802 §6: "y" where we could bind the exchange and the server does not say that it can.
    private string Header =>
        (isBound ? "p=" + binding!.Type : binding is null ? "n" : "y")
        + (credentials.AuthorizationIdentity.Length == 0 ? ",," : $",a={ScramText.WriteName(credentials.AuthorizationIdentity)},");

    public override ReadOnlyMemory<byte>? Start()
    {
        string user = SaslPrep.TryPrepare(credentials.AuthenticationIdentity, out string? prepared) ? prepared : credentials.AuthenticationIdentity;
        _clientFirst = $"n={ScramText.WriteName(user)},r={_clientNonce}";
        return Encoding.UTF8.GetBytes(Header + _clientFirst);
    }

    public override ReadOnlyMemory<byte>? Respond(ReadOnlySpan<byte> challenge)
    {
        if (_clientFirst is null)
        {
            return challenge.IsEmpty ? Start() : null;
        }

        if (_isDone || !ScramText.TryDecode(challenge, 4096, out string? message))
        {
            return null;
        }

        return _serverSignature is null ? Answer(message) : Check(message);
    }

    // server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]
    private ReadOnlyMemory<byte>? Answer(string message)
    {
        ReadOnlySpan<char> rest = message;
        if (!ScramText.TryTake(ref rest, 'r', out ReadOnlySpan<char> nonce) || !ScramText.IsNonce(nonce)
            || nonce.Length <= _clientNonce.Length || !nonce.StartsWith(_clientNonce)
            || !ScramText.TryTake(ref rest, 's', out ReadOnlySpan<char> saltText) || !ScramText.TryReadBase64(saltText, out byte[] salt) || salt.Length == 0
            || !ScramText.TryTake(ref rest, 'i', out ReadOnlySpan<char> count)
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations < 1 || iterations > options.MaxIterations)
        {
            return null;
        }

        byte[] bound = [.. Encoding.UTF8.GetBytes(Header), .. isBound ? binding!.Data.Span : default];
        string final = $"c={Convert.ToBase64String(bound)},r={nonce}";
        byte[] authMessage = Encoding.UTF8.GetBytes($"{_clientFirst},{message},{final}");
        byte[] salted = hash.Hi(SaslPrep.PreparePassword(credentials.Password).Span, salt, iterations);
        byte[] clientKey = hash.Hmac(salted, "Client Key"u8);
        byte[] proof = hash.Hmac(hash.Hash(clientKey), authMessage);
        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= clientKey[i];
        }

        _serverSignature = hash.Hmac(hash.Hmac(salted, "Server Key"u8), authMessage);
        CryptographicOperations.ZeroMemory(salted);
        return Encoding.UTF8.GetBytes($"{final},p={Convert.ToBase64String(proof)}");
    }

    // RFC 5802 §5: a server that cannot show that it knows the password is none to talk to.
    private ReadOnlyMemory<byte>? Check(string message)
    {
        _isDone = true;
        ReadOnlySpan<char> rest = message;
        HasProvedServer = ScramText.TryTake(ref rest, 'v', out ReadOnlySpan<char> verifier) && ScramText.TryReadBase64(verifier, out byte[] signature)
            && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);
        return HasProvedServer ? (ReadOnlyMemory<byte>?)ReadOnlyMemory<byte>.Empty : null;
    }
}
