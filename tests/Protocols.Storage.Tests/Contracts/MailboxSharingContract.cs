namespace Protocols.Storage.Tests;

/// <summary>What every store of rights does.</summary>
public abstract class MailboxSharingContract : StorageContract
{
    private const MailboxRights Reader = MailboxRights.Lookup | MailboxRights.Read;

    private IMailboxSharing Sharing => Engine.Sharing;

    [Fact, Rfc(4314, "3.1"), Rfc(4314, "3.2")]
    public async Task Rights_are_replaced_added_and_removed_and_the_last_takes_the_line_along()
    {
        AccountId bob = await NewAccountAsync("bob@example.org");
        await GrantAsync(Inbox, Grantee.Of(bob), RightsOperation.Replace, Reader);
        Assert.Equal(Reader, await RightsAsync(Inbox, bob));
        await GrantAsync(Inbox, Grantee.Of(bob), RightsOperation.Add, MailboxRights.Insert);
        await GrantAsync(Inbox, Grantee.Of(bob), RightsOperation.Remove, MailboxRights.Read);
        MailboxGrant line = Assert.Single(await Sharing.ReadGrantsAsync(Anna, Inbox, default));
        Assert.Equal((Grantee.Of(bob), "bob@example.org", false, MailboxRights.Lookup | MailboxRights.Insert), (line.Grantee, line.Account!.Address, line.IsNegative, line.Rights));
        await GrantAsync(Inbox, Grantee.Of(bob), RightsOperation.Replace, MailboxRights.None);
        Assert.Empty(await Sharing.ReadGrantsAsync(Anna, Inbox, default));
        Assert.Equal(MailboxRights.None, await RightsAsync(Inbox, bob));
        Assert.Equal(MailboxRights.All, await RightsAsync(Inbox, Anna));
    }

    [Fact, Rfc(4314, "2")]
    public async Task Everybody_s_rights_add_to_ones_own_and_what_is_taken_away_is_taken_whoever_gave_it()
    {
        AccountId bob = await NewAccountAsync();
        AccountId carl = await NewAccountAsync();
        await GrantAsync(Inbox, Grantee.Anyone, RightsOperation.Replace, Reader);
        await GrantAsync(Inbox, Grantee.Authenticated, RightsOperation.Replace, MailboxRights.Insert);
        await GrantAsync(Inbox, Grantee.Of(bob), RightsOperation.Replace, MailboxRights.Write);
        await DoneAsync(new GrantRights(Inbox, Grantee.Of(bob), true, RightsOperation.Replace, MailboxRights.Read | MailboxRights.Expunge));
        Assert.Equal(MailboxRights.Lookup | MailboxRights.Insert | MailboxRights.Write, await RightsAsync(Inbox, bob));
        Assert.Equal(Reader | MailboxRights.Insert, await RightsAsync(Inbox, carl));
        Assert.Equal(
            [(Grantee.Anyone, false), (Grantee.Authenticated, false), (Grantee.Of(bob), false), (Grantee.Of(bob), true)],
            (await Sharing.ReadGrantsAsync(Anna, Inbox, default)).Select(g => (g.Grantee, g.IsNegative)));
    }

    [Fact]
    public async Task What_was_shared_is_found_by_whom_it_was_shared_with()
    {
        AccountId bob = await NewAccountAsync();
        MailboxId work = await CreateAsync("work");
        MailboxId secret = await CreateAsync("secret");
        Assert.Empty(await ToListAsync(Sharing.ListSharedAsync(bob, default)));
        await GrantAsync(work, Grantee.Of(bob), RightsOperation.Replace, Reader);
        await GrantAsync(work, Grantee.Anyone, RightsOperation.Replace, MailboxRights.Insert);
        await GrantAsync(Inbox, Grantee.Of(bob), RightsOperation.Replace, MailboxRights.Lookup);
        await GrantAsync(secret, Grantee.Of(bob), RightsOperation.Replace, Reader);
        await DoneAsync(new GrantRights(secret, Grantee.Of(bob), true, RightsOperation.Replace, Reader));
        await AddManyAsync(work, 2);
        List<SharedMailbox> shared = await ToListAsync(Sharing.ListSharedAsync(bob, default));
        Assert.Equal(["INBOX", "work"], shared.Select(s => s.Mailbox.Name));
        Assert.All(shared, s => Assert.Equal((Anna, false), (s.Owner.Id, s.Mailbox.IsSubscribed)));
        Assert.Equal((work, 2, Reader | MailboxRights.Insert), (shared[1].Mailbox.Id, shared[1].Mailbox.Messages, shared[1].Rights));
        Assert.Empty(await ToListAsync(Sharing.ListSharedAsync(Anna, default)));
    }

