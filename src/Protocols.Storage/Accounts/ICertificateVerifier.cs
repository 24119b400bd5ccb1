using System.Security.Cryptography.X509Certificates;

namespace Protocols.Storage;

/// <summary>Tells whose a client's certificate is, for logins with EXTERNAL (RFC 4422 Appendix A).</summary>
public interface ICertificateVerifier
{
    /// <summary>Finds the account of a certificate. That the client holds its key is proved; whether it goes back to an authority is as the listener was set up to ask.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The account, or why there is none; a failure is <see cref="AuthenticationStatus.InvalidCredentials"/> unless it is one of the moment.</returns>
    ValueTask<AuthenticationResult> FindAccountAsync(X509Certificate2 certificate, CancellationToken cancellationToken);
}
