using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Protocols.Sasl;

namespace Protocols.Smtp;

public sealed partial class SmtpServerSession
{
    private SaslServerExchange? _exchange;
    private int _authenticationFailures;

    private bool MayAuthenticate =>
        _options.OfferAuthentication && AuthenticatedAs is null && (IsSecure || _options.AllowPlaintextAuthentication);

    /// <summary>What an authentication can be bound to, or null: set by the host once TLS is there.</summary>
    public SaslChannelBinding? ChannelBinding { get; set; }

    /// <summary>Whether TLS told who the client is, by a certificate: else EXTERNAL is not offered (RFC 4422 Appendix A). Set by the host, once TLS is there.</summary>
    public bool HasExternalIdentity { get; set; }

    /// <summary>How the last step of an authentication went: by it the host learns of failures and successes that the client's response alone decided.</summary>
    public SaslServerStep AuthenticationStep { get; private set; }

    /// <summary>Tells what came of the question of <see cref="SmtpServerEventKind.VerifyCredentials"/>.</summary>
    /// <param name="answer">Whether what was asked about is right, or the keys that were asked for.</param>
    /// <param name="output">Where the reply goes.</param>
    /// <returns>False if the connection has to be closed, after a flush.</returns>
    /// <exception cref="InvalidOperationException">No credentials are to be checked.</exception>
    public bool CredentialsChecked(SaslAnswer answer, IBufferWriter<byte> output)
    {
        if (_pending != SmtpServerEventKind.VerifyCredentials || _exchange is null)
        {
            throw new InvalidOperationException("No credentials are to be checked.");
        }

        SaslServerStep step = _exchange.Resume(answer);
        SmtpServerEvent outcome = Step(step);
        Reply(outcome.Reply!, output);
        return _state != State.Closed;
    }

    // RFC 4954 §4
    private SmtpServerEvent Authenticate(ReadOnlySpan<byte> argument)
    {
        SmtpReply? order = !_options.OfferAuthentication ? SmtpReply.NotImplemented
            : ClientName is null ? SmtpReply.HelloFirst
            : AuthenticatedAs is not null ? SmtpReply.AuthenticatedAlready
            : InTransaction ? SmtpReply.AuthenticationInTransaction
            : !MayAuthenticate ? SmtpReply.AuthenticationNeedsTls
            : null;
        if (order is not null)
        {
            return Refuse(order);
        }

        int space = argument.IndexOf((byte)' ');
        ReadOnlySpan<byte> mechanism = space < 0 ? argument : argument[..space];
        ReadOnlySpan<byte> initial = space < 0 ? default : argument[(space + 1)..].Trim((byte)' ');

        // RFC 4422 §3.1: a mechanism's name has at most 20 characters.
        Span<char> name = stackalloc char[20];
        if (mechanism.Length is 0 or > 20 || Ascii.ToUtf16(mechanism, name, out int length) != OperationStatus.Done
            || !SaslMechanisms.Offered(_options.Mechanisms, hasBinding: true, HasExternalIdentity).Contains(name[..length].ToString(), StringComparer.OrdinalIgnoreCase)
            || SaslServerExchange.Create(name[..length], _options.Sasl, ChannelBinding) is not { } exchange)
        {
            return Refuse(SmtpReply.UnknownMechanism);
        }

        _exchange = exchange;
        if (initial.IsEmpty)
        {
            return Step(exchange.Start(null));
        }

        // RFC 4954 §4: a single equals sign stands for an initial response that is there and empty.
        if (initial.SequenceEqual("="u8))
        {
            return Step(exchange.Start(ReadOnlyMemory<byte>.Empty));
        }

        return TryDecode(initial, out byte[] response) ? Step(exchange.Start(response)) : EndExchange(SmtpReply.BadBase64);
    }

    private SmtpServerEvent ReadAuthentication(ref ReadOnlySequence<byte> input)
    {
        if (!TryReadLine(ref input, _options.MaxAuthenticationLineLength, SmtpReply.AuthenticationLineTooLong, out ReadOnlySpan<byte> line))
        {
            if (_state != State.DrainLine)
            {
                return new SmtpServerEvent(SmtpServerEventKind.NeedMoreData);
            }

            _exchange = null;
            return DrainLine(ref input);
        }

        // RFC 4954 §4: "*" cancels.
        if (line.SequenceEqual("*"u8))
        {
            _exchange!.Abort();
            return EndExchange(SmtpReply.AuthenticationCancelled);
        }

        return TryDecode(line, out byte[] response) ? Step(_exchange!.Respond(response)) : EndExchange(SmtpReply.BadBase64);
    }

    private SmtpServerEvent Step(SaslServerStep step)
    {
        AuthenticationStep = step;
        switch (step.Kind)
        {
            case SaslServerStepKind.Challenge:
                _state = State.Authentication;
                return Ask(SmtpServerEventKind.Reply, new SmtpReply(334, default, Convert.ToBase64String(step.Challenge.Span)));
            case var _ when step.IsQuestion:
                _state = State.Command;
                _pending = SmtpServerEventKind.VerifyCredentials;
                return new SmtpServerEvent(SmtpServerEventKind.VerifyCredentials) { Question = step };
            case SaslServerStepKind.Succeeded:
                AuthenticatedAs = step.Credentials;
                _exchange = null;
                _state = State.Command;
                return Ask(SmtpServerEventKind.Reply, SmtpReply.Authenticated);
            default:
                return EndExchange(step.Failure switch
                {
                    SaslFailure.TemporaryFailure => SmtpReply.AuthenticationTemporary,
                    SaslFailure.MalformedResponse => SmtpReply.BadBase64,
                    SaslFailure.TooLong => SmtpReply.AuthenticationLineTooLong,
                    _ => SmtpReply.AuthenticationFailed,
                });
        }
    }

    private SmtpServerEvent EndExchange(SmtpReply reply)
    {
        _exchange = null;
        _state = State.Command;
        if (reply == SmtpReply.AuthenticationFailed && ++_authenticationFailures >= _options.MaxAuthenticationFailures)
        {
            return Close(SmtpReply.TooManyFailures);
        }

        return Refuse(reply);
    }

    private static bool TryDecode(ReadOnlySpan<byte> base64, out byte[] decoded)
    {
        decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        OperationStatus status = Base64.DecodeFromUtf8(base64, decoded, out int consumed, out int written);
        decoded = decoded[..written];

        // RFC 4954 §4: any character that is not base64 ends the exchange; .NET would pass over white space.
        return status == OperationStatus.Done && consumed == base64.Length && !base64.ContainsAny(" \t"u8);
    }
}
