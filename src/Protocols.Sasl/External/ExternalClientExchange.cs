using System.Text;

namespace Protocols.Sasl;

/// <summary>The client's side of EXTERNAL (RFC 4422 Appendix A).</summary>
/// <param name="credentials">Whom to act as, or nobody in particular.</param>
internal sealed class ExternalClientExchange(SaslCredentials credentials) : SaslClientExchange
{
    private bool _isSent;

    public override string MechanismName => SaslMechanisms.External;

    public override ReadOnlyMemory<byte>? Start()
    {
        _isSent = true;
        return Encoding.UTF8.GetBytes(credentials.AuthorizationIdentity);
    }

    public override ReadOnlyMemory<byte>? Respond(ReadOnlySpan<byte> challenge) => _isSent ? null : Start();
}
