using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Protocols.Sasl;

namespace Protocols.Pop3;

/// <content>Logging in: SASL (RFC 5034), USER and PASS, or APOP (RFC 1939 §7).</content>
public sealed partial class Pop3ClientSession
{
    private SaslClientExchange? _exchange;
    private byte[]? _password;
    private bool _isLoggingIn;
    private bool _isCancelled;

    /// <summary>
    /// Logs in with the best that the server offers: the strongest mechanism, else APOP where that is allowed, else USER and PASS. Ask for the capabilities before.
    /// <see cref="Pop3ClientEventKind.Authenticated"/> or <see cref="Pop3ClientEventKind.AuthenticationFailed"/> follows; nothing else may be sent until then.
    /// </summary>
    /// <param name="credentials">Who logs in.</param>
    /// <param name="output">Where the commands go.</param>
    /// <param name="binding">The channel binding of the connection, or null.</param>
    public Pop3ClientStatus LogIn(SaslCredentials credentials, IBufferWriter<byte> output, SaslChannelBinding? binding = null)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(output);
        if (!IsIdle || State != Pop3SessionState.Authorization || _isLoggingIn || _isAwaitingTls)
        {
            return Pop3ClientStatus.WrongState;
        }

        bool isPassword = credentials.Kind == SaslCredentialsKind.Password;
        if (!IsSecure && !_options.AllowPlaintextPasswords && !(isPassword && _options.AllowApop && Timestamp is not null))
        {
            return Pop3ClientStatus.NeedsTls;
        }

        bool isSasl = IsSecure || _options.AllowPlaintextPasswords;
        SaslService? service = _options.ServerName is { } name ? new SaslService("pop", name) : null;
        if (isSasl && Capabilities.Mechanisms.Count > 0 && SaslClientExchange.Create(Capabilities.Mechanisms, credentials, service, binding) is { } exchange)
        {
            return Begin(exchange, output);
        }

        string user = credentials.AuthenticationIdentity;
        if (!isPassword || credentials.AuthorizationIdentity.Length > 0 || !CommandSyntax.TryReadText(Encoding.UTF8.GetBytes(user), out _)
            || !CommandSyntax.TryReadText(credentials.Password.Span, out _))
        {
            return isPassword && credentials.AuthorizationIdentity.Length == 0 ? Pop3ClientStatus.Invalid : Pop3ClientStatus.NoMechanism;
        }

        if (_options.AllowApop && Timestamp is { } stamp && !user.Contains(' ', StringComparison.Ordinal))
        {
            output.Write(Encoding.UTF8.GetBytes($"APOP {user} {Digest(stamp, credentials.Password.Span)}\r\n"));
            return Began(Pop3CommandKind.Apop);
        }

        // PASS waits until USER was answered.
        output.Write(Encoding.UTF8.GetBytes($"USER {user}\r\n"));
        _password = credentials.Password.ToArray();
        return Began(Pop3CommandKind.Login);
    }

    private Pop3ClientStatus Begin(SaslClientExchange exchange, IBufferWriter<byte> output)
    {
        _exchange = exchange;
        _isCancelled = false;

        // RFC 5034 §4: an initial response that does not fit into a command of 255 octets is kept for the first challenge.
        ReadOnlyMemory<byte>? initial = exchange.Start();
        string line = $"AUTH {exchange.MechanismName}";
        string response = initial is { } octets ? " " + (octets.IsEmpty ? "=" : Convert.ToBase64String(octets.Span)) : "";
        if (line.Length + response.Length > 253)
        {
            _deferred = initial;
            response = "";
        }

        output.Write(Encoding.ASCII.GetBytes(line + response + "\r\n"));
        return Began(Pop3CommandKind.Auth);
    }

    private ReadOnlyMemory<byte>? _deferred;

    private Pop3ClientStatus Began(Pop3CommandKind kind)
    {
        _isLoggingIn = true;
        _pending.Enqueue(kind);
        _listings.Enqueue(false);
        return Pop3ClientStatus.Ok;
    }

    /// <summary>Answers a challenge, "+ " and base64.</summary>
    private void Answer(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        ReadOnlyMemory<byte>? response = null;
        if (!_isCancelled && CommandSyntax.TryDecode(text, out byte[] challenge))
        {
            response = _deferred is { } kept && challenge.Length == 0 ? kept : _exchange!.Respond(challenge);
            _deferred = null;
        }

        _isCancelled = response is null;
        output.Write(Encoding.ASCII.GetBytes((response is { } octets ? Convert.ToBase64String(octets.Span) : "*") + "\r\n"));
    }

    /// <summary>Sends PASS once USER was answered; true if that is so.</summary>
    private bool TrySendPassword(IBufferWriter<byte> output)
    {
        if (_password is not { } password)
        {
            return false;
        }

        output.Write("PASS "u8);
        output.Write(password);
        output.Write("\r\n"u8);
        CryptographicOperations.ZeroMemory(password);
        _password = null;
        return true;
    }

    private void EndLogin(bool isIn)
    {
        _exchange = null;
        _deferred = null;
        _password = null;
        _isLoggingIn = false;
        State = isIn ? Pop3SessionState.Transaction : State;
    }

    [SuppressMessage("Security", "CA5351", Justification = "RFC 1939 §7 is made of MD5.")]
    private static string Digest(string stamp, ReadOnlySpan<byte> secret) => Convert.ToHexStringLower(MD5.HashData([.. Encoding.ASCII.GetBytes(stamp), .. secret]));
}
