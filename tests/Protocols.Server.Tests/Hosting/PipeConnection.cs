using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Protocols.Hosting;

namespace Protocols.Server.Tests.Hosting;

/// <summary>A transport of two pipes, whose other end is in the test's hands: it takes nothing that the test does not take.</summary>
internal sealed class PipeConnection : ConnectionContext
{
    private readonly CancellationTokenSource _closed = new();
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient;

    public PipeConnection(long room = 64 * 1024)
    {
        _toClient = new Pipe(new PipeOptions(pauseWriterThreshold: room, resumeWriterThreshold: room / 2, useSynchronizationContext: false));
        Transport = new Duplex(_toServer.Reader, _toClient.Writer);
        Client = new Duplex(_toClient.Reader, _toServer.Writer);
        ConnectionClosed = _closed.Token;
    }

    public override string ConnectionId { get; set; } = "pipes";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public IDuplexPipe Client { get; }

    public bool IsAborted { get; private set; }

    public MailConnection Open(MailListenerOptions? options = null, TimeProvider? time = null) =>
        new(this, options ?? new MailListenerOptions(), new ProtocolTelemetry("test", null), NullLogger.Instance, time ?? TimeProvider.System);

    public override void Abort(ConnectionAbortedException abortReason)
    {
        IsAborted = true;
        _closed.Cancel();
        _toClient.Reader.Complete();
        _toServer.Writer.Complete();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
