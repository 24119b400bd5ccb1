using System.Buffers;
using System.Net;
using System.Text;
using Protocols.Hosting;

namespace Protocols.Server.Tests.Hosting;

public sealed class ProxyListenerTests
{
    private static readonly MailListenerOptions s_behind = new() { Proxies = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")] };

    [Fact]
    public async Task Behind_a_proxy_the_connection_is_the_clients_and_what_follows_the_header_is_its_input()
    {
        await using InProcessHost host = await InProcessHost.StartAsync(new EchoProtocol(), s_behind);
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        await client.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.25 ");
        await client.SendAsync("56324 25\r\nfirst\r\n");
        Assert.Equal("192.0.2.1:56324 198.51.100.25:25 False 1 first", await client.ReadLineAsync());
        using LineClient local = await LineClient.ConnectAsync(host.Port);
        await local.SendAsync("PROXY UNKNOWN\r\nx\r\n");
        Assert.StartsWith("127.0.0.1:", await local.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task A_proxy_that_does_not_say_for_whom_it_speaks_is_dropped()
    {
        await using InProcessHost host = await InProcessHost.StartAsync(new EchoProtocol(), s_behind with { HandshakeTimeout = TimeSpan.FromMilliseconds(300) });
        foreach (string said in new[] { "EHLO x\r\n", "PROXY TCP4 x\r\n", "PROXY TCP4 192", "" })
        {
            using LineClient client = await LineClient.ConnectAsync(host.Port);
            await client.SendAsync(said);
            string? line = null;
            try
            {
                line = await client.ReadLineAsync();
            }
            catch (IOException)
            {
                // A connection reset is an end as well as any other.
                continue;
            }

            Assert.Null(line);
        }

        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task Limits_count_the_clients_and_not_the_proxy()
    {
        MailListenerOptions options = s_behind with { Limiter = new ConnectionLimiter(new ConnectionLimits { PerAddress = 1 }) };
        await using InProcessHost host = await InProcessHost.StartAsync(new EchoProtocol(), options);
        using LineClient one = await LineClient.ConnectAsync(host.Port);
        await one.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.25 1 25\r\nx\r\n");
        Assert.EndsWith(" x", await one.ReadLineAsync(), StringComparison.Ordinal);
        using LineClient other = await LineClient.ConnectAsync(host.Port);
        await other.SendAsync("PROXY TCP4 192.0.2.2 198.51.100.25 1 25\r\nx\r\n");
        Assert.EndsWith(" x", await other.ReadLineAsync(), StringComparison.Ordinal);
        using LineClient again = await LineClient.ConnectAsync(host.Port);
        await again.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.25 2 25\r\nx\r\n");
        Assert.Equal("TooManyFromAddress", await again.ReadLineAsync());
    }

    [Fact]
    public async Task Who_is_no_proxy_is_not_believed()
    {
        await using InProcessHost host = await InProcessHost.StartAsync(new EchoProtocol(), s_behind with { Proxies = [IPNetwork.Parse("192.0.2.0/24")] });
        using LineClient client = await LineClient.ConnectAsync(host.Port);
        await client.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.25 1 25\r\n");
        string? line = await client.ReadLineAsync();
        Assert.StartsWith("127.0.0.1:", line, StringComparison.Ordinal);
        Assert.EndsWith(" True  PROXY TCP4 192.0.2.1 198.51.100.25 1 25", line, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MailListenerOptions { MaxProxyHeaderLength = 231 });
    }

    /// <summary>Tells whose connection it is and the first line that came.</summary>
    private sealed class EchoProtocol : IMailProtocol
    {
        public string Name => "echo";

        public ReadOnlyMemory<byte> GetRefusal(RefusalReason reason) => Encoding.ASCII.GetBytes($"{reason}\r\n");

        public async Task RunAsync(MailConnection connection)
        {
            while (true)
            {
                ConnectionRead read = await connection.ReadAsync(TimeSpan.FromSeconds(30));
                string text = Encoding.ASCII.GetString(read.Buffer.ToArray());
                connection.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (text.Contains("\r\n", StringComparison.Ordinal))
                {
                    string line = $"{connection.RemoteEndPoint} {connection.LocalEndPoint} {connection.IsLoopback} {connection.Proxy?.Version} {text.Split("\r\n")[0]}\r\n";
                    Encoding.ASCII.GetBytes(line, connection.Output);
                    await connection.Output.FlushAsync();
                }

                if (read.Kind != ConnectionReadKind.Data)
                {
                    return;
                }
            }
        }
    }
}
