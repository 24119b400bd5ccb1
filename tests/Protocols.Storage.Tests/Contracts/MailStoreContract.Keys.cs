using System.Text;

namespace Protocols.Storage.Tests;

public abstract partial class MailStoreContract
{
    private async Task<MailboxEntry> AddMailAsync(MailboxId mailbox, string message)
    {
        byte[] content = Bytes(message.ReplaceLineEndings("\r\n"));
        await using BlobUpload upload = await UploadAsync(content);
        MailChangeOutcome outcome = await DoneAsync(
            new AddMessage(mailbox, upload, MessageFacts.Read(content), MailFlags.None, new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.FromHours(2))));
        return Assert.Single(await EntriesAsync(mailbox, new EntryQuery { Uids = outcome.AssignedUids, WithKeys = true }));
    }

    private static string Text(EntryTable table, EntryColumns column, int row) => Encoding.UTF8.GetString(table.Text(column, row));

    [Fact, Rfc(8474, "5.2"), Rfc(8621, "3")]
    public async Task Replies_are_of_one_thread_for_good_and_in_every_mailbox()
    {
        MailboxId other = await CreateAsync("Other");
        MailboxEntry first = await AddMailAsync(Inbox, "Message-ID: <1@a>\nSubject: Lunch\n\n");
        MailboxEntry reply = await AddMailAsync(other, "Message-ID: <2@a>\nReferences: <1@a>\nSubject: Re:  lunch\n\n");
        MailboxEntry deeper = await AddMailAsync(Inbox, "Message-ID: <3@a>\nIn-Reply-To: <\"2\"@a>\nSubject: [list] re: Lunch (fwd)\n\n");
        MailboxEntry elsewhere = await AddMailAsync(Inbox, "Message-ID: <4@a>\nReferences: <1@a>\nSubject: Dinner\n\n");
        MailboxEntry alone = await AddMailAsync(Inbox, "Subject: Lunch\n\n");
        Assert.Equal((first.Thread, first.Thread), (reply.Thread, deeper.Thread));
        Assert.Equal(3, new[] { first.Thread, elsewhere.Thread, alone.Thread }.Distinct().Count());
        await DoneAsync(new MoveMessages(Inbox, UidSet.All, other));
        Assert.Equal(
            [reply.Thread, first.Thread, deeper.Thread, elsewhere.Thread, alone.Thread],
            (await EntriesAsync(other, new EntryQuery { WithKeys = true })).Select(e => e.Thread));
    }

    [Fact]
    public async Task A_thread_is_found_by_the_messages_that_are_there()
    {
        MailboxEntry first = await AddMailAsync(Inbox, "Message-ID: <1@a>\nSubject: s\n\n");
        MailboxEntry second = await AddMailAsync(Inbox, "Message-ID: <2@a>\nReferences: <1@a>\nSubject: s\n\n");
        await DoneAsync(new Expunge(Inbox, UidSet.Of(first.Uid), false));
        MailboxEntry third = await AddMailAsync(Inbox, "Message-ID: <3@a>\nReferences: <1@a>\nSubject: s\n\n");
        Assert.Equal((first.Thread, first.Thread), (second.Thread, third.Thread));
        await DoneAsync(new Expunge(Inbox, UidSet.All, false));
        Assert.NotEqual(first.Thread, (await AddMailAsync(Inbox, "References: <1@a>\nSubject: s\n\n")).Thread);
    }

    [Fact, Rfc(8970, "3.3")]
    public async Task A_preview_is_kept_beside_the_message()
    {
        Assert.Equal("Hello there", (await AddMailAsync(Inbox, "Content-Type: text/html\n\n<p>Hello <b>there</b>")).Preview);
        Assert.Equal(200, (await AddMailAsync(Inbox, "\n" + new string('x', 500))).Preview!.Length);
        Assert.Null(Assert.Single(await EntriesAsync(Inbox, new EntryQuery { Uids = UidSet.Of(1) })).Preview);
    }

    [Fact]
    public async Task Arrival_goes_along_with_a_copy_and_the_time_of_saving_does_not()
    {
        MailboxId other = await CreateAsync("Other");
        MailboxEntry original = await AddMailAsync(Inbox, "\nx");
        await DoneAsync(new CopyMessages(Inbox, UidSet.All, other));
        MailboxEntry copy = Assert.Single(await EntriesAsync(other));
        Assert.Equal(original.ReceivedAt, copy.ReceivedAt);
        Assert.True(original.SavedAt.Year > 2020);
        Assert.True(copy.SavedAt >= original.SavedAt);
        Assert.Equal(original.SavedAt, Assert.Single(await EntriesAsync(Inbox, new EntryQuery { FactsOnly = true })).SavedAt);
    }

    [Fact, Rfc(5256, "2.1"), Rfc(5957, "3")]
    public async Task A_table_has_the_columns_that_were_asked_for()
    {
        await AddMailAsync(Inbox, "Subject: Re: =?utf-8?q?Caf=C3=A9?=\nFrom: Ann <ann@a.test>\nTo: team: x@y;\nCc: c@d\nDate: Tue, 1 Feb 1994 23:00:00 -0800\nMessage-ID: <1@a>\nReferences: <8@a> <9@a>\n\n");
        await AddMailAsync(Inbox, "\n");
        await AddMailAsync(Inbox, "From: bob@b.test\n\n");
        await DoneAsync(new UpdateFlags(Inbox, UidSet.Of(2), FlagOperation.Add, new MailFlags(SystemFlags.Seen, "work")));
        EntryTable table = await Mail.ReadTableAsync(Anna, Inbox, UidSet.Of([1u, 3u, 99u]), (EntryColumns)1023, default);
        Assert.Equal(2, table.Count);
        Assert.Equal((1u, 3u), (table[0].Uid, table[1].Uid));
        Assert.Equal(("Café", true, ""), (Text(table, EntryColumns.Subject, 0), table.IsReplyOrForward(0), Text(table, EntryColumns.Subject, 1)));
        Assert.Equal(("ann", "bob"), (Text(table, EntryColumns.FromMailbox, 0), Text(table, EntryColumns.FromMailbox, 1)));
        Assert.Equal(("Ann", "bob@b.test"), (Text(table, EntryColumns.FromDisplay, 0), Text(table, EntryColumns.FromDisplay, 1)));
        Assert.Equal(("team", "team", "c"), (Text(table, EntryColumns.ToMailbox, 0), Text(table, EntryColumns.ToDisplay, 0), Text(table, EntryColumns.CcMailbox, 0)));
        Assert.Equal(("1@a", "8@a\n9@a", ""), (Text(table, EntryColumns.MessageId, 0), Text(table, EntryColumns.References, 0), Text(table, EntryColumns.MessageId, 1)));
        Assert.Equal((new DateTimeOffset(1994, 2, 1, 23, 0, 0, TimeSpan.FromHours(-8)).ToUnixTimeMilliseconds(), -480, (long?)null), (table.SentAt(0), table.SentOffset(0), table.SentAt(1)));
        Assert.Equal(120, table[0].ReceivedOffset);
        Assert.NotEqual(table.Thread(0), table.Thread(1));
        EntryTable plain = await Mail.ReadTableAsync(Anna, Inbox, UidSet.All, EntryColumns.None, default);
        Assert.Equal((SystemFlags.Seen, "work", ""), (plain[1].Flags, plain[1].Keywords, plain[2].Keywords));
        Assert.Equal((1, -1), (plain.Find(2), plain.Find(4)));
        Assert.True(plain[1].ModSeq > plain[2].ModSeq);
    }

    [Fact]
    public async Task A_table_is_as_the_entries_are_whatever_happened_since_the_last_one()
    {
        MailboxId other = await CreateAsync("Other");
        await AddManyAsync(Inbox, 300);
        await CheckTableAsync(UidSet.All);
        await CheckTableAsync(UidSet.Of([new UidRange(5, 7), new UidRange(200, 4000)]));
        await DoneAsync(new UpdateFlags(Inbox, UidSet.Of([3u, 299u]), FlagOperation.Add, new MailFlags(SystemFlags.Seen, "work")));
        await CheckTableAsync(UidSet.All);
        await DoneAsync(new Expunge(Inbox, UidSet.Of([1u, 100u, 300u]), false));
        await AddManyAsync(Inbox, 2);
        await CheckTableAsync(UidSet.Of([1u, 2u, 100u, 101u, 302u]));
        await DoneAsync(new MoveMessages(Inbox, UidSet.Of([new UidRange(10, 20)]), other));
        await DoneAsync(new CopyMessages(other, UidSet.All, Inbox));
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Replace, MailFlags.None));
        await CheckTableAsync(UidSet.All);
        await DoneAsync(new Expunge(Inbox, UidSet.All, false));
        await CheckTableAsync(UidSet.All);
        Assert.Equal(0, (await Mail.ReadTableAsync(Anna, new MailboxId(99), UidSet.All, EntryColumns.None, default)).Count);
    }

    private async Task CheckTableAsync(UidSet uids)
    {
        EntryTable table = await Mail.ReadTableAsync(Anna, Inbox, uids, EntryColumns.Subject, default);
        List<EntryRow> rows = [.. Enumerable.Range(0, table.Count).Select(row => table[row])];
        Assert.Equal(
            (await EntriesAsync(Inbox, new EntryQuery { Uids = uids, FactsOnly = true })).Select(e => new EntryRow(
                e.Uid, e.Email.Value, e.Size, e.Flags.System, string.Join(' ', e.Flags.Keywords), e.ReceivedAt.ToUnixTimeMilliseconds(),
                e.ReceivedAt.TotalOffsetMinutes, e.SavedAt.ToUnixTimeMilliseconds(), e.ModSeq.Value)),
            rows);
    }
}
