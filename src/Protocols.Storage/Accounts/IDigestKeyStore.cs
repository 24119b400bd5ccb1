namespace Protocols.Storage;

/// <summary>Gives the keys of DIGEST-MD5 (RFC 2831), for hosts whose accounts were made for it. A key is as good as the password in its realm, and has to be kept like one.</summary>
public interface IDigestKeyStore
{
    /// <summary>The realm that the keys are of.</summary>
    string Realm { get; }

    /// <summary>Finds the key of a user.</summary>
    /// <param name="userName">The name given at login.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DigestKeyLookup> FindDigestKeyAsync(string userName, CancellationToken cancellationToken);
}

/// <summary>The key by which a user's password can be proved with DIGEST-MD5.</summary>
/// <param name="Status"><see cref="AuthenticationStatus.Success"/> where there is one; else why there is none. Nothing is proved by it yet.</param>
/// <param name="Account">The account, or null.</param>
/// <param name="Key">The MD5 of <c>user:realm:password</c>, 16 octets (RFC 2831 §2.1.2.1); empty where there is none.</param>
/// <param name="Reason">What was found, in words for an operator; never shown to the peer.</param>
public sealed record DigestKeyLookup(AuthenticationStatus Status, Account? Account, ReadOnlyMemory<byte> Key, string Reason);
