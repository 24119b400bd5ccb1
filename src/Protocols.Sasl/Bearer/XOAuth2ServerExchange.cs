namespace Protocols.Sasl;

/// <summary>The server's side of XOAUTH2: what clients spoke before there was OAUTHBEARER, and many still do.</summary>
internal sealed class XOAuth2ServerExchange(SaslOptions options) : TokenServerExchange(options)
{
    public override string MechanismName => "XOAUTH2";

    private protected override byte[] Acknowledgement { get; } = [];

    // "user=" name ^A "auth=Bearer " token ^A ^A
    private protected override SaslServerStep Read(string message)
    {
        string[] fields = message.Split('\u0001');
        if (fields is not [{ Length: > 5 } user, { Length: > 5 } auth, "", ""]
            || !user.StartsWith("user=", StringComparison.Ordinal) || !auth.StartsWith("auth=", StringComparison.Ordinal) || Token(auth[5..]) is not { } token)
        {
            return Malformed("the message is not a user and a bearer token");
        }

        return AskAbout(user[5..], token);
    }
}
