using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Protocols.Hosting.Proxy;

namespace Protocols.Hosting;

/// <summary>
/// One connection as a protocol sees it: two pipes, whether TLS protects them, a wait for input that ends in time, and what the
/// host wants of it. Used by one task, but for <see cref="Wake"/> and <see cref="Abort"/>, which any thread may call.
/// </summary>
public sealed partial class MailConnection : IAsyncDisposable
{
    private const int TimedOutSignal = 1;
    private const int WokenSignal = 2;

    // Timers count in coarser ticks than time stamps do.
    private static readonly TimeSpan s_timerTolerance = TimeSpan.FromMilliseconds(50);

    private readonly ConnectionContext _context;
    private readonly MailListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _readTimer;
    private readonly CancellationTokenRegistration _shutdownRegistration;
    private readonly CancellationTokenRegistration _transportRegistration;

    // Never disposed of: it has no timer, and whoever calls Abort late must find it.
    private readonly CancellationTokenSource _gone = new();
    private volatile PipeReader _input;
    private TimedPipeWriter _output;
    private SslStream? _tlsStream;
    private int _signals;
    private bool _inputLost;

    /// <summary>Makes a connection over a transport.</summary>
    /// <param name="context">The transport's connection; it stays the caller's to dispose of.</param>
    /// <param name="options">The listener's settings.</param>
    /// <param name="telemetry">The protocol's metrics and traces.</param>
    /// <param name="logger">The protocol's log.</param>
    /// <param name="time">The clock.</param>
    public MailConnection(ConnectionContext context, MailListenerOptions options, ProtocolTelemetry telemetry, ILogger logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _context = context;
        _options = options;
        _time = time;
        Telemetry = telemetry;
        Logger = logger;
        _input = context.Transport.Input;
        _output = new TimedPipeWriter(context.Transport.Output, options.WriteTimeout, time, Abort, PeerGone);
        _readTimer = time.CreateTimer(static state => ((MailConnection)state!).Signal(TimedOutSignal), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        ShutdownRequested = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        _shutdownRegistration = ShutdownRequested.Register(static state => ((MailConnection)state!).Signal(0), this);
        _transportRegistration = context.ConnectionClosed.Register(static state => ((MailConnection)state!).TransportClosed(), this);
    }

    /// <summary>A name for the connection in logs, unlike any other's.</summary>
    public string Id => _context.ConnectionId;

    /// <summary>The peer's address, where the transport has one.</summary>
    public IPEndPoint? RemoteEndPoint => _context.RemoteEndPoint as IPEndPoint;

    /// <summary>Our address on this connection, where the transport has one.</summary>
    public IPEndPoint? LocalEndPoint => _context.LocalEndPoint as IPEndPoint;

    /// <summary>What a proxy in front said of the connection, or null where there is none.</summary>
    public ProxyHeader? Proxy => _context.Features.Get<ProxyHeader>();

    /// <summary>Whether the peer is on this very machine.</summary>
    public bool IsLoopback => RemoteEndPoint is { } peer && IPAddress.IsLoopback(peer.Address);

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsSecure => Tls is not null;

    /// <summary>What the TLS handshake settled, or null without TLS.</summary>
    public TlsFacts? Tls { get; private set; }

    /// <summary>Whether the peer can be offered to go over to TLS now.</summary>
    public bool CanStartTls => _options is { Tls: TlsMode.StartTls, TlsOptions: not null } && !IsSecure;

    /// <summary>Where to write. What was written goes out with <see cref="PipeWriter.FlushAsync"/>.</summary>
    public PipeWriter Output => _output;

    /// <summary>
    /// Signalled once the connection is known to be gone: work done for it alone can stop. A peer that has merely closed its side without TLS
    /// still reads, and is owed its replies: that is <see cref="ConnectionReadKind.EndOfInput"/>, and not this.
    /// </summary>
    public CancellationToken Closed => _gone.Token;

    /// <summary>Signalled once the server wants to stop: finish the command at hand, say good-bye, return.</summary>
    public CancellationToken ShutdownRequested { get; }

    /// <summary>The protocol's metrics and traces.</summary>
    public ProtocolTelemetry Telemetry { get; }

    /// <summary>The protocol's log, with the connection's id in scope.</summary>
    public ILogger Logger { get; }

    /// <summary>The host's clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>
    /// Waits for input beyond what the last <see cref="AdvanceTo"/> examined. After a kind that carries input, and after any other too,
    /// call <see cref="AdvanceTo"/> before the next wait.
    /// </summary>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public async ValueTask<ConnectionRead> ReadAsync(TimeSpan timeout)
    {
        bool isRead = TryReadInput(out ReadResult result);
        if (isRead && !result.IsCanceled)
        {
            return Told(result);
        }

        long start = _time.GetTimestamp();
        _readTimer.Change(timeout, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
            {
                if (!isRead)
                {
                    result = await ReadInputAsync().ConfigureAwait(false);
                }

                isRead = false;
                if (!result.IsCanceled)
                {
                    return Told(result);
                }

                if (TakeSignal(start, timeout) is { } ended)
                {
                    return new ConnectionRead(ended, result.Buffer);
                }

                // The signal was meant for an earlier wait that input has ended. What has come in with it was seen by nobody yet, so
                // nothing counts as examined: else the peer would wait for a reply, and we for more than it has to say.
                _input.AdvanceTo(result.Buffer.Start);
            }
        }
        finally
        {
            _readTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Says how much of the input is done with and how much was looked at.</summary>
    /// <param name="consumed">Up to here the input is done with.</param>
    /// <param name="examined">Up to here it was looked at; the next wait ends only with input beyond.</param>
    public void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_inputLost)
        {
            _input.AdvanceTo(consumed, examined);
        }
    }

    /// <summary>Ends the current or the next wait for input with <see cref="ConnectionReadKind.Woken"/>.</summary>
    public void Wake() => Signal(WokenSignal);

    /// <summary>Drops the connection at once; what was written and not sent is lost.</summary>
    public void Abort()
    {
        _context.Abort(new ConnectionAbortedException("The connection was dropped by its protocol."));
        PeerGone();
    }

    /// <summary>
    /// Goes over to TLS. Whatever the peer sent before the handshake must have been consumed or refused by the caller; what arrives from here
    /// on goes to the handshake, and is never read as if it had been protected (RFC 3207 §6, RFC 9051 §11.1).
    /// </summary>
    /// <returns>False if the handshake failed or took too long; the connection can then only be closed.</returns>
    /// <exception cref="InvalidOperationException">The listener has no TLS, or the connection is protected already.</exception>
    public async Task<bool> StartTlsAsync()
    {
        if (IsSecure || _options.TlsOptions is not { } tls)
        {
            throw new InvalidOperationException("TLS cannot be started on this connection.");
        }

        await _output.FlushAsync(Closed).ConfigureAwait(false);
        SslStream stream = new(new DuplexPipeStream(_context.Transport.Input, _context.Transport.Output), leaveInnerStreamOpen: true);
        using CancellationTokenSource limit = new(_options.HandshakeTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _context.ConnectionClosed, ShutdownRequested);
        try
        {
            await stream.AuthenticateAsServerAsync(tls.ToAuthenticationOptions(), either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException
            or System.ComponentModel.Win32Exception or ConnectionAbortedException or InvalidOperationException)
        {
            HostingLog.HandshakeFailed(Logger, Id, e.Message);
            await stream.DisposeAsync().ConfigureAwait(false);
            return false;
        }

        _tlsStream = stream;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        _output.Dispose();
        _output = new TimedPipeWriter(PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)), _options.WriteTimeout, _time, Abort, PeerGone);
        Tls = new TlsFacts(stream.SslProtocol, stream.NegotiatedCipherSuite, string.IsNullOrEmpty(stream.TargetHostName) ? null : stream.TargetHostName)
        {
            EndPointBinding = EndPointBinding.Of(stream.LocalCertificate),
            ClientCertificate = tls.Taken(stream.RemoteCertificate),
        };

        // A signal during the handshake went to the transport's reader, which took no notice.
        Interlocked.MemoryBarrier();
        if (_signals != 0 || ShutdownRequested.IsCancellationRequested)
        {
            _input.CancelPendingRead();
        }

        return true;
    }

