namespace Protocols.Storage.Tests;

/// <summary>What every store of annotations does (RFC 5464).</summary>
public abstract class AnnotationStoreContract : StorageContract
{
    [Fact, Rfc(5464, "3.2"), Rfc(5464, "3.3")]
    public async Task What_is_shared_and_what_is_ones_own_are_apart_on_each_mailbox_and_on_the_account()
    {
        AccountId bob = await NewAccountAsync();
        MailboxId work = await CreateAsync("work");
        await SetAsync(Inbox, null, "/Comment", "shared");
        await SetAsync(Inbox, Anna, "/comment", "hers");
        await SetAsync(Inbox, bob, "/comment", "his");
        await SetAsync(work, null, "/comment", "elsewhere");
        await SetAsync(null, Anna, "/comment", "of the account");
        Assert.Equal(["/comment=shared"], await ReadAsync(Inbox, null, "/COMMENT"));
        Assert.Equal(["/comment=hers"], await ReadAsync(Inbox, Anna, "/comment"));
        Assert.Equal(["/comment=his"], await ReadAsync(Inbox, bob, "/comment"));
        Assert.Equal(["/comment=of the account"], await ReadAsync(null, Anna, "/comment"));
        await SetAsync(Inbox, Anna, "/comment", null);
        Assert.Empty(await ReadAsync(Inbox, Anna, "/comment"));
        Assert.Equal(["/comment=shared"], await ReadAsync(Inbox, null, "/comment"));
        await SetAsync(Inbox, null, "/comment", "");
        Assert.Equal(["/comment="], await ReadAsync(Inbox, null, "/comment"));
    }

    [Fact, Rfc(5464, "4.2.2")]
    public async Task A_name_is_read_with_as_many_levels_below_it_as_are_wanted()
    {
        foreach (string name in new[] { "/a", "/a/b", "/a/b/c", "/a0", "/ab", "/a-b", "/z" })
        {
            await SetAsync(Inbox, null, name, "x");
        }

        Assert.Equal(["/a=x"], await ReadAsync(Inbox, null, "/a"));
        Assert.Equal(["/a=x", "/a/b=x"], await ReadAsync(Inbox, null, "/a", 1));
        Assert.Equal(["/a=x", "/a/b=x", "/a/b/c=x"], await ReadAsync(Inbox, null, "/a", 2));
        Assert.Equal(["/a/b/c=x"], await ReadAsync(Inbox, null, "/a/b/c", 2));
        Assert.Equal(["/a=x", "/a-b=x", "/a0=x", "/ab=x", "/z=x"], await ReadAsync(Inbox, null, "", 1));
        Assert.Empty(await ReadAsync(Inbox, null, "/b", 2));
    }

    [Fact, Rfc(5464, "4.4")]
    public async Task What_changed_since_a_point_is_told_by_name_also_where_it_was_removed()
    {
        AccountId bob = await NewAccountAsync();
        await SetAsync(Inbox, null, "/old", "x");
        await SetAsync(Inbox, null, "/gone", "x");
        ModSeq since = await NowAsync();
        await SetAsync(Inbox, null, "/old", "x");
        Assert.Equal(since, await NowAsync());
        await SetAsync(Inbox, null, "/gone", null);
        await SetAsync(Inbox, bob, "/his", "x");
        await SetAsync(null, Anna, "/hers", "x");
        Assert.Equal(since.Value + 3, (await NowAsync()).Value);
        Assert.Equal(
            [(null, Anna, "/hers"), (Inbox, (AccountId?)null, "/gone")],
            (await Engine.Annotations.ReadChangedAsync(Anna, Anna, since, default)).Select(a => (a.Mailbox, a.User, a.Name)));
        Assert.Equal(["/gone", "/his"], (await Engine.Annotations.ReadChangedAsync(Anna, bob, since, default)).Select(a => a.Name));
        Assert.Empty(await Engine.Annotations.ReadChangedAsync(Anna, Anna, await NowAsync(), default));
    }

    [Fact, Rfc(5464, "4.1")]
    public async Task A_renamed_mailbox_keeps_its_annotations_and_a_deleted_one_loses_them()
    {
        MailboxId work = await CreateAsync("work");
        await SetAsync(work, null, "/comment", "x");
        await SetAsync(work, Anna, "/comment", "y");
        await DoneAsync(new RenameMailbox(work, "play"));
        Assert.Equal(["/comment=x"], await ReadAsync(work, null, "/comment"));
        MailboxId copy = await CreateAsync("copy");
        await DoneAsync(new CopyAnnotations(work, copy));
        await DoneAsync(new DeleteMailbox(work));
        Assert.Empty(await ReadAsync(work, null, "/comment"));
        Assert.Equal(["/comment=x"], await ReadAsync(copy, null, "/comment"));
        Assert.Equal(["/comment=y"], await ReadAsync(copy, Anna, "/comment"));
        Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new SetAnnotation(work, null, "/comment", Bytes("x"))));
        Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new CopyAnnotations(work, copy)));
        Assert.Equal(MailChangeStatus.TargetNotFound, await StatusAsync(new CopyAnnotations(copy, work)));
    }

    [Theory, Rfc(5464, "3.2")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("comment")]
    [InlineData("/comment/")]
    [InlineData("/a//b")]
    [InlineData("/a*")]
    [InlineData("/a%")]
    [InlineData("/é")]
    [InlineData("/a\tb")]
    public async Task Names_that_cannot_be_are_refused(string name) =>
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(new SetAnnotation(Inbox, null, name, Bytes("x"))));

    [Fact, Rfc(6154, "4")]
    public async Task What_a_mailbox_is_for_can_be_changed_and_is_said_of_one_alone()
    {
        MailboxId work = await CreateAsync("work");
        MailboxId sent = (await Mail.FindMailboxAsync(Anna, MailboxRole.Sent, default))!.Id;
        Assert.Equal(MailChangeStatus.AlreadyExists, await StatusAsync(new SetRole(work, MailboxRole.Sent)));
        await DoneAsync(new SetRole(sent, MailboxRole.None));
        await DoneAsync(new SetRole(work, MailboxRole.Sent));
        await DoneAsync(new SetRole(work, MailboxRole.Sent));
        Assert.Equal(work, (await Mail.FindMailboxAsync(Anna, MailboxRole.Sent, default))!.Id);
        Assert.Equal(MailChangeStatus.NotAllowed, await StatusAsync(new SetRole(Inbox, MailboxRole.None)));
        Assert.Equal(MailChangeStatus.NotAllowed, await StatusAsync(new SetRole(work, MailboxRole.Inbox)));
        Assert.Equal(MailChangeStatus.NotFound, await StatusAsync(new SetRole(new MailboxId(4711), MailboxRole.None)));
    }

    private async Task SetAsync(MailboxId? mailbox, AccountId? user, string name, string? value) =>
        await DoneAsync(new SetAnnotation(mailbox, user, name, value is null ? null : (ReadOnlyMemory<byte>?)Bytes(value)));

    private async Task<List<string>> ReadAsync(MailboxId? mailbox, AccountId? user, string name, int depth = 0) =>
        [.. (await Engine.Annotations.ReadAsync(Anna, mailbox, user, name, depth, default)).Select(a => a.Name + "=" + System.Text.Encoding.UTF8.GetString(a.Value!.Value.Span))];
}
