using System.Buffers;
using Protocols.Sasl;
using Protocols.ManageSieve.Syntax;

namespace Protocols.ManageSieve;

/// <summary>The states of a session (RFC 5804 §2).</summary>
public enum ManageSieveSessionState
{
    /// <summary>Nobody has logged in.</summary>
    NotAuthenticated,

    /// <summary>Someone has.</summary>
    Authenticated,

    /// <summary>The connection is to be closed.</summary>
    Logout,
}

/// <summary>
/// The server's side of one ManageSieve connection, without I/O (RFC 5804). It takes bytes and gives events; it owns order, syntax, limits and which
/// command is legal now. The host owns sockets, storage and policy.
/// </summary>
/// <remarks>
/// <see cref="Greet"/> first; then call <see cref="Read"/> until it says <see cref="ManageSieveServerEventKind.NeedMoreData"/>, and answer each command before the next
/// read. What the session has to say itself it writes to the output given to it. Input never makes it throw; calls in the wrong order do. The
/// same events come out however the input is cut.
/// </remarks>
public sealed partial class ManageSieveServerSession
{
    private readonly ManageSieveServerOptions _options;
    private readonly ManageSieveLimits _limits;
    private readonly UnitReader _reader = new();
    private int _authenticationFailures;
    private int _badCommands;
    private string? _owner;
    private bool _isTlsPending;
    private bool _isDropping;
    private AuthenticateCommand? _authentication;
    private AuthenticateCommand? _challenged;

    /// <summary>Begins a session.</summary>
    /// <param name="options">What the host offers, and the limits.</param>
    /// <param name="isSecure">Whether TLS protects the connection already.</param>
    public ManageSieveServerSession(ManageSieveServerOptions options, bool isSecure)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _limits = options.Limits;
        IsSecure = isSecure;
    }

    /// <summary>The state.</summary>
    public ManageSieveSessionState State { get; private set; }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>Whether TLS told who the client is, by a certificate: else EXTERNAL is not offered (RFC 4422 Appendix A). Set by the host, once TLS is there.</summary>
    public bool HasExternalIdentity { get; set; }

    private IEnumerable<string> Mechanisms => OffersMechanisms ? SaslMechanisms.Offered(_options.Mechanisms, IsSecure, HasExternalIdentity) : [];

    private bool OffersMechanisms => IsSecure || _options.AllowPlaintextPasswords;

    // RFC 5804 §1.7: not once STARTTLS or AUTHENTICATE has been completed.
    private bool OffersTls => _options.CanStartTls && !IsSecure && State == ManageSieveSessionState.NotAuthenticated;

    /// <summary>Writes the capabilities, which are what a server greets with (RFC 5804 §1.7).</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="text">Words for a person.</param>
    public void Greet(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        ManageSieveResponseWriter writer = new(output);
        writer.Capabilities(_options, OffersTls, Mechanisms, _owner);
        writer.Ok(text);
    }

    /// <summary>Writes the answer to CAPABILITY (RFC 5804 §2.4).</summary>
    /// <param name="output">Where it goes.</param>
    public void Capabilities(IBufferWriter<byte> output) => Greet(output, "");

    /// <summary>Sends a challenge of a SASL exchange; the client's answer comes as an event (RFC 5804 §2.1).</summary>
    /// <param name="challenge">The mechanism's octets, perhaps none; base64 is done here.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="InvalidOperationException">No AUTHENTICATE command is open.</exception>
    public void Challenge(ReadOnlySpan<byte> challenge, IBufferWriter<byte> output)
    {
        Expect(_authentication is not null);
        new ManageSieveResponseWriter(output).Challenge(challenge);
        _challenged = _authentication;
    }

    /// <summary>Says that the client has logged in; the host answers it, with what the mechanism says last (<see cref="ManageSieveResponseCode.Sasl"/>) where there is such.</summary>
    /// <param name="owner">OWNER: the name of the user whose scripts these are (RFC 5804 §1.7).</param>
    /// <exception cref="InvalidOperationException">No AUTHENTICATE command is open.</exception>
    public void Authenticated(string owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Expect(_authentication is not null);
        State = ManageSieveSessionState.Authenticated;
        _owner = owner;
        _authentication = null;
        _authenticationFailures = 0;
    }

    /// <summary>
    /// Says that an attempt to log in failed; the host answers it. After <see cref="ManageSieveLimits.MaxAuthenticationFailures"/> the next read says BYE.
    /// </summary>
    public void AuthenticationFailed()
    {
        _authentication = null;
        _challenged = null;
        _authenticationFailures++;
    }

    /// <summary>Does what UNAUTHENTICATE asks: nobody is logged in any more, and TLS stays (RFC 5804 §2.14.1). The host answers OK.</summary>
    /// <exception cref="InvalidOperationException">Nobody is logged in.</exception>
    public void Unauthenticated()
    {
        Expect(State == ManageSieveSessionState.Authenticated);
        State = ManageSieveSessionState.NotAuthenticated;
        _owner = null;
    }

    /// <summary>Says that the session is over: LOGOUT was answered, or the host said BYE. Reading gives nothing but Close from here on.</summary>
    public void LoggedOut()
    {
        State = ManageSieveSessionState.Logout;
        _reader.Reset();
    }

    /// <summary>
    /// Says that the TLS handshake is done, and writes the capabilities anew. Forgets all that was learned in plaintext; input that came with STARTTLS was thrown
    /// away already (RFC 5804 §2.2).
    /// </summary>
    /// <param name="output">Where they go, over TLS.</param>
    /// <exception cref="InvalidOperationException">No STARTTLS command is open.</exception>
    public void TlsEstablished(IBufferWriter<byte> output)
    {
        Expect(_isTlsPending);
        _isTlsPending = false;
        IsSecure = true;
        _badCommands = 0;
        _authenticationFailures = 0;
        _reader.Reset();
        Greet(output, "TLS is on");
    }

    private static void Expect(bool isInOrder)
    {
        if (!isInOrder)
        {
            throw new InvalidOperationException("The session is not in a state in which this can be said.");
        }
    }
}
