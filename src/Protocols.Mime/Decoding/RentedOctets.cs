using System.Buffers;

namespace Protocols.Mime;

/// <summary>Collects octets in a rented array.</summary>
internal sealed class RentedOctets : IBufferWriter<byte>, IDisposable
{
    // Decoders ask for a little more room than they use.
    private const int Slack = 256;

    private byte[] _octets;
    private int _count;

    public RentedOctets(int expected) => _octets = ArrayPool<byte>.Shared.Rent(expected + Slack);

    public ReadOnlySpan<byte> Written => _octets.AsSpan(0, _count);

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _octets.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _octets.AsSpan(_count);
    }

    /// <summary>Gives the array away: who takes it returns it to the pool.</summary>
    public byte[] Detach(out int length)
    {
        byte[] octets = _octets;
        length = _count;
        _octets = [];
        _count = 0;
        return octets;
    }

    public void Dispose()
    {
        if (_octets.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_octets);
            _octets = [];
        }
    }

    private void EnsureRoom(int sizeHint)
    {
        int wanted = _count + Math.Max(sizeHint, 1);
        if (wanted <= _octets.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, _octets.Length * 2));
        Written.CopyTo(larger);
        Dispose();
        _octets = larger;
    }
}