    [Fact, Rfc(4314, "4")]
    public async Task A_new_mailbox_begins_with_the_rights_of_the_one_above_it_and_a_deleted_one_loses_its_own()
    {
        AccountId bob = await NewAccountAsync();
        MailboxId work = await CreateAsync("work");
        await GrantAsync(work, Grantee.Of(bob), RightsOperation.Replace, Reader);
        MailboxId deep = await CreateAsync("work/a/b");
        Assert.Equal(Reader, await RightsAsync(deep, bob));
        await DoneAsync(new RenameMailbox(deep, "elsewhere"));
        Assert.Equal(Reader, await RightsAsync(deep, bob));
        await DoneAsync(new DeleteMailbox(work));
        Assert.Empty(await Sharing.ReadGrantsAsync(Anna, work, default));
        Assert.Equal(MailboxRights.None, await RightsAsync((await Mail.FindMailboxAsync(Anna, "work", default))!.Id, bob));
    }

    [Fact]
    public async Task A_change_of_rights_moves_the_clock_and_is_logged_and_one_that_changes_nothing_does_not()
    {
        AccountId bob = await NewAccountAsync();
        ModSeq before = await NowAsync();
        await GrantAsync(Inbox, Grantee.Of(bob), RightsOperation.Add, Reader);
        Assert.Equal(before.Value + 1, (await NowAsync()).Value);
        await GrantAsync(Inbox, Grantee.Of(bob), RightsOperation.Add, MailboxRights.Read);
        await GrantAsync(Inbox, Grantee.Anyone, RightsOperation.Remove, MailboxRights.All);
        Assert.Equal(before.Value + 1, (await NowAsync()).Value);
    }

    [Fact]
    public async Task The_owner_has_no_line_and_nobody_is_given_rights_who_is_not_there()
    {
        Assert.Equal(MailChangeStatus.NotAllowed, await StatusAsync(new GrantRights(Inbox, Grantee.Of(Anna), false, RightsOperation.Remove, MailboxRights.Read)));
        Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new GrantRights(Inbox, Grantee.Of(new AccountId(4711)), false, RightsOperation.Add, Reader)));
        Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new GrantRights(new MailboxId(4711), Grantee.Anyone, false, RightsOperation.Add, Reader)));
    }

    [Fact, Rfc(4314, "4")]
    public async Task A_change_of_flags_touches_those_alone_that_it_may_and_a_copy_has_those_alone()
    {
        MailFlags flags = new(SystemFlags.Seen | SystemFlags.Deleted | SystemFlags.Flagged, "$Work");
        await AddManyAsync(Inbox, 1, flags);
        FlagMask seen = new(SystemFlags.Seen, false);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Replace, new MailFlags(SystemFlags.Draft, "x")) { Writable = seen });
        Assert.Equal(new MailFlags(SystemFlags.Deleted | SystemFlags.Flagged, "$Work"), (await EntriesAsync(Inbox))[0].Flags);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, flags) { Writable = seen });
        Assert.Equal(flags, (await EntriesAsync(Inbox))[0].Flags);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Remove, flags) { Writable = new FlagMask(SystemFlags.Deleted, true) });
        Assert.Equal(new MailFlags(SystemFlags.Seen | SystemFlags.Flagged), (await EntriesAsync(Inbox))[0].Flags);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Replace, flags));
        MailboxId there = await CreateAsync("there");
        await DoneAsync(new CopyMessages(Inbox, UidSet.All, there) { Kept = new FlagMask(SystemFlags.Flagged | SystemFlags.Draft, false) });
        await DoneAsync(new MoveMessages(Inbox, UidSet.All, there) { Kept = new FlagMask(SystemFlags.Seen, true) });
        Assert.Equal([new MailFlags(SystemFlags.Flagged), new MailFlags(SystemFlags.Seen, "$Work")], (await EntriesAsync(there)).Select(e => e.Flags));
        Mailbox counted = await GetAsync(there);
        Assert.Equal((2, 1, 0), (counted.Messages, counted.Unseen, counted.Deleted));
        Assert.Equal(["$Work"], (await Mail.OpenMailboxAsync(Anna, there, default))!.Value.View.Keywords);
    }

    private async Task GrantAsync(MailboxId mailbox, Grantee grantee, RightsOperation operation, MailboxRights rights) =>
        await DoneAsync(new GrantRights(mailbox, grantee, false, operation, rights));

    private async Task<MailboxRights> RightsAsync(MailboxId mailbox, AccountId user) => await Sharing.ReadRightsAsync(Anna, mailbox, user, default);
}
