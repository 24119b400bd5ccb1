namespace Protocols.Storage.Tests;

public abstract partial class MailStoreContract
{
    [Fact, Rfc(9051, "2.3.1.1")]
    public async Task Messages_get_rising_uids_from_one()
    {
        Assert.Equal("1", (await AddAsync(Inbox, Bytes("a"))).AssignedUids.ToString());
        MailChangeOutcome second = await AddAsync(Inbox, Bytes("b"));
        Assert.Equal("2", second.AssignedUids.ToString());
        Mailbox inbox = await GetAsync(Inbox);
        Assert.Equal(3u, inbox.UidNext);
        Assert.Equal(inbox.UidValidity, second.UidValidity);
    }

    [Fact]
    public async Task A_message_is_read_back_with_all_that_was_said_of_it()
    {
        byte[] content = Bytes("Subject: hello\r\n\r\nworld");
        DateTimeOffset received = new(2026, 11, 24, 12, 34, 56, TimeSpan.FromMinutes(345));
        DateTimeOffset sent = new(1969, 1, 2, 3, 4, 5, TimeSpan.FromHours(-8));
        await using BlobUpload upload = await UploadAsync(content);
        MailFlags flags = new(SystemFlags.Seen | SystemFlags.Flagged, "$Forwarded", "Work");
        MessageFacts facts = new() { Size = content.Length, SentAt = sent, Outline = "an outline"u8.ToArray() };
        MailChangeOutcome outcome = await DoneAsync(new AddMessage(Inbox, upload, facts, flags, received));
        MailboxEntry entry = Assert.Single(await EntriesAsync(Inbox, new EntryQuery { WithOutline = true }));
        Assert.Equal(outcome.Email, entry.Email);
        Assert.Equal(BlobId.Of(content), entry.Blob);
        Assert.Equal(content.Length, entry.Size);
        Assert.Equal(received, entry.ReceivedAt);
        Assert.Equal(received.Offset, entry.ReceivedAt.Offset);
        Assert.Equal(sent, entry.SentAt);
        Assert.Equal(sent.Offset, entry.SentAt!.Value.Offset);
        Assert.Equal(flags, entry.Flags);
        Assert.Equal("an outline"u8.ToArray(), entry.Outline.ToArray());
        Assert.Equal(await NowAsync(), entry.ModSeq);
        Assert.Equal(content, await ReadAsync(entry.Blob));
        Assert.True(Assert.Single(await EntriesAsync(Inbox)).Outline.IsEmpty);
    }

    [Fact]
    public async Task Two_messages_of_the_same_bytes_are_two_emails_that_share_content()
    {
        MailChangeOutcome first = await AddAsync(Inbox, Bytes("same"));
        MailChangeOutcome second = await AddAsync(Inbox, Bytes("same"));
        Assert.NotEqual(first.Email, second.Email);
        await DoneAsync(new Expunge(Inbox, first.AssignedUids, false));
        MailboxEntry entry = Assert.Single(await EntriesAsync(Inbox));
        Assert.Equal(Bytes("same"), await ReadAsync(entry.Blob));
    }

