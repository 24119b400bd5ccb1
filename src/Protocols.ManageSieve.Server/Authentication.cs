using Protocols.Hosting;
using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.ManageSieve.Server;

/// <summary>AUTHENTICATE (RFC 5804 §2.1).</summary>
internal sealed class Authentication(ManageSieveServer server, MailConnection connection, ManageSieveServerSession session, ManageSieveConnection host)
{
    private SaslServerExchange? _exchange;

    public ValueTask BeginAsync(AuthenticateCommand command)
    {
        // The session has let no mechanism through that is not offered.
        _exchange = SaslServerExchange.Create(command.Mechanism) ?? throw new InvalidOperationException($"{command.Mechanism} is offered and not served.");
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
        switch (step.Kind)
        {
            case SaslServerStepKind.Challenge:
                session.Challenge(step.Challenge.Span, connection.Output);
                break;
            case SaslServerStepKind.VerifyPassword:
                await VerifyAsync(step.Credentials!).ConfigureAwait(false);
                break;
            default:
                Fail(ManageSieveResponseCode.None, "Authentication failed");
                break;
        }
    }

    private async ValueTask VerifyAsync(SaslCredentials credentials)
    {
        // RFC 4616 §2: acting as somebody else is a right that nobody has here.
        if (credentials.AuthorizationIdentity.Length > 0
            && !credentials.AuthorizationIdentity.Equals(credentials.AuthenticationIdentity, StringComparison.OrdinalIgnoreCase))
        {
            Fail(ManageSieveResponseCode.None, "You cannot act as somebody else");
            return;
        }

        AuthenticationResult result = await server.Directory
            .AuthenticateAsync(credentials.AuthenticationIdentity, credentials.Password, connection.Closed).ConfigureAwait(false);
        ManageSieveLog.Authenticated(connection.Logger, connection.Id, result.Status, result.Reason);
        switch (result.Status)
        {
            case AuthenticationStatus.Success:
                Succeed(result.Account!);
                break;
            case AuthenticationStatus.TemporaryFailure:
                Fail(ManageSieveResponseCode.TryLater, "Logins cannot be checked now");
                break;
            default:
                Fail(ManageSieveResponseCode.None, "Authentication failed");
                break;
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
