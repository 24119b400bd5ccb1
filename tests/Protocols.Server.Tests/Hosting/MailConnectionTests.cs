using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Protocols.Hosting;

namespace Protocols.Server.Tests.Hosting;

public sealed class MailConnectionTests
{
    [Fact]
    public async Task A_connection_over_the_limit_of_its_address_is_turned_away_in_the_protocols_own_words()
    {
        MailListenerOptions options = new() { Limiter = new ConnectionLimiter(new ConnectionLimits { PerAddress = 2 }) };
        await using InProcessHost host = await InProcessHost.StartAsync(new LineProtocol(), options);
        using (LineClient first = await LineClient.ConnectAsync(host.Port))
        using (LineClient second = await LineClient.ConnectAsync(host.Port))
        {
            Assert.Equal("hello", await first.ReadLineAsync());
            Assert.Equal("hello", await second.ReadLineAsync());
            using LineClient third = await LineClient.ConnectAsync(host.Port);
            Assert.Equal("too many: TooManyFromAddress", await third.ReadLineAsync());
            Assert.Null(await third.ReadLineAsync());
            await first.SendAsync("quit\r\n");
            Assert.Equal("bye", await first.ReadLineAsync());
            Assert.Null(await first.ReadLineAsync());
        }

        // Who has left makes room.
        await WaitUntilAsync(() => options.Limiter.Count == 0);
        using LineClient fourth = await LineClient.ConnectAsync(host.Port);
        Assert.Equal("hello", await fourth.ReadLineAsync());
    }

