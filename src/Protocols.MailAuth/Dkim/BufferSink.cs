using System.Buffers;

namespace Protocols.MailAuth.Dkim;

/// <summary>Keeps what is canonical.</summary>
internal sealed class BufferSink : ICanonicalSink
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Append(ReadOnlySpan<byte> octets) => _buffer.Write(octets);
}
