using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Protocols.MailAuth.Dkim;

/// <summary>
/// Hashes what is canonical, up to a length. Small pieces are gathered, since each call into the hash costs as much as hashing a hundred octets; and
/// sinks are pooled, since making a hash costs as much as hashing five thousand.
/// </summary>
internal sealed class HashSink : ICanonicalSink, IDisposable
{
    private const int Gathered = 4096;

    // From here on a call costs little beside the hash, and less than a copy would.
    private const int Direct = 1024;
    private const int MostPooled = 64;

    private static readonly ConcurrentQueue<HashSink> s_sha256 = new();

    private readonly HashAlgorithmName _algorithm;
    private readonly IncrementalHash _hash;
    private readonly byte[] _buffer = new byte[Gathered];
    private int _count;
    private long _left;
    private bool _isRented;

    private HashSink(HashAlgorithmName algorithm)
    {
        _algorithm = algorithm;
        _hash = IncrementalHash.CreateHash(algorithm);
    }

    /// <summary>How long the canonical form is, hashed or not.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a hash.</summary>
    /// <param name="algorithm">SHA-256 or SHA-1.</param>
    /// <param name="limit">How many octets are hashed; the others are only counted.</param>
    public static HashSink Rent(HashAlgorithmName algorithm, long limit = long.MaxValue)
    {
        HashSink sink = algorithm == HashAlgorithmName.SHA256 && s_sha256.TryDequeue(out HashSink? pooled) ? pooled : new HashSink(algorithm);
        sink._left = limit;
        sink._isRented = true;
        return sink;
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        Length += octets.Length;
        if (octets.Length > _left)
        {
            octets = octets[..(int)_left];
        }

        _left -= octets.Length;
        if (octets.Length >= Direct)
        {
            Flush();
            _hash.AppendData(octets);
            return;
        }

        if (octets.Length > Gathered - _count)
        {
            Flush();
        }

        octets.CopyTo(_buffer.AsSpan(_count));
        _count += octets.Length;
    }

    /// <summary>Gives the hash, and begins another without a limit.</summary>
    /// <param name="destination">At least as long as the hash.</param>
    /// <returns>The length of the hash.</returns>
    public int Finish(Span<byte> destination)
    {
        Flush();
        _left = long.MaxValue;
        Length = 0;
        return _hash.GetHashAndReset(destination);
    }

    /// <summary>Gives it back. A hash that was begun is forgotten.</summary>
    public void Dispose()
    {
        if (!_isRented)
        {
            return;
        }

        _isRented = false;
        if (_algorithm != HashAlgorithmName.SHA256 || s_sha256.Count >= MostPooled)
        {
            _hash.Dispose();
            return;
        }

        Span<byte> forgotten = stackalloc byte[64];
        Finish(forgotten);
        s_sha256.Enqueue(this);
    }

    private void Flush()
    {
        if (_count > 0)
        {
            _hash.AppendData(_buffer.AsSpan(0, _count));
            _count = 0;
        }
    }
}
