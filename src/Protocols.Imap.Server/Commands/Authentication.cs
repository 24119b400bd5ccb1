using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>LOGIN and AUTHENTICATE (RFC 9051 §6.2.2, §6.2.3).</summary>
internal sealed class Authentication(ImapContext context)
{
    private SaslServerExchange? _exchange;
    private AuthenticateCommand? _command;
    private LoginAttempt? _attempt;

    public async ValueTask LoginAsync(LoginCommand command)
    {
        LoginAttempt attempt = Begin();
        await attempt.CheckPasswordAsync(command.UserName, command.Password, context.Closed).ConfigureAwait(false);
        Conclude(command, attempt);
    }

    public async ValueTask BeginAsync(AuthenticateCommand command)
    {
        SaslChannelBinding? binding = context.Connection.Tls?.EndPointBinding is { } data ? new SaslChannelBinding(SaslChannelBinding.TlsServerEndPoint, data) : null;
        _exchange = SaslServerExchange.Create(command.Mechanism, context.Login.Options, binding);
        _command = command;
        _attempt = Begin();
        if (_exchange is null)
        {
            // The session lets no mechanism through that is not offered; this one wants a binding, and the certificate gives none.
            Fail(command, ImapResponseCode.Cannot, "The mechanism cannot be used on this connection");
            return;
        }

        await TakeAsync(_exchange.Start(command.InitialResponse)).ConfigureAwait(false);
    }

    public ValueTask RespondAsync(ReadOnlyMemory<byte> response) => TakeAsync(_exchange!.Respond(response.Span));

    public void Cancel()
    {
        _exchange = null;
        context.Session.AuthenticationFailed();
    }

    private LoginAttempt Begin() => context.Login.Begin(context.Connection.RemoteEndPoint?.Address.ToString() ?? "", context.Connection.Tls?.ClientCertificate);

    private async ValueTask TakeAsync(SaslServerStep step)
    {
        step = await _attempt!.SettleAsync(_exchange!, step, context.Closed).ConfigureAwait(false);
        if (step.Kind == SaslServerStepKind.Challenge)
        {
            context.Session.Challenge(_command!, step.Challenge.Span, context.Output);
            return;
        }

        _exchange = null;
        Conclude(_command!, _attempt);
    }

    private void Conclude(ImapCommand command, LoginAttempt attempt)
    {
        ImapLog.Authenticated(context.Connection.Logger, context.Connection.Id, attempt.Status, attempt.Reason);
        if (attempt.Account is { } account)
        {
            context.Account = account;
            context.Session.Authenticated();
            context.Ok(command, ImapResponseCode.Capability(context.Session.Capabilities), "Logged in");
        }
        else if (attempt.Status == AuthenticationStatus.TemporaryFailure)
        {
            Fail(command, ImapResponseCode.Unavailable, "Logins cannot be checked now");
        }
        else if (attempt.IsForAnother)
        {
            Fail(command, ImapResponseCode.AuthorizationFailed, "You cannot act as somebody else");
        }
        else
        {
            Fail(command, ImapResponseCode.AuthenticationFailed, "Authentication failed");
        }
    }

    private void Fail(ImapCommand command, ImapResponseCode code, string text)
    {
        context.No(command, code, text);
        context.Session.AuthenticationFailed();
    }
}
