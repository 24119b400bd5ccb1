namespace Protocols.Storage;

/// <summary>How an attempt to log in ended.</summary>
public enum AuthenticationStatus
{
    /// <summary>The credentials are those of <see cref="AuthenticationResult.Account"/>.</summary>
    Success,

    /// <summary>No such user or a wrong password; which of the two is never told apart to the peer.</summary>
    InvalidCredentials,

    /// <summary>The account exists and may not log in.</summary>
    AccountDisabled,

    /// <summary>The directory could not be asked; the peer may try again.</summary>
    TemporaryFailure,
}

/// <summary>The verdict over an attempt to log in, with its reason for the log.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Account">The account, on success alone.</param>
/// <param name="Reason">What was found, in words for an operator; never shown to the peer.</param>
public sealed record AuthenticationResult(AuthenticationStatus Status, Account? Account, string Reason);
