namespace Protocols.Storage;

/// <summary>Who is here: credentials and addresses. The least that a mail server needs to know of people.</summary>
public interface IDirectory
{
    /// <summary>Checks a user's password.</summary>
    /// <param name="userName">The name given at login, prepared or not; compared without regard to ASCII case.</param>
    /// <param name="password">The password in UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken);

    /// <summary>The SCRAM mechanisms whose keys are kept here, strongest first (RFC 5802). None by default: then passwords can only be shown.</summary>
    IReadOnlyList<string> ScramMechanisms => [];

    /// <summary>Finds the keys by which a user's password can be proved.</summary>
    /// <param name="userName">The name given at login, prepared; compared without regard to ASCII case.</param>
    /// <param name="mechanism">One of <see cref="ScramMechanisms"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ScramLookup> FindScramKeysAsync(string userName, string mechanism, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ScramLookup(AuthenticationStatus.TemporaryFailure, null, null, "This directory keeps no keys."));

    /// <summary>Finds the account that receives mail for an address.</summary>
    /// <param name="address">The address without angle brackets: <c>local@domain</c>, or <c>postmaster</c> alone (RFC 5321 §4.5.1).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken);
}
