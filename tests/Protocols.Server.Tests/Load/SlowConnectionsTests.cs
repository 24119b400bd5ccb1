using System.Globalization;
using Protocols.Hosting;
using Protocols.Server.Tests.Hosting;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Load;

/// <summary>Two thousand clients that send a byte now and then: they cost little memory, keep nobody else waiting, and end in time.</summary>
public sealed class SlowConnectionsTests(ITestOutputHelper output)
{
    private const int Connections = 2_000;
    private const int MaxKilobytesEach = 64;

    private static readonly byte[] s_dialogue = "EHLO slow.test\r\nMAIL FROM:<a@slow.test>\r\nRCPT TO:<b@slow.test>\r\n"u8.ToArray();

    [Fact, Rfc(5321, "4.5.3.2")]
    public async Task They_stay_within_a_bound_of_memory_and_keep_no_other_from_being_served()
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "Memory is read from /proc.");
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(null, string.Create(CultureInfo.InvariantCulture, $"--Server:ConnectionsPerAddress={Connections + 100}"));
        await SendAsync(server);
        long before = Kilobytes(server.ProcessId);
        LineClient[] clients = await ConnectAsync(server.Port("smtp"));
        for (int i = 0; i < 30; i++)
        {
            await Task.WhenAll(clients.Select(c => c.SendAsync(s_dialogue.AsMemory(i, 1))));
        }

        await SendAsync(server);
        long after = Kilobytes(server.ProcessId);
        output.WriteLine($"{Connections} slow connections: {before / 1024} MB before, {after / 1024} MB with them, {(after - before) / (double)Connections:N1} KB each");
        Assert.InRange((after - before) / Connections, 0, MaxKilobytesEach);
        Assert.DoesNotContain("fail:", server.Log, StringComparison.Ordinal);
        Array.ForEach(clients, static c => c.Dispose());
    }

    [Fact, Rfc(5321, "4.5.3.2")]
    public async Task Each_is_told_that_its_time_is_over_though_it_goes_on_sending()
    {
        SmtpServer smtp = new(new SmtpServerOptions { HostName = "here.test" }, new Nobody(), new Nowhere()) { Timeouts = new SmtpServerTimeouts { Command = TimeSpan.FromSeconds(3) } };
        MailListenerOptions options = new() { Limiter = new ConnectionLimiter(new ConnectionLimits { PerAddress = Connections, Total = Connections }) };
        await using InProcessHost host = await InProcessHost.StartAsync(smtp, options);
        LineClient[] clients = await ConnectAsync(host.Port);
        using CancellationTokenSource ended = new();
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < s_dialogue.Length && !ended.IsCancellationRequested; i++)
            {
                await Task.WhenAll(clients.Select(async c =>
                {
                    try
                    {
                        await c.SendAsync(s_dialogue.AsMemory(i, 1));
                    }
                    catch (IOException)
                    {
                        // Its time was over.
                        return;
                    }
                }));
                await Task.Delay(500);
            }
        });
        string?[] last = await Task.WhenAll(clients.Select(static c => c.ReadReplyAsync())).WaitAsync(TimeSpan.FromMinutes(3));
        Assert.All(last, static reply => Assert.StartsWith("421 4.4.2", reply, StringComparison.Ordinal));
        await ended.CancelAsync();
        await sending;
        Array.ForEach(clients, static c => c.Dispose());
    }

    private static async Task<LineClient[]> ConnectAsync(int port)
    {
        LineClient[] clients = new LineClient[Connections];
        for (int i = 0; i < Connections; i++)
        {
            clients[i] = await LineClient.ConnectAsync(port);
            Assert.StartsWith("220", await clients[i].ReadReplyAsync(), StringComparison.Ordinal);
        }

        return clients;
    }

    private static async Task SendAsync(ReferenceServerProcess server)
    {
        using LineClient client = await LineClient.ConnectAsync(server.Port("smtp"));
        await client.SendAsync($"EHLO quick.test\r\nMAIL FROM:<a@quick.test>\r\nRCPT TO:<{server.Address}>\r\nBDAT 16 LAST\r\nSubject: x\r\n\r\n\r\n");
        for (int i = 0; i < 5; i++)
        {
            Assert.StartsWith("2", await client.ReadReplyAsync(), StringComparison.Ordinal);
        }
    }

    private static long Kilobytes(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(static l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private sealed class Nobody : IDirectory
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Nowhere : IMailDelivery
    {
        public ValueTask<DeliveryStart> BeginAsync(SmtpSender sender, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
