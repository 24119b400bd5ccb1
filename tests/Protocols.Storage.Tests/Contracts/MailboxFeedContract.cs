namespace Protocols.Storage.Tests;

/// <summary>What every feed of mailboxes does.</summary>
public abstract class MailboxFeedContract : StorageContract
{
    [Fact, Rfc(5465, "5")]
    public async Task What_happened_in_and_to_mailboxes_is_told_once_and_apart()
    {
        MailboxId work = await CreateAsync("work");
        MailboxId old = await CreateAsync("old");
        ModSeq since = await NowAsync();
        await AddManyAsync(Inbox, 2);
        await DoneAsync(new RenameMailbox(work, "play"));
        await DoneAsync(new DeleteMailbox(old));
        MailboxId made = await CreateAsync("a/b");
        MailboxesDelta delta = await Engine.MailboxFeed.ReadMailboxChangesAsync(Anna, since, default);
        Assert.True(delta.IsComplete);
        Assert.Equal(await NowAsync(), delta.ModSeq);
        Assert.Equal(["INBOX", "a", "a/b", "play"], delta.Changed.Select(m => m.Name));
        Assert.Equal(2, delta.Changed[0].Messages);
        Assert.Equal([delta.Changed[1].Id, made, work], delta.Touched.OrderBy(id => delta.Changed.ToList().FindIndex(m => m.Id == id)));
        Assert.Equal([old], delta.Gone);
        MailboxesDelta nothing = await Engine.MailboxFeed.ReadMailboxChangesAsync(Anna, delta.ModSeq, default);
        Assert.True(nothing.IsComplete);
        Assert.Empty(nothing.Changed);
        Assert.Empty(nothing.Gone);
    }

    [Fact]
    public async Task Flags_subscriptions_and_rights_are_changes_and_what_came_and_went_is_gone()
    {
        await AddManyAsync(Inbox, 1);
        MailboxId work = await CreateAsync("work");
        ModSeq since = await NowAsync();
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen)));
        await DoneAsync(new SetSubscription("work", true));
        MailboxId passing = await CreateAsync("passing");
        await DoneAsync(new DeleteMailbox(passing));
        MailboxesDelta delta = await Engine.MailboxFeed.ReadMailboxChangesAsync(Anna, since, default);
        Assert.Equal([Inbox, work], delta.Changed.Select(m => m.Id));
        Assert.Equal([work], delta.Touched);
        Assert.Equal([passing], delta.Gone);
        Assert.False((await Engine.MailboxFeed.ReadMailboxChangesAsync(Anna, new ModSeq(delta.ModSeq.Value + 1), default)).IsComplete);
    }
}
