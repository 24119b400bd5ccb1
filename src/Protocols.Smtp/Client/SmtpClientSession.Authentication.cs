using System.Buffers;
using System.Buffers.Text;
using Protocols.Sasl;

namespace Protocols.Smtp;

public sealed partial class SmtpClientSession
{
    private SaslClientExchange? _exchange;
    private SaslCredentials? _credentials;
    private bool _isCancelled;

    /// <summary>
    /// Logs in with the best mechanism that the server offers and the credentials can be used with (RFC 4954).
    /// <see cref="SmtpClientEventKind.Authenticated"/> or <see cref="SmtpClientEventKind.AuthenticationFailed"/> follows.
    /// </summary>
    /// <param name="credentials">Who logs in.</param>
    /// <param name="output">Where the command goes.</param>
    public SmtpClientStatus Authenticate(SaslCredentials credentials, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        SmtpClientStatus status = _state != State.Ready ? SmtpClientStatus.WrongState
            : AuthenticatedAs is not null ? SmtpClientStatus.AlreadyDone
            : !Capabilities.Offers(SmtpExtensions.Auth) ? SmtpClientStatus.NotOffered
            : !IsSecure && !_options.AllowPlaintextAuthentication ? SmtpClientStatus.NeedsTls
            : SmtpClientStatus.Ok;
        if (status != SmtpClientStatus.Ok)
        {
            return status;
        }

        // RFC 4616 §2: NUL parts the fields, so that none may have one.
        bool isUsable = credentials.AuthenticationIdentity.Length > 0 && !credentials.Password.IsEmpty && !credentials.AuthenticationIdentity.Contains('\0')
            && !credentials.AuthorizationIdentity.Contains('\0') && !credentials.Password.Span.Contains((byte)0);
        if (!isUsable || SaslClientExchange.Create(Capabilities.Mechanisms, credentials, Service) is not { } exchange)
        {
            return SmtpClientStatus.NoMechanism;
        }

        // RFC 4954 §4: an initial response that does not fit into a line is kept for the first challenge.
        if (SmtpCommandWriter.Auth(exchange.MechanismName, exchange.Start(), output) == SmtpWriteStatus.TooLong)
        {
            exchange = SaslClientExchange.Create(Capabilities.Mechanisms, credentials, Service)!;
            SmtpCommandWriter.Auth(exchange.MechanismName, null, output);
        }

        _exchange = exchange;
        _credentials = credentials;
        _isCancelled = false;
        _state = State.Authenticating;
        return SmtpClientStatus.Ok;
    }

    private SaslService? Service => _options.ServerName is { } name ? new SaslService("smtp", name) : null;

    private void TakeAuthentication(IBufferWriter<byte> output)
    {
        switch (_reader.Code)
        {
            case 334 when !_isCancelled:
                Answer(output);
                break;
            case 235 when !_isCancelled:
                AuthenticatedAs = _credentials;
                EndExchange(SmtpClientEventKind.Authenticated);
                break;
            case >= 400:
                EndExchange(SmtpClientEventKind.AuthenticationFailed);
                break;
            default:
                Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
                break;
        }
    }

    private void Answer(IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> text = _reader.GetLine(0).Trim((byte)' ');
        byte[] challenge = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        bool isBase64 = Base64.DecodeFromUtf8(text, challenge, out int consumed, out int length) == OperationStatus.Done && consumed == text.Length;
        if (isBase64 && _exchange!.Respond(challenge.AsSpan(0, length)) is { } response
            && SmtpCommandWriter.AuthResponse(response.Span, output) == SmtpWriteStatus.Ok)
        {
            return;
        }

        // An exchange has an end by itself: it answers null once it has nothing to say. RFC 4954 §4: "*" cancels; the server answers with 501.
        _isCancelled = true;
        SmtpCommandWriter.AuthCancel(output);
    }

    private void EndExchange(SmtpClientEventKind kind)
    {
        _exchange = null;
        _credentials = null;
        _state = State.Ready;
        Tell(new SmtpClientEvent(kind, _reader.ToReply()));
    }
}