    /// <summary>
    /// Sends what was written, says good-bye in TLS, and lets go of the transport. A peer that makes no room for it is dropped after the
    /// write time-out.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _shutdownRegistration.DisposeAsync().ConfigureAwait(false);
        await _transportRegistration.DisposeAsync().ConfigureAwait(false);
        await _readTimer.DisposeAsync().ConfigureAwait(false);
        await EndDeflateAsync().ConfigureAwait(false);
        if (_tlsStream is { } tls)
        {
            using (CancellationTokenSource limit = new(_options.WriteTimeout, _time))
            using (limit.Token.Register(static state => ((MailConnection)state!).Abort(), this))
            {
                try
                {
                    // Neither is given up by us, for a stream of TLS does not bear that: the transport ends them when it is dropped.
                    await _output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                    await tls.ShutdownAsync().ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException or ConnectionAbortedException or System.ComponentModel.Win32Exception)
                {
                    // The peer was gone already: there is nobody left to say good-bye to.
                    HostingLog.GoodByeFailed(Logger, Id, e.Message);
                }
            }

            await _input.CompleteAsync().ConfigureAwait(false);
            await tls.DisposeAsync().ConfigureAwait(false);
        }

        Tls?.ClientCertificate?.Dispose();
        _output.Dispose();
        PeerGone();
    }

    private static ConnectionRead Told(in ReadResult result) =>
        new(result.IsCompleted ? ConnectionReadKind.EndOfInput : ConnectionReadKind.Data, result.Buffer);

    private bool TryReadInput(out ReadResult result)
    {
        try
        {
            return _input.TryRead(out result);
        }
        catch (Exception e) when (IsLost(e))
        {
            result = InputLost();
            return true;
        }
    }

    private async ValueTask<ReadResult> ReadInputAsync()
    {
        try
        {
            return await _input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(e))
        {
            return InputLost();
        }
    }

    private static bool IsLost(Exception e) => e is IOException or InvalidDataException or ConnectionResetException or ConnectionAbortedException or OperationCanceledException;

    // A peer that resets the connection has ended its input, and reads no replies either.
    private ReadResult InputLost()
    {
        _inputLost = true;
        PeerGone();
        return new ReadResult(default, isCanceled: false, isCompleted: true);
    }

    /// <summary>What the signals that came in mean for the wait that began at <paramref name="start"/>; null for nothing.</summary>
    private ConnectionReadKind? TakeSignal(long start, TimeSpan timeout)
    {
        if (ShutdownRequested.IsCancellationRequested)
        {
            return ConnectionReadKind.ShuttingDown;
        }

        int signals = Interlocked.Exchange(ref _signals, 0);
        if ((signals & WokenSignal) != 0)
        {
            return ConnectionReadKind.Woken;
        }

        if ((signals & TimedOutSignal) == 0 || timeout == Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        // The timer of an earlier wait can fire as that wait ends, and must not end this one.
        TimeSpan left = timeout - _time.GetElapsedTime(start);
        if (left <= s_timerTolerance)
        {
            return ConnectionReadKind.TimedOut;
        }

        _readTimer.Change(left, Timeout.InfiniteTimeSpan);
        return null;
    }

    // The transport's token tells that its input has ended, be it by a reset or because the peer has said all it will. With TLS, or when the
    // server drops its connections at the end of a shutdown, the connection is gone with it.
    private void TransportClosed()
    {
        if (IsSecure || ShutdownRequested.IsCancellationRequested)
        {
            PeerGone();
        }
    }

    private void PeerGone() => _gone.Cancel();

    private void Signal(int signal)
    {
        Interlocked.Or(ref _signals, signal);
        _input.CancelPendingRead();
    }
}
