using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Protocols.Hosting;

/// <content>A connection that is compressed: DEFLATE inside TLS, if there is TLS (RFC 4978 §3).</content>
public sealed partial class MailConnection
{
    private DeflateStream? _inflate;
    private DeflateStream? _deflate;
    private (PipeReader Input, TimedPipeWriter Output) _beneath;

    /// <summary>Whether the connection is compressed.</summary>
    public bool IsDeflated => _deflate is not null;

    /// <summary>
    /// Compresses from here on. What was written before is sent as it is; what was not consumed of the input is inflated first, and must not count as
    /// examined. Each flush ends a block, so that the peer can read all that was written. What comes in is inflated as it is asked for, a buffer at a time;
    /// input that is no DEFLATE ends the connection's input. Compression holds about 300 KB.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection is compressed already.</exception>
    public async ValueTask StartDeflateAsync()
    {
        if (IsDeflated)
        {
            throw new InvalidOperationException("The connection is compressed already.");
        }

        await _output.FlushAsync(Closed).ConfigureAwait(false);
        _beneath = (_input, _output);
        DuplexPipeStream stream = new(_input, _output);
        _inflate = new DeflateStream(stream, CompressionMode.Decompress, leaveOpen: true);
        _deflate = new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        _input = PipeReader.Create(_inflate, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        _output = new TimedPipeWriter(PipeWriter.Create(_deflate, new StreamPipeWriterOptions(leaveOpen: true)), _options.WriteTimeout, _time, Abort, PeerGone);

        // A signal meanwhile went to the reader beneath, which took no notice.
        Interlocked.MemoryBarrier();
        if (_signals != 0 || ShutdownRequested.IsCancellationRequested)
        {
            _input.CancelPendingRead();
        }
    }

    /// <summary>Sends what was written, ends the compressed stream, and lets go of its memory.</summary>
    private async ValueTask EndDeflateAsync()
    {
        if (_deflate is not { } deflate || _inflate is not { } inflate)
        {
            return;
        }

        try
        {
            await _output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await deflate.DisposeAsync().ConfigureAwait(false);
            await _beneath.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException or ConnectionAbortedException or ConnectionResetException)
        {
            HostingLog.GoodByeFailed(Logger, Id, e.Message);
        }

        await _input.CompleteAsync().ConfigureAwait(false);
        await inflate.DisposeAsync().ConfigureAwait(false);
        _output.Dispose();
        (_input, _output) = _beneath;
    }
}
