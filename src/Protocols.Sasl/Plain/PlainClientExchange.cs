using System.Text;

namespace Protocols.Sasl;

/// <summary>The client's side of PLAIN (RFC 4616).</summary>
internal sealed class PlainClientExchange(SaslCredentials credentials) : SaslClientExchange
{
    private bool _sent;

    public override string MechanismName => "PLAIN";

    public override ReadOnlyMemory<byte>? Start()
    {
        _sent = true;
        byte[] identities = Encoding.UTF8.GetBytes(credentials.AuthorizationIdentity + "\0" + credentials.AuthenticationIdentity + "\0");
        return (byte[])[.. identities, .. credentials.Password.Span];
    }

    // RFC 4616 §2: a server that did not get the message at once asks for it with an empty challenge; there is no second one.
    public override ReadOnlyMemory<byte>? Respond(ReadOnlySpan<byte> challenge) => _sent ? null : Start();
}
