using System.Buffers;

namespace Protocols.Mime;

/// <summary>Takes the octets of a body and gives them on to the writer that encodes them.</summary>
internal sealed class BodyBufferWriter(MimeWriter writer) : IBufferWriter<byte>
{
    private byte[] _octets = new byte[16 * 1024];

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        writer.Write(_octets.AsSpan(0, count));
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > _octets.Length)
        {
            _octets = new byte[sizeHint];
        }

        return _octets;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
