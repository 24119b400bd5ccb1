using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Protocols.Sasl;

namespace Protocols.Storage;

/// <summary>One client's attempt to log in: answers what an exchange asks, and tells who it was in the end.</summary>
public sealed class LoginAttempt
{
    private readonly LoginService _service;
    private readonly string _address;
    private readonly X509Certificate2? _certificate;
    private Account? _candidate;
    private string _userName = "";

    internal LoginAttempt(LoginService service, string address, X509Certificate2? certificate)
    {
        _certificate = certificate;
        _service = service;
        _address = address;
    }

    /// <summary>Who has logged in; null until that is so.</summary>
    public Account? Account { get; private set; }

    /// <summary>How it ended, or stands.</summary>
    public AuthenticationStatus Status { get; private set; } = AuthenticationStatus.InvalidCredentials;

    /// <summary>Whether it was refused because somebody wanted to act as somebody else.</summary>
    public bool IsForAnother { get; private set; }

    /// <summary>What was found, in words for an operator; never shown to the peer.</summary>
    public string Reason { get; private set; } = "Nothing was asked.";

    /// <summary>Checks a password that came without an exchange.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="password">The password in UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see cref="SaslFailure.None"/> if it is right: then <see cref="Account"/> is set.</returns>
    public async ValueTask<SaslFailure> CheckPasswordAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken)
    {
        SaslAnswer answer = await CheckAsync(new SaslCredentials(userName, "", password), isToken: false, cancellationToken).ConfigureAwait(false);
        Conclude(answer.Verdict);
        return answer.Verdict;
    }

    /// <summary>Answers an exchange's questions until it wants a response of the client's, or has ended.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="step">Its step.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A challenge, or the end; where that is success, <see cref="Account"/> is set.</returns>
    public async ValueTask<SaslServerStep> SettleAsync(SaslServerExchange exchange, SaslServerStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        while (step.IsQuestion)
        {
            step = exchange.Resume(await AnswerAsync(step, cancellationToken).ConfigureAwait(false));
        }

        Settled(step);
        return step;
    }

    /// <summary>Answers one question of an exchange that somebody else runs; <see cref="Settled"/> has to be told how it goes on.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<SaslAnswer> AnswerAsync(SaslServerStep question, CancellationToken cancellationToken)
    {
        SaslCredentials credentials = question.Credentials!;
        switch (question.Kind)
        {
            case SaslServerStepKind.VerifyPassword:
                return await CheckAsync(credentials, isToken: false, cancellationToken).ConfigureAwait(false);
            case SaslServerStepKind.VerifyToken:
                return await CheckAsync(credentials, isToken: true, cancellationToken).ConfigureAwait(false);
            case SaslServerStepKind.FindScramKeys:
                return await FindKeysAsync(credentials, question.Mechanism!, cancellationToken).ConfigureAwait(false);
            case SaslServerStepKind.FindDigestKey when _service.DigestKeys is { } keys:
                return await FindKeyAsync(credentials, keys, cancellationToken).ConfigureAwait(false);
            case SaslServerStepKind.VerifyExternal when _certificate is not null && _service.Certificates is { } certificates:
                return await CheckAsync(credentials, certificates, _certificate, cancellationToken).ConfigureAwait(false);
            default:
                Refuse(AuthenticationStatus.InvalidCredentials, "The connection tells nothing of who it is.");
                return SaslAnswer.Wrong(SaslFailure.InvalidCredentials);
        }
    }

    /// <summary>Takes note of how an exchange goes on.</summary>
    /// <param name="step">Its step after the answer, or after the client's response.</param>
    public void Settled(SaslServerStep step)
    {
        if (step.Kind == SaslServerStepKind.Succeeded)
        {
            Conclude(SaslFailure.None);
        }
        else if (step.Kind == SaslServerStepKind.Failed)
        {
            Reason = Status == AuthenticationStatus.Success ? $"The exchange failed: {step.Reason}." : Reason;
            Conclude(step.Failure);
        }
    }

    private async ValueTask<SaslAnswer> CheckAsync(SaslCredentials credentials, bool isToken, CancellationToken cancellationToken)
    {
        if (!Begin(credentials))
        {
            return SaslAnswer.Wrong(Status == AuthenticationStatus.TemporaryFailure ? SaslFailure.TemporaryFailure : SaslFailure.NotAuthorized);
        }

        AuthenticationResult result = !isToken
            ? await _service.Directory.AuthenticateAsync(credentials.AuthenticationIdentity, credentials.Password, cancellationToken).ConfigureAwait(false)
            : _service.Tokens is { } tokens
                ? await tokens.VerifyTokenAsync(credentials.AuthenticationIdentity, credentials.Password, cancellationToken).ConfigureAwait(false)
                : new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, "No tokens are taken here.");
        _candidate = result.Account;
        (Status, Reason) = (result.Status, result.Reason);
        return result.Status switch
        {
            AuthenticationStatus.Success => SaslAnswer.Right,
            AuthenticationStatus.TemporaryFailure => SaslAnswer.Wrong(SaslFailure.TemporaryFailure),
            _ => SaslAnswer.Wrong(SaslFailure.InvalidCredentials),
        };
    }

    private async ValueTask<SaslAnswer> CheckAsync(SaslCredentials credentials, ICertificateVerifier certificates, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        AuthenticationResult result = await certificates.FindAccountAsync(certificate, cancellationToken).ConfigureAwait(false);
        _userName = result.Account?.Address ?? certificate.Subject;
        _candidate = result.Account;
        (Status, Reason) = (result.Status, result.Reason);
        if (result is { Status: AuthenticationStatus.Success, Account: { } account } && credentials.AuthorizationIdentity.Length > 0
            && AddressText.Fold(credentials.AuthorizationIdentity) != AddressText.Fold(account.Address))
        {
            IsForAnother = true;
            Refuse(AuthenticationStatus.InvalidCredentials, "Nobody may act as somebody else.");
            return SaslAnswer.Wrong(SaslFailure.NotAuthorized);
        }

        return result.Status switch
        {
            AuthenticationStatus.Success => SaslAnswer.Right,
            AuthenticationStatus.TemporaryFailure => SaslAnswer.Wrong(SaslFailure.TemporaryFailure),
            _ => SaslAnswer.Wrong(SaslFailure.InvalidCredentials),
        };
    }

    private async ValueTask<SaslAnswer> FindKeysAsync(SaslCredentials credentials, string mechanism, CancellationToken cancellationToken)
    {
        if (!Begin(credentials))
        {
            return SaslAnswer.Wrong(Status == AuthenticationStatus.TemporaryFailure ? SaslFailure.TemporaryFailure : SaslFailure.NotAuthorized);
        }

        ScramLookup lookup = await _service.Directory.FindScramKeysAsync(credentials.AuthenticationIdentity, mechanism, cancellationToken).ConfigureAwait(false);
        _candidate = lookup.Account;
        (Status, Reason) = (lookup.Status, lookup.Reason);
        return lookup is { Status: AuthenticationStatus.Success, Keys: { } keys } ? SaslAnswer.With(keys)
            : SaslAnswer.Wrong(lookup.Status == AuthenticationStatus.TemporaryFailure ? SaslFailure.TemporaryFailure : SaslFailure.InvalidCredentials);
    }

    private async ValueTask<SaslAnswer> FindKeyAsync(SaslCredentials credentials, IDigestKeyStore keys, CancellationToken cancellationToken)
    {
        if (!Begin(credentials))
        {
            return SaslAnswer.Wrong(Status == AuthenticationStatus.TemporaryFailure ? SaslFailure.TemporaryFailure : SaslFailure.NotAuthorized);
        }

        DigestKeyLookup lookup = await keys.FindDigestKeyAsync(credentials.AuthenticationIdentity, cancellationToken).ConfigureAwait(false);
        _candidate = lookup.Account;
        (Status, Reason) = (lookup.Status, lookup.Reason);
        return lookup.Status switch
        {
            AuthenticationStatus.Success => SaslAnswer.WithDigestKey(lookup.Key),
            AuthenticationStatus.TemporaryFailure => SaslAnswer.Wrong(SaslFailure.TemporaryFailure),

            // Nobody's key looks like somebody's.
            _ => SaslAnswer.WithDigestKey(RandomNumberGenerator.GetBytes(16)),
        };
    }

    private bool Begin(SaslCredentials credentials)
    {
        _userName = credentials.AuthenticationIdentity;

        // RFC 4616 §2: acting as somebody else is a right that nobody has here.
        if (credentials.AuthorizationIdentity.Length > 0
            && !credentials.AuthorizationIdentity.Equals(credentials.AuthenticationIdentity, StringComparison.OrdinalIgnoreCase))
        {
            IsForAnother = true;
            Refuse(AuthenticationStatus.InvalidCredentials, "Nobody may act as somebody else.");
            return false;
        }

        if (_service.Throttle?.Allows(_address, _userName) == false)
        {
            Refuse(AuthenticationStatus.TemporaryFailure, "Too many attempts have failed.");
            return false;
        }

        return true;
    }

    private void Refuse(AuthenticationStatus status, string reason)
    {
        _candidate = null;
        (Status, Reason) = (status, reason);
    }

    private void Conclude(SaslFailure failure)
    {
        if (failure == SaslFailure.None && _candidate is not null)
        {
            Account = _candidate;
            Status = AuthenticationStatus.Success;
            _service.Throttle?.Succeeded(_address, _userName);
        }
        else if (failure is SaslFailure.InvalidCredentials or SaslFailure.None)
        {
            Status = AuthenticationStatus.InvalidCredentials;
            _service.Throttle?.Failed(_address, _userName);
        }
        else
        {
            Status = failure == SaslFailure.TemporaryFailure ? AuthenticationStatus.TemporaryFailure : AuthenticationStatus.InvalidCredentials;
        }
    }
}
