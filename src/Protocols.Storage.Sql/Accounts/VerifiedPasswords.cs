using System.Collections.Concurrent;
using System.Security.Cryptography;
using Protocols.Sasl;

namespace Protocols.Storage.Sql;

/// <summary>
/// Remembers for a short time which password was right, so that a client that logs in every second does not cost the rounds every
/// second. It keeps a keyed hash over the password and the keys it matched; the key lives and dies with the process.
/// </summary>
internal sealed class VerifiedPasswords(TimeProvider time, TimeSpan keep)
{
    private const int Most = 10_000;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<AccountId, (byte[] Tag, long At)> _tags = new();

    public bool Contains(AccountId account, ScramKeys keys, ReadOnlySpan<byte> password) =>
        _tags.TryGetValue(account, out (byte[] Tag, long At) known)
        && time.GetElapsedTime(known.At) < keep
        && CryptographicOperations.FixedTimeEquals(known.Tag, Tag(keys, password));

    public void Add(AccountId account, ScramKeys keys, ReadOnlySpan<byte> password)
    {
        if (keep == TimeSpan.Zero)
        {
            return;
        }

        if (_tags.Count >= Most)
        {
            foreach ((AccountId old, (byte[] _, long at)) in _tags)
            {
                if (time.GetElapsedTime(at) >= keep)
                {
                    _tags.TryRemove(old, out _);
                }
            }

            if (_tags.Count >= Most)
            {
                _tags.Clear();
            }
        }

        _tags[account] = (Tag(keys, password), time.GetTimestamp());
    }

    public void Remove(AccountId account) => _tags.TryRemove(account, out _);

    private byte[] Tag(ScramKeys keys, ReadOnlySpan<byte> password)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(keys.Salt.Span);
        hash.AppendData(keys.StoredKey.Span);
        hash.AppendData(password);
        return hash.GetHashAndReset();
    }
}
