using System.Text;

namespace Protocols.Sasl;

/// <summary>The server's side of OAUTHBEARER (RFC 7628 §3): a token, and perhaps whom it is of.</summary>
internal sealed class OAuthBearerServerExchange(SaslOptions options) : TokenServerExchange(options)
{
    public override string MechanismName => "OAUTHBEARER";

    private protected override byte[] Acknowledgement { get; } = [1];

    // client-resp = (gs2-header kvsep *kvpair kvsep) / kvsep
    private protected override SaslServerStep Read(string message)
    {
        int end = message.IndexOf('\u0001', StringComparison.Ordinal);
        string[] header = end < 0 ? [] : message[..end].Split(',');
        if (header.Length != 3 || header[2].Length != 0 || !message.EndsWith("\u0001\u0001", StringComparison.Ordinal))
        {
            return Malformed("the message has no header, or no end");
        }

        // RFC 7628 §3.1: no channel binding is defined.
        if (header[0] is not ("n" or "y"))
        {
            return Malformed("the channel binding flag is neither n nor y");
        }

        string? user = "";
        ReadOnlySpan<char> identity = header[1];
        if (!identity.IsEmpty && (!ScramText.TryTake(ref identity, 'a', out ReadOnlySpan<char> name) || !ScramText.TryReadName(name, out user)))
        {
            return Malformed("the identity to act as is malformed");
        }

        string? token = null;
        foreach (string pair in message[(end + 1)..^1].Split('\u0001'))
        {
            // What is not known is passed over.
            if (pair.StartsWith("auth=", StringComparison.Ordinal))
            {
                token = Token(pair[5..]);
            }
        }

        return token is null ? Malformed("there is no bearer token") : AskAbout(user, token);
    }
}
