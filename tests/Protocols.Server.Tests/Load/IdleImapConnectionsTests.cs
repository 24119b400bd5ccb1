using System.Globalization;

namespace Protocols.Server.Tests.Load;

/// <summary>Connections that are logged in and wait cost little memory.</summary>
public sealed class IdleImapConnectionsTests(ITestOutputHelper output)
{
    private const int Connections = 2_000;

    [Theory, Rfc(2177, "3")]
    [InlineData("logged in", false)]
    [InlineData("selected and in IDLE", true)]
    public async Task They_stay_within_a_bound_of_memory(string state, bool isSelected)
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "Memory is read from /proc.");
        await using ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(null, string.Create(CultureInfo.InvariantCulture, $"--Server:ConnectionsPerAddress={Connections + 200}"));
        List<LineClient> clients = [];

        // The first hundred bring the program's code into memory, which is not theirs.
        await ConnectAsync(server, clients, 100, isSelected);
        long before = Kilobytes(server.ProcessId);
        await ConnectAsync(server, clients, Connections, isSelected);
        long after = Kilobytes(server.ProcessId);
        output.WriteLine($"{Connections} connections {state}: {before / 1024} MB before, {after / 1024} MB with them, {(after - before) / (double)Connections:N1} KB each");
        clients.ForEach(static c => c.Dispose());
        Assert.InRange((after - before) / Connections, 0, 40);
    }

    private static async Task ConnectAsync(ReferenceServerProcess server, List<LineClient> clients, int count, bool isSelected)
    {
        for (int i = 0; i < count; i++)
        {
            LineClient client = await LineClient.ConnectAsync(server.Port("imap"));
            clients.Add(client);
            await client.ReadLineAsync();
            Assert.Contains(" OK ", (await client.CommandAsync($"LOGIN {server.Address} {server.Password}"))[^1], StringComparison.Ordinal);
            if (isSelected)
            {
                await client.CommandAsync("SELECT INBOX");
                await client.SendAsync("i IDLE\r\n");
                Assert.StartsWith("+", await client.ReadLineAsync(), StringComparison.Ordinal);
            }
        }
    }

    private static long Kilobytes(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(static l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
