using System.Buffers;

namespace Protocols.Storage.Tests;

/// <summary>What every blob store does.</summary>
public abstract class BlobStoreContract : StorageContract
{
    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_500_000)]
    public async Task Content_comes_back_byte_for_byte_whatever_its_length(int length)
    {
        byte[] content = Content(length);
        await using (BlobUpload upload = Engine.Blobs.BeginUpload())
        {
            for (int i = 0; i < length; i += 10_007)
            {
                Assert.True(await upload.WriteAsync(new ReadOnlySequence<byte>(content, i, Math.Min(10_007, length - i)), default));
            }

            Assert.Equal(length, upload.Length);
            await upload.CompleteAsync(default);
            Assert.Equal(BlobId.Of(content), upload.Id);
            Assert.Equal(content, upload.Content.ToArray());
            Assert.Null(await Engine.Blobs.GetLengthAsync(Anna, upload.Id, default));
            await DoneAsync(new AddMessage(Inbox, upload, Facts(length), MailFlags.None, default));
        }

        BlobId id = BlobId.Of(content);
        Assert.Equal(length, await Engine.Blobs.GetLengthAsync(Anna, id, default));
        Assert.Equal(content, await ReadAsync(id));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    public async Task A_range_of_content_is_cut_at_its_end(int length)
    {
        byte[] content = Content(length);
        await AddAsync(Inbox, content);
        BlobId id = BlobId.Of(content);
        Assert.Equal(content[..10], await ReadAsync(id, 0, 10));
        Assert.Equal(content[500..700], await ReadAsync(id, 500, 200));
        Assert.Equal(content[^5..], await ReadAsync(id, length - 5, 100));
        Assert.Empty(await ReadAsync(id, length, 100));
        Assert.Empty(await ReadAsync(id, long.MaxValue, long.MaxValue));
        Assert.Empty(await ReadAsync(id, 5, 0));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    public async Task An_account_sees_no_content_of_another(int length)
    {
        AccountId bob = await NewAccountAsync();
        byte[] content = Content(length);
        await AddAsync(Inbox, content);
        Assert.Null(await Engine.Blobs.GetLengthAsync(bob, BlobId.Of(content), default));
        Assert.Empty(await ReadAsync(BlobId.Of(content), account: bob));
    }

    [Fact]
    public async Task A_large_upload_is_filed_for_two_accounts_and_outlives_one_of_them()
    {
        AccountId bob = await NewAccountAsync();
        MailboxId bobsInbox = (await Mail.FindMailboxAsync(bob, "INBOX", default))!.Id;
        byte[] content = Content(300_000);
        await using (BlobUpload upload = await UploadAsync(content))
        {
            await DoneAsync(new AddMessage(Inbox, upload, Facts(content.Length), MailFlags.None, default));
            await DoneAsync(new AddMessage(bobsInbox, upload, Facts(content.Length), MailFlags.None, default), bob);
        }

        await DoneAsync(new Expunge(Inbox, UidSet.All, false));
        Assert.Equal(content, await ReadAsync(BlobId.Of(content), account: bob));
    }

    [Fact]
    public async Task An_upload_knows_its_name_and_content_only_once_complete()
    {
        await using BlobUpload upload = Engine.Blobs.BeginUpload();
        Assert.Throws<InvalidOperationException>(() => upload.Id);
        Assert.Throws<InvalidOperationException>(() => upload.Content);
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Mail.ApplyAsync(Anna, [new AddMessage(Inbox, upload, Facts(0), MailFlags.None, default)], default));
        await upload.CompleteAsync(default);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await upload.WriteAsync(new ReadOnlySequence<byte>([1]), default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await upload.CompleteAsync(default));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300_000)]
    public async Task A_wrong_announcement_of_the_length_does_no_harm(int length)
    {
        byte[] content = Content(length);
        foreach (long? announced in new long?[] { 0, 50, 200_000, -1, long.MaxValue })
        {
            await using BlobUpload upload = Engine.Blobs.BeginUpload(announced);
            Assert.True(await upload.WriteAsync(new ReadOnlySequence<byte>(content), default));
            await upload.CompleteAsync(default);
            Assert.Equal(content, upload.Content.ToArray());
        }
    }
}
