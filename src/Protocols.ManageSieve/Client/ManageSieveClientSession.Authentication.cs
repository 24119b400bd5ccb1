using System.Buffers;
using Protocols.ManageSieve.Commands;
using Protocols.ManageSieve.Responses;
using Protocols.Sasl;

namespace Protocols.ManageSieve;

/// <content>TLS and SASL.</content>
public sealed partial class ManageSieveClientSession
{
    private SaslClientExchange? _exchange;
    private SaslCredentials? _credentials;
    private bool _isCancelled;

    /// <summary>Asks for TLS (RFC 5804 §2.2). <see cref="ManageSieveClientEventKind.StartTls"/> or <see cref="ManageSieveClientEventKind.TlsRefused"/> follows.</summary>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus StartTls(IBufferWriter<byte> output)
    {
        ManageSieveClientStatus status = _state != State.Ready ? ManageSieveClientStatus.WrongState
            : IsSecure || AuthenticatedAs is not null ? ManageSieveClientStatus.AlreadyDone
            : !Capabilities.CanStartTls ? ManageSieveClientStatus.NotOffered
            : ManageSieveClientStatus.Ok;
        return status == ManageSieveClientStatus.Ok ? Say("STARTTLS\r\n"u8, State.StartTls, output) : status;
    }

    /// <summary>Says that the handshake is done. What was learned in plaintext is forgotten, and the server says anew what it offers (RFC 5804 §2.2).</summary>
    public ManageSieveClientStatus TlsEstablished()
    {
        if (_state != State.AwaitingTls)
        {
            return ManageSieveClientStatus.WrongState;
        }

        IsSecure = true;
        AuthenticatedAs = null;
        Capabilities = ManageSieveCapabilities.None;
        _reader.Reset();
        _state = State.Greeting;
        return ManageSieveClientStatus.Ok;
    }

    /// <summary>
    /// Logs in with the best mechanism that the server offers and the credentials can be used with (RFC 5804 §2.1).
    /// <see cref="ManageSieveClientEventKind.Authenticated"/> or <see cref="ManageSieveClientEventKind.AuthenticationFailed"/> follows.
    /// </summary>
    /// <param name="credentials">Who logs in.</param>
    /// <param name="output">Where the command goes.</param>
    public ManageSieveClientStatus Authenticate(SaslCredentials credentials, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ManageSieveClientStatus status = _state != State.Ready ? ManageSieveClientStatus.WrongState
            : AuthenticatedAs is not null ? ManageSieveClientStatus.AlreadyDone
            : !IsSecure && !_options.AllowPlaintextAuthentication ? ManageSieveClientStatus.NeedsTls
            : ManageSieveClientStatus.Ok;
        if (status != ManageSieveClientStatus.Ok)
        {
            return status;
        }

        // RFC 4616 §2: NUL parts the fields, so that none may have one.
        bool isUsable = credentials.AuthenticationIdentity.Length > 0 && !credentials.Password.IsEmpty && !credentials.AuthenticationIdentity.Contains('\0')
            && !credentials.AuthorizationIdentity.Contains('\0') && !credentials.Password.Span.Contains((byte)0);
        SaslService? service = _options.ServerName is { } name ? new SaslService("sieve", name) : null;
        if (!isUsable || SaslClientExchange.Create(Capabilities.Mechanisms, credentials, service) is not { } exchange)
        {
            return ManageSieveClientStatus.NoMechanism;
        }

        output.Write("AUTHENTICATE "u8);
        WireText.String(exchange.MechanismName, isClient: true, output);
        if (exchange.Start() is { } initial)
        {
            output.Write(" "u8);
            WireText.String(Convert.ToBase64String(initial.Span), isClient: true, output);
        }

        output.Write("\r\n"u8);
        _exchange = exchange;
        _credentials = credentials;
        _isCancelled = false;
        _state = State.Authenticating;
        return ManageSieveClientStatus.Ok;
    }

    private void Answer(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (_isCancelled)
        {
            Close(ManageSieveCloseReason.OutOfStep);
            return;
        }

        ReadOnlyMemory<byte>? response = CommandSyntax.TryDecodeBase64(text, out byte[] challenge) ? _exchange!.Respond(challenge) : null;

        // An exchange has an end by itself: it answers null once it has nothing to say. RFC 5804 §2.1: "*" cancels; the server answers NO.
        _isCancelled = response is null;
        WireText.String(response is { } said ? Convert.ToBase64String(said.Span) : "*", isClient: true, output);
        output.Write("\r\n"u8);
    }

    private void TakeAuthentication(ManageSieveResponse response)
    {
        if (response.IsOk && _isCancelled)
        {
            Close(ManageSieveCloseReason.OutOfStep, response);
            return;
        }

        // RFC 5804 §2.1: what the mechanism says last may come with OK.
        if (response.IsOk && response.Code.Is(new("SASL"))
            && (!CommandSyntax.TryDecodeBase64(response.Code.Argument.Span, out byte[] last) || _exchange!.Respond(last) is null))
        {
            Close(ManageSieveCloseReason.ServerNotProven, response);
            return;
        }

        AuthenticatedAs = response.IsOk ? _credentials : null;
        _exchange = null;
        _credentials = null;
        Tell(response.IsOk ? ManageSieveClientEventKind.Authenticated : ManageSieveClientEventKind.AuthenticationFailed, response);
    }
}
