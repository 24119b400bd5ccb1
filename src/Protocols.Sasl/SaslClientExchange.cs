
namespace Protocols.Sasl;

/// <summary>The client's side of one authentication exchange (RFC 4422 §3), without I/O.</summary>
public abstract class SaslClientExchange
{
    private protected SaslClientExchange()
    {
    }

    /// <summary>The mechanism's registered name.</summary>
    public abstract string MechanismName { get; }

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
    /// <returns>The exchange, or null if there is no mechanism that both have.</returns>
    /// <exception cref="ArgumentException">A name or the password is empty where it may not be, or has a NUL.</exception>
    public static SaslClientExchange? Create(IEnumerable<string> offered, SaslCredentials credentials, SaslService? service = null)
    {
        ArgumentNullException.ThrowIfNull(offered);
        ArgumentNullException.ThrowIfNull(credentials);
        Validate(credentials);
        HashSet<string> names = new(offered, StringComparer.OrdinalIgnoreCase);
        return names.Contains("PLAIN") ? new PlainClientExchange(credentials)
            : names.Contains("LOGIN") && credentials.AuthorizationIdentity.Length == 0 ? new LoginClientExchange(credentials)
            : names.Contains("DIGEST-MD5") && service is not null ? new DigestMd5ClientExchange(credentials, service)
            : null;
    }

    private static void Validate(SaslCredentials credentials)
    {
        // RFC 4616 §2: NUL separates the fields, so none may have one.
        if (credentials.AuthenticationIdentity.Length == 0 || credentials.Password.IsEmpty
            || credentials.AuthenticationIdentity.Contains('\0') || credentials.AuthorizationIdentity.Contains('\0')
            || credentials.Password.Span.Contains((byte)0))
        {
            throw new ArgumentException("An identity and a password are needed, without NUL.", nameof(credentials));
        }
    }
}
