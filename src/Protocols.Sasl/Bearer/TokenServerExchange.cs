using System.Text;

namespace Protocols.Sasl;

/// <summary>What the two mechanisms with bearer tokens have in common: one message, and, where it is refused, an error that the client acknowledges.</summary>
internal abstract class TokenServerExchange(SaslOptions options) : SaslServerExchange(options)
{
    private SaslFailure _failure;

    /// <summary>What the client sends in answer to an error; anything is taken.</summary>
    private protected abstract byte[] Acknowledgement { get; }

    private protected override SaslServerStep OnStart() => new() { Kind = SaslServerStepKind.Challenge };

    private protected override SaslServerStep OnResponse(ReadOnlySpan<byte> response)
    {
        if (_failure != SaslFailure.None)
        {
            bool isAcknowledged = response.SequenceEqual(Acknowledgement);
            return SaslServerStep.Fail(_failure, isAcknowledged ? "the host refused the token" : "the host refused the token, and the client did not take note of it as it should");
        }

        if (response.Length > Options.MaxTokenLength + Options.MaxIdentityLength + 1024)
        {
            return SaslServerStep.Fail(SaslFailure.TooLong, "the message is too long");
        }

        return System.Text.Unicode.Utf8.IsValid(response)
            ? Read(Encoding.UTF8.GetString(response))
            : Malformed("the message is not UTF-8");
    }

    private protected override SaslServerStep OnAnswer(SaslAnswer answer)
    {
        if (answer.Verdict == SaslFailure.None)
        {
            return base.OnAnswer(answer);
        }

        // RFC 7628 §3.2.2: the reason goes out as a challenge first.
        _failure = answer.Verdict;
        string scope = Options.TokenScope is { } name ? $",\"scope\":\"{name}\"" : "";
        string discovery = Options.OpenIdConfiguration is { } address ? $",\"openid-configuration\":\"{address.AbsoluteUri}\"" : "";
        return new SaslServerStep { Kind = SaslServerStepKind.Challenge, Challenge = Encoding.UTF8.GetBytes($"{{\"status\":\"invalid_token\"{scope}{discovery}}}") };
    }

    /// <summary>Reads the one message.</summary>
    private protected abstract SaslServerStep Read(string message);

    private protected SaslServerStep AskAbout(string user, string token)
    {
        if (Encoding.UTF8.GetByteCount(user) > Options.MaxIdentityLength || token.Length > Options.MaxTokenLength)
        {
            return SaslServerStep.Fail(SaslFailure.TooLong, "the identity or the token is too long");
        }

        return Ask(SaslServerStepKind.VerifyToken, new SaslCredentials(user, "", Encoding.UTF8.GetBytes(token)) { Kind = SaslCredentialsKind.Token });
    }

    /// <summary>The token of an Authorization header's value (RFC 6750 §2.1), or null.</summary>
    private protected static string? Token(string value)
    {
        string token = value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value[7..].Trim(' ') : "";
        return token.Length > 0 && token.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/' or '=') ? token : null;
    }

    private protected static SaslServerStep Malformed(string reason) => SaslServerStep.Fail(SaslFailure.MalformedResponse, reason);
}
