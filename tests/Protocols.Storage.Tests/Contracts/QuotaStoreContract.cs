namespace Protocols.Storage.Tests;

/// <summary>What every store of quotas does.</summary>
public abstract class QuotaStoreContract : StorageContract
{
    [Fact, Rfc(9208, "5.1"), Rfc(9208, "5.2"), Rfc(9208, "5.3")]
    public async Task Usage_moves_with_everything_that_comes_and_goes()
    {
        Assert.Equal((0, 0, 6), await UsageAsync());
        MailboxId deep = await CreateAsync("a/b");
        Assert.Equal((0, 0, 8), await UsageAsync());
        await AddAsync(Inbox, Bytes("12345"));
        await AddManyAsync(Inbox, 3);
        Assert.Equal((17, 4, 8), await UsageAsync());
        await DoneAsync(new CopyMessages(Inbox, UidSet.Of([1u, 2u]), deep));
        Assert.Equal((26, 6, 8), await UsageAsync());
        await DoneAsync(new MoveMessages(Inbox, UidSet.Of(3), deep));
        Assert.Equal((26, 6, 8), await UsageAsync());
        await DoneAsync(new Expunge(Inbox, UidSet.Of(1), false));
        Assert.Equal((21, 5, 8), await UsageAsync());
        await DoneAsync(new DeleteMailbox(deep));
        Assert.Equal((8, 2, 7), await UsageAsync());

        // A name that has to stay for those below it is a mailbox still.
        await CreateAsync("a");
        await CreateAsync("a/b");
        await DoneAsync(new DeleteMailbox((await Mail.FindMailboxAsync(Anna, "a", default))!.Id));
        Assert.Equal((8, 2, 8), await UsageAsync());
        Assert.Null(await Engine.Quota.ReadAsync(new AccountId(4711), default));
    }

    [Fact, Rfc(9208, "4.3.1")]
    public async Task What_would_pass_a_limit_is_not_done_and_what_fits_is()
    {
        Assert.True(await Engine.Quota.SetLimitsAsync(Anna, new QuotaLimits(10, 3, 7), default));
        await AddAsync(Inbox, Bytes("12345"));
        await using (BlobUpload upload = await UploadAsync(Bytes("123456")))
        {
            Assert.Equal(MailChangeStatus.OverQuota, await StatusAsync(new AddMessage(Inbox, upload, Facts(6), MailFlags.None, default)));
        }

        MailboxId there = await CreateAsync("there");
        Assert.Equal(MailChangeStatus.OverQuota, await StatusAsync(new CreateMailbox("beyond")));
        await DoneAsync(new CopyMessages(Inbox, UidSet.All, there));
        Assert.Equal(MailChangeStatus.OverQuota, await StatusAsync(new CopyMessages(Inbox, UidSet.All, there)));
        await DoneAsync(new MoveMessages(Inbox, UidSet.All, there));
        Assert.Equal((10, 2, 7), await UsageAsync());
        await using (BlobUpload empty = await UploadAsync([]))
        {
            MailChange add = new AddMessage(there, empty, Facts(0), MailFlags.None, default);
            await DoneAsync(add);
            Assert.Equal(MailChangeStatus.OverQuota, await StatusAsync(add));
        }

        AccountQuota quota = (await Engine.Quota.ReadAsync(Anna, default))!;
        Assert.Equal(new AccountQuota(new(10, 10), new(3, 3), new(7, 7)), quota);
    }

    [Fact]
    public async Task A_limit_below_what_is_there_takes_nothing_away_and_none_is_no_limit()
    {
        await AddManyAsync(Inbox, 2);
        await Engine.Quota.SetLimitsAsync(Anna, new QuotaLimits(0, 0, 0), default);
        Assert.Equal((8, 2, 6), await UsageAsync());
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Deleted)));
        Assert.Equal(8, (await GetAsync(Inbox)).DeletedSize);
        await DoneAsync(new Expunge(Inbox, UidSet.All, true));
        Assert.Equal(0, (await GetAsync(Inbox)).DeletedSize);
        await Engine.Quota.SetLimitsAsync(Anna, new QuotaLimits(null, null, null), default);
        await AddManyAsync(Inbox, 2);
        Assert.False(await Engine.Quota.SetLimitsAsync(new AccountId(4711), new QuotaLimits(null, null, null), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Engine.Quota.SetLimitsAsync(Anna, new QuotaLimits(null, -1, null), default));
    }

    [Fact]
    public async Task A_change_set_that_fails_leaves_usage_as_it_was()
    {
        await using BlobUpload upload = await UploadAsync(Bytes("1234"));
        MailChange add = new AddMessage(Inbox, upload, Facts(4), MailFlags.None, default);
        Assert.False((await Mail.ApplyAsync(Anna, [add, new DeleteMailbox(new MailboxId(4711))], default)).IsApplied);
        Assert.Equal((0, 0, 6), await UsageAsync());
    }

    private async Task<(long Octets, long Messages, long Mailboxes)> UsageAsync()
    {
        AccountQuota quota = (await Engine.Quota.ReadAsync(Anna, default))!;
        return (quota.Storage.Usage, quota.Messages.Usage, quota.Mailboxes.Usage);
    }
}
