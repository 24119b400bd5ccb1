namespace Protocols.Storage.Tests;

public abstract partial class MailStoreContract
{
    [Fact, Rfc(7162, "3.2.5")]
    public async Task A_delta_tells_what_came_what_changed_and_what_went()
    {
        await AddManyAsync(Inbox, 5);
        ModSeq point = await NowAsync();
        await AddManyAsync(Inbox, 3);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.Of([2u, 3u, 7u]), FlagOperation.Add, new MailFlags(SystemFlags.Seen)));
        await DoneAsync(new Expunge(Inbox, UidSet.Of([3u, 4u, 8u]), false));
        MailboxDelta delta = await Mail.ReadChangesAsync(Anna, Inbox, point, default);
        Assert.True(delta.IsComplete);
        Assert.Equal(("6:7", "2"), (delta.Added.ToString(), delta.Changed.ToString()));
        Assert.Equal("3:4,8", delta.Vanished.ToString());
        Assert.Equal(await NowAsync(), delta.ModSeq);
        Assert.Equal(5, delta.Mailbox!.Messages);
    }

    [Fact]
    public async Task Nothing_happened_since_now()
    {
        await AddManyAsync(Inbox, 5);
        MailboxDelta delta = await Mail.ReadChangesAsync(Anna, Inbox, await NowAsync(), default);
        Assert.True(delta.IsComplete && delta.Added.IsEmpty && delta.Changed.IsEmpty && delta.Vanished.IsEmpty);
    }

    [Fact]
    public async Task What_happens_in_one_mailbox_is_not_told_of_another()
    {
        MailboxId other = await CreateAsync("other");
        ModSeq point = await NowAsync();
        await AddAsync(other, Bytes("x"));
        MailboxDelta delta = await Mail.ReadChangesAsync(Anna, Inbox, point, default);
        Assert.True(delta.Added.IsEmpty);
        Assert.True(delta.Mailbox!.HighestModSeq <= point);
        Assert.Equal(await NowAsync(), delta.ModSeq);
    }

    [Fact]
    public async Task A_point_that_the_clock_has_not_reached_is_not_complete()
    {
        MailboxDelta delta = await Mail.ReadChangesAsync(Anna, Inbox, new ModSeq(long.MaxValue), default);
        Assert.False(delta.IsComplete);
        Assert.NotNull(delta.Mailbox);
    }

    [Fact]
    public async Task Each_change_set_moves_the_clock_by_one()
    {
        ModSeq before = await NowAsync();
        MailChangeResult result = await Mail.ApplyAsync(
            Anna, [new CreateMailbox("a/b"), new CreateMailbox("c"), new SetSubscription("c", true), new SetSubscription("d", true)], default);
        Assert.Equal(before.Value + 1, result.ModSeq.Value);
        Assert.Equal(result.ModSeq, await NowAsync());
        Assert.Equal(result.ModSeq, (await Mail.FindMailboxAsync(Anna, "a/b", default))!.HighestModSeq);
    }
}
