using System.Collections.Immutable;
using Protocols.Imap.Syntax;

namespace Protocols.Imap;

/// <summary>What a host offers on a connection, and its limits. Capabilities are computed from this and from the session's state.</summary>
public sealed record ImapServerOptions
{
    private readonly ImapLimits _limits = ImapLimits.Default;
    private readonly ImmutableArray<string> _mechanisms = [];
    private readonly ImmutableArray<string> _hostCapabilities = [];

    /// <summary>The limits.</summary>
    public ImapLimits Limits
    {
        get => _limits;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _limits = value;
        }
    }

    /// <summary>Whether the host can go over to TLS on this connection when it is in plaintext (RFC 9051 §6.2.1).</summary>
    public bool CanStartTls { get; init; }

    /// <summary>Whether the host can compress the connection when it is asked to: COMPRESS=DEFLATE is offered then (RFC 4978).</summary>
    public bool CanCompress { get; init; }

    /// <summary>
    /// Whether a password may be sent without TLS. False by default: then LOGINDISABLED is told and no mechanism offered until there is TLS
    /// (RFC 9051 §11.7).
    /// </summary>
    public bool AllowPlaintextPasswords { get; init; }

    /// <summary>
    /// The SASL mechanisms that the host serves, strongest first; each a name as RFC 4422 §3.1 has it. Those that end with <c>-PLUS</c> are offered over TLS alone.
    /// None by default.
    /// </summary>
    /// <exception cref="ArgumentException">A name is not a SASL mechanism's.</exception>
    public ImmutableArray<string> Mechanisms
    {
        get => _mechanisms;
        init
        {
            foreach (string mechanism in value)
            {
                if (!IsMechanism(mechanism))
                {
                    throw new ArgumentException("A mechanism's name is 1 to 20 of A–Z, 0–9, - and _.", nameof(value));
                }
            }

            _mechanisms = value;
        }
    }

    /// <summary>
    /// What the host offers beyond what this package does by itself, such as <c>ACL</c> or <c>QUOTA=RES-STORAGE</c>: told to those who have logged in,
    /// after the rest. None by default.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is no atom.</exception>
    public ImmutableArray<string> HostCapabilities
    {
        get => _hostCapabilities;
        init
        {
            foreach (string capability in value)
            {
                if (capability.Length == 0 || capability.Any(static c => c > 0x7F || !ImapCharacters.Atom.Contains((byte)c)))
                {
                    throw new ArgumentException("A capability is an atom.", nameof(value));
                }
            }

            _hostCapabilities = value;
        }
    }

    /// <summary>
    /// The languages in which the server can say what it says for people, that which is preferred first (RFC 5255 §3). English alone by default; i-default
    /// comes with any.
    /// </summary>
    public ImmutableArray<ImapLanguage> Languages { get; init; } = [ImapLanguage.English];

    private static bool IsMechanism(string name) =>
        name is { Length: > 0 and <= 20 } && name.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
