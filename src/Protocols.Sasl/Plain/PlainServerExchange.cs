using System.Text;
using System.Text.Unicode;

namespace Protocols.Sasl;

/// <summary>PLAIN: one message with both identities and the password (RFC 4616).</summary>
internal sealed class PlainServerExchange(SaslOptions options) : SaslServerExchange(options)
{
    public override string MechanismName => "PLAIN";

    // RFC 4616 §2: the client speaks first; without an initial response it is asked for with an empty challenge.
    private protected override SaslServerStep OnStart() => new() { Kind = SaslServerStepKind.Challenge };

    private protected override SaslServerStep OnResponse(ReadOnlySpan<byte> response)
    {
        // RFC 4616 §2: message = [authzid] UTF8NUL authcid UTF8NUL passwd
        int first = response.IndexOf((byte)0);
        int second = first < 0 ? -1 : response[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
        {
            return SaslServerStep.Fail(SaslFailure.MalformedResponse, "the message has fewer than two NULs");
        }

        ReadOnlySpan<byte> authorization = response[..first];
        ReadOnlySpan<byte> authentication = response.Slice(first + 1, second);
        ReadOnlySpan<byte> password = response[(first + second + 2)..];
        if (authorization.Length > Options.MaxIdentityLength || authentication.Length > Options.MaxIdentityLength || password.Length > Options.MaxPasswordLength)
        {
            return SaslServerStep.Fail(SaslFailure.TooLong, "an identity or the password is too long");
        }

        if (authentication.IsEmpty || password.IsEmpty || password.Contains((byte)0))
        {
            return SaslServerStep.Fail(SaslFailure.MalformedResponse, "the identity or the password is empty, or the password has a NUL");
        }

        if (!Utf8.IsValid(response))
        {
            return SaslServerStep.Fail(SaslFailure.MalformedResponse, "the message is not UTF-8");
        }

        SaslCredentials credentials = new(Encoding.UTF8.GetString(authentication), Encoding.UTF8.GetString(authorization), password.ToArray());
        return Ask(SaslServerStepKind.VerifyPassword, credentials);
    }
}
