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
}
