namespace Protocols.Storage.Tests;

/// <summary>What every change feed does.</summary>
public abstract class ChangeFeedContract : StorageContract
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_wait_ends_when_the_account_changes_and_not_before()
    {
        ModSeq now = await NowAsync();
        Task<ModSeq> wait = Engine.Changes.WaitAsync(Anna, now, default).AsTask();
        Task<ModSeq> second = Engine.Changes.WaitAsync(Anna, now, default).AsTask();
        Assert.False(wait.IsCompleted);
        MailChangeOutcome added = await AddAsync(Inbox, Bytes("x"));
        Assert.Equal(now.Value + 1, (await wait.WaitAsync(Long)).Value);
        Assert.Equal(now.Value + 1, (await second.WaitAsync(Long)).Value);
        Assert.Equal(added.AssignedUids.ToString(), (await Mail.ReadChangesAsync(Anna, Inbox, now, default)).Added.ToString());
    }

    [Fact]
    public async Task A_wait_from_the_past_ends_at_once()
    {
        await AddAsync(Inbox, Bytes("x"));
        Assert.Equal(await NowAsync(), await Engine.Changes.WaitAsync(Anna, default, default).AsTask().WaitAsync(Long));
    }

    [Fact]
    public async Task A_wait_does_not_end_for_another_account()
    {
        AccountId bob = await NewAccountAsync();
        Task<ModSeq> wait = Engine.Changes.WaitAsync(bob, await Engine.Changes.CurrentAsync(bob, default), default).AsTask();
        await AddAsync(Inbox, Bytes("x"));
        Assert.False(wait.IsCompleted);
        MailboxId bobsInbox = (await Mail.FindMailboxAsync(bob, "INBOX", default))!.Id;
        await AddAsync(bobsInbox, Bytes("x"), account: bob);
        await wait.WaitAsync(Long);
    }

    [Fact]
    public async Task A_wait_can_be_given_up()
    {
        using CancellationTokenSource end = new();
        Task<ModSeq> wait = Engine.Changes.WaitAsync(Anna, await NowAsync(), end.Token).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task The_feed_has_told_of_a_change_set_when_it_is_applied()
    {
        for (int i = 0; i < 20; i++)
        {
            MailChangeResult result = await Mail.ApplyAsync(Anna, [new SetSubscription("a", i % 2 == 0)], default);
            Assert.Equal(result.ModSeq, await NowAsync());
        }
    }

    [Fact]
    public async Task An_account_that_is_not_there_stands_at_zero() =>
        Assert.Equal(default, await Engine.Changes.CurrentAsync(new AccountId(4711), default));
}
