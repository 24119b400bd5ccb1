using System.Buffers;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public async Task The_example_of_the_readme_works()
    {
        using TemporaryFolder temporary = new();
        string folder = temporary.Path;
        using StringWriter output = new();
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = folder }, TimeProvider.System);

        // An account, with INBOX, Archive, Drafts, Junk, Sent and Trash.
        AccountChangeResult created = await storage.Accounts.CreateAccountAsync("kim@example.org", "correct horse"u8.ToArray(), "Kim", default);
        AccountId account = created.Account!.Id;
        Mailbox inbox = (await storage.Mail.FindMailboxAsync(account, "INBOX", default))!;

        // A message: upload, then file. When ApplyAsync has completed, it is on disk.
        byte[] message = "Subject: hello\r\n\r\nworld\r\n"u8.ToArray();
        await using (BlobUpload upload = storage.Blobs.BeginUpload(message.Length))
        {
            await upload.WriteAsync(new ReadOnlySequence<byte>(message), default);
            await upload.CompleteAsync(default);
            MessageFacts facts = new() { Size = message.Length, SentAt = null, Outline = default };
            await storage.Mail.ApplyAsync(account, [new AddMessage(inbox.Id, upload, facts, MailFlags.None, DateTimeOffset.UtcNow)], default);
        }

        await foreach (MailboxEntry entry in storage.Mail.ReadEntriesAsync(account, inbox.Id, new EntryQuery(), default))
        {
            output.WriteLine($"{entry.Uid}: {entry.Size} bytes, {entry.Flags}");
        }

        Assert.Equal("1: 25 bytes, None" + Environment.NewLine, output.ToString());
    }

    [Fact]
    public async Task The_examples_of_the_queue_work()
    {
        using TemporaryFolder temporary = new();
        using StringWriter output = new();
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(new SqliteStorageOptions { Folder = temporary.Path }, TimeProvider.System);

        byte[] message = "Subject: hello\r\n\r\nworld\r\n"u8.ToArray();
        await using BlobUpload upload = storage.Blobs.BeginUpload(message.Length);
        await upload.WriteAsync(new ReadOnlySequence<byte>(message), default);
        await upload.CompleteAsync(default);
        QueueEnvelope envelope = new() { ReversePath = "kim@example.org", SubmittedAt = DateTimeOffset.UtcNow };
        SubmittedRecipient recipient = new() { Address = "lee@example.com", Destination = "example.com" };
        EnqueueResult queued = await storage.Queue.EnqueueAsync(new QueueSubmission(envelope, upload, [recipient]), default);

        foreach (QueueDestination destination in await storage.QueueAdministration.ListDestinationsAsync(null, 100, default))
        {
            output.WriteLine($"{destination.Destination}: {destination.Recipients} waiting");
        }

        Assert.Equal("example.com: 1 waiting" + Environment.NewLine, output.ToString());
        await SendAsync(storage.Queue, "worker", (_, _) => Task.FromResult(new QueueReply(451, "4.3.0", "later", "mx.example.com")), envelope.SubmittedAt);
        Assert.NotNull(await storage.QueueAdministration.FindAsync(queued.Message!.Value, default));
        await SendAsync(storage.Queue, "worker", (_, _) => Task.FromResult(new QueueReply(250, "2.0.0", "ok", "mx.example.com")), envelope.SubmittedAt.AddMinutes(31));
        Assert.Null(await storage.QueueAdministration.FindAsync(queued.Message!.Value, default));
    }

    private static async Task SendAsync(IQueueStore queue, string worker, Func<QueueLease, QueuedRecipient, Task<QueueReply>> send, DateTimeOffset now)
    {
        QueueLeaseRequest request = new() { Owner = worker, Now = now, Until = now.AddMinutes(10), MaxBatches = 20, MaxLeasesPerDestination = 5 };
        foreach (QueueLease lease in await queue.LeaseAsync(request, default))
        {
            List<RecipientOutcome> outcomes = [];
            foreach (QueuedRecipient recipient in lease.Recipients)
            {
                QueueReply reply = await send(lease, recipient);
                outcomes.Add(reply.Code switch
                {
                    < 300 => new RecipientOutcome { Recipient = recipient.Number, Status = QueuedRecipientStatus.Relayed, Reply = reply },
                    < 500 => new RecipientOutcome { Recipient = recipient.Number, Status = QueuedRecipientStatus.Pending, NextAttempt = now.AddMinutes(30), Reply = reply },
                    _ => new RecipientOutcome { Recipient = recipient.Number, Status = QueuedRecipientStatus.Failed, Reply = reply },
                });
            }

            await queue.CompleteAsync(lease, outcomes, notifications: [], default);
        }
    }
}
