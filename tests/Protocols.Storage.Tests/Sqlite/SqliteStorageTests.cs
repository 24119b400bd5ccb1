using System.Buffers;
using Microsoft.Data.Sqlite;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

/// <summary>What only the SQLite engine has: its folder, its limits, its upkeep.</summary>
public sealed class SqliteStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteStorageOptions Options => SqliteEngine.Options(_folder.Path);

    private static async Task<(AccountId Account, MailboxId Inbox)> PrepareAsync(SqliteStorage storage)
    {
        AccountChangeResult result = await storage.Accounts.CreateAccountAsync("a@example.org", "x"u8.ToArray(), null, default);
        AccountId account = result.Account!.Id;
        return (account, (await storage.Mail.FindMailboxAsync(account, "INBOX", default))!.Id);
    }

    private static async Task<MailChangeResult> AddAsync(SqliteStorage storage, AccountId account, MailboxId mailbox, byte[] content, MailFlags? flags = null)
    {
        await using BlobUpload upload = storage.Blobs.BeginUpload();
        Assert.True(await upload.WriteAsync(new ReadOnlySequence<byte>(content), default));
        await upload.CompleteAsync(default);
        MessageFacts facts = new() { Size = content.Length, SentAt = null, Outline = default };
        return await storage.Mail.ApplyAsync(account, [new AddMessage(mailbox, upload, facts, flags ?? MailFlags.None, default)], default);
    }

    private static async Task<MailChangeStatus> StatusAsync(SqliteStorage storage, AccountId account, MailChange change) =>
        (await storage.Mail.ApplyAsync(account, [change], default)).Outcomes[^1].Status;

    [Fact]
    public async Task A_second_server_is_told_which_folder_is_in_use()
    {
        await using SqliteStorage first = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        StorageLockedException refusal = await Assert.ThrowsAsync<StorageLockedException>(() => SqliteStorage.OpenAsync(Options, TimeProvider.System));
        Assert.Equal(_folder.Path, refusal.Folder);
        Assert.Contains(_folder.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_the_folder_let_go()
    {
        await (await SqliteStorage.OpenAsync(Options, TimeProvider.System)).DisposeAsync();
        Execute("INSERT INTO schema_version (version) VALUES (999)");
        StorageSchemaException refusal = await Assert.ThrowsAsync<StorageSchemaException>(() => SqliteStorage.OpenAsync(Options, TimeProvider.System));
        Assert.Equal(999, refusal.Found);
        Assert.InRange(refusal.Known, 8, 998);
        Execute("DELETE FROM schema_version WHERE version = 999");
        await (await SqliteStorage.OpenAsync(Options, TimeProvider.System)).DisposeAsync();
    }

    [Fact]
    public async Task What_was_applied_is_there_in_a_copy_of_the_files_taken_without_closing()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        await AddAsync(storage, account, inbox, new byte[100]);
        await AddAsync(storage, account, inbox, new byte[200_000]);

        // What kill -9 leaves is what the files hold now: nothing is written at the end.
        using TemporaryFolder copy = new();
        _folder.CopyTo(copy.Path);
        await using SqliteStorage reopened = await SqliteStorage.OpenAsync(SqliteEngine.Options(copy.Path), TimeProvider.System);
        Assert.Equal(2, (await reopened.Mail.FindMailboxAsync(account, "INBOX", default))!.Messages);
        await foreach (MailboxEntry entry in reopened.Mail.ReadEntriesAsync(account, inbox, new EntryQuery { WithOutline = true }, default))
        {
            Assert.Equal(new byte[entry.Size], await ReadAsync(reopened, account, entry.Blob));
            Assert.True(entry.Outline.IsEmpty);
        }

        Assert.Equal("3", (await AddAsync(reopened, account, inbox, [1])).Outcomes[0].AssignedUids.ToString());
    }

    [Fact]
    public async Task Uids_modseqs_and_ids_go_on_after_a_restart()
    {
        AccountId account;
        MailboxId inbox;
        ModSeq clock;
        EmailId email;
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System))
        {
            (account, inbox) = await PrepareAsync(storage);
            email = (await AddAsync(storage, account, inbox, [1])).Outcomes[0].Email!.Value;
            clock = (await storage.Mail.ApplyAsync(account, [new Expunge(inbox, UidSet.All, false)], default)).ModSeq;
        }

        await using SqliteStorage again = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        Assert.Equal(clock, await again.Changes.CurrentAsync(account, default));
        MailChangeResult added = await AddAsync(again, account, inbox, [2]);
        Assert.Equal("2", added.Outcomes[0].AssignedUids.ToString());
        Assert.True(added.Outcomes[0].Email!.Value.Value > email.Value);
        Assert.Equal(clock.Value + 1, added.ModSeq.Value);
    }

    [Fact]
    public async Task Staging_files_of_a_killed_process_are_removed_at_open()
    {
        await (await SqliteStorage.OpenAsync(Options, TimeProvider.System)).DisposeAsync();
        string torn = Path.Combine(_folder.Path, "blobs", "tmp", "torn");
        await File.WriteAllBytesAsync(torn, new byte[1000]);
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        Assert.False(File.Exists(torn));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task An_upload_that_nothing_links_to_leaves_nothing_behind(int length)
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        await using (BlobUpload upload = storage.Blobs.BeginUpload(length))
        {
            await upload.WriteAsync(new ReadOnlySequence<byte>(new byte[length]), default);
            await upload.CompleteAsync(default);
            Assert.Equal(length, upload.Content.Length);
        }

        Assert.Empty(BlobFiles());
    }

    [Fact]
    public async Task A_lost_file_is_told_as_lost_and_filing_the_same_content_heals_it()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        byte[] content = new byte[200_000];
        await AddAsync(storage, account, inbox, content);
        BlobId blob = BlobId.Of(content);
        File.Delete(Assert.Single(BlobFiles()));
        Assert.Equal(content.Length, await storage.Blobs.GetLengthAsync(account, blob, default));
        BlobLostException lost = await Assert.ThrowsAsync<BlobLostException>(() => ReadAsync(storage, account, blob));
        Assert.Equal((account, blob), (lost.Account, lost.Blob));
        await AddAsync(storage, account, inbox, content);
        Assert.Equal(content, await ReadAsync(storage, account, blob));

        await File.WriteAllBytesAsync(Assert.Single(BlobFiles()), new byte[100]);
        await Assert.ThrowsAsync<BlobLostException>(() => ReadAsync(storage, account, blob));
        await AddAsync(storage, account, inbox, content);
        Assert.Equal(content, await ReadAsync(storage, account, blob));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task Content_that_nothing_links_to_is_swept_after_the_grace_period(int length)
    {
        SettableTime time = new();
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { BlobGracePeriod = TimeSpan.FromMinutes(10) }, time);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        byte[] content = new byte[length];
        BlobId blob = BlobId.Of(content);
        await AddAsync(storage, account, inbox, content);
        await storage.Mail.ApplyAsync(account, [new Expunge(inbox, UidSet.All, false)], default);
        time.Now += TimeSpan.FromMinutes(9);
        Assert.Equal(0, await storage.SweepAsync());
        Assert.Equal(content, await ReadAsync(storage, account, blob));
        await AddAsync(storage, account, inbox, content);
        time.Now += TimeSpan.FromMinutes(20);
        Assert.Equal(0, await storage.SweepAsync());
        await storage.Mail.ApplyAsync(account, [new Expunge(inbox, UidSet.All, false)], default);
        time.Now += TimeSpan.FromMinutes(11);
        Assert.Equal(1, await storage.SweepAsync());
        Assert.Null(await storage.Blobs.GetLengthAsync(account, blob, default));
        Assert.Empty(BlobFiles());
    }

    [Fact]
    public async Task A_large_expunge_leaves_its_remains_to_the_sweep()
    {
        SettableTime time = new();
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, time);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        await using (BlobUpload upload = storage.Blobs.BeginUpload())
        {
            await upload.WriteAsync(new ReadOnlySequence<byte>([1]), default);
            await upload.CompleteAsync(default);
            MailChange add = new AddMessage(inbox, upload, new MessageFacts { Size = 1, SentAt = null, Outline = new byte[1] }, MailFlags.None, default);
            await storage.Mail.ApplyAsync(account, [.. Enumerable.Repeat(add, 2500)], default);
        }

        await storage.Mail.ApplyAsync(account, [new Expunge(inbox, UidSet.All, false)], default);
        Assert.Equal(1500L, Scalar("SELECT count(*) FROM email"));
        Assert.Equal(1500L, Scalar("SELECT links FROM blob"));
        await storage.SweepAsync();
        Assert.Equal(0L, Scalar("SELECT (SELECT count(*) FROM email) + (SELECT count(*) FROM email_outline)"));
        time.Now += TimeSpan.FromHours(2);
        Assert.Equal(1, await storage.SweepAsync());
    }

    [Fact]
    public async Task A_file_without_a_row_is_swept()
    {
        SettableTime time = new();
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, time);
        (AccountId account, _) = await PrepareAsync(storage);
        Assert.False((await AddAsync(storage, account, new MailboxId(99), new byte[200_000])).IsApplied);
        Assert.Single(BlobFiles());
        time.Now += TimeSpan.FromHours(2);
        Assert.Equal(1, await storage.SweepAsync());
        Assert.Empty(BlobFiles());
    }

    [Fact]
    public async Task A_client_older_than_the_log_is_told_so()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { ChangeLogLength = 3 }, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        ModSeq first = await storage.Changes.CurrentAsync(account, default);
        for (byte i = 0; i < 10; i++)
        {
            await AddAsync(storage, account, inbox, [i]);
        }

        await storage.CompactAsync();
        Assert.False((await storage.Mail.ReadChangesAsync(account, inbox, first, default)).IsComplete);
        Assert.False((await storage.Mail.ReadChangesAsync(account, inbox, new ModSeq(first.Value + 6), default)).IsComplete);
        MailboxDelta delta = await storage.Mail.ReadChangesAsync(account, inbox, new ModSeq(first.Value + 7), default);
        Assert.Equal((true, "8:10"), (delta.IsComplete, delta.Added.ToString()));
        Assert.Equal(3L, Scalar("SELECT count(*) FROM change_log"));
        List<uint> uids = [];
        await foreach (MailboxEntry entry in storage.Mail.ReadEntriesAsync(account, inbox, new EntryQuery { ChangedSince = new ModSeq(first.Value + 2) }, default))
        {
            uids.Add(entry.Uid);
        }

        Assert.Equal([3u, 4u, 5u, 6u, 7u, 8u, 9u, 10u], uids);
    }

    [Fact]
    public async Task Every_limit_on_mail_is_kept()
    {
        MailLimits limits = new() { MailboxLevelLength = 10, MailboxNameLength = 20, MailboxDepth = 3, Mailboxes = 8, Subscriptions = 7, KeywordsPerMessage = 2, KeywordLength = 5 };
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { Limits = limits, MaxBlobSize = 1000 }, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(storage, account, new CreateMailbox("01234567890")));
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(storage, account, new CreateMailbox("0123456789/0123456789")));
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(storage, account, new CreateMailbox("a/b/c/d")));
        Assert.Equal(MailChangeStatus.LimitExceeded, await StatusAsync(storage, account, new CreateMailbox("a/b/c")));
        Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new CreateMailbox("a/b")));
        Assert.Equal(MailChangeStatus.LimitExceeded, await StatusAsync(storage, account, new CreateMailbox("c")));
        Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new SetSubscription("x", true)));
        Assert.Equal(MailChangeStatus.LimitExceeded, await StatusAsync(storage, account, new SetSubscription("y", true)));
        Assert.Equal(MailChangeStatus.LimitExceeded, (await AddAsync(storage, account, inbox, [1], new MailFlags(SystemFlags.None, "a", "b", "c"))).Outcomes[0].Status);
        Assert.Equal(MailChangeStatus.LimitExceeded, (await AddAsync(storage, account, inbox, [1], new MailFlags(SystemFlags.None, "sixsix"))).Outcomes[0].Status);
        Assert.Equal(MailChangeStatus.Done, (await AddAsync(storage, account, inbox, [1], new MailFlags(SystemFlags.None, "a", "b"))).Outcomes[0].Status);
        Assert.Equal(MailChangeStatus.LimitExceeded, await StatusAsync(storage, account, new UpdateFlags(inbox, UidSet.All, FlagOperation.Add, new MailFlags(SystemFlags.None, "c"))));
        await using BlobUpload upload = storage.Blobs.BeginUpload();
        Assert.True(await upload.WriteAsync(new ReadOnlySequence<byte>(new byte[1000]), default));
        Assert.False(await upload.WriteAsync(new ReadOnlySequence<byte>(new byte[1]), default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await upload.CompleteAsync(default));
    }

    [Fact]
    public async Task Annotations_grow_to_their_limits_and_names_that_come_and_go_do_not_pile_up()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { Limits = new MailLimits { AnnotationSize = 1024, AnnotationsPerMailbox = 10 } }, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        Assert.Equal(1024, storage.Annotations.MaxValueSize);
        Assert.Equal(MailChangeStatus.LimitExceeded, await StatusAsync(storage, account, new SetAnnotation(inbox, null, "/big", new byte[1025])));
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new SetAnnotation(inbox, null, "/n" + i, new byte[1024])));
        }

        Assert.Equal(MailChangeStatus.LimitExceeded, await StatusAsync(storage, account, new SetAnnotation(inbox, null, "/n10", new byte[1])));
        Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new SetAnnotation(inbox, account, "/n10", new byte[1])));
        Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new SetAnnotation(inbox, null, "/n9", new byte[2])));
        for (int i = 0; i < 25; i++)
        {
            Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new SetAnnotation(null, null, "/x" + i, new byte[1])));
            Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new SetAnnotation(null, null, "/x" + i, null)));
        }

        Assert.InRange((await storage.Annotations.ReadChangedAsync(account, account, default, default)).Count(a => a.Mailbox is null), 1, 10);
    }

    [Fact]
    public async Task A_list_of_rights_grows_to_its_limit()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { Limits = new MailLimits { GrantsPerMailbox = 1 } }, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new GrantRights(inbox, Grantee.Anyone, false, RightsOperation.Add, MailboxRights.Lookup)));
        Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new GrantRights(inbox, Grantee.Anyone, false, RightsOperation.Add, MailboxRights.Read)));
        Assert.Equal(MailChangeStatus.LimitExceeded, await StatusAsync(storage, account, new GrantRights(inbox, Grantee.Anyone, true, RightsOperation.Add, MailboxRights.Read)));
    }

    [Fact]
    public async Task A_rename_that_makes_an_inferior_too_deep_is_refused()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { Limits = new MailLimits { MailboxDepth = 3 } }, TimeProvider.System);
        (AccountId account, _) = await PrepareAsync(storage);
        MailboxId a = (await storage.Mail.ApplyAsync(account, [new CreateMailbox("a"), new CreateMailbox("a/b")], default)).Outcomes[0].Mailbox!.Value;
        Assert.Equal(MailChangeStatus.InvalidName, await StatusAsync(storage, account, new RenameMailbox(a, "x/y/z")));
        Assert.Equal(MailChangeStatus.Done, await StatusAsync(storage, account, new RenameMailbox(a, "x/y")));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { WriteQueueLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { PasswordIterations = 4095 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { MaxBlobSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { Readers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Options with { BlobGracePeriod = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MailLimits { MailboxDepth = 0 });
    }

    [Fact]
    public async Task A_keyword_that_is_no_atom_is_the_callers_fault_and_changes_nothing()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage);
        foreach (string keyword in new[] { "two words", "line\nbreak", "", "nul\0" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => AddAsync(storage, account, inbox, [1], new MailFlags(SystemFlags.None, keyword)));
        }

        Assert.Equal(0, (await storage.Mail.FindMailboxAsync(account, "INBOX", default))!.Messages);
        Assert.True((await AddAsync(storage, account, inbox, [1])).IsApplied);
    }

    [Fact]
    public async Task Passwords_are_kept_as_scram_verifiers_alone()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        await storage.Accounts.CreateAccountAsync("a@example.org", "correct horse"u8.ToArray(), null, default);
        Assert.Equal(16L, Scalar("SELECT length(salt) FROM credential"));
        Assert.Equal(32L, Scalar("SELECT length(stored_key) FROM credential"));
        Assert.Equal(32L, Scalar("SELECT length(server_key) FROM credential"));
        Assert.Equal(4096L, Scalar("SELECT iterations FROM credential"));
    }

    [Fact]
    public async Task A_closed_store_takes_no_more_changes()
    {
        SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, _) = await PrepareAsync(storage);
        await storage.DisposeAsync();
        await storage.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await storage.Mail.ApplyAsync(account, [new CreateMailbox("a")], default));
    }

    private string[] BlobFiles() => Directory.GetFiles(Path.Combine(_folder.Path, "blobs"), "*", SearchOption.AllDirectories);

    private static async Task<byte[]> ReadAsync(SqliteStorage storage, AccountId account, BlobId blob)
    {
        using MemoryStream copy = new();
        System.IO.Pipelines.PipeWriter writer = System.IO.Pipelines.PipeWriter.Create(copy, new System.IO.Pipelines.StreamPipeWriterOptions(leaveOpen: true));
        await storage.Blobs.CopyToAsync(account, blob, 0, long.MaxValue, writer, default);
        await writer.CompleteAsync();
        return copy.ToArray();
    }

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={Path.Combine(_folder.Path, "mail.db")};Pooling=false");
        connection.Open();
        return connection;
    }

    private void Execute(string text)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private object? Scalar(string text)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
