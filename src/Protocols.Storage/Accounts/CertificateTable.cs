using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Protocols.Storage;

/// <summary>Whose certificates are whose, by an explicit table: a certificate is known by its fingerprint, whoever has signed it, and only in its own time.</summary>
public sealed class CertificateTable : ICertificateVerifier
{
    private readonly IDirectory _directory;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _addresses;

    /// <summary>Makes a table.</summary>
    /// <param name="directory">Who is here.</param>
    /// <param name="addresses">
    /// The principal address of an account for each fingerprint: SHA-256 over the certificate's DER form, in 64 hexadecimal digits, colons between them or not.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">A fingerprint is none.</exception>
    public CertificateTable(IDirectory directory, IEnumerable<KeyValuePair<string, string>> addresses, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(time);
        _directory = directory;
        _time = time;
        _addresses = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string fingerprint, string address) in addresses)
        {
            string digits = fingerprint.Replace(":", "", StringComparison.Ordinal);
            if (digits.Length != SHA256.HashSizeInBytes * 2 || !digits.All(char.IsAsciiHexDigit))
            {
                throw new ArgumentException($"'{fingerprint}' is no fingerprint by SHA-256.", nameof(addresses));
            }

            _addresses[digits] = address;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> FindAccountAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!_addresses.TryGetValue(certificate.GetCertHashString(HashAlgorithmName.SHA256), out string? address))
        {
            return Refused("The certificate is nobody's.");
        }

        DateTime now = _time.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
        {
            return Refused("The certificate is out of its time.");
        }

        RecipientResult found = await _directory.FindRecipientAsync(address, cancellationToken).ConfigureAwait(false);
        return found switch
        {
            { Status: RecipientStatus.Local, Account: { } account } => new AuthenticationResult(AuthenticationStatus.Success, account, "The certificate is in the table."),
            { Status: RecipientStatus.UnknownUser or RecipientStatus.ForeignDomain } => Refused($"The table names {address}, of whom there is no account."),
            _ => new AuthenticationResult(AuthenticationStatus.TemporaryFailure, null, "The directory cannot be asked now."),
        };
    }

    private static AuthenticationResult Refused(string reason) => new(AuthenticationStatus.InvalidCredentials, null, reason);
}