    [Fact]
    public async Task Counters_follow_messages_that_come_change_and_go()
    {
        await AddAsync(Inbox, Bytes("four"), new MailFlags(SystemFlags.Seen));
        await AddAsync(Inbox, Bytes("sixsix"), new MailFlags(SystemFlags.Deleted));
        Mailbox inbox = await GetAsync(Inbox);
        Assert.Equal((2L, 1L, 1L, 10L), (inbox.Messages, inbox.Unseen, inbox.Deleted, inbox.TotalSize));
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen | SystemFlags.Deleted)));
        inbox = await GetAsync(Inbox);
        Assert.Equal((2L, 0L, 2L, 10L), (inbox.Messages, inbox.Unseen, inbox.Deleted, inbox.TotalSize));
        await DoneAsync(new Expunge(Inbox, UidSet.Of(2), true));
        inbox = await GetAsync(Inbox);
        Assert.Equal((1L, 0L, 1L, 4L), (inbox.Messages, inbox.Unseen, inbox.Deleted, inbox.TotalSize));
        Assert.Equal(3u, inbox.UidNext);
    }

    [Fact, Rfc(9051, "6.4.7")]
    public async Task A_copy_keeps_flags_and_arrival_and_shares_the_email()
    {
        MailboxId target = await CreateAsync("Target");
        MailChangeOutcome added = await AddAsync(Inbox, Bytes("m"), new MailFlags(SystemFlags.Flagged, "work"));
        MailChangeOutcome copied = await DoneAsync(new CopyMessages(Inbox, UidSet.All, target));
        Assert.Equal(("1", "1", target), (copied.SourceUids.ToString(), copied.AssignedUids.ToString(), copied.Mailbox!.Value));
        MailboxEntry copy = Assert.Single(await EntriesAsync(target));
        Assert.Equal(added.Email, copy.Email);
        Assert.Equal(new MailFlags(SystemFlags.Flagged, "work"), copy.Flags);
        await DoneAsync(new UpdateFlags(target, UidSet.All, FlagOperation.Replace, MailFlags.None));
        Assert.Equal(SystemFlags.Flagged, Assert.Single(await EntriesAsync(Inbox)).Flags.System);
        await DoneAsync(new Expunge(Inbox, UidSet.All, false));
        Assert.Equal(Bytes("m"), await ReadAsync(Assert.Single(await EntriesAsync(target)).Blob));
    }

    [Fact]
    public async Task A_copy_into_the_same_mailbox_copies_what_was_there_once()
    {
        await AddManyAsync(Inbox, 3);
        MailChangeOutcome copied = await DoneAsync(new CopyMessages(Inbox, UidSet.All, Inbox));
        Assert.Equal(("1:3", "4:6"), (copied.SourceUids.ToString(), copied.AssignedUids.ToString()));
        Assert.Equal(6, (await GetAsync(Inbox)).Messages);
        MailChangeOutcome again = await DoneAsync(new CopyMessages(Inbox, UidSet.Of([new UidRange(1, 2), new UidRange(6, uint.MaxValue)]), Inbox));
        Assert.Equal(("1:2,6", "7:9"), (again.SourceUids.ToString(), again.AssignedUids.ToString()));
    }

    [Fact, Rfc(6851, "3.3")]
    public async Task A_move_takes_messages_along_in_one_step()
    {
        MailboxId target = await CreateAsync("Target");
        await AddManyAsync(Inbox, 5);
        ModSeq before = await NowAsync();
        MailChangeOutcome moved = await DoneAsync(new MoveMessages(Inbox, UidSet.Of([2u, 4u, 9u]), target));
        Assert.Equal(("2,4", "1:2"), (moved.SourceUids.ToString(), moved.AssignedUids.ToString()));
        Assert.Equal(before.Value + 1, (await NowAsync()).Value);
        Assert.Equal([1u, 3u, 5u], (await EntriesAsync(Inbox)).Select(e => e.Uid));
        Assert.Equal("2,4", (await Mail.ReadChangesAsync(Anna, Inbox, before, default)).Vanished.ToString());
        Assert.Equal("1:2", (await Mail.ReadChangesAsync(Anna, target, before, default)).Added.ToString());
        Assert.Equal((3L, 2L), ((await GetAsync(Inbox)).Messages, (await GetAsync(target)).Messages));
    }

    [Fact]
    public async Task A_move_inside_one_mailbox_gives_new_uids()
    {
        await AddManyAsync(Inbox, 3);
        MailChangeOutcome moved = await DoneAsync(new MoveMessages(Inbox, UidSet.Of([1u, 3u]), Inbox));
        Assert.Equal(("1,3", "4:5"), (moved.SourceUids.ToString(), moved.AssignedUids.ToString()));
        Assert.Equal([2u, 4u, 5u], (await EntriesAsync(Inbox)).Select(e => e.Uid));
        Mailbox inbox = await GetAsync(Inbox);
        Assert.Equal((3L, 3L, 12L), (inbox.Messages, inbox.Unseen, inbox.TotalSize));
    }

    [Fact, Rfc(9051, "6.4.3")]
    public async Task Expunge_removes_what_is_deleted_and_asked_for()
    {
        await AddManyAsync(Inbox, 4);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.Of([1u, 2u, 4u]), FlagOperation.Add, new MailFlags(SystemFlags.Deleted)));
        Assert.Equal("2", (await DoneAsync(new Expunge(Inbox, UidSet.Of([2u, 3u]), true))).SourceUids.ToString());
        Assert.Equal("1,4", (await DoneAsync(new Expunge(Inbox, UidSet.All, true))).SourceUids.ToString());
        Assert.Equal("3", (await DoneAsync(new Expunge(Inbox, UidSet.All, false))).SourceUids.ToString());
        Assert.Empty(await EntriesAsync(Inbox));
        Assert.Equal("5", (await AddAsync(Inbox, Bytes("new"))).AssignedUids.ToString());
    }

    [Fact]
    public async Task Changes_to_no_message_are_done_and_do_not_move_the_clock()
    {
        ModSeq before = await NowAsync();
        Assert.True((await DoneAsync(new CopyMessages(Inbox, UidSet.All, Inbox))).AssignedUids.IsEmpty);
        Assert.True((await DoneAsync(new MoveMessages(Inbox, UidSet.All, Inbox))).AssignedUids.IsEmpty);
        Assert.True((await DoneAsync(new Expunge(Inbox, UidSet.All, false))).SourceUids.IsEmpty);
        Assert.True((await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen)))).SourceUids.IsEmpty);
        Assert.Equal(before, await NowAsync());
    }

    [Fact]
    public async Task Entries_are_read_in_order_across_pages_and_gaps()
    {
        await AddManyAsync(Inbox, 1000);
        await DoneAsync(new Expunge(Inbox, UidSet.Of([new UidRange(100, 799)]), false));
        Assert.Equal([.. Enumerable.Range(1, 99), .. Enumerable.Range(800, 201)], (await EntriesAsync(Inbox)).Select(e => (int)e.Uid));
        UidSet odd = UidSet.Of(Enumerable.Range(0, 700).Select(i => (uint)(2 * i) + 1));
        Assert.Equal(
            [.. Enumerable.Range(1, 99).Where(i => i % 2 == 1), .. Enumerable.Range(800, 201).Where(i => i % 2 == 1)],
            (await EntriesAsync(Inbox, new EntryQuery { Uids = odd })).Select(e => (int)e.Uid));
        UidSet sparse = UidSet.Of(Enumerable.Range(0, 5000).Select(i => ((uint)i * 100) + 50));
        Assert.Equal([50u, 850u, 950u], (await EntriesAsync(Inbox, new EntryQuery { Uids = sparse })).Select(e => e.Uid));
    }

    [Fact]
    public async Task Messages_go_to_no_mailbox_that_is_not_there_or_only_a_name()
    {
        await CreateAsync("A/B");
        MailboxId name = (await Mail.FindMailboxAsync(Anna, "A", default))!.Id;
        await using BlobUpload upload = await UploadAsync(Bytes("x"));
        foreach (MailboxId mailbox in new[] { name, new MailboxId(9999) })
        {
            Assert.Equal(MailChangeStatus.TargetNotFound, await StatusAsync(new AddMessage(mailbox, upload, Facts(1), MailFlags.None, default)));
            Assert.Equal(MailChangeStatus.TargetNotFound, await StatusAsync(new CopyMessages(Inbox, UidSet.All, mailbox)));
            Assert.Equal(MailChangeStatus.TargetNotFound, await StatusAsync(new MoveMessages(Inbox, UidSet.All, mailbox)));
            Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new MoveMessages(mailbox, UidSet.All, Inbox)));
            Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new UpdateFlags(mailbox, UidSet.All, FlagOperation.Add, MailFlags.None)));
            Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new Expunge(mailbox, UidSet.All, false)));
            Assert.Null(await Mail.OpenMailboxAsync(Anna, mailbox, default));
        }
    }

    [Fact]
    public async Task A_change_set_that_fails_in_the_middle_leaves_nothing()
    {
        await AddManyAsync(Inbox, 2);
        ModSeq before = await NowAsync();
        MailChangeResult result = await Mail.ApplyAsync(
            Anna,
            [
                new CreateMailbox("New"),
                new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen)),
                new Expunge(new MailboxId(12345), UidSet.All, false),
                new CreateMailbox("Never"),
            ],
            default);
        Assert.False(result.IsApplied);
        Assert.Equal(3, result.Outcomes.Count);
        Assert.Equal(MailChangeStatus.NotFound, result.Outcomes[2].Status);
        Assert.NotNull(result.Outcomes[2].Reason);
        Assert.Equal(before, await NowAsync());
        Assert.Null(await Mail.FindMailboxAsync(Anna, "New", default));
        Assert.Equal(2, (await GetAsync(Inbox)).Unseen);
    }

    [Fact]
    public async Task A_later_change_sees_what_an_earlier_one_did()
    {
        MailChangeResult result = await Mail.ApplyAsync(
            Anna,
            [
                new AddMessage(Inbox, await UploadAsync(Bytes("x")), Facts(1), MailFlags.None, default),
                new UpdateFlags(Inbox, UidSet.Of(1), FlagOperation.Add, new MailFlags(SystemFlags.Deleted)),
                new Expunge(Inbox, UidSet.All, true),
            ],
            default);
        Assert.True(result.IsApplied);
        Assert.Equal("1", result.Outcomes[2].SourceUids.ToString());
        Assert.Equal(0, (await GetAsync(Inbox)).Messages);
    }

    [Fact]
    public async Task An_account_that_is_not_there_has_no_mail()
    {
        AccountId nobody = new(4711);
        Assert.Empty(await ToListAsync(Mail.ListMailboxesAsync(nobody, default)));
        Assert.Null(await Mail.OpenMailboxAsync(nobody, Inbox, default));
        MailChangeResult result = await Mail.ApplyAsync(nobody, [new CreateMailbox("A")], default);
        Assert.Equal((false, MailChangeStatus.NotFound), (result.IsApplied, result.Outcomes[0].Status));
    }

    [Fact]
    public async Task One_upload_is_filed_for_several_accounts_who_do_not_share_anything_else()
    {
        AccountId bob = await NewAccountAsync();
        MailboxId bobsInbox = (await Mail.FindMailboxAsync(bob, "inbox", default))!.Id;
        await using (BlobUpload upload = await UploadAsync(Bytes("to all")))
        {
            await DoneAsync(new AddMessage(Inbox, upload, Facts(6), MailFlags.None, default));
            await DoneAsync(new AddMessage(bobsInbox, upload, Facts(6), MailFlags.None, default), bob);
        }

        await DoneAsync(new Expunge(Inbox, UidSet.All, false));
        Assert.Equal(Bytes("to all"), await ReadAsync(BlobId.Of(Bytes("to all")), account: bob));
        Assert.Equal(1, (await Mail.FindMailboxAsync(bob, "INBOX", default))!.Messages);
    }

    [Fact]
    public async Task Many_writers_and_readers_get_unbroken_uids_and_no_error()
    {
        const int Writers = 8;
        const int Each = 25;
        using CancellationTokenSource end = new();
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            ModSeq known = default;
            while (!end.IsCancellationRequested)
            {
                MailboxDelta delta = await Mail.ReadChangesAsync(Anna, Inbox, known, default);
                Assert.True(delta.ModSeq >= known);
                known = delta.ModSeq;
                List<MailboxEntry> entries = await EntriesAsync(Inbox);
                Assert.Equal(entries.OrderBy(e => e.Uid).Select(e => e.Uid), entries.Select(e => e.Uid));
                await Task.Delay(1);
            }
        }))];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                await AddAsync(Inbox, Bytes($"writer {w} message {i}"));
            }
        })));
        await end.CancelAsync();
        await Task.WhenAll(readers);
        List<MailboxEntry> all = await EntriesAsync(Inbox);
        Assert.Equal(Enumerable.Range(1, Writers * Each), all.Select(e => (int)e.Uid));
        Assert.Equal(Writers * Each, all.Select(e => e.Blob).Distinct().Count());
        Assert.Equal(Writers * Each, (await GetAsync(Inbox)).Messages);
    }
}
