using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Protocols.Sasl;

namespace Protocols.Imap;

/// <summary>The states of a session (RFC 9051 §3).</summary>
public enum ImapSessionState
{
    /// <summary>Nobody has logged in.</summary>
    NotAuthenticated,

    /// <summary>Someone has, and no mailbox is selected.</summary>
    Authenticated,

    /// <summary>A mailbox is selected.</summary>
    Selected,

    /// <summary>The connection is to be closed.</summary>
    Logout,
}

/// <summary>
/// The server's side of one IMAP connection, without I/O: IMAP4rev2 (RFC 9051) and IMAP4rev1 (RFC 3501). It takes bytes and gives events; it owns
/// order, syntax, limits and which command is legal now. The host owns sockets, storage and policy.
/// </summary>
/// <remarks>
/// Call <see cref="Read"/> until it says <see cref="ImapServerEventKind.NeedMoreData"/>; do what each event asks before the next. What the session has
/// to say itself (continuation requests, BAD for syntax) it writes to the output given to it. Input never makes it throw; calls in the wrong
/// order do. The same events come out however the input is cut, but for the size of chunks.
/// </remarks>
public sealed partial class ImapServerSession
{
    private static readonly string[] s_base = ["IMAP4rev1", "IMAP4rev2", "LITERAL+", "ENABLE", "ID", "LANGUAGE"];

    private static readonly string[] s_loggedIn =
    [
        .. s_base, "IDLE", "NAMESPACE", "UNSELECT", "UIDPLUS", "MOVE", "ESEARCH", "SEARCHRES", "LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE",
        "CHILDREN", "BINARY", "STATUS=SIZE",
        "SORT",
        "SORT=DISPLAY",
        "THREAD=ORDEREDSUBJECT",
        "THREAD=REFERENCES",
        "ESORT",
        "CONTEXT=SEARCH",
        "CONTEXT=SORT",
        "WITHIN",
        "I18NLEVEL=2",
        "SEARCH=FUZZY",
        "OBJECTID",
        "PREVIEW",
        "SAVEDATE",
        "MULTISEARCH",
        "CONDSTORE",
        "QRESYNC",
        "MULTIAPPEND",
        "CATENATE",
        "REPLACE",
        "CREATE-SPECIAL-USE",
        "UNAUTHENTICATE",
        "UTF8=ACCEPT",
        "UIDONLY",
        "PARTIAL",
    ];

    private readonly ImapServerOptions _options;
    private readonly ImapLimits _limits;
    private readonly string[] _loggedIn;
    private int _authenticationFailures;

