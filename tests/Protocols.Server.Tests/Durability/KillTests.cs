using System.Collections.Concurrent;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Durability;

/// <summary>STORAGE promise 1: what was answered 250 is on disk, whatever happens to the server.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 20;
    private const int Senders = 4;

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
                    Task[] senders = [.. Enumerable.Range(0, Senders).Select(i => MarkedMail.SendAsync(server.Port("smtp"), address, new Random(seed + i), $"{round}-{i}", sent, accepted))];

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
                byte[] content = await MarkedMail.ReadAsync(storage, account, entry);
                string id = MarkedMail.IdOf(content, out int start);
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
}
