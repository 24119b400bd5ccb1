using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Protocols.Hosting;
using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.Pop3.Server;

/// <summary>USER and PASS, APOP, AUTH (RFC 1939 §7, RFC 5034), and the maildrop that is taken with them.</summary>
internal sealed class Authentication(Pop3Server server, MailConnection connection, Pop3ServerSession session, Pop3Connection host, Pop3ServerOptions options)
{
    private SaslServerExchange? _exchange;
    private LoginAttempt? _attempt;
    private Pop3Command? _command;

    private string Address => connection.RemoteEndPoint?.Address.ToString() ?? "";

    public async ValueTask BeginAsync(Pop3Command command)
    {
        _command = command;
        switch (command.Kind)
        {
            case Pop3CommandKind.Login:
                _attempt = server.Login.Begin(Address);
                await _attempt.CheckPasswordAsync(command.Text, command.Secret, connection.Closed).ConfigureAwait(false);
                await ConcludeAsync(_attempt).ConfigureAwait(false);
                break;
            case Pop3CommandKind.Apop:
                await ApopAsync(command).ConfigureAwait(false);
                break;
            default:
                SaslChannelBinding? binding = connection.Tls?.EndPointBinding is { } data ? new SaslChannelBinding(SaslChannelBinding.TlsServerEndPoint, data) : null;
                _exchange = SaslServerExchange.Create(command.Text, server.Login.Options, binding);
                _attempt = server.Login.Begin(Address, connection.Tls?.ClientCertificate);
                if (_exchange is null)
                {
                    // The session lets no mechanism through that is not offered; this one wants a binding, and the certificate gives none.
                    Fail(Pop3ResponseCode.None, "The mechanism cannot be used on this connection");
                    return;
                }

                await TakeAsync(_exchange.Start(command.InitialResponse)).ConfigureAwait(false);
                break;
        }
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
            session.Challenge(_command!, step.Challenge.Span, connection.Output);
            return;
        }

        _exchange = null;
        await ConcludeAsync(_attempt).ConfigureAwait(false);
    }

    private async ValueTask ConcludeAsync(LoginAttempt attempt)
    {
        Pop3Log.Authenticated(connection.Logger, connection.Id, attempt.Status, attempt.Reason);
        if (attempt.Account is { } account)
        {
            await OpenAsync(account).ConfigureAwait(false);
        }
        else if (attempt.Status == AuthenticationStatus.TemporaryFailure)
        {
            Fail(Pop3ResponseCode.SystemTemporary, "Logins cannot be checked now");
        }
        else
        {
            Fail(Pop3ResponseCode.Authentication, "Authentication failed");
        }
    }

    [SuppressMessage("Security", "CA5351", Justification = "RFC 1939 §7 is made of MD5.")]
    private async ValueTask ApopAsync(Pop3Command command)
    {
        // Nobody's secret takes as long as somebody's.
        bool isAllowed = server.Login.Throttle?.Allows(Address, command.Text) != false;
        (Account Account, ReadOnlyMemory<byte> Secret)? found = isAllowed ? await server.ApopSecrets!(command.Text, connection.Closed).ConfigureAwait(false) : null;
        ReadOnlyMemory<byte> secret = found?.Secret ?? RandomNumberGenerator.GetBytes(16);
        string digest = Convert.ToHexStringLower(MD5.HashData([.. Encoding.ASCII.GetBytes(options.ApopTimestamp!), .. secret.Span]));
        bool isRight = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(digest), Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(command.Secret.Span).ToLowerInvariant()));
        if (found is { } who && isRight)
        {
            server.Login.Throttle?.Succeeded(Address, command.Text);
            Pop3Log.Authenticated(connection.Logger, connection.Id, AuthenticationStatus.Success, "The digest is right.");
            await OpenAsync(who.Account).ConfigureAwait(false);
            return;
        }

        server.Login.Throttle?.Failed(Address, command.Text);
        Pop3Log.Authenticated(connection.Logger, connection.Id, AuthenticationStatus.InvalidCredentials, isAllowed ? "The digest is wrong." : "Too many attempts have failed.");
        Fail(isAllowed ? Pop3ResponseCode.Authentication : Pop3ResponseCode.SystemTemporary, "Authentication failed");
    }

    private async ValueTask OpenAsync(Account account)
    {
        if (!server.TryTake(account.Id))
        {
            Fail(Pop3ResponseCode.InUse, "Another session has the maildrop");
            return;
        }

        host.Account = account;
        try
        {
            if (!server.MayLogIn(account.Id, connection.Time))
            {
                await host.DisposeAsync().ConfigureAwait(false);
                Fail(Pop3ResponseCode.LoginDelay, "The last login was too short a time ago");
                return;
            }

            host.Maildrop = await Maildrop.OpenAsync(server, account.Id, connection.Closed).ConfigureAwait(false);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (host.Maildrop is not { } maildrop)
        {
            await host.DisposeAsync().ConfigureAwait(false);
            Fail(Pop3ResponseCode.SystemPermanent, "There is no maildrop");
            return;
        }

        session.Authenticated();
        host.Ok($"The maildrop has {maildrop.Count} messages");
    }

    private void Fail(Pop3ResponseCode code, string text)
    {
        _exchange = null;
        session.AuthenticationFailed();
        host.Error(code, text);
    }
}
