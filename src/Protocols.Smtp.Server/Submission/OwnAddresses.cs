using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Whether an address is one that an account may write from: its own, with a detail or without, or one that stands for it.</summary>
internal sealed class OwnAddresses(IDirectory directory, RecipientResolver? resolver)
{
    /// <summary>Whether it is; null where the directory cannot be asked now.</summary>
    public async ValueTask<bool?> ContainAsync(AccountId account, string address, CancellationToken cancellationToken)
    {
        RecipientResult found = await directory.FindRecipientAsync(address, cancellationToken).ConfigureAwait(false);
        return found.Status == RecipientStatus.TemporaryFailure ? null
            : found.Account?.Id == account ? true
            : resolver is null ? false
            : await resolver.ReachesAsync(address, account, cancellationToken).ConfigureAwait(false);
    }
}
