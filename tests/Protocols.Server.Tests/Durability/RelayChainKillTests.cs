using System.Collections.Concurrent;
using System.Globalization;
using Protocols.Server.Tests.Interop;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Durability;

/// <summary>
/// Two servers in a row, each of which is killed again and again: what the first acknowledged arrives at the second, and twice only where a server was
/// killed between the second's commit and the first's, which RFC 5321 §6.1 knows no way around.
/// </summary>
public sealed class RelayChainKillTests(ITestOutputHelper output)
{
    private const int Rounds = 50;
    private const int Senders = 4;
    private const int PerDestination = 5;

    [Fact, Rfc(5321, "4.2.5"), Rfc(5321, "6.1")]
    public async Task What_the_first_server_accepted_arrives_at_the_second_whatever_is_killed()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-chain-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "first"));
        Directory.CreateDirectory(Path.Combine(folder, "second"));
        int port = Ports.Free();
        try
        {
            ConcurrentDictionary<string, byte[]> sent = new();
            ConcurrentDictionary<string, bool> accepted = new();
            List<(DateTimeOffset Begun, DateTimeOffset Over)> kills = [];
            Random random = new(20261129);
            ReferenceServerProcess second = await SecondAsync(folder, port);
            string address = second.Address;
            ReferenceServerProcess first = await FirstAsync(folder, port);
            for (int round = 0; round < Rounds; round++)
            {
                int seed = random.Next();
                Task[] senders = [.. Enumerable.Range(0, Senders).Select(i => MarkedMail.SendAsync(first.Port("smtp"), address, new Random(seed + i), $"{round}-{i}", sent, accepted))];
                int enough = accepted.Count + random.Next(1, 100);
                while (accepted.Count < enough)
                {
                    Assert.False(senders.All(static sender => sender.IsCompleted), $"Round {round}: the server takes no more: {first.Log}");
                    await Task.Delay(1);
                }

                // One of the two, or both at once; somewhere in what goes on between them.
                await Task.Delay(random.Next(100));
                int which = random.Next(3);
                DateTimeOffset begun = DateTimeOffset.UtcNow;
                await Task.WhenAll(which == 1 ? Task.CompletedTask : first.KillAsync(), which == 0 ? Task.CompletedTask : second.KillAsync());
                kills.Add((begun, DateTimeOffset.UtcNow));
                if (which != 0)
                {
                    await second.DisposeAsync();
                    second = await SecondAsync(folder, port);
                }

                if (which == 1)
                {
                    begun = DateTimeOffset.UtcNow;
                    await first.KillAsync();
                    kills.Add((begun, DateTimeOffset.UtcNow));
                }

                await first.DisposeAsync();
                await Task.WhenAll(senders);
                first = await FirstAsync(folder, port);
            }

            await using (first)
            {
                await using (second)
                {
                    await DrainAsync(folder, first);
                    await second.StopAsync();
                    await first.StopAsync();
                }
            }

            int twice = await VerifyAsync(Path.Combine(folder, "second"), sent, accepted, kills);
            output.WriteLine($"{Rounds} rounds, {kills.Count} times something was killed: {sent.Count} messages begun, {accepted.Count} accepted, all of them arrived whole, {twice} of them twice.");
            Assert.InRange(twice, 0, kills.Count * PerDestination);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<ReferenceServerProcess> SecondAsync(string folder, int port) =>
        ReferenceServerProcess.StartAsync(Path.Combine(folder, "second"), "--host-name", "second.test", "--Server:Authentication:Enabled=false", "--smtp", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));

    private static Task<ReferenceServerProcess> FirstAsync(string folder, int port) =>
        ReferenceServerProcess.StartAsync(
            Path.Combine(folder, "first"), "--host-name", "first.test", "--Server:Authentication:Enabled=false", "--Server:Relay:TrustedNetworks:0=127.0.0.0/8",
            "--Server:Relay:Routes:0:Domain=second.test", "--Server:Relay:Routes:0:Host=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--Server:Relay:Routes:0:Port={port}"),
            "--Server:Relay:RetryDelays:0=00:00:00.2", "--Server:Relay:RetryDelays:1=00:00:00.5", "--Server:Relay:RetryDelays:2=00:00:01", "--Server:Relay:UnreachableTime=00:00:00",
            "--Server:Relay:LeaseTime=00:00:01", string.Create(CultureInfo.InvariantCulture, $"--Server:Relay:MaxConcurrencyPerDestination={PerDestination}"));

    /// <summary>Waits until the first server's queue is empty.</summary>
    private static async Task DrainAsync(string folder, ReferenceServerProcess first)
    {
        string left;
        int waited = 0;
        do
        {
            Assert.True(waited++ < 240, $"The queue does not get empty: {first.Log}");
            await Task.Delay(500);
            (int code, left) = await Programs.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "ReferenceServer.dll"), "queue", "list", "--data", Path.Combine(folder, "first")]);
            Assert.True(code == 0, left);
        }
        while (left.Trim().Length > 0);
    }

    private static async Task<int> VerifyAsync(string folder, ConcurrentDictionary<string, byte[]> sent, ConcurrentDictionary<string, bool> accepted, List<(DateTimeOffset Begun, DateTimeOffset Over)> kills)
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder }, TimeProvider.System, CancellationToken.None);
        AccountId account = default;
        await foreach (Account only in storage.Accounts.ListAccountsAsync(CancellationToken.None))
        {
            account = only.Id;
        }

        Mailbox inbox = (await storage.Mail.FindMailboxAsync(account, "INBOX", CancellationToken.None))!;
        Dictionary<string, DateTimeOffset> found = [];
        int twice = 0;
        await foreach (MailboxEntry entry in storage.Mail.ReadEntriesAsync(account, inbox.Id, new EntryQuery(), CancellationToken.None))
        {
            byte[] content = await MarkedMail.ReadAsync(storage, account, entry);
            string id = MarkedMail.IdOf(content, out int start);
            Assert.True(content.AsSpan(start).SequenceEqual(sent[id]), $"{id} is not what was sent.");
            DateTimeOffset arrived = entry.ReceivedAt;
            if (found.TryGetValue(id, out DateTimeOffset before))
            {
                // What the second server had received when the first was killed, it files a moment later.
                twice++;
                Assert.True(kills.Exists(k => k.Over + TimeSpan.FromSeconds(1) >= before && k.Begun <= arrived), $"{id} came at {before:O} and again at {arrived:O}, and nothing was killed in between.");
            }

            found[id] = arrived;
        }

        string[] lost = [.. accepted.Keys.Where(id => !found.ContainsKey(id))];
        Assert.True(lost.Length == 0, $"{lost.Length} accepted messages are lost: {string.Join(' ', lost.Take(5))}");
        return twice;
    }
}
