using System.IO.Pipelines;

namespace Protocols.Imap.Server;

/// <summary>
/// Passes a message on as the octets of a literal, which cannot hold NUL (RFC 9051 §4.3): each becomes a question mark, so that the length stays
/// what was announced. BINARY gives the octets as they are.
/// </summary>
internal sealed class LiteralPipeWriter(PipeWriter inner) : PipeWriter
{
    private Memory<byte> _current;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _current = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _current.Span[..bytes].Replace((byte)0, (byte)'?');
        _current = _current[bytes..];
        inner.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => throw new InvalidOperationException("The connection's output outlives a literal.");
}
