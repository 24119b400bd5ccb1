using System.IO.Pipelines;

namespace Protocols.Hosting;

/// <summary>Drops the connection when a flush takes longer than the peer may keep us waiting.</summary>
internal sealed class TimedPipeWriter : PipeWriter, IDisposable
{
    private readonly PipeWriter _inner;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private readonly Action _gone;

    /// <param name="inner">Where to write.</param>
    /// <param name="timeout">How long a flush may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="dropped">Called when a flush takes longer.</param>
    /// <param name="gone">Called when nobody reads any more.</param>
    public TimedPipeWriter(PipeWriter inner, TimeSpan timeout, TimeProvider time, Action dropped, Action gone)
    {
        _inner = inner;
        _timeout = timeout;
        _gone = gone;
        _timer = time.CreateTimer(static state => ((Action)state!)(), dropped, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override bool CanGetUnflushedBytes => _inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => _inner.UnflushedBytes;

    public override void Advance(int bytes) => _inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => _inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.CompleteAsync(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<FlushResult> flush = _inner.FlushAsync(cancellationToken);
        return flush.IsCompletedSuccessfully ? new ValueTask<FlushResult>(Told(flush.Result)) : WaitAsync(flush);
    }

    private FlushResult Told(FlushResult result)
    {
        if (result.IsCompleted)
        {
            _gone();
        }

        return result;
    }

    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
    {
        _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
        try
        {
            return Told(await flush.ConfigureAwait(false));
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();
}
