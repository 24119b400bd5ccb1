namespace Protocols.Storage.Tests;

/// <content>Flags that are changed only where nobody else changed the message meanwhile.</content>
public abstract partial class MailStoreContract
{
    [Fact, Rfc(7162, "3.1.3")]
    public async Task A_message_that_changed_after_the_point_is_left_and_told_of_and_the_others_are_changed()
    {
        await AddManyAsync(Inbox, 4);
        ModSeq point = await NowAsync();
        await DoneAsync(new UpdateFlags(Inbox, UidSet.Of([2u, 4u]), FlagOperation.Add, new MailFlags(SystemFlags.Seen)));
        MailChangeOutcome outcome = await DoneAsync(
            new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Deleted, "k")) { UnchangedSince = point });
        Assert.Equal(("1,3", "2,4"), (outcome.SourceUids.ToString(), outcome.RefusedUids.ToString()));
        Assert.Equal(
            [new MailFlags(SystemFlags.Deleted, "k"), new MailFlags(SystemFlags.Seen), new MailFlags(SystemFlags.Deleted, "k"), new MailFlags(SystemFlags.Seen)],
            (await EntriesAsync(Inbox)).Select(e => e.Flags));
        Assert.Equal(2, (await GetAsync(Inbox)).Deleted);
        outcome = await DoneAsync(new UpdateFlags(Inbox, UidSet.Of([2u, 9u]), FlagOperation.Replace, MailFlags.None) { UnchangedSince = await NowAsync() });
        Assert.Equal(("2", ""), (outcome.SourceUids.ToString(), outcome.RefusedUids.ToString()));
    }

    [Fact, Rfc(7162, "3.1.3")]
    public async Task A_message_that_the_change_leaves_as_it_is_fails_the_test_all_the_same()
    {
        await AddManyAsync(Inbox, 1, new MailFlags(SystemFlags.Seen));
        ModSeq before = await NowAsync();
        MailChangeOutcome outcome = await DoneAsync(
            new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen)) { UnchangedSince = new ModSeq(before.Value - 1) });
        Assert.Equal(("", "1"), (outcome.SourceUids.ToString(), outcome.RefusedUids.ToString()));
        Assert.Equal(before, await NowAsync());
    }

    [Fact, Rfc(7162, "3.1.3")]
    public async Task At_zero_a_keyword_is_changed_where_it_is_not_set_and_a_system_flag_never()
    {
        await AddAsync(Inbox, Bytes("a"), new MailFlags(SystemFlags.None, "$MDNSent"));
        await AddAsync(Inbox, Bytes("b"));
        MailChangeOutcome keyword = await DoneAsync(
            new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.None, "$mdnsent")) { UnchangedSince = default(ModSeq) });
        Assert.Equal(("2", "1"), (keyword.SourceUids.ToString(), keyword.RefusedUids.ToString()));
        MailChangeOutcome system = await DoneAsync(
            new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen)) { UnchangedSince = default(ModSeq) });
        Assert.Equal(("", "1:2"), (system.SourceUids.ToString(), system.RefusedUids.ToString()));
        MailChangeOutcome replaced = await DoneAsync(
            new UpdateFlags(Inbox, UidSet.All, FlagOperation.Replace, new MailFlags(SystemFlags.None, "new")) { UnchangedSince = default(ModSeq) });
        Assert.Equal("1:2", replaced.RefusedUids.ToString());
    }

    [Fact, Rfc(7162, "3.1.3")]
    public async Task Scattered_messages_that_fail_the_test_stay_as_they_are()
    {
        await AddManyAsync(Inbox, 2000);
        await DoneAsync(new Expunge(Inbox, UidSet.Of(Enumerable.Range(0, 400).Select(i => ((uint)i * 5) + 2)), false));
        ModSeq point = await NowAsync();
        UidSet third = UidSet.Of(Enumerable.Range(0, 666).Select(i => ((uint)i * 3) + 3));
        await DoneAsync(new UpdateFlags(Inbox, third, FlagOperation.Add, new MailFlags(SystemFlags.Flagged)));
        MailChangeOutcome outcome = await DoneAsync(
            new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen)) { UnchangedSince = point });
        foreach (MailboxEntry entry in await EntriesAsync(Inbox))
        {
            Assert.Equal(entry.Uid % 3 == 0 ? SystemFlags.Flagged : SystemFlags.Seen, entry.Flags.System);
            Assert.Equal(entry.Uid % 3 == 0, outcome.RefusedUids.Contains(entry.Uid));
            Assert.Equal(entry.Uid % 3 != 0, outcome.SourceUids.Contains(entry.Uid));
        }
    }
}
