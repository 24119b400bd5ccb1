using System.Text;
using System.Text.Unicode;

namespace Protocols.Sasl;

/// <summary>
/// LOGIN: name and password, each on its own request (draft-murchison-sasl-login-00). Obsolete, and still the only mechanism that some
/// clients have.
/// </summary>
internal sealed class LoginServerExchange(SaslOptions options) : SaslServerExchange(options)
{
    private static readonly byte[] s_userName = "Username:"u8.ToArray();
    private static readonly byte[] s_password = "Password:"u8.ToArray();

    private string? _identity;

    public override string MechanismName => "LOGIN";

    private protected override SaslServerStep OnStart() => new() { Kind = SaslServerStepKind.Challenge, Challenge = s_userName };

    private protected override SaslServerStep OnResponse(ReadOnlySpan<byte> response)
    {
        int limit = _identity is null ? Options.MaxIdentityLength : Options.MaxPasswordLength;
        if (response.Length > limit)
        {
            return SaslServerStep.Fail(SaslFailure.TooLong, "the identity or the password is too long");
        }

        if (response.IsEmpty || response.Contains((byte)0) || !Utf8.IsValid(response))
        {
            return SaslServerStep.Fail(SaslFailure.MalformedResponse, "the identity or the password is empty or not UTF-8");
        }

        if (_identity is null)
        {
            _identity = Encoding.UTF8.GetString(response);
            return new SaslServerStep { Kind = SaslServerStepKind.Challenge, Challenge = s_password };
        }

        return Ask(SaslServerStepKind.VerifyPassword, new SaslCredentials(_identity, string.Empty, response.ToArray()));
    }
}
