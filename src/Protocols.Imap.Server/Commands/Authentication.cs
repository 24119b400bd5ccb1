using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.Imap.Server.Commands;

/// <summary>LOGIN and AUTHENTICATE (RFC 9051 §6.2.2, §6.2.3).</summary>
internal sealed class Authentication(ImapContext context)
{
    private SaslServerExchange? _exchange;
    private AuthenticateCommand? _command;

    public ValueTask LoginAsync(LoginCommand command) =>
        VerifyAsync(command, new SaslCredentials(command.UserName, "", command.Password));

    public async ValueTask BeginAsync(AuthenticateCommand command)
    {
        // The session has let no mechanism through that is not offered.
        _exchange = SaslServerExchange.Create(command.Mechanism) ?? throw new InvalidOperationException($"{command.Mechanism} is offered and not served.");
        _command = command;
        await TakeAsync(_exchange.Start(command.InitialResponse)).ConfigureAwait(false);
    }

    public ValueTask RespondAsync(ReadOnlyMemory<byte> response) => TakeAsync(_exchange!.Respond(response.Span));

    public void Cancel()
    {
        _exchange = null;
        context.Session.AuthenticationFailed();
    }

    private async ValueTask TakeAsync(SaslServerStep step)
    {
        AuthenticateCommand command = _command!;
        switch (step.Kind)
        {
            case SaslServerStepKind.Challenge:
                context.Session.Challenge(command, step.Challenge.Span, context.Output);
                break;
            case SaslServerStepKind.VerifyPassword:
                _exchange = null;
                await VerifyAsync(command, step.Credentials!).ConfigureAwait(false);
                break;
            default:
                _exchange = null;
                Fail(command, ImapResponseCode.AuthenticationFailed, "Authentication failed");
                break;
        }
    }

    private async ValueTask VerifyAsync(ImapCommand command, SaslCredentials credentials)
    {
        // RFC 4616 §2: acting as somebody else is a right that nobody has here.
        if (credentials.AuthorizationIdentity.Length > 0
            && !credentials.AuthorizationIdentity.Equals(credentials.AuthenticationIdentity, StringComparison.OrdinalIgnoreCase))
        {
            Fail(command, ImapResponseCode.AuthorizationFailed, "You cannot act as somebody else");
            return;
        }

        AuthenticationResult result = await context.Directory
            .AuthenticateAsync(credentials.AuthenticationIdentity, credentials.Password, context.Closed).ConfigureAwait(false);
        ImapLog.Authenticated(context.Connection.Logger, context.Connection.Id, result.Status, result.Reason);
        switch (result.Status)
        {
            case AuthenticationStatus.Success:
                context.Account = result.Account;
                context.Session.Authenticated();
                context.Ok(command, ImapResponseCode.Capability(context.Session.Capabilities), "Logged in");
                break;
            case AuthenticationStatus.TemporaryFailure:
                Fail(command, ImapResponseCode.Unavailable, "Logins cannot be checked now");
                break;
            default:
                Fail(command, ImapResponseCode.AuthenticationFailed, "Authentication failed");
                break;
        }
    }

    private void Fail(ImapCommand command, ImapResponseCode code, string text)
    {
        context.No(command, code, text);
        context.Session.AuthenticationFailed();
    }
}
