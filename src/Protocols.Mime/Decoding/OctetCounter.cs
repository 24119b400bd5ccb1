using System.Buffers;

namespace Protocols.Mime;

/// <summary>Counts octets and keeps none.</summary>
internal sealed class OctetCounter : IBufferWriter<byte>, IDisposable
{
    private byte[] _scratch = [];

    public long Count { get; private set; }

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _scratch;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _scratch;
    }

    public void Dispose()
    {
        if (_scratch.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = [];
        }
    }

    private void EnsureRoom(int sizeHint)
    {
        if (_scratch.Length < Math.Max(sizeHint, 1))
        {
            Dispose();
            _scratch = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, 4096));
        }
    }
}
