using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Protocols.Dns;
using Protocols.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;
using Protocols.Storage.Sql;
using Protocols.TransportSecurity.MtaSts;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Server.Tests.Relay;

/// <summary>A queue with an agent that works on it, names of its own, and servers that listen on this machine whatever address they have.</summary>
internal sealed class RelaySite : IAsyncDisposable, IRelayConnector, ILogger
{
    public const string HostName = "relay.test";

    public static readonly string Message = "Received: from somewhere\r\nSubject: hello\r\n\r\nText.\r\n.dot\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("protocols-relay-").FullName;
    private readonly ConcurrentDictionary<string, int> _ports = new();
    private readonly List<FakeServer> _servers = [];
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;
    private int _nextAddress = 1;

    private RelaySite(TimeProvider time) => Time = time;

    public TimeProvider Time { get; }

    public SqliteStorage Storage { get; private set; } = null!;

    public DnsZone Zone { get; } = new();

    public DeliveryAgentOptions Options { get; set; } = new() { HostName = HostName, UnreachableTime = TimeSpan.Zero };

    public IRouteTable Routes { get; set; } = StaticRouteTable.Default;

    public MtaStsResolver? MtaSts { get; set; }

    public IDnsResolver? Resolver { get; set; }

    public ProtocolTelemetry Telemetry { get; } = new("relaytest");

    public NotificationOptions NotificationOptions { get; set; } = new();

    /// <summary>Wraps the queue that the agent works on.</summary>
    public Func<IQueueStore, IQueueStore> Wrap { get; set; } = static q => q;

    public DeliveryAgent Agent { get; private set; } = null!;

    public ConcurrentQueue<TlsSession> TlsSessions { get; } = new();

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Every end point that was connected to.</summary>
    public ConcurrentQueue<string> Connected { get; } = new();

    /// <summary>Whether the test makes what the log has errors of.</summary>
    public bool ExpectsErrors { get; set; }

    /// <summary>How long a connection takes to come about.</summary>
    public TimeSpan ConnectDelay { get; set; }

