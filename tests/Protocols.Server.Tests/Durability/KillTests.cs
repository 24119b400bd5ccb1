using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Durability;

/// <summary>STORAGE promise 1: what was answered 250 is on disk, whatever happens to the server.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 20;
    private const int Senders = 4;
    private const string Marker = "X-Id: ";

    [Fact, Rfc(5321, "4.2.5"), Rfc(5321, "6.1")]
    public async Task What_was_accepted_survives_kill_9_in_the_middle_of_deliveries()
    {
        string folder = Directory.CreateTempSubdirectory("protocols-kill-").FullName;
        try
        {
            // Every message sent by id, and those among them that were answered 250.
            ConcurrentDictionary<string, byte[]> sent = new();
            ConcurrentDictionary<string, bool> accepted = new();
            Random random = new(20261124);
            string address = "";
            for (int round = 0; round < Rounds; round++)
            {
                ReferenceServerProcess server = await ReferenceServerProcess.StartAsync(folder);
                await using (server)
                {
                    address = round == 0 ? server.Address : address;
                    int seed = random.Next();
                    Task[] senders = [.. Enumerable.Range(0, Senders).Select(i => SendAsync(server.Port("smtp"), address, new Random(seed + i), $"{round}-{i}", sent, accepted))];

                    // The round is as long as the machine needs to accept so many, and a moment more, so that the end comes anywhere in a delivery.
                    int enough = accepted.Count + random.Next(1, 200);
                    while (accepted.Count < enough)
                    {
                        Assert.False(senders.All(sender => sender.IsCompleted), $"Round {round}: the server takes no more: {server.Log}");
                        await Task.Delay(1);
                    }

                    await Task.Delay(random.Next(20));
                    await server.KillAsync();
                    await Task.WhenAll(senders);
                }

                await VerifyAsync(folder, sent, accepted);
            }

            output.WriteLine($"{Rounds} rounds: {sent.Count} messages begun, {accepted.Count} accepted, each of those there once and whole.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SendAsync(int port, string address, Random random, string name, ConcurrentDictionary<string, byte[]> sent, ConcurrentDictionary<string, bool> accepted)
    {
        try
        {
            using LineClient client = await LineClient.ConnectAsync(port);
            await client.ReadReplyAsync();
            await client.SendAsync("EHLO kill.test\r\n");
            await client.ReadReplyAsync();
            for (int i = 0; ; i++)
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");

                // Now and then one that is too large to lie inside the database.
                byte[] message = Message(id, random.Next(10) == 0 ? random.Next(70_000, 300_000) : random.Next(100, 8_000), random);
                sent[id] = message;
                await client.SendAsync($"MAIL FROM:<a@kill.test>\r\nRCPT TO:<{address}>\r\nBDAT {message.Length} LAST\r\n");
                await client.SendAsync(message);
                for (int reply = 0; reply < 3; reply++)
                {
                    string? line = await client.ReadReplyAsync();
                    if (line is null || !line.StartsWith("250", StringComparison.Ordinal))
                    {
                        return;
                    }

                    if (reply == 2)
                    {
                        accepted[id] = true;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // The server was killed: that is what the test is about.
            return;
        }
    }

    private static byte[] Message(string id, int size, Random random)
    {
        byte[] body = new byte[size];
        random.NextBytes(body);
        return [.. Encoding.ASCII.GetBytes($"{Marker}{id}\r\nSubject: kill\r\n\r\n"), .. Encoding.ASCII.GetBytes(Convert.ToBase64String(body))];
    }

    private static async Task VerifyAsync(string folder, ConcurrentDictionary<string, byte[]> sent, ConcurrentDictionary<string, bool> accepted)
    {
        SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder }, TimeProvider.System, CancellationToken.None);
        await using (storage)
        {
            AccountId account = default;
            await foreach (Account only in storage.Accounts.ListAccountsAsync(CancellationToken.None))
            {
                account = only.Id;
            }

            Mailbox inbox = (await storage.Mail.FindMailboxAsync(account, "INBOX", CancellationToken.None))!;
            HashSet<string> found = [];
            uint last = 0;
            await foreach (MailboxEntry entry in storage.Mail.ReadEntriesAsync(account, inbox.Id, new EntryQuery(), CancellationToken.None))
            {
                Assert.True(entry.Uid > last, "UIDs rise.");
                last = entry.Uid;
                byte[] content = await ReadAsync(storage, account, entry);
                int start = content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Marker));
                string id = Encoding.ASCII.GetString(content.AsSpan(start + Marker.Length, content.AsSpan(start).IndexOf((byte)'\r') - Marker.Length));
                Assert.True(found.Add(id), $"{id} is there twice.");
                Assert.True(content.AsSpan(start).SequenceEqual(sent[id]), $"{id} is not what was sent.");
            }

            string[] lost = [.. accepted.Keys.Where(id => !found.Contains(id))];
            Assert.True(lost.Length == 0, $"{lost.Length} accepted messages are lost: {string.Join(' ', lost.Take(5))}");
            Assert.Equal(found.Count, inbox.Messages);

            // The log replays: a client that starts from nothing arrives at the same mailbox.
            MailboxDelta delta = await storage.Mail.ReadChangesAsync(account, inbox.Id, default, CancellationToken.None);
            Assert.True(delta.IsComplete);
            (MailboxView view, _) = (await storage.Mail.OpenMailboxAsync(account, inbox.Id, CancellationToken.None))!.Value;
            Assert.Equal(view.Uids.ToString(), delta.Added.ToString());
            Assert.Equal(found.Count, delta.Added.Count);
        }
    }

    private static async Task<byte[]> ReadAsync(SqliteStorage storage, AccountId account, MailboxEntry entry)
    {
        using MemoryStream stream = new();
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        long copied = await storage.Blobs.CopyToAsync(account, entry.Blob, 0, entry.Size, writer, CancellationToken.None);
        await writer.CompleteAsync();
        Assert.Equal(entry.Size, copied);
        return stream.ToArray();
    }
}
