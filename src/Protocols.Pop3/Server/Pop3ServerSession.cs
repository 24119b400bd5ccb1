using System.Buffers;
using System.Globalization;
using Protocols.Sasl;

namespace Protocols.Pop3;

/// <summary>The states of a session (RFC 1939 §3).</summary>
public enum Pop3SessionState
{
    /// <summary>Nobody has logged in.</summary>
    Authorization,

    /// <summary>Someone has, and has the maildrop.</summary>
    Transaction,

    /// <summary>The connection is to be closed.</summary>
    Closed,
}

/// <summary>
/// The server's side of one POP3 connection, without I/O (RFC 1939, RFC 2449, RFC 2595, RFC 5034, RFC 6856). It takes bytes and gives commands; it owns order,
/// syntax, limits and which command is legal now. The host owns sockets, the maildrop and policy.
/// </summary>
/// <remarks>
/// Call <see cref="Read"/> until it says <see cref="Pop3ServerEventKind.NeedMoreData"/>; answer each command before the next. Input never makes it throw; calls in
/// the wrong order do. The same events come out however the input is cut.
/// </remarks>
public sealed partial class Pop3ServerSession
{
    private readonly Pop3ServerOptions _options;
    private string? _userName;
    private int _badCommands;
    private int _authenticationFailures;

    /// <summary>Begins a session.</summary>
    /// <param name="options">What the host offers, and the limits.</param>
    /// <param name="isSecure">Whether TLS protects the connection already.</param>
    public Pop3ServerSession(Pop3ServerOptions options, bool isSecure)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        IsSecure = isSecure;
    }

    /// <summary>The state.</summary>
    public Pop3SessionState State { get; private set; }

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure { get; private set; }

    /// <summary>Whether TLS told who the client is, by a certificate: else EXTERNAL is not offered (RFC 4422 Appendix A). Set by the host, once TLS is there.</summary>
    public bool HasExternalIdentity { get; set; }

    /// <summary>Whether the client said UTF8: messages that need UTF-8 may be given to it (RFC 6856 §2.1).</summary>
    public bool IsUtf8 { get; private set; }

    private bool AllowsPasswords => IsSecure || _options.AllowPlaintextPasswords;

    // RFC 6856 §2.1: not once the client has said UTF8.
    private bool OffersTls => _options.CanStartTls && !IsSecure && State == Pop3SessionState.Authorization;

    private IEnumerable<string> Mechanisms => AllowsPasswords ? SaslMechanisms.Offered(_options.Mechanisms, IsSecure, HasExternalIdentity) : [];

    /// <summary>Writes the greeting.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="text">Words for a person.</param>
    public void Greet(IBufferWriter<byte> output, string text) =>
        new Pop3ResponseWriter(output).Ok(_options.ApopTimestamp is { } stamp ? $"{text} {stamp}" : text);

    /// <summary>Writes the answer to CAPA (RFC 2449 §5, §6).</summary>
    /// <param name="output">Where it goes.</param>
    public void Capabilities(IBufferWriter<byte> output)
    {
        Pop3ResponseWriter writer = new(output);
        writer.Ok("Capability list follows");
        writer.Line("TOP");
        writer.Line("UIDL");
        writer.Line("RESP-CODES");
        writer.Line("AUTH-RESP-CODE");
        writer.Line("PIPELINING");
        writer.Line("UTF8 USER");
        writer.Line(_options.ExpireDays is { } days ? string.Create(CultureInfo.InvariantCulture, $"EXPIRE {days}") : "EXPIRE NEVER");
        if (AllowsPasswords)
        {
            writer.Line("USER");
        }

        if (Mechanisms.Any())
        {
            writer.Line("SASL " + string.Join(' ', Mechanisms));
        }

        if (OffersTls)
        {
            writer.Line("STLS");
        }

        if (_options.LoginDelay is { } delay)
        {
            writer.Line(string.Create(CultureInfo.InvariantCulture, $"LOGIN-DELAY {(long)Math.Ceiling(delay.TotalSeconds)}"));
        }

        if (!_options.Languages.IsEmpty)
        {
            writer.Line("LANG");
        }

        if (_options.Implementation.Length > 0)
        {
            writer.Line("IMPLEMENTATION " + _options.Implementation);
        }

        writer.End();
    }

    /// <summary>Says that the client has logged in and has the maildrop.</summary>
    /// <exception cref="InvalidOperationException">Somebody had logged in already.</exception>
    public void Authenticated()
    {
        Expect(State == Pop3SessionState.Authorization);
        State = Pop3SessionState.Transaction;
        _authentication = null;
        _userName = null;
    }

    /// <summary>Says that an attempt to log in failed; the host answers it. After <see cref="Pop3ServerOptions.MaxAuthenticationFailures"/> the next read closes.</summary>
    public void AuthenticationFailed()
    {
        _authentication = null;
        _userName = null;
        _authenticationFailures++;
    }

    /// <summary>Sends a challenge of a SASL exchange; the client's answer comes as an event (RFC 5034 §4).</summary>
    /// <param name="command">The AUTH command.</param>
    /// <param name="challenge">The mechanism's octets, perhaps none; base64 is done here.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="InvalidOperationException">Something else is going on.</exception>
    public void Challenge(Pop3Command command, ReadOnlySpan<byte> challenge, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(output);
        Expect(command.Kind == Pop3CommandKind.Auth && State == Pop3SessionState.Authorization);
        output.Write("+ "u8);
        output.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(challenge)));
        output.Write("\r\n"u8);
        _authentication = command;
    }

    /// <summary>Says that the client may have what needs UTF-8 from here on.</summary>
    public void Utf8Enabled() => IsUtf8 = true;

    /// <summary>Says that the TLS handshake is done. Forgets all that was learned in plaintext; input that came with STLS was thrown away already (RFC 2595 §4).</summary>
    /// <exception cref="InvalidOperationException">No STLS command is open.</exception>
    public void TlsEstablished()
    {
        Expect(_isAwaitingTls);
        _isAwaitingTls = false;
        IsSecure = true;
        IsUtf8 = false;
        _userName = null;
        _badCommands = 0;
        _authenticationFailures = 0;
    }

    /// <summary>Says that the session is over: QUIT was answered. Reading gives nothing but Close from here on.</summary>
    public void Ended() => State = Pop3SessionState.Closed;

    private static void Expect(bool isInOrder)
    {
        if (!isInOrder)
        {
            throw new InvalidOperationException("The session is not in a state in which this can be said.");
        }
    }
}
