using System.Buffers;

namespace Protocols.Smtp;

public sealed partial class SmtpClientSession
{
    /// <summary>Asks for TLS (RFC 3207 §4). <see cref="SmtpClientEventKind.StartTls"/> or <see cref="SmtpClientEventKind.TlsRefused"/> follows.</summary>
    /// <param name="output">Where the command goes.</param>
    public SmtpClientStatus StartTls(IBufferWriter<byte> output)
    {
        SmtpClientStatus status = _state != State.Ready ? SmtpClientStatus.WrongState
            : IsSecure ? SmtpClientStatus.AlreadyDone
            : !Capabilities.Offers(SmtpExtensions.StartTls) ? SmtpClientStatus.NotOffered
            : SmtpClientStatus.Ok;
        if (status == SmtpClientStatus.Ok)
        {
            SmtpCommandWriter.StartTls(output);
            _state = State.StartTls;
        }

        return status;
    }

    /// <summary>Says that the handshake is done, and asks again what the server offers. What was learned in plaintext is forgotten (RFC 3207 §4.2).</summary>
    /// <param name="output">Where the command goes, over TLS.</param>
    public SmtpClientStatus TlsEstablished(IBufferWriter<byte> output)
    {
        if (_state != State.AwaitingTls)
        {
            return SmtpClientStatus.WrongState;
        }

        IsSecure = true;
        AuthenticatedAs = null;
        _transactions = 0;
        _domains?.Clear();
        _isDirty = false;
        SayHello(output, extended: true);
        return SmtpClientStatus.Ok;
    }

    /// <summary>Tells a server behind this proxy who the client is: XCLIENT. <see cref="SmtpClientEventKind.Ready"/> follows, and the session begins anew.</summary>
    /// <param name="client">Who it is.</param>
    /// <param name="output">Where the command goes.</param>
    public SmtpClientStatus TellClient(SmtpXClient client, IBufferWriter<byte> output)
    {
        if (_state != State.Ready || !Capabilities.Offers(SmtpExtensions.XClient))
        {
            return _state != State.Ready ? SmtpClientStatus.WrongState : SmtpClientStatus.NotOffered;
        }

        WriteStatus = SmtpCommandWriter.XClient(client, output);
        if (WriteStatus != SmtpWriteStatus.Ok)
        {
            return SmtpClientStatus.BadEnvelope;
        }

        // The reply is a greeting, or what a server says instead of one.
        _state = State.Greeting;
        return SmtpClientStatus.Ok;
    }

    private void TakeGreeting(IBufferWriter<byte> output)
    {
        SmtpReply reply = _reader.ToReply();
        if (reply.Code != 220)
        {
            // RFC 5321 §3.1: a server that is not to be used is left in good order.
            SmtpCommandWriter.Quit(output);
            Close(SmtpCloseReason.GreetingRefused, reply);
            return;
        }

        Greeting = reply;
        SayHello(output, extended: true);
    }

    private void SayHello(IBufferWriter<byte> output, bool extended)
    {
        Capabilities = SmtpCapabilities.None;
        IsExtended = false;
        WriteStatus = _options.IsLmtp ? SmtpCommandWriter.Lhlo(_options.ClientName, output)
            : extended ? SmtpCommandWriter.Ehlo(_options.ClientName, output)
            : SmtpCommandWriter.Helo(_options.ClientName, output);
        if (WriteStatus != SmtpWriteStatus.Ok)
        {
            // The options' name is none. There is no connection without one.
            SmtpCommandWriter.Quit(output);
            Close(SmtpCloseReason.HelloRefused);
            return;
        }

        _state = extended ? State.Ehlo : State.Helo;
    }

    private void TakeHello(IBufferWriter<byte> output)
    {
        if (_reader.Code is >= 200 and < 300)
        {
            IsExtended = _state == State.Ehlo;
            Capabilities = IsExtended ? SmtpCapabilities.Read(_reader) : SmtpCapabilities.None;
            _state = State.Ready;
            Tell(new SmtpClientEvent(SmtpClientEventKind.Ready, _reader.ToReply()));
        }
        else if (_reader.Code >= 500 && _state == State.Ehlo && _options is { FallBackToHelo: true, IsLmtp: false })
        {
            // RFC 5321 §3.2
            SayHello(output, extended: false);
        }
        else if (_reader.Code < 400)
        {
            Close(SmtpCloseReason.OutOfStep, _reader.ToReply());
        }
        else
        {
            SmtpCommandWriter.Quit(output);
            Close(SmtpCloseReason.HelloRefused, _reader.ToReply());
        }
    }

    private void TakeStartTls(bool hasMore)
    {
        SmtpReply reply = _reader.ToReply();
        if (reply.Code >= 400)
        {
            _state = State.Ready;
            Tell(new SmtpClientEvent(SmtpClientEventKind.TlsRefused, reply));
        }
        else if (reply.Code != 220)
        {
            Close(SmtpCloseReason.OutOfStep, reply);
        }
        else if (hasMore)
        {
            // RFC 3207 §5, CVE-2011-0411: what came in plaintext must not be taken for what comes over TLS.
            Close(SmtpCloseReason.InjectedBeforeTls, reply);
        }
        else
        {
            _state = State.AwaitingTls;
            Tell(new SmtpClientEvent(SmtpClientEventKind.StartTls, reply));
        }
    }
}
