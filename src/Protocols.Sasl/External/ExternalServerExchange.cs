using System.Text;
using System.Text.Unicode;

namespace Protocols.Sasl;

/// <summary>The server's side of EXTERNAL (RFC 4422 Appendix A): the host knows from the connection who it is, and is asked whether it may act as whom it says.</summary>
internal sealed class ExternalServerExchange(SaslOptions options) : SaslServerExchange(options)
{
    public override string MechanismName => SaslMechanisms.External;

    private protected override SaslServerStep OnStart() => new() { Kind = SaslServerStepKind.Challenge };

    private protected override SaslServerStep OnResponse(ReadOnlySpan<byte> response)
    {
        if (response.Length > Options.MaxIdentityLength)
        {
            return SaslServerStep.Fail(SaslFailure.TooLong, "the identity is too long");
        }

        // A.1: UTF-8 without NUL; empty for whoever the connection says.
        if (response.Contains((byte)0) || !Utf8.IsValid(response))
        {
            return SaslServerStep.Fail(SaslFailure.MalformedResponse, "the identity is not UTF-8, or has a NUL");
        }

        return Ask(SaslServerStepKind.VerifyExternal, new SaslCredentials("", Encoding.UTF8.GetString(response), default));
    }
}
