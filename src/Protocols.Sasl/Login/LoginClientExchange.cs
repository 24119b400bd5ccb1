using System.Text;

namespace Protocols.Sasl;

/// <summary>The client's side of LOGIN. What the requests say is not looked at: servers differ in their words.</summary>
internal sealed class LoginClientExchange(SaslCredentials credentials) : SaslClientExchange
{
    private int _sent;

    public override string MechanismName => "LOGIN";

    public override ReadOnlyMemory<byte>? Start() => null;

    public override ReadOnlyMemory<byte>? Respond(ReadOnlySpan<byte> challenge) => _sent++ switch
    {
        // The type is named for the last arm's sake: null would else become an empty array, and that an answer.
        0 => (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(credentials.AuthenticationIdentity),
        1 => credentials.Password,
        _ => null,
    };
}
