using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sasl;

/// <summary>
/// The client's side of DIGEST-MD5 (RFC 2831) with the protection <c>auth</c>. RFC 6331 made it historic: it is for servers that have nothing else.
/// </summary>
/// <param name="credentials">Who logs in.</param>
/// <param name="service">To what.</param>
/// <param name="clientNonce">What makes the exchange unlike others; null for chance.</param>
[SuppressMessage("Security", "CA5351", Justification = "RFC 2831 is made of MD5.")]
internal sealed class DigestMd5ClientExchange(SaslCredentials credentials, SaslService service, string? clientNonce = null) : SaslClientExchange
{
    private readonly string _clientNonce = clientNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    private string? _expected;
    private bool _isDone;

    public override string MechanismName => "DIGEST-MD5";

    public override ReadOnlyMemory<byte>? Start() => null;

    public override ReadOnlyMemory<byte>? Respond(ReadOnlySpan<byte> challenge)
    {
        DigestChallenge? read = DigestChallenge.Read(challenge);
        if (read is null || _isDone)
        {
            return null;
        }

        if (_expected is null)
        {
            return read.ResponseAuth is null ? Answer(read) : null;
        }

        // §2.1.3: the server shows that it knows the password, too.
        _isDone = true;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(read.ResponseAuth ?? ""), Encoding.UTF8.GetBytes(_expected))
            ? (ReadOnlyMemory<byte>?)ReadOnlyMemory<byte>.Empty
            : null;
    }

    private ReadOnlyMemory<byte>? Answer(DigestChallenge challenge)
    {
        Encoding charset = challenge.IsUtf8 ? Encoding.UTF8 : Encoding.Latin1;
        string user = credentials.AuthenticationIdentity;
        string password = Encoding.UTF8.GetString(credentials.Password.Span);
        if (!challenge.IsUtf8 && !IsLatin1(user + password))
        {
            return null;
        }

        string realm = challenge.Realm ?? "";
        string address = $"{service.Name}/{service.Host}";
        byte[] secret = MD5.HashData([.. Hashed(user), (byte)':', .. Hashed(realm), (byte)':', .. Hashed(password)]);
        string authorization = credentials.AuthorizationIdentity.Length == 0 ? "" : ":" + credentials.AuthorizationIdentity;
        string first = Hex([.. secret, .. Encoding.UTF8.GetBytes($":{challenge.Nonce}:{_clientNonce}{authorization}")]);
        string middle = $"{first}:{challenge.Nonce}:00000001:{_clientNonce}:auth:";
        string response = Hex(Encoding.UTF8.GetBytes(middle + Hex(Encoding.UTF8.GetBytes("AUTHENTICATE:" + address))));
        _expected = Hex(Encoding.UTF8.GetBytes(middle + Hex(Encoding.UTF8.GetBytes(":" + address))));

        StringBuilder text = new();
        text.Append(challenge.IsUtf8 ? "charset=utf-8," : "").Append($"username={DigestDirectives.Quoted(user)}");
        text.Append(challenge.Realm is null ? "" : $",realm={DigestDirectives.Quoted(realm)}");
        text.Append($",nonce={DigestDirectives.Quoted(challenge.Nonce)},nc=00000001,cnonce={DigestDirectives.Quoted(_clientNonce)},digest-uri={DigestDirectives.Quoted(address)},response={response},qop=auth");
        text.Append(authorization.Length == 0 ? "" : $",authzid={DigestDirectives.Quoted(credentials.AuthorizationIdentity)}");
        return charset.GetBytes(text.ToString());
    }

    // §2.1.2.1: what can be in ISO 8859-1 is hashed in it, for the sake of databases made for HTTP.
    private static byte[] Hashed(string text) => (IsLatin1(text) ? Encoding.Latin1 : Encoding.UTF8).GetBytes(text);

    private static bool IsLatin1(string text) => text.All(static c => c <= 0xFF);

    private static string Hex(byte[] octets) => Convert.ToHexStringLower(MD5.HashData(octets));
}
