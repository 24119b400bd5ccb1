
namespace Protocols.Sasl;

/// <summary>The client's side of one authentication exchange (RFC 4422 §3), without I/O.</summary>
public abstract class SaslClientExchange
{
    private protected SaslClientExchange()
    {
    }

    /// <summary>The mechanism's registered name.</summary>
    public abstract string MechanismName { get; }

    /// <summary>
    /// Whether the server has shown that it knows the password, too; always false with mechanisms that let it show nothing. A client that wants that of a server
    /// does not go on where this is false at the end.
    /// </summary>
    public bool HasProvedServer { get; private protected set; }

    /// <summary>What to send along with the mechanism's name where the protocol allows that. Called once at the most, before any challenge.</summary>
    /// <returns>The initial response, or null where the server speaks first.</returns>
    public abstract ReadOnlyMemory<byte>? Start();

    /// <summary>Answers a challenge.</summary>
    /// <param name="challenge">The challenge, which may be empty.</param>
    /// <returns>The response; null if the mechanism has none: then cancel the exchange.</returns>
    public abstract ReadOnlyMemory<byte>? Respond(ReadOnlySpan<byte> challenge);

    /// <summary>Begins an exchange with the best mechanism that both sides have.</summary>
    /// <param name="offered">The names the server offers.</param>
    /// <param name="credentials">Who logs in.</param>
    /// <param name="service">To what; null where that is not known, and mechanisms that need it are passed over.</param>
    /// <param name="binding">The binding of the TLS connection, or null where there is none to be had.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <returns>The exchange, or null if there is no mechanism that both have.</returns>
    /// <exception cref="ArgumentException">A name or the password is empty where it may not be, or has a NUL.</exception>
    public static SaslClientExchange? Create(IEnumerable<string> offered, SaslCredentials credentials, SaslService? service = null, SaslChannelBinding? binding = null, SaslOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(offered);
        ArgumentNullException.ThrowIfNull(credentials);
        Validate(credentials);
        HashSet<string> names = new(offered, StringComparer.OrdinalIgnoreCase);
        options ??= SaslOptions.Default;
        if (credentials.Kind == SaslCredentialsKind.Token)
        {
            return names.Contains("OAUTHBEARER") ? new TokenClientExchange(credentials, service, isStandard: true)
                : names.Contains("XOAUTH2") && credentials.AuthorizationIdentity.Length == 0 ? new TokenClientExchange(credentials, service, isStandard: false)
                : null;
        }

        if (credentials.Kind == SaslCredentialsKind.External)
        {
            return names.Contains(SaslMechanisms.External) ? new ExternalClientExchange(credentials) : null;
        }

        if (Scram(names, credentials, binding, options) is { } scram)
        {
            return scram;
        }

        return names.Contains("PLAIN") ? new PlainClientExchange(credentials)
            : names.Contains("LOGIN") && credentials.AuthorizationIdentity.Length == 0 ? new LoginClientExchange(credentials)
            : names.Contains("DIGEST-MD5") && service is not null ? new DigestMd5ClientExchange(credentials, service)
            : null;
    }

    private static ScramClientExchange? Scram(HashSet<string> names, SaslCredentials credentials, SaslChannelBinding? binding, SaslOptions options)
    {
        foreach (bool isBound in (ReadOnlySpan<bool>)(binding is null ? [false] : [true, false]))
        {
            foreach (string mechanism in SaslMechanisms.Scram)
            {
                if (names.Contains(isBound ? mechanism + SaslMechanisms.PlusSuffix : mechanism))
                {
                    return new ScramClientExchange(credentials, ScramHash.Find(mechanism)!, isBound, binding, options);
                }
            }
        }

        return null;
    }

    private static void Validate(SaslCredentials credentials)
    {
        // RFC 4616 §2: NUL separates the fields, so none may have one.
        bool isExternal = credentials.Kind == SaslCredentialsKind.External;
        if ((!isExternal && (credentials.AuthenticationIdentity.Length == 0 || credentials.Password.IsEmpty))
            || (credentials.Kind == SaslCredentialsKind.Token && credentials.AuthenticationIdentity.Contains('\u0001'))
            || credentials.AuthenticationIdentity.Contains('\0') || credentials.AuthorizationIdentity.Contains('\0')
            || credentials.Password.Span.Contains((byte)0))
        {
            throw new ArgumentException("An identity and a password are needed, without NUL.", nameof(credentials));
        }
    }
}
