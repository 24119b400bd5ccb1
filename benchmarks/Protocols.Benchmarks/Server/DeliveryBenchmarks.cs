using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Protocols.Dns;
using Protocols.Hosting;
using Protocols.MailAuth;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage.Sql;

namespace Protocols.Benchmarks.Server;

/// <summary>
/// Messages over real sockets into the store, each answered 250 only once it is on disk. Client and server share the process, so that the allocation
/// shown is that of both. One operation is one message.
/// </summary>
[MemoryDiagnoser]
public class DeliveryBenchmarks
{
    private const int Messages = 2000;

    private string _folder = "";
    private SqliteStorage _storage = null!;
    private WebApplication _app = null!;
    private int _port;
    private byte[] _transaction = [];

    [Params(1, 20)]
    public int Sessions { get; set; }

    /// <summary>
    /// What stands between a message and its delivery: nothing; one stage that does nothing, which costs the second copy; or authentication with names in memory.
    /// </summary>
    [Params("none", "copy", "authentication")]
    public string Stages { get; set; } = "none";

    [GlobalSetup]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("protocols-bench-").FullName;
        _storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = _folder }, TimeProvider.System);
        await _storage.Accounts.CreateAccountAsync("me@localhost", "secret"u8.ToArray(), null, CancellationToken.None);
        SmtpServer server = new(new SmtpServerOptions(), _storage.Directory, new StoreDelivery(_storage.Directory, _storage.Mail, _storage.Blobs, TimeProvider.System))
        {
            Filters = Stages == "none" ? null : new MessageFilters(_storage.Blobs, Stages == "copy" ? new Nothing() : new AuthenticationFilter(Zone(), TimeProvider.System, new MailAuthOptions { ServiceId = "mx.test" })),
        };
        ListenOptions? port = null;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.UseMailProtocol(server, new MailListenerOptions());
            port = listen;
        }));
        _app = builder.Build();
        await _app.StartAsync();
        _port = port!.IPEndPoint!.Port;
        string message = "From: a@bench.test\r\nTo: me@localhost\r\nSubject: benchmark\r\n\r\n" + string.Concat(Enumerable.Repeat("A line of an ordinary message.\r\n", 128));
        _transaction = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"MAIL FROM:<a@bench.test>\r\nRCPT TO:<me@localhost>\r\nBDAT {message.Length} LAST\r\n{message}"));
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _app.DisposeAsync();
        await _storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Messages, Description = "4 KB message, SMTP to disk")]
    public Task Deliver() => Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => SendAsync(Messages / Sessions)));

    private static DnsZone Zone() => new DnsZone().AddText("bench.test", "v=spf1 ip4:127.0.0.1 -all").AddText("_dmarc.bench.test", "v=DMARC1; p=reject");

    private async Task SendAsync(int count)
    {
        using TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, _port);
        NetworkStream stream = client.GetStream();
        byte[] buffer = new byte[4096];
        await ReadRepliesAsync(stream, buffer, 1);
        await stream.WriteAsync("HELO bench.test\r\n"u8.ToArray());
        await ReadRepliesAsync(stream, buffer, 1);
        for (int i = 0; i < count; i++)
        {
            await stream.WriteAsync(_transaction);
            await ReadRepliesAsync(stream, buffer, 3);
        }
    }

    // Each reply here is one line that begins with a 2.
    private static async Task ReadRepliesAsync(NetworkStream stream, byte[] buffer, int count)
    {
        bool atStart = true;
        while (count > 0)
        {
            int read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                throw new InvalidOperationException("The server closed the connection.");
            }

            foreach (byte b in buffer.AsSpan(0, read))
            {
                if (atStart && b != '2')
                {
                    throw new InvalidOperationException("The server refused: " + Encoding.ASCII.GetString(buffer, 0, read));
                }

                atStart = b == '\n';
                count -= atStart ? 1 : 0;
            }
        }
    }

    private sealed class Nothing : IMessageFilter
    {
        public string Name => "nothing";

        public ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken) => new(FilterVerdict.Accept);
    }
}
