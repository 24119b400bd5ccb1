using System.Text;

namespace Protocols.Sasl;

/// <summary>The client's side of OAUTHBEARER (RFC 7628 §3.1) and XOAUTH2.</summary>
/// <param name="credentials">Who logs in, with a token for a password.</param>
/// <param name="service">To what; null where that is not known.</param>
/// <param name="isStandard">Whether it is OAUTHBEARER.</param>
internal sealed class TokenClientExchange(SaslCredentials credentials, SaslService? service, bool isStandard) : SaslClientExchange
{
    private bool _isSent;
    private bool _isRefused;

    public override string MechanismName => isStandard ? "OAUTHBEARER" : "XOAUTH2";

    public override ReadOnlyMemory<byte>? Start()
    {
        _isSent = true;
        string token = Encoding.UTF8.GetString(credentials.Password.Span);
        string host = service is null ? "" : $"host={service.Host}\u0001";
        return Encoding.UTF8.GetBytes(isStandard
            ? $"n,a={ScramText.WriteName(credentials.AuthenticationIdentity)},\u0001{host}auth=Bearer {token}\u0001\u0001"
            : $"user={credentials.AuthenticationIdentity}\u0001auth=Bearer {token}\u0001\u0001");
    }

    public override ReadOnlyMemory<byte>? Respond(ReadOnlySpan<byte> challenge)
    {
        if (!_isSent)
        {
            return Start();
        }

        // RFC 7628 §3.2.3: the challenge is why the token was refused; the exchange ends once that is acknowledged.
        if (_isRefused)
        {
            return null;
        }

        _isRefused = true;
        return isStandard ? new byte[] { 1 } : ReadOnlyMemory<byte>.Empty;
    }
}
