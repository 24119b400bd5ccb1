using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Before a directory that knows nothing of details: an address that it does not know is looked up without (RFC 5233 §4).</summary>
/// <param name="inner">The directory.</param>
/// <param name="separator">What stands between the user and the detail.</param>
public sealed class SubaddressingDirectory(IDirectory inner, char separator = '+') : IDirectory
{
    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
        inner.AuthenticateAsync(userName, password, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<string> ScramMechanisms => inner.ScramMechanisms;

    /// <inheritdoc/>
    public ValueTask<ScramLookup> FindScramKeysAsync(string userName, string mechanism, CancellationToken cancellationToken) =>
        inner.FindScramKeysAsync(userName, mechanism, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken)
    {
        RecipientResult found = await inner.FindRecipientAsync(address, cancellationToken).ConfigureAwait(false);
        return found.Status == RecipientStatus.UnknownUser && AddressKey.TrySplit(address, separator, out string user, out _)
            ? await inner.FindRecipientAsync(user, cancellationToken).ConfigureAwait(false)
            : found;
    }
}
