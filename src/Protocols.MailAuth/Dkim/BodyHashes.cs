using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Protocols.MailAuth.Dkim;

/// <summary>The hashes of one body that several signatures need, in one pass: one for each form, algorithm and length.</summary>
internal sealed class BodyHashes : IDisposable
{
    private readonly List<Wanted> _wanted = [];
    private readonly BodyCanonicalizer?[] _canonicalizers = new BodyCanonicalizer?[2];
    private readonly Fan[] _fans = [new(), new()];
    private bool _isFinished;

    private sealed record Wanted(DkimCanonicalization Form, HashAlgorithmName Algorithm, long Limit, HashSink Sink)
    {
        public byte[] Hash { get; set; } = [];

        public long Length { get; set; }

        public BufferSink? Kept { get; set; }
    }

    /// <summary>Asks for a hash, before the first piece.</summary>
    /// <returns>The number under which it is found at the end.</returns>
    public int Want(DkimCanonicalization form, HashAlgorithmName algorithm, long limit)
    {
        int known = _wanted.FindIndex(w => w.Form == form && w.Algorithm == algorithm && w.Limit == limit);
        if (known >= 0)
        {
            return known;
        }

        Fan fan = _fans[(int)form];
        _canonicalizers[(int)form] ??= new BodyCanonicalizer(form, fan);
        Wanted wanted = new(form, algorithm, limit, HashSink.Rent(algorithm, limit));
        fan.Sinks.Add(wanted.Sink);
        _wanted.Add(wanted);
        return _wanted.Count - 1;
    }

    /// <summary>Asks that the front of what is hashed be kept, before the first piece.</summary>
    /// <param name="number">The number of the hash.</param>
    /// <param name="most">As many octets are kept.</param>
    public void Keep(int number, int most)
    {
        Wanted wanted = _wanted[number];
        if (wanted.Kept is null)
        {
            wanted.Kept = new BufferSink((int)Math.Min(most, wanted.Limit));
            _fans[(int)wanted.Form].Kept.Add(wanted.Kept);
        }
    }

    /// <summary>What was kept.</summary>
    public ReadOnlyMemory<byte> Kept(int number) => _wanted[number].Kept?.Written ?? default;

    public void Write(ReadOnlySpan<byte> piece)
    {
        foreach (BodyCanonicalizer? canonicalizer in _canonicalizers)
        {
            canonicalizer?.Write(piece);
        }
    }

    public void Finish()
    {
        if (_isFinished)
        {
            return;
        }

        _isFinished = true;
        foreach (BodyCanonicalizer? canonicalizer in _canonicalizers)
        {
            canonicalizer?.Finish();
        }

        Span<byte> hash = stackalloc byte[64];
        foreach (Wanted wanted in _wanted)
        {
            wanted.Length = wanted.Sink.Length;
            wanted.Hash = hash[..wanted.Sink.Finish(hash)].ToArray();
        }
    }

    public ReadOnlySpan<byte> Hash(int number) => _wanted[number].Hash;

    /// <summary>The length of the whole canonical body.</summary>
    public long Length(int number) => _wanted[number].Length;

    public void Dispose() => _wanted.ForEach(static w => w.Sink.Dispose());

    private sealed class Fan : ICanonicalSink
    {
        public List<HashSink> Sinks { get; } = [];

        public List<BufferSink> Kept { get; } = [];

        public void Append(ReadOnlySpan<byte> octets)
        {
            foreach (HashSink sink in CollectionsMarshal.AsSpan(Sinks))
            {
                sink.Append(octets);
            }

            foreach (BufferSink sink in CollectionsMarshal.AsSpan(Kept))
            {
                sink.Append(octets);
            }
        }
    }
}