    [Fact]
    public async Task A_connection_over_the_limit_of_all_is_turned_away()
    {
        MailListenerOptions options = new() { Limiter = new ConnectionLimiter(new ConnectionLimits { Total = 1 }) };
        await using InProcessHost host = await InProcessHost.StartAsync(new LineProtocol(), options);
        using LineClient first = await LineClient.ConnectAsync(host.Port);
        Assert.Equal("hello", await first.ReadLineAsync());
        using LineClient second = await LineClient.ConnectAsync(host.Port);
        Assert.Equal("too many: TooManyConnections", await second.ReadLineAsync());
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_told_that_its_time_is_over()
    {
        await using InProcessHost host = await InProcessHost.StartAsync(new LineProtocol { Timeout = TimeSpan.FromMilliseconds(100) });
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        Assert.Equal("hello", await client.ReadLineAsync());
        Assert.Equal("timed out", await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_client_that_never_reads_is_dropped()
    {
        MailListenerOptions options = new() { WriteTimeout = TimeSpan.FromMilliseconds(200) };
        await using InProcessHost host = await InProcessHost.StartAsync(new LineProtocol(), options);
        using TcpClient client = new("127.0.0.1", host.Port);
        await client.GetStream().WriteAsync("flood\r\n"u8.ToArray());
        await WaitUntilAsync(() => options.Limiter.Count == 0);
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task A_server_that_stops_lets_its_clients_know()
    {
        await using InProcessHost host = await InProcessHost.StartAsync(new LineProtocol());
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        Assert.Equal("hello", await client.ReadLineAsync());
        Task stop = host.StopAsync();
        Assert.Equal("shutting down", await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
        await stop;
    }

    [Fact]
    public async Task A_wait_for_input_can_be_ended_from_elsewhere()
    {
        LineProtocol protocol = new();
        await using InProcessHost host = await InProcessHost.StartAsync(protocol);
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        Assert.Equal("hello", await client.ReadLineAsync());
        protocol.Last!.Wake();
        Assert.Equal("woken", await client.ReadLineAsync());
        await client.SendAsync("echo\r\n");
        Assert.Equal("echo", await client.ReadLineAsync());
    }

    [Theory, Rfc(3207, "4"), Rfc(8314, "3")]
    [InlineData(TlsMode.StartTls)]
    [InlineData(TlsMode.Implicit)]
    public async Task Tls_protects_what_follows_and_can_be_waited_in_woken_and_ended(TlsMode mode)
    {
        LineProtocol protocol = new();
        await using InProcessHost host = await InProcessHost.StartAsync(protocol, new MailListenerOptions { Tls = mode, TlsOptions = InProcessHost.Tls });
        using TcpClient client = new("127.0.0.1", host.Port);
        NetworkStream plain = client.GetStream();
        if (mode == TlsMode.StartTls)
        {
            Assert.Equal("hello\r\n", await ReadAsync(plain));
            await plain.WriteAsync("starttls\r\n"u8.ToArray());
            Assert.Equal("go\r\n", await ReadAsync(plain));
        }

        using SslStream tls = new(plain, false, static (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("mail.example");
        Assert.Equal(mode == TlsMode.StartTls ? "secure mail.example\r\n" : "hello\r\n", await ReadAsync(tls));
        await tls.WriteAsync("ec"u8.ToArray());
        await tls.WriteAsync("ho\r\n"u8.ToArray());
        Assert.Equal("echo\r\n", await ReadAsync(tls));
        protocol.Last!.Wake();
        Assert.Equal("woken\r\n", await ReadAsync(tls));
        await tls.WriteAsync("echo again\r\n"u8.ToArray());
        Assert.Equal("echo again\r\n", await ReadAsync(tls));
        await tls.WriteAsync("quit\r\n"u8.ToArray());
        Assert.Equal("bye\r\n", await ReadAsync(tls));
        Assert.Equal(0, await tls.ReadAsync(new byte[1]));
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task A_handshake_that_is_none_or_never_comes_ends_the_connection()
    {
        MailListenerOptions options = new() { Tls = TlsMode.Implicit, TlsOptions = InProcessHost.Tls, HandshakeTimeout = TimeSpan.FromMilliseconds(200) };
        await using InProcessHost host = await InProcessHost.StartAsync(new LineProtocol(), options);
        using LineClient noise = await LineClient.ConnectAsync(host.Port);
        await noise.SendAsync("EHLO there\r\nthis is no handshake\r\n");
        using LineClient silence = await LineClient.ConnectAsync(host.Port);
        Assert.DoesNotContain("hello", await silence.ReadLineAsync() ?? "", StringComparison.Ordinal);
        await WaitUntilAsync(() => options.Limiter.Count == 0);
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task A_signal_that_comes_too_late_hides_no_input()
    {
        PipeConnection transport = new();
        MailConnection connection = transport.Open();
        await transport.Client.Output.WriteAsync("one"u8.ToArray());
        ConnectionRead first = await connection.ReadAsync(TimeSpan.FromSeconds(30));
        connection.AdvanceTo(first.Buffer.End, first.Buffer.End);

        // As the timer of the wait that has just ended would, a moment late.
        transport.Transport.Input.CancelPendingRead();
        await transport.Client.Output.WriteAsync("two"u8.ToArray());
        ConnectionRead second = await connection.ReadAsync(TimeSpan.FromSeconds(30)).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((ConnectionReadKind.Data, 3L), (second.Kind, second.Buffer.Length));
    }

    [Fact, Rfc(3207, "4")]
    public async Task A_signal_does_not_end_a_handshake_and_is_told_after_it()
    {
        PipeConnection transport = new();
        MailConnection connection = transport.Open(new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls });
        Task<bool> started = connection.StartTlsAsync();
        connection.Wake();
        using SslStream client = new(new TwoWay(transport.Client), false, static (_, _, _, _) => true);
        await client.AuthenticateAsClientAsync("mail.example").WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(await started);
        ConnectionRead read = await connection.ReadAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(ConnectionReadKind.Woken, read.Kind);
        connection.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        await client.WriteAsync("x"u8.ToArray());
        Assert.Equal(ConnectionReadKind.Data, (await connection.ReadAsync(TimeSpan.FromSeconds(10))).Kind);
    }

    [Fact]
    public async Task A_peer_that_does_not_take_the_good_bye_of_tls_is_dropped_in_time()
    {
        PipeConnection transport = new(room: 16 * 1024);
        MailConnection connection = transport.Open(new MailListenerOptions { Tls = TlsMode.StartTls, TlsOptions = InProcessHost.Tls, WriteTimeout = TimeSpan.FromMilliseconds(300) });
        Task<bool> started = connection.StartTlsAsync();
        using (SslStream client = new(new TwoWay(transport.Client), false, static (_, _, _, _) => true))
        {
            await client.AuthenticateAsClientAsync("mail.example");
            Assert.True(await started);

            // One byte below what makes the transport wait: what is left for the good-bye.
            await transport.Transport.Output.WriteAsync(new byte[(16 * 1024) - 1 - (int)Unread(transport)]);
            await connection.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        }

        Assert.True(transport.IsAborted);
        Assert.True(connection.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_peer_that_does_not_take_what_was_said_last_counts_until_it_is_dropped()
    {
        PipeConnection transport = new();
        MailListenerOptions options = new() { WriteTimeout = TimeSpan.FromMilliseconds(400) };
        MailConnectionHandler handler = new(new LineProtocol(), options, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        Task served = handler.OnConnectedAsync(transport);
        await transport.Client.Output.WriteAsync("quit\r\n"u8.ToArray());
        await served.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(transport.IsAborted);
        Assert.Equal(0, options.Limiter.Count);
    }

    [Fact]
    public void A_listener_with_tls_needs_a_certificate() => Assert.Throws<ArgumentException>(() =>
        new MailConnectionHandler(new LineProtocol(), new MailListenerOptions { Tls = TlsMode.StartTls }, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));

    private static long Unread(PipeConnection transport)
    {
        if (!transport.Client.Input.TryRead(out System.IO.Pipelines.ReadResult result))
        {
            return 0;
        }

        long length = result.Buffer.Length;
        transport.Client.Input.AdvanceTo(result.Buffer.Start);
        return length;
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        byte[] buffer = new byte[100];
        int length = 0;
        while (length == 0 || buffer[length - 1] != '\n')
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length));
            Assert.NotEqual(0, read);
            length += read;
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>A client's end of two pipes as a stream.</summary>
    private sealed class TwoWay(System.IO.Pipelines.IDuplexPipe pipes) : Stream
    {
        private readonly Stream _input = pipes.Input.AsStream();
        private readonly Stream _output = pipes.Output.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

        public override void Flush() => _output.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    /// <summary>The least protocol there is: lines that are sent back.</summary>
    private sealed class LineProtocol : IMailProtocol
    {
        public string Name => "line";

        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

        public MailConnection? Last { get; private set; }

        public ReadOnlyMemory<byte> GetRefusal(RefusalReason reason) => Encoding.ASCII.GetBytes($"too many: {reason}\r\n");

        public async Task RunAsync(MailConnection connection)
        {
            Last = connection;
            await SayAsync(connection, "hello");
            while (true)
            {
                ConnectionRead read = await connection.ReadAsync(Timeout);
                string? line = TakeLine(connection, read);
                switch (read.Kind)
                {
                    case ConnectionReadKind.EndOfInput:
                        return;
                    case ConnectionReadKind.TimedOut:
                        await SayAsync(connection, "timed out");
                        return;
                    case ConnectionReadKind.ShuttingDown:
                        await SayAsync(connection, "shutting down");
                        return;
                    case ConnectionReadKind.Woken:
                        await SayAsync(connection, "woken");
                        break;
                }

                switch (line)
                {
                    case null:
                        break;
                    case "quit":
                        await SayAsync(connection, "bye");
                        return;
                    case "starttls":
                        await SayAsync(connection, "go");
                        if (!await connection.StartTlsAsync())
                        {
                            return;
                        }

                        await SayAsync(connection, "secure " + connection.Tls!.ServerName);
                        break;
                    case "flood":
                        while (true)
                        {
                            await SayAsync(connection, new string('x', 4000));
                        }

                    default:
                        await SayAsync(connection, line);
                        break;
                }
            }
        }

        private static string? TakeLine(MailConnection connection, ConnectionRead read)
        {
            SequencePosition? end = read.Buffer.PositionOf((byte)'\n');
            if (end is not { } position)
            {
                connection.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return null;
            }

            string line = Encoding.ASCII.GetString(read.Buffer.Slice(0, position)).TrimEnd('\r');
            SequencePosition next = read.Buffer.GetPosition(1, position);
            connection.AdvanceTo(next, next);
            return line;
        }

        private static async Task SayAsync(MailConnection connection, string line) =>
            await connection.Output.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), connection.Closed);
    }
}
