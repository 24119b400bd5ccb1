using System.Buffers;
using System.IO.Pipelines;

namespace Protocols.Pop3.Server;

/// <summary>
/// Passes a message on as the lines of a response: dots are doubled, and for TOP it says that it is complete once the wanted lines have gone, so that no more
/// is read (RFC 1939 §7).
/// </summary>
internal sealed class MessageWriter(PipeWriter inner, long? bodyLines) : PipeWriter, IDisposable
{
    private DotStuffing _stuffing;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
    private long _bodyLines;
    private bool _isInBody;
    private bool _isLineEmpty = true;

    /// <summary>Whether all that is wanted has gone.</summary>
    public bool IsSated { get; private set; }

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(sizeHint);
        }

        return _buffer;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ReadOnlySpan<byte> octets = _buffer.AsSpan(0, bytes);
        _stuffing.Write(octets[..Wanted(octets)], inner);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        FlushResult result = await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        return IsSated ? new FlushResult(result.IsCanceled, isCompleted: true) : result;
    }

    /// <summary>Ends the response.</summary>
    public void End() => _stuffing.End(inner);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => throw new InvalidOperationException("The connection's output outlives a message.");

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>How many of these octets are wanted: the header, the empty line, and so many lines of the body.</summary>
    private int Wanted(ReadOnlySpan<byte> octets)
    {
        if (bodyLines is not { } most)
        {
            return octets.Length;
        }

        for (int at = 0; at < octets.Length && !IsSated;)
        {
            int lineFeed = octets[at..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lineFeed < 0 ? octets[at..] : octets.Slice(at, lineFeed);
            _isLineEmpty &= line.IsEmpty || line.SequenceEqual("\r"u8);
            if (lineFeed < 0)
            {
                return octets.Length;
            }

            at += lineFeed + 1;
            if (_isInBody)
            {
                _bodyLines++;
            }

            _isInBody |= _isLineEmpty;
            _isLineEmpty = true;
            IsSated = _isInBody && _bodyLines >= most;
            if (IsSated)
            {
                return at;
            }
        }

        return IsSated ? 0 : octets.Length;
    }
}