    /// <summary>Begins a session.</summary>
    /// <param name="options">What the host offers, and the limits.</param>
    /// <param name="isSecure">Whether TLS protects the connection already.</param>
    public ImapServerSession(ImapServerOptions options, bool isSecure)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _limits = options.Limits;
        IsSecure = isSecure;
        _loggedIn =
        [
            .. s_loggedIn,
            string.Create(CultureInfo.InvariantCulture, $"APPENDLIMIT={_limits.MaxAppendLength}"),
            .. _limits.MaxMessages is { } most ? (ReadOnlySpan<string>)[string.Create(CultureInfo.InvariantCulture, $"MESSAGELIMIT={most}")]
                : _limits.MaxMessagesToSave is { } saved ? [string.Create(CultureInfo.InvariantCulture, $"SAVELIMIT={saved}")] : [],
            .. options.CanCompress ? (ReadOnlySpan<string>)["COMPRESS=DEFLATE"] : [],
            .. options.HostCapabilities,
        ];
    }

    /// <summary>The limits.</summary>
    public ImapLimits Limits => _limits;

    /// <summary>The state.</summary>
    public ImapSessionState State { get; private set; }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>Whether TLS told who the client is, by a certificate: else EXTERNAL is not offered (RFC 4422 Appendix A). Set by the host, once TLS is there.</summary>
    public bool HasExternalIdentity { get; set; }

    /// <summary>Whether the client enabled IMAP4rev2: mailbox names are UTF-8 then, and SEARCH is answered by ESEARCH.</summary>
    public bool IsRev2Enabled { get; private set; }

    /// <summary>Whether the selected mailbox was opened for reading alone.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>What to advertise now, computed from the state and from what the host offers (RFC 9051 §6.1.1).</summary>
    public IReadOnlyList<string> Capabilities
    {
        get
        {
            if (State is ImapSessionState.Authenticated or ImapSessionState.Selected)
            {
                return _loggedIn;
            }

            List<string> capabilities = [.. s_base, "SASL-IR"];
            if (CanStartTls)
            {
                capabilities.Add("STARTTLS");
            }

            if (AllowsPasswords)
            {
                capabilities.AddRange(SaslMechanisms.Offered(_options.Mechanisms, IsSecure, HasExternalIdentity).Select(static mechanism => "AUTH=" + mechanism));
            }
            else
            {
                // RFC 9051 §11.7
                capabilities.Add("LOGINDISABLED");
            }

            return capabilities;
        }
    }

    private bool AllowsPasswords => IsSecure || _options.AllowPlaintextPasswords;

    private bool CanStartTls => _options.CanStartTls && !IsSecure && !IsCompressed;

    private bool IsLoggedIn => State is ImapSessionState.Authenticated or ImapSessionState.Selected;

    /// <summary>A writer for this session's responses.</summary>
    /// <param name="output">Where they go.</param>
    public ImapResponseWriter Writer(IBufferWriter<byte> output) => new(output, IsUtf8Enabled, Language);

    /// <summary>Writes the greeting, with the capabilities in it (RFC 9051 §7.1).</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="text">Words for a person.</param>
    public void Greet(IBufferWriter<byte> output, ReadOnlySpan<char> text) =>
        Writer(output).Untagged(ImapStatus.Ok, ImapResponseCode.Capability(Capabilities), text);

    /// <summary>Says that the client has logged in. What the session learned before stays; the limits are wider from here on.</summary>
    /// <exception cref="InvalidOperationException">Somebody had logged in already.</exception>
    public void Authenticated()
    {
        Expect(State == ImapSessionState.NotAuthenticated);
        State = ImapSessionState.Authenticated;
        _authentication = null;
        _authenticationFailures = 0;
    }

    /// <summary>
    /// Says that an attempt to log in failed; the host answers it. After <see cref="ImapLimits.MaxAuthenticationFailures"/> the next read says BYE.
    /// </summary>
    public void AuthenticationFailed()
    {
        _authentication = null;
        _authenticationFailures++;
    }

    /// <summary>Says that a mailbox is selected.</summary>
    /// <param name="isReadOnly">Whether for reading alone.</param>
    /// <exception cref="InvalidOperationException">Nobody has logged in.</exception>
    public void Selected(bool isReadOnly)
    {
        Expect(IsLoggedIn);
        State = ImapSessionState.Selected;
        IsReadOnly = isReadOnly;
    }

    /// <summary>Says that no mailbox is selected any more, or that selecting one failed (RFC 9051 §6.3.2).</summary>
    /// <exception cref="InvalidOperationException">Nobody has logged in.</exception>
    public void Unselected()
    {
        Expect(IsLoggedIn);
        State = ImapSessionState.Authenticated;
        IsReadOnly = false;
    }

    /// <summary>Says that the session is over: LOGOUT was answered, or the host said BYE. Reading gives nothing but Close from here on.</summary>
    public void LoggedOut()
    {
        State = ImapSessionState.Logout;
        _phase = Phase.Closed;
        ReleaseBuffer();
    }

    /// <summary>
    /// Says that the TLS handshake is done. Forgets all that was learned in plaintext; input that came with STARTTLS was thrown away already
    /// (RFC 9051 §6.2.1, §11.1).
    /// </summary>
    /// <exception cref="InvalidOperationException">No STARTTLS command is open.</exception>
    public void TlsEstablished()
    {
        Expect(_phase == Phase.TlsPending);
        IsSecure = true;
        Forget();
        _badCommands = 0;
        _authenticationFailures = 0;
        ReleaseBuffer();
        _phase = Phase.Line;
    }

    /// <summary>Sends a challenge of a SASL exchange; the client's answer comes as an event (RFC 9051 §6.2.2).</summary>
    /// <param name="command">The AUTHENTICATE command.</param>
    /// <param name="challenge">The mechanism's octets, perhaps none; base64 is done here.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="InvalidOperationException">Something else is going on.</exception>
    public void Challenge(AuthenticateCommand command, ReadOnlySpan<byte> challenge, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(output);
        Expect(_phase == Phase.Line && State == ImapSessionState.NotAuthenticated);
        output.Write("+ "u8);
        Span<byte> destination = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(challenge.Length) + 2);
        Base64.EncodeToUtf8(challenge, destination, out _, out int written);
        destination[written++] = (byte)'\r';
        destination[written++] = (byte)'\n';
        output.Advance(written);
        _authentication = command;
        _phase = Phase.Authenticate;
    }

    /// <summary>Begins IDLE: asks the client to go on, and reads DONE next (RFC 9051 §6.3.13). Untagged responses may be written meanwhile.</summary>
    /// <param name="command">The IDLE command.</param>
    /// <param name="output">Where the continuation request goes.</param>
    /// <exception cref="InvalidOperationException">Something else is going on.</exception>
    public void BeginIdle(IdleCommand command, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(command);
        Expect(_phase == Phase.Line && IsLoggedIn);
        Writer(output).Continue("idling");
        _idle = command;
        _phase = Phase.Idle;
    }

    private static void Expect(bool isInOrder)
    {
        if (!isInOrder)
        {
            throw new InvalidOperationException("The session is not in a state in which this can be said.");
        }
    }
}
