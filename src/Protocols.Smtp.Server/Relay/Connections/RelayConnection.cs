using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Protocols.TransportSecurity.Delivery;

namespace Protocols.Smtp.Server;

/// <summary>
/// A client's session over a stream. What goes wrong with the stream is an event of the session and not an exception, but for a cancellation.
/// Not for use by two threads at once.
/// </summary>
internal sealed partial class RelayConnection : IAsyncDisposable
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly DeliveryAgentOptions _options;
    private readonly TimeProvider _time;
    private readonly long _opened;
    private Stream _stream;
    private byte[] _input = new byte[4096];
    private int _start;
    private int _end;
    private bool _isEnded;
    private string? _writeProblem;
    private SmtpClientEvent? _pending;
    private long _returned;

    public RelayConnection(NextHop hop, EndPoint endPoint, RelayTransport transport, DeliveryAgentOptions options, TimeProvider time)
    {
        Hop = hop;
        EndPoint = endPoint;
        LocalAddress = transport.LocalAddress;
        _options = options;
        _time = time;
        _opened = time.GetTimestamp();
        _stream = transport.Stream;
        Session = NewSession(isSecure: false);
    }

    /// <summary>The server.</summary>
    public NextHop Hop { get; }

    /// <summary>Where it was connected to.</summary>
    public EndPoint EndPoint { get; }

    public IPAddress? LocalAddress { get; }

    /// <summary>The session. Its output goes to <see cref="Output"/>.</summary>
    public SmtpClientSession Session { get; private set; }

    public IBufferWriter<byte> Output => _output;

    /// <summary>The destination that it last served.</summary>
    public string Destination { get; set; } = "";

    /// <summary>How it went with TLS.</summary>
    public TlsSessionFacts Tls { get; set; } = new();

    /// <summary>How many messages were begun on it.</summary>
    public int Messages { get; private set; }

    /// <summary>What went wrong with the stream, in words for a person; empty where nothing did.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Whether the server takes nothing more; what it said of that is still to be read.</summary>
    public bool IsWriteBroken => _writeProblem is not null || Problem.Length > 0;

    /// <summary>How long ago it was opened.</summary>
    public TimeSpan Age => _time.GetElapsedTime(_opened);

    /// <summary>How long it has waited for work.</summary>
    public TimeSpan Idle => _time.GetElapsedTime(_returned);

    public void NoteReturned() => _returned = _time.GetTimestamp();

    /// <summary>Sends what was written, and waits for the next event of the session.</summary>
    public async ValueTask<SmtpClientEvent> NextAsync(CancellationToken cancellationToken)
    {
        if (_pending is { } pending)
        {
            _pending = null;
            return pending;
        }

        long replies = -1;
        CancellationTokenSource? timeout = null;
        try
        {
            while (true)
            {
                SmtpClientEvent e = Take();
                await FlushAsync(cancellationToken).ConfigureAwait(false);
                if (e.Kind != SmtpClientEventKind.NeedMoreData)
                {
                    return e;
                }

                if (Session.IsClosed)
                {
                    return new SmtpClientEvent(SmtpClientEventKind.Closed, Reason: SmtpCloseReason.ConnectionLost);
                }

                // RFC 5321 §4.5.3.2: each reply has its own time, however its bytes trickle in.
                if (timeout is null || replies != Session.ReplyCount)
                {
                    timeout?.Dispose();
                    replies = Session.ReplyCount;
                    timeout = new CancellationTokenSource(Session.ReplyTimeout, _time);
                }

                await FillAsync(timeout, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            timeout?.Dispose();
        }
    }

    /// <summary>Sends what was written. A loss is the session's next event.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_output.WrittenCount == 0 || _writeProblem is not null || Problem.Length > 0)
        {
            _output.ResetWrittenCount();
            return;
        }

        using CancellationTokenSource timeout = new(_options.Client.Timeouts.DataBlock, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _stream.WriteAsync(_output.WrittenMemory, both.Token).ConfigureAwait(false);
            await _stream.FlushAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Lose("the server took no more in time");
        }
        catch (Exception e) when (IsLoss(e))
        {
            // A server that refuses in the middle says why and hangs up: what it said may still be there to read.
            _writeProblem = e.Message;
        }

        _output.ResetWrittenCount();
    }

    /// <summary>Says goodbye if the session is free, with little patience, and closes.</summary>
    public async ValueTask CloseAsync()
    {
        if (Session.Quit(_output) == SmtpClientStatus.Ok)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(5), _time);
            try
            {
                while ((await NextAsync(patience.Token).ConfigureAwait(false)).Kind != SmtpClientEventKind.Closed)
                {
                }
            }
            catch (OperationCanceledException)
            {
                // RFC 5321 §4.1.1.10 asks to wait for the reply; there is nothing left that could go wrong with it.
                Lose("the server did not say goodbye");
            }
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsLoss(e))
        {
            Lose(e.Message);
        }

        foreach (X509Certificate2 certificate in Tls.Certificates)
        {
            certificate.Dispose();
        }
    }

    private SmtpClientSession NewSession(bool isSecure) => new(_options.Client with { ClientName = _options.HostName, IsLmtp = Hop.IsLmtp, ServerName = Hop.Host?.Name }, isSecure);

    private SmtpClientEvent Take()
    {
        ReadOnlySequence<byte> input = new(_input, _start, _end - _start);
        SmtpClientEvent e = Session.Read(ref input, _output);
        _start = _end - (int)input.Length;
        return e;
    }

    private async ValueTask FillAsync(CancellationTokenSource timeout, CancellationToken cancellationToken)
    {
        if (_isEnded)
        {
            Lose(_writeProblem ?? "the server closed the connection");
            return;
        }

        MakeRoom();
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            int read = await _stream.ReadAsync(_input.AsMemory(_end), both.Token).ConfigureAwait(false);
            _end += read;
            _isEnded = read == 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Lose("the server did not answer in time");
        }
        catch (Exception e) when (IsLoss(e))
        {
            Lose(_writeProblem ?? e.Message);
        }
    }

    // The session takes whole lines, and ends where one is too long: the buffer grows no farther than that.
    private void MakeRoom()
    {
        _input.AsSpan(_start, _end - _start).CopyTo(_input);
        _end -= _start;
        _start = 0;
        if (_end == _input.Length)
        {
            Array.Resize(ref _input, _input.Length * 2);
        }
    }

    private void Lose(string problem)
    {
        Problem = Problem.Length > 0 ? Problem : problem;
        Session.ConnectionLost();
    }

    private static bool IsLoss(Exception e) => e is IOException or SocketException or ObjectDisposedException;
}
