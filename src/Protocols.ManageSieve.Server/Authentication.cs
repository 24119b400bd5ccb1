using Protocols.Hosting;
using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.ManageSieve.Server;

/// <summary>AUTHENTICATE (RFC 5804 §2.1).</summary>
internal sealed class Authentication(ManageSieveServer server, MailConnection connection, ManageSieveServerSession session, ManageSieveConnection host)
{
    private SaslServerExchange? _exchange;
    private LoginAttempt? _attempt;

    public ValueTask BeginAsync(AuthenticateCommand command)
    {
        SaslChannelBinding? binding = connection.Tls?.EndPointBinding is { } data ? new SaslChannelBinding(SaslChannelBinding.TlsServerEndPoint, data) : null;
        _exchange = SaslServerExchange.Create(command.Mechanism, server.Login.Options, binding);
        _attempt = server.Login.Begin(connection.RemoteEndPoint?.Address.ToString() ?? "", connection.Tls?.ClientCertificate);
        if (_exchange is null)
        {
            // The session lets no mechanism through that is not offered; this one wants a binding, and the certificate gives none.
            Fail(ManageSieveResponseCode.None, "The mechanism cannot be used on this connection");
            return ValueTask.CompletedTask;
        }

        if (command is { Mechanism: "LOGIN", InitialResponse: not null })
        {
            // RFC 5804 §2.1: not with a mechanism in which the server speaks first.
            Fail(ManageSieveResponseCode.None, "The mechanism begins with a challenge");
            return ValueTask.CompletedTask;
        }

        return TakeAsync(_exchange.Start(command.InitialResponse));
    }

    public ValueTask RespondAsync(ReadOnlyMemory<byte> response) => TakeAsync(_exchange!.Respond(response.Span));

    public void Cancel()
    {
        _exchange = null;
        session.AuthenticationFailed();
    }

    private async ValueTask TakeAsync(SaslServerStep step)
    {
        step = await _attempt!.SettleAsync(_exchange!, step, connection.Closed).ConfigureAwait(false);
        if (step.Kind == SaslServerStepKind.Challenge)
        {
            session.Challenge(step.Challenge.Span, connection.Output);
            return;
        }

        ManageSieveLog.Authenticated(connection.Logger, connection.Id, _attempt.Status, _attempt.Reason);
        if (_attempt.Account is { } account)
        {
            Succeed(account);
        }
        else if (_attempt.Status == AuthenticationStatus.TemporaryFailure)
        {
            Fail(ManageSieveResponseCode.TryLater, "Logins cannot be checked now");
        }
        else
        {
            Fail(ManageSieveResponseCode.None, _attempt.IsForAnother ? "You cannot act as somebody else" : "Authentication failed");
        }
    }

    private void Succeed(Account account)
    {
        _exchange = null;
        if (server.ReferralOf?.Invoke(account) is { } url)
        {
            host.Answer(ManageSieveStatus.Bye, ManageSieveResponseCode.Referral(url), "Your scripts are on another server");
            session.LoggedOut();
            return;
        }

        host.Account = account;
        session.Authenticated(account.Address);
        host.Ok("Logged in");
    }

    private void Fail(ManageSieveResponseCode code, string text)
    {
        _exchange = null;
        session.AuthenticationFailed();
        host.No(code, text);
    }
}
