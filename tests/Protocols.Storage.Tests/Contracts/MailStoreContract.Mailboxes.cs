namespace Protocols.Storage.Tests;

public abstract partial class MailStoreContract
{
    [Fact, Rfc(6154, "2")]
    public async Task A_new_account_has_its_mailboxes_subscribed_and_inbox_first()
    {
        List<Mailbox> mailboxes = await ToListAsync(Mail.ListMailboxesAsync(Anna, default));
        Assert.Equal(["INBOX", "Archive", "Drafts", "Junk", "Sent", "Trash"], mailboxes.Select(m => m.Name));
        Assert.Equal(
            [MailboxRole.Inbox, MailboxRole.Archive, MailboxRole.Drafts, MailboxRole.Junk, MailboxRole.Sent, MailboxRole.Trash],
            mailboxes.Select(m => m.Role));
        Assert.All(mailboxes, m => Assert.True(m.IsSubscribed && m.IsSelectable && m.UidNext == 1 && m.Messages == 0));
        Assert.Equal(mailboxes.Select(m => m.Name).Order(StringComparer.Ordinal), await ToListAsync(Mail.ListSubscriptionsAsync(Anna, default)));
    }

    [Theory, Rfc(9051, "5.1")]
    [InlineData("inbox", "INBOX")]
    [InlineData("InBox", "INBOX")]
    [InlineData("inbox/Sub", "INBOX/Sub")]
    public async Task Inbox_is_the_same_in_any_case(string asked, string name)
    {
        await CreateAsync("iNbOx/Sub");
        Assert.Equal(name, (await Mail.FindMailboxAsync(Anna, asked, default))!.Name);
    }

    [Fact]
    public async Task Other_names_are_told_apart_by_case()
    {
        await CreateAsync("work");
        Assert.Null(await Mail.FindMailboxAsync(Anna, "Work", default));
        Assert.Null(await Mail.FindMailboxAsync(Anna, "inboxes", default));
    }

    [Fact, Rfc(9051, "6.3.4")]
    public async Task Creating_a_mailbox_makes_its_superiors_as_mere_names()
    {
        await CreateAsync("a/b/c");
        Mailbox a = (await Mail.FindMailboxAsync(Anna, "a", default))!;
        Assert.False(a.IsSelectable);
        Assert.False((await Mail.FindMailboxAsync(Anna, "a/b", default))!.IsSelectable);
        Assert.True((await Mail.FindMailboxAsync(Anna, "a/b/c", default))!.IsSelectable);
        await CreateAsync("a");
        Assert.True((await Mail.FindMailboxAsync(Anna, "a", default))!.IsSelectable);
        Assert.Equal(MailChangeStatus.AlreadyExists, await StatusAsync(new CreateMailbox("a")));
    }

    [Fact]
    public async Task A_role_is_given_once()
    {
        Assert.Equal(MailChangeStatus.AlreadyExists, await StatusAsync(new CreateMailbox("Bin", MailboxRole.Trash)));
        await DoneAsync(new DeleteMailbox((await Mail.FindMailboxAsync(Anna, "Trash", default))!.Id));
        await DoneAsync(new CreateMailbox("Bin", MailboxRole.Trash));
        Assert.Equal(MailboxRole.Trash, (await Mail.FindMailboxAsync(Anna, "Bin", default))!.Role);
    }

    [Fact, Rfc(6154, "2")]
    public async Task A_mailbox_is_found_by_its_role_whatever_its_name()
    {
        Assert.Equal("INBOX", (await Mail.FindMailboxAsync(Anna, MailboxRole.Inbox, default))!.Name);
        Mailbox junk = (await Mail.FindMailboxAsync(Anna, MailboxRole.Junk, default))!;
        Assert.Equal(("Junk", MailboxRole.Junk), (junk.Name, junk.Role));
        await DoneAsync(new RenameMailbox(junk.Id, "Unwanted"));
        Assert.Equal("Unwanted", (await Mail.FindMailboxAsync(Anna, MailboxRole.Junk, default))!.Name);
        await DoneAsync(new DeleteMailbox(junk.Id));
        Assert.Null(await Mail.FindMailboxAsync(Anna, MailboxRole.Junk, default));
        Assert.Null(await Mail.FindMailboxAsync(Anna, MailboxRole.None, default));
        Assert.Null(await Mail.FindMailboxAsync(new AccountId(Anna.Value + 1000), MailboxRole.Inbox, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u0085b")]
    public async Task A_name_that_cannot_be_is_refused(string name)
    {
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(new CreateMailbox(name)));
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(new SetSubscription(name, true)));
        MailboxId mailbox = await CreateAsync("fine");
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(new RenameMailbox(mailbox, name)));
    }

