using System.Buffers;

namespace Protocols.Sieve;

/// <summary>Octets that one run makes: decoded values, expanded strings. The array is kept for the next run. What was given stays as it is when it grows.</summary>
internal sealed class OctetArena : IBufferWriter<byte>
{
    private const int MostKept = 1024 * 1024;

    private byte[] _octets = new byte[1024];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int start, int length] => _octets.AsSpan(start, length);

    public void Clear()
    {
        Count = 0;
        if (_octets.Length > MostKept)
        {
            _octets = new byte[1024];
        }
    }

    public int Append(ReadOnlySpan<byte> octets)
    {
        int start = Count;
        octets.CopyTo(GetSpan(octets.Length));
        Count += octets.Length;
        return start;
    }

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _octets.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _octets.AsSpan(Count);
    }

    private void EnsureRoom(int sizeHint)
    {
        int wanted = Count + Math.Max(sizeHint, 1);
        if (wanted > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(wanted, _octets.Length * 2));
        }
    }
}
