using System.Buffers;

namespace Protocols.MailAuth.Dkim;

/// <summary>Keeps what is canonical, up to a length.</summary>
internal sealed class BufferSink(int most = int.MaxValue) : ICanonicalSink
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Append(ReadOnlySpan<byte> octets) => _buffer.Write(octets[..Math.Min(octets.Length, most - _buffer.WrittenCount)]);
}