    [Fact]
    public async Task A_name_with_half_a_character_is_refused()
    {
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(new CreateMailbox("a\ud800b")));
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(new CreateMailbox("a\udc00")));
    }

    [Theory]
    [InlineData("' OR 1=1 --")]
    [InlineData("a%b*c_d\\e\"f")]
    [InlineData("Müll und 垃圾 🗑")]
    public async Task Any_other_name_is_kept_as_it_is(string name)
    {
        await CreateAsync(name);
        Assert.Equal(name, (await Mail.FindMailboxAsync(Anna, name, default))!.Name);
    }

    [Fact, Rfc(9051, "6.3.6")]
    public async Task Rename_keeps_ids_and_messages_and_takes_inferiors_along()
    {
        MailboxId top = await CreateAsync("a");
        MailboxId below = await CreateAsync("a/b/c");
        MailboxId beside = await CreateAsync("ab");
        await AddAsync(below, Bytes("x"));
        Mailbox before = await GetAsync(below);
        await DoneAsync(new RenameMailbox(top, "new/z"));
        Assert.Equal(top, (await Mail.FindMailboxAsync(Anna, "new/z", default))!.Id);
        Mailbox after = (await Mail.FindMailboxAsync(Anna, "new/z/b/c", default))!;
        Assert.Equal((below, 1L, before.UidValidity), (after.Id, after.Messages, after.UidValidity));
        Assert.False((await Mail.FindMailboxAsync(Anna, "new", default))!.IsSelectable);
        Assert.Equal(beside, (await Mail.FindMailboxAsync(Anna, "ab", default))!.Id);
        Assert.Null(await Mail.FindMailboxAsync(Anna, "a/b", default));
    }

    [Fact]
    public async Task Rename_refuses_what_cannot_be()
    {
        MailboxId a = await CreateAsync("a");
        await CreateAsync("b");
        Assert.Equal(MailChangeStatus.AlreadyExists, await StatusAsync(new RenameMailbox(a, "b")));
        Assert.Equal(MailChangeStatus.AlreadyExists, await StatusAsync(new RenameMailbox(a, "a")));
        Assert.Equal(MailChangeStatus.NotAllowed, await StatusAsync(new RenameMailbox(a, "a/b")));
        Assert.Equal(MailChangeStatus.NotAllowed, await StatusAsync(new RenameMailbox(Inbox, "c")));
        Assert.Equal(MailChangeStatus.AlreadyExists, await StatusAsync(new RenameMailbox(a, "inbox")));
        Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new RenameMailbox(new MailboxId(999), "c")));
    }

    [Fact, Rfc(3501, "6.3.4")]
    public async Task A_deleted_mailbox_with_inferiors_stays_as_a_name()
    {
        MailboxId a = await CreateAsync("a");
        MailboxId b = await CreateAsync("a/b");
        await AddAsync(a, Bytes("x"));
        await DoneAsync(new DeleteMailbox(a));
        Mailbox name = (await Mail.FindMailboxAsync(Anna, "a", default))!;
        Assert.False(name.IsSelectable);
        Assert.Null(await Mail.OpenMailboxAsync(Anna, a, default));
        Assert.Null((await Mail.ReadChangesAsync(Anna, a, default, default)).Mailbox);
        Assert.Equal(MailChangeStatus.HasInferiors, await StatusAsync(new DeleteMailbox(name.Id)));
        await DoneAsync(new DeleteMailbox(b));
        await DoneAsync(new DeleteMailbox(name.Id));
        Assert.Null(await Mail.FindMailboxAsync(Anna, "a", default));
        Assert.Equal(MailChangeStatus.NotAllowed, await StatusAsync(new DeleteMailbox(Inbox)));
        Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new DeleteMailbox(a)));
    }

    [Fact, Rfc(9051, "2.3.1.1"), Rfc(8474, "4")]
    public async Task A_mailbox_made_again_has_a_higher_uidvalidity_and_another_id()
    {
        List<uint> validities = [];
        List<MailboxId> ids = [];
        for (int i = 0; i < 5; i++)
        {
            MailboxId mailbox = await CreateAsync("again");
            await AddAsync(mailbox, Bytes("x"));
            validities.Add((await GetAsync(mailbox)).UidValidity);
            ids.Add(mailbox);
            await DoneAsync(new DeleteMailbox(mailbox));
        }

        Assert.Equal(validities.Order().Distinct(), validities);
        Assert.Equal(ids.OrderBy(id => id.Value).Distinct(), ids);
    }

    [Fact, Rfc(9051, "2.3.1.1")]
    public async Task A_name_that_becomes_a_mailbox_again_has_a_higher_uidvalidity()
    {
        MailboxId a = await CreateAsync("a");
        await CreateAsync("a/b");
        uint before = (await GetAsync(a)).UidValidity;
        await DoneAsync(new DeleteMailbox(a));
        MailboxId again = await CreateAsync("a");
        Assert.NotEqual(a, again);
        Assert.True((await GetAsync(again)).UidValidity > before);
    }

    [Fact, Rfc(9051, "6.3.7")]
    public async Task A_name_is_subscribed_whether_or_not_it_is_a_mailbox()
    {
        await DoneAsync(new SetSubscription("ghost/sub", true));
        await DoneAsync(new SetSubscription("ghost/sub", true));
        Assert.Contains("ghost/sub", await ToListAsync(Mail.ListSubscriptionsAsync(Anna, default)));
        await CreateAsync("ghost/sub");
        Assert.True((await Mail.FindMailboxAsync(Anna, "ghost/sub", default))!.IsSubscribed);
        await DoneAsync(new SetSubscription("ghost/sub", false));
        await DoneAsync(new SetSubscription("ghost/sub", false));
        Assert.False((await Mail.FindMailboxAsync(Anna, "ghost/sub", default))!.IsSubscribed);
        Assert.DoesNotContain("ghost/sub", await ToListAsync(Mail.ListSubscriptionsAsync(Anna, default)));
    }

    [Fact]
    public async Task Opening_a_mailbox_shows_uids_first_unseen_and_keywords()
    {
        await AddManyAsync(Inbox, 3, new MailFlags(SystemFlags.Seen, "Beta"));
        await AddManyAsync(Inbox, 3, new MailFlags(SystemFlags.None, "alpha", "beta"));
        await DoneAsync(new Expunge(Inbox, UidSet.Of(2), false));
        (MailboxView view, ModSeq clock) = (await Mail.OpenMailboxAsync(Anna, Inbox, default))!.Value;
        Assert.Equal("1,3:6", view.Uids.ToString());
        Assert.Equal(4u, view.FirstUnseen);
        Assert.Equal(["alpha", "beta"], view.Keywords.Select(k => k.ToLowerInvariant()));
        Assert.Equal(clock, view.Mailbox.HighestModSeq);
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Remove, new MailFlags(SystemFlags.None, "BETA")));
        await DoneAsync(new UpdateFlags(Inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.Seen)));
        view = (await Mail.OpenMailboxAsync(Anna, Inbox, default))!.Value.View;
        Assert.Equal(["alpha"], view.Keywords);
        Assert.Null(view.FirstUnseen);
        await DoneAsync(new Expunge(Inbox, UidSet.All, false));
        view = (await Mail.OpenMailboxAsync(Anna, Inbox, default))!.Value.View;
        Assert.Empty(view.Keywords);
        Assert.True(view.Uids.IsEmpty);
    }
}
