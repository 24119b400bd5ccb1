using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Protocols.Storage.Tests;

/// <summary>What the contract tests share: an engine of their own, an account, and short words for what they do often.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private StorageEngine? _engine;
    private int _accounts;

    protected StorageEngine Engine => _engine!;

    protected IMailStore Mail => Engine.Mail;

    protected AccountId Anna { get; private set; }

    protected MailboxId Inbox { get; private set; }

    /// <summary>Opens a fresh and empty engine.</summary>
    protected abstract ValueTask<StorageEngine> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        _engine = await OpenAsync();
        Anna = await NewAccountAsync();
        Inbox = (await Mail.FindMailboxAsync(Anna, "INBOX", default))!.Id;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.Close();
        }

        GC.SuppressFinalize(this);
    }

    protected async Task<AccountId> NewAccountAsync(string? address = null)
    {
        AccountChangeResult result = await Engine.Accounts.CreateAccountAsync(
            address ?? $"user{++_accounts}@example.org", "secret"u8.ToArray(), null, default);
        Assert.Equal(AccountChangeStatus.Done, result.Status);
        return result.Account!.Id;
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task<BlobUpload> UploadAsync(byte[] content)
    {
        BlobUpload upload = Engine.Blobs.BeginUpload(content.Length);
        Assert.True(await upload.WriteAsync(new ReadOnlySequence<byte>(content), default));
        await upload.CompleteAsync(default);
        return upload;
    }

    protected static MessageFacts Facts(long size) => new() { Size = size, SentAt = null, Outline = "outline"u8.ToArray() };

    protected async Task<MailChangeOutcome> AddAsync(MailboxId mailbox, byte[] content, MailFlags? flags = null, AccountId? account = null)
    {
        await using BlobUpload upload = await UploadAsync(content);
        return await DoneAsync(new AddMessage(mailbox, upload, Facts(content.Length), flags ?? MailFlags.None, DateTimeOffset.UnixEpoch), account);
    }

    protected async Task AddManyAsync(MailboxId mailbox, int count, MailFlags? flags = null)
    {
        await using BlobUpload upload = await UploadAsync(Bytes("many"));
        MailChange add = new AddMessage(mailbox, upload, Facts(4), flags ?? MailFlags.None, DateTimeOffset.UnixEpoch);
        Assert.True((await Mail.ApplyAsync(Anna, [.. Enumerable.Repeat(add, count)], default)).IsApplied);
    }

    protected async Task<MailChangeOutcome> DoneAsync(MailChange change, AccountId? account = null)
    {
        MailChangeResult result = await Mail.ApplyAsync(account ?? Anna, [change], default);
        Assert.True(result.IsApplied, result.Outcomes[^1].Reason);
        return Assert.Single(result.Outcomes);
    }

    protected async Task<MailChangeStatus> StatusAsync(MailChange change)
    {
        MailChangeResult result = await Mail.ApplyAsync(Anna, [change], default);
        Assert.Equal(result.IsApplied, result.Outcomes[^1].Status == MailChangeStatus.Done);
        return result.Outcomes[^1].Status;
    }

    protected async Task<MailboxId> CreateAsync(string name) => (await DoneAsync(new CreateMailbox(name))).Mailbox!.Value;

    protected async Task<Mailbox> GetAsync(MailboxId mailbox) => (await Mail.OpenMailboxAsync(Anna, mailbox, default))!.Value.View.Mailbox;

    protected async Task<List<MailboxEntry>> EntriesAsync(MailboxId mailbox, EntryQuery? query = null) =>
        await ToListAsync(Mail.ReadEntriesAsync(Anna, mailbox, query ?? new EntryQuery(), default));

    protected async Task<ModSeq> NowAsync() => await Engine.Changes.CurrentAsync(Anna, default);

    protected async Task<byte[]> ReadAsync(BlobId blob, long offset = 0, long length = long.MaxValue, AccountId? account = null)
    {
        Pipe pipe = new();
        Task<byte[]> reading = Task.Run(async () =>
        {
            using MemoryStream copy = new();
            await pipe.Reader.CopyToAsync(copy);
            return copy.ToArray();
        });
        long copied = await Engine.Blobs.CopyToAsync(account ?? Anna, blob, offset, length, pipe.Writer, default);
        await pipe.Writer.CompleteAsync();
        byte[] content = await reading;
        Assert.Equal(content.Length, copied);
        return content;
    }

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
