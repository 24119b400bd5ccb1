namespace Protocols.Storage.Tests;

public abstract partial class MailStoreContract
{
    [Fact, Rfc(9051, "6.4.6")]
    public async Task Flags_are_added_removed_and_replaced()
    {
        await AddManyAsync(Inbox, 1, new MailFlags(SystemFlags.Seen, "one"));
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Flagged, "two")));
        Assert.Equal(new MailFlags(SystemFlags.Seen | SystemFlags.Flagged, "one", "two"), (await EntriesAsync(Inbox))[0].Flags);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Remove, new MailFlags(SystemFlags.Seen, "ONE", "none")));
        Assert.Equal(new MailFlags(SystemFlags.Flagged, "two"), (await EntriesAsync(Inbox))[0].Flags);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Replace, new MailFlags(SystemFlags.Draft, "three")));
        Assert.Equal(new MailFlags(SystemFlags.Draft, "three"), (await EntriesAsync(Inbox))[0].Flags);
    }

    [Fact, Rfc(7162, "3.1.2.1")]
    public async Task An_entry_whose_flags_stay_the_same_keeps_its_modseq()
    {
        await AddAsync(Inbox, Bytes("a"), new MailFlags(SystemFlags.Seen, "work"));
        await AddAsync(Inbox, Bytes("b"), new MailFlags(SystemFlags.None, "work"));
        List<MailboxEntry> before = await EntriesAsync(Inbox);
        MailChangeOutcome outcome = await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen, "WORK")));
        Assert.Equal("2", outcome.SourceUids.ToString());
        List<MailboxEntry> after = await EntriesAsync(Inbox);
        Assert.Equal(before[0].ModSeq, after[0].ModSeq);
        Assert.Equal(await NowAsync(), after[1].ModSeq);
    }

    [Fact]
    public async Task Flags_of_many_scattered_messages_change_just_there()
    {
        await AddManyAsync(Inbox, 2000, new MailFlags(SystemFlags.None, "k"));
        UidSet odd = UidSet.Of(Enumerable.Range(0, 1000).Select(i => ((uint)i * 2) + 1));
        Assert.Equal(odd.ToString(), (await DoneAsync(new UpdateFlags(Inbox, odd, FlagOperation.Add, new MailFlags(SystemFlags.Seen)))).SourceUids.ToString());
        UidSet third = UidSet.Of(Enumerable.Range(0, 666).Select(i => ((uint)i * 3) + 3));
        await DoneAsync(new UpdateFlags(Inbox, third, FlagOperation.Replace, new MailFlags(SystemFlags.Answered, "other")));
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.None, "z")));
        foreach (MailboxEntry entry in await EntriesAsync(Inbox))
        {
            MailFlags expected = entry.Uid % 3 == 0 ? new MailFlags(SystemFlags.Answered, "other", "z")
                : new MailFlags(entry.Uid % 2 == 1 ? SystemFlags.Seen : SystemFlags.None, "k", "z");
            Assert.Equal(expected, entry.Flags);
        }

        await DoneAsync(new Expunge(Inbox, odd, false));
        Assert.Equal(1000, (await EntriesAsync(Inbox)).Count(e => e.Uid % 2 == 0));
        Assert.Equal(1000, (await GetAsync(Inbox)).Messages);
    }

    [Fact]
    public async Task Only_entries_changed_since_a_point_are_read()
    {
        await AddManyAsync(Inbox, 10);
        ModSeq point = await NowAsync();
        await DoneAsync(new UpdateFlags(Inbox, UidSet.Of([3u, 5u]), FlagOperation.Add, new MailFlags(SystemFlags.Seen)));
        await AddAsync(Inbox, Bytes("new"));
        await DoneAsync(new Expunge(Inbox, UidSet.Of(5), false));
        Assert.Equal([3u, 11u], (await EntriesAsync(Inbox, new EntryQuery { ChangedSince = point })).Select(e => e.Uid));
        Assert.Equal([3u], (await EntriesAsync(Inbox, new EntryQuery { ChangedSince = point, Uids = UidSet.Of([new UidRange(1, 10)]) })).Select(e => e.Uid));
    }

    [Fact, Rfc(3501, "2.3.2")]
    public async Task What_is_recent_is_claimed_once_and_nothing_else_happens()
    {
        await AddManyAsync(Inbox, 3);
        ModSeq before = await NowAsync();
        Assert.Equal(1u, (await Mail.FindMailboxAsync(Anna, "INBOX", default))!.RecentFrom);
        MailChangeResult first = await Mail.ApplyAsync(Anna, [new ClaimRecent(Inbox)], default);
        Assert.Equal("1:3", first.Outcomes[0].SourceUids.ToString());
        Assert.Equal(4u, (await Mail.FindMailboxAsync(Anna, "INBOX", default))!.RecentFrom);
        Assert.True((await Mail.ApplyAsync(Anna, [new ClaimRecent(Inbox)], default)).Outcomes[0].SourceUids.IsEmpty);
        Assert.Equal(before, await NowAsync());
        await AddManyAsync(Inbox, 2);
        await DoneAsync(new Expunge(Inbox, UidSet.Of(5), false));
        Assert.Equal("4:5", (await Mail.ApplyAsync(Anna, [new ClaimRecent(Inbox)], default)).Outcomes[0].SourceUids.ToString());
        MailboxId other = await CreateAsync("other");
        await DoneAsync(new CopyMessages(Inbox, UidSet.All, other));
        Assert.Equal("1:4", (await Mail.ApplyAsync(Anna, [new ClaimRecent(other)], default)).Outcomes[0].SourceUids.ToString());
    }
}
