namespace Protocols.Sasl;

/// <summary>What credentials are made of.</summary>
public enum SaslCredentialsKind
{
    /// <summary>A password.</summary>
    Password,

    /// <summary>A bearer token in the password's place.</summary>
    Token,

    /// <summary>Nothing: the connection itself tells who it is, by a certificate for example.</summary>
    External,
}

/// <summary>What a mechanism carries: who logs in, as whom, with what.</summary>
/// <param name="AuthenticationIdentity">The user whose password it is.</param>
/// <param name="AuthorizationIdentity">The user to act as; empty where it is the same (RFC 4422 §3.4.1).</param>
/// <param name="Password">The password in UTF-8, without NUL; or the token.</param>
public sealed record SaslCredentials(string AuthenticationIdentity, string AuthorizationIdentity, ReadOnlyMemory<byte> Password)
{
    /// <summary>What they are made of.</summary>
    public SaslCredentialsKind Kind { get; init; }

    /// <summary>Credentials with a bearer token (RFC 7628).</summary>
    /// <param name="userName">The user.</param>
    /// <param name="token">The token.</param>
    public static SaslCredentials WithToken(string userName, string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new SaslCredentials(userName, "", System.Text.Encoding.UTF8.GetBytes(token)) { Kind = SaslCredentialsKind.Token };
    }

    /// <summary>Credentials that the connection itself gives (RFC 4422 Appendix A).</summary>
    /// <param name="authorizationIdentity">The user to act as; empty for whoever the connection says.</param>
    public static SaslCredentials External(string authorizationIdentity = "") => new("", authorizationIdentity, default) { Kind = SaslCredentialsKind.External };
}