    public static async Task<RelaySite> StartAsync(TimeProvider? time = null, QueueLimits? limits = null, int maxBlobSize = 1 << 26)
    {
        RelaySite site = new(time ?? TimeProvider.System);
        site.Zone.AddFailure("from.test");
        site.Storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = site._folder, PasswordIterations = 4096, Queue = limits ?? new QueueLimits(), MaxBlobSize = maxBlobSize }, site.Time);
        return site;
    }

    /// <summary>Starts a server and gives it a name with an address.</summary>
    public FakeServer AddHost(string name, params string[] offers)
    {
        FakeServer server = new(offers);
        _servers.Add(server);
        Zone.Add(name, new AddressRecord(AddAddress(server.Port)));
        return server;
    }

    /// <summary>Makes an address that leads to a port here.</summary>
    public IPAddress AddAddress(int port)
    {
        IPAddress address = new([192, 0, 2, (byte)_nextAddress++]);
        _ports[address.ToString()] = port;
        return address;
    }

    /// <summary>Starts a server as the one exchanger of a domain, and gives that.</summary>
    public FakeServer AddDomain(string domain, params string[] offers)
    {
        Zone.Add(domain, new MxRecord(10, "mx." + domain));
        return AddHost("mx." + domain, offers);
    }

    public void Map(string host, int port) => _ports[host] = port;

    public void Run()
    {
        IQueueStore queue = Wrap(Storage.Queue);
        Agent = new DeliveryAgent(queue, Storage.Blobs, Storage.Changes, Resolver ?? Zone, Options, Time, this)
        {
            Routes = Routes,
            Connector = this,
            MtaSts = MtaSts,
            TlsSessions = TlsSessions.Enqueue,
            Telemetry = Telemetry,
            Notifications = new NotificationWriter(HostName, Storage.Blobs, queue, NotificationOptions, Time),
        };
        _stop = new CancellationTokenSource();
        _running = Agent.RunAsync(_stop.Token);
    }

    public async Task StopAsync()
    {
        if (_stop is not null)
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
            _stop = null;
        }
    }

    public static QueueEnvelope Envelope(DateTimeOffset now) => new() { ReversePath = "ann@from.test", SubmittedAt = now };

    public Task<QueueMessageId> EnqueueAsync(params string[] recipients) => EnqueueAsync(Message, Envelope(Time.GetUtcNow()), recipients);

    public Task<QueueMessageId> EnqueueAsync(string content, QueueEnvelope envelope, params string[] recipients) =>
        EnqueueAsync(Encoding.Latin1.GetBytes(content), envelope, [.. recipients.Select(static r => new SubmittedRecipient { Address = r, Destination = r[(r.LastIndexOf('@') + 1)..] })]);

    public async Task<QueueMessageId> EnqueueAsync(byte[] content, QueueEnvelope envelope, params SubmittedRecipient[] recipients)
    {
        await using BlobUpload upload = Storage.Blobs.BeginUpload();
        Assert.True(await upload.WriteAsync(new ReadOnlySequence<byte>(content), CancellationToken.None));
        await upload.CompleteAsync(CancellationToken.None);
        EnqueueResult result = await Storage.Queue.EnqueueAsync(new QueueSubmission(envelope, upload, recipients), CancellationToken.None);
        Assert.Equal(EnqueueStatus.Done, result.Status);
        return result.Message!.Value;
    }

    /// <summary>Waits until a message has left the queue.</summary>
    public Task WaitGoneAsync(QueueMessageId message) => Until.TrueAsync(
        async () => await Storage.QueueAdministration.FindAsync(message, CancellationToken.None) is null, () => $"It is still there: {string.Join(Environment.NewLine, Log)}");

    /// <summary>Waits until a recipient of a message is as it should be.</summary>
    public async Task<QueuedRecipient> WaitAsync(QueueMessageId message, Func<QueuedRecipient, bool> isSo, int number = 1)
    {
        QueuedRecipient? found = null;
        await Until.TrueAsync(
            async () =>
            {
                found = await Storage.QueueAdministration.ReadRecipientsAsync(message, CancellationToken.None).FirstOrDefaultAsync(r => r.Number == number);
                return found is not null && isSo(found);
            },
            () => $"{found}: {string.Join(Environment.NewLine, Log)}");
        return found!;
    }

    /// <summary>Waits for the one report in the queue, and gives its text. Reports go to from.test, whose names cannot be looked up unless a test makes it a domain, so that they stay.</summary>
    public async Task<string> WaitReportAsync()
    {
        await Until.TrueAsync(async () => await CountReportsAsync() > 0, () => $"There is no report: {string.Join(Environment.NewLine, Log)}");
        return Assert.Single(await ReadReportsAsync());
    }

    /// <summary>The texts of the reports in the queue.</summary>
    public async Task<string[]> ReadReportsAsync()
    {
        List<string> reports = [];
        foreach (QueuedMessage report in (await Storage.QueueAdministration.ListAsync(new QueueQuery { ReversePath = "" }, null, 100, CancellationToken.None)).Messages)
        {
            using MemoryStream stream = new();
            PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
            await Storage.Blobs.CopyToAsync(Storage.Queue.Account, report.Blob, 0, report.Size, writer, CancellationToken.None);
            await writer.CompleteAsync();
            reports.Add(Encoding.UTF8.GetString(stream.ToArray()));
        }

        return [.. reports];
    }

    public async Task<int> CountReportsAsync() =>
        (await Storage.QueueAdministration.ListAsync(new QueueQuery { ReversePath = "" }, null, 100, CancellationToken.None)).Messages.Count;

    public async ValueTask<RelayTransport> ConnectAsync(string host, EndPoint endPoint, CancellationToken cancellationToken)
    {
        Connected.Enqueue($"{host} {endPoint}");
        await Task.Delay(ConnectDelay, cancellationToken);
        string name = endPoint is IPEndPoint ip ? ip.Address.ToString() : endPoint.ToString()!;
        if (!_ports.TryGetValue(name, out int port))
        {
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        return await new SocketRelayConnector().ConnectAsync(host, new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (FakeServer server in _servers)
        {
            await server.DisposeAsync();
        }

        await Storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.DoesNotContain(Log, l => l.StartsWith("Error", StringComparison.Ordinal) && !ExpectsErrors);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
}
