using System.Net;
using Protocols.Hosting;
using Protocols.Sasl;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <content>Who the client is: what it says, what a proxy says of it, and who it logs in as.</content>
internal sealed partial class SmtpConnection
{
    private SmtpReply? _helloRefusal;

    // Of the last login that succeeded, and of the one that a proxy tells of; whether they still hold the session knows.
    private Account? _account;
    private AccountId? _toldAccount;

    // A proxy that ends TLS for us is as good as its end: it is one that we were told to trust.
    private bool IsSecure => _connection.IsSecure || _connection.Proxy?.Tls is { IsSecure: true };

    // What a trusted proxy tells takes the place of what is seen here; where it could not tell, nobody knows.
    private IPAddress? ClientAddress => _session.XClient is { } told ? told.Address : _connection.RemoteEndPoint?.Address;

    private string? ClientName => _session.ClientName is { } said ? _session.XClient?.Hello ?? said : null;

    // A token need not name whose it is.
    private string? AuthenticatedAs => _session.AuthenticatedAs?.AuthenticationIdentity is { } name
        ? name.Length > 0 ? name : _account?.Address
        : _session.XClient?.Login;

    private AccountId? Account => _session.AuthenticatedAs is not null ? _account?.Id : _session.XClient?.Login is not null ? _toldAccount : null;

    private SmtpPeer Peer => new()
    {
        ConnectionId = _connection.Id,
        Address = ClientAddress,
        ClientName = ClientName,
        IsSecure = IsSecure,
        AuthenticatedAs = AuthenticatedAs,
        Account = Account,
    };

    /// <summary>Greets the client, or turns it away; false if the connection is over with that.</summary>
    private async ValueTask<bool> GreetAsync()
    {
        if (await AskConnectStagesAsync().ConfigureAwait(false) is not { } refusal)
        {
            _session.Greet(_connection.Output);
            return true;
        }

        SmtpReplyWriter.Write(refusal, _connection.Output);
        _turnedAway = 0;
        return refusal.Code >= 500;
    }

    private ValueTask<SmtpReply?> AskConnectStagesAsync() =>
        _stages.AskAsync<IConnectStage, SmtpPeer>(Peer, static (stage, peer, cancellation) => stage.ConnectAsync(peer, cancellation));

    // RFC 5321 §3.1: who was turned away hears 503 until it says QUIT, which it may not take for ever to say.
    private bool TurnAway()
    {
        if (++_turnedAway > _options.MaxErrors)
        {
            SmtpReplyWriter.Write(s_tooManyErrors, _connection.Output);
            return false;
        }

        if (_question.IsQuestion)
        {
            return _session.CredentialsChecked(SaslAnswer.Wrong(SaslFailure.NotAuthorized), _connection.Output);
        }

        if (_proposed is not null)
        {
            Reply(s_turnedAway);
        }

        return true;
    }

    private async ValueTask HelloAsync()
    {
        await EndTransactionAsync().ConfigureAwait(false);
        _helloRefusal = await _stages.AskAsync<IHelloStage, SmtpPeer>(Peer, static (stage, peer, cancellation) => stage.HelloAsync(peer, cancellation)).ConfigureAwait(false);
        Reply(_helloRefusal ?? _proposed!);
    }

    private async ValueTask XClientAsync()
    {
        await EndTransactionAsync().ConfigureAwait(false);
        SmtpXClient told = _session.XClient!;
        SmtpLog.ProxyTold(_connection.Logger, _connection.Id, told.Address?.ToString() ?? "unknown", told.Login ?? "");
        SmtpReply reply = await AskConnectStagesAsync().ConfigureAwait(false) ?? _proposed!;
        AccountId? account = reply.IsPositive && told.Login is { } login ? await FindAsync(login).ConfigureAwait(false) : null;
        Reply(reply);
        if (reply.IsPositive)
        {
            _helloRefusal = null;
            _toldAccount = account;
        }
    }

    private async ValueTask AnswerAsync(Work question)
    {
        SmtpReply? answer = null;
        if (_server.Answers is { } answers && (answers.AnswersStrangers || AuthenticatedAs is not null))
        {
            answer = question == Work.Verify
                ? await TryAsync("VRFY", () => answers.VerifyAsync(_path, _allowsUtf8, _connection.Closed)).ConfigureAwait(false)
                : await TryAsync("EXPN", () => answers.ExpandAsync(_path, _allowsUtf8, _connection.Closed)).ConfigureAwait(false);
        }

        Reply(answer ?? _proposed!);
    }

    // The name of a login is an account's own address, and not one of those that its mail may come by besides.
    private async ValueTask<AccountId?> FindAsync(string login)
    {
        RecipientResult found = await _server.Directory.FindRecipientAsync(login, _connection.Closed).ConfigureAwait(false);
        return found.Account is { } account && account.Address.Equals(login, StringComparison.OrdinalIgnoreCase) ? account.Id : null;
    }

    private async ValueTask<bool> CredentialsAsync()
    {
        _attempt = _server.Login.Begin(ClientAddress?.ToString() ?? "", _connection.Tls?.ClientCertificate);
        SaslAnswer answer = await _attempt.AnswerAsync(_question, _connection.Closed).ConfigureAwait(false);
        bool isOpen = _session.CredentialsChecked(answer, _connection.Output);
        SettleAttempt();
        return isOpen;
    }

    /// <summary>Takes note of how an authentication ended, be it by our answer or by the client's next response.</summary>
    private void SettleAttempt()
    {
        if (_attempt is not { } attempt || _session.AuthenticationStep.Kind is not (SaslServerStepKind.Succeeded or SaslServerStepKind.Failed))
        {
            return;
        }

        _attempt = null;
        attempt.Settled(_session.AuthenticationStep);
        _account = attempt.Account;
        SmtpLog.Authenticated(_connection.Logger, _connection.Id, attempt.Status, attempt.Reason);
    }
}
