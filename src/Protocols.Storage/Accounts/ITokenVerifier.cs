namespace Protocols.Storage;

/// <summary>Checks the bearer tokens that an authorization server gave out (RFC 7628): by asking it, or by its signature.</summary>
public interface ITokenVerifier
{
    /// <summary>Checks a token.</summary>
    /// <param name="userName">The user it is said to be of; empty where that is the token's to tell.</param>
    /// <param name="token">The token, in ASCII.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<AuthenticationResult> VerifyTokenAsync(string userName, ReadOnlyMemory<byte> token, CancellationToken cancellationToken);
}
