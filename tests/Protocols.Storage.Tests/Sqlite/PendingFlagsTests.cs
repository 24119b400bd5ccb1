using System.Buffers;
using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class PendingFlagsTests : IDisposable
{
    private const int Messages = 600;

    private readonly TemporaryFolder _folder = new();

    private SqliteStorageOptions Options => SqliteEngine.Options(_folder.Path) with { FlagFoldingDelay = TimeSpan.FromDays(1) };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 20261130)]
    [InlineData(32, 20261201)]
    [InlineData(int.MaxValue, 20261202)]
    public async Task Flags_and_modseqs_of_a_large_mailbox_are_what_they_were_set_to_however_much_is_pending(int pendingFrom, int seed)
    {
        Random random = new(seed);
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { PendingFlagChanges = pendingFrom }, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage, Messages);
        SortedDictionary<uint, (MailFlags Flags, long ModSeq)> model = [];
        for (uint uid = 1; uid <= Messages; uid++)
        {
            model[uid] = (MailFlags.None, (await storage.Changes.CurrentAsync(account, default)).Value);
        }

        for (int step = 0; step < 150; step++)
        {
            UidSet uids = Some(random);
            MailFlags flags = new((SystemFlags)random.Next(32), random.Next(3) == 0 ? [$"k{random.Next(3)}"] : []);
            FlagOperation operation = (FlagOperation)random.Next(3);
            MailChangeResult result = await storage.Mail.ApplyAsync(account, [new UpdateFlags(inbox, uids, operation, flags)], default);
            List<uint> touched = [.. model.Keys.Where(uids.Contains).ToList().Where(uid => Update(model, uid, operation, flags, result.ModSeq.Value))];
            Assert.Equal(touched, result.Outcomes[0].SourceUids);
            switch (random.Next(8))
            {
                case 0:
                    await storage.FoldFlagsAsync();
                    break;
                case 1:
                    UidSet gone = UidSet.Of((uint)random.Next(1, Messages));
                    MailChangeResult expunged = await storage.Mail.ApplyAsync(account, [new Expunge(inbox, gone, true)], default);
                    List<uint> expected = [.. gone.Where(uid => model.TryGetValue(uid, out (MailFlags Flags, long) entry) && (entry.Flags.System & SystemFlags.Deleted) != 0)];
                    Assert.Equal(expected, expunged.Outcomes[0].SourceUids);
                    expected.ForEach(uid => model.Remove(uid));
                    break;
                case 2:
                    await CheckAsync(storage, account, inbox, model, await TableAsync(storage, account, inbox));
                    break;
                case 3:
                    await CheckAsync(storage, account, inbox, model, await EntriesAsync(storage, account, inbox));
                    break;
            }
        }

        await CheckAsync(storage, account, inbox, model, await TableAsync(storage, account, inbox));
        await storage.FoldFlagsAsync();
        Assert.Equal(0, Scalar("SELECT count(*) FROM pending_flags"));
        await CheckAsync(storage, account, inbox, model, await EntriesAsync(storage, account, inbox));
        Assert.Equal(model.Values.Count(e => (e.Flags.System & SystemFlags.Flagged) != 0), Scalar("SELECT count(*) FROM entry WHERE (flags & 4) <> 0"));
    }

    [Fact]
    public async Task A_change_of_many_messages_is_one_row_until_it_is_folded()
    {
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System))
        {
            (AccountId account, MailboxId inbox) = await PrepareAsync(storage, Messages);
            UidSet odd = UidSet.Of(Enumerable.Range(0, Messages / 2).Select(static i => (uint)i * 2 + 1));
            await FlagAsync(storage, account, inbox, odd, SystemFlags.Seen);
            long rows = Scalar("SELECT count(*) FROM change_log");
            ModSeq before = await storage.Changes.CurrentAsync(account, default);
            await FlagAsync(storage, account, inbox, UidSet.All, SystemFlags.Seen);
            Assert.Equal(1, Scalar("SELECT count(*) FROM pending_flags"));
            Assert.Equal(rows + 1, Scalar("SELECT count(*) FROM change_log"));
            Assert.Equal(Messages / 2, Scalar("SELECT count(*) FROM entry WHERE (flags & 1) = 0"));
            MailboxDelta delta = await storage.Mail.ReadChangesAsync(account, inbox, before, default);
            Assert.Equal(UidSet.Of([new UidRange(1, Messages)]).Except(odd).ToString(), delta.Changed.ToString());
        }

        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System))
        {
            (MailboxView view, _) = (await storage.Mail.OpenMailboxAsync(new AccountId(1), new MailboxId(1), default))!.Value;
            Assert.Equal((0, null), (view.Mailbox.Unseen, view.FirstUnseen));
            Assert.All(await EntriesAsync(storage, new AccountId(1), new MailboxId(1)), static e => Assert.Equal(SystemFlags.Seen, e.Flags.System));
            await storage.FoldFlagsAsync();
            Assert.Equal(0, Scalar("SELECT count(*) FROM entry WHERE (flags & 1) = 0"));
        }
    }

    [Fact]
    public async Task What_is_pending_when_a_folder_is_opened_is_folded_by_itself()
    {
        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System))
        {
            (AccountId account, MailboxId inbox) = await PrepareAsync(storage, Messages);
            await FlagAsync(storage, account, inbox, UidSet.All, SystemFlags.Flagged);
        }

        await using (SqliteStorage storage = await SqliteStorage.OpenAsync(Options with { FlagFoldingDelay = TimeSpan.Zero }, TimeProvider.System))
        {
            while (Scalar("SELECT count(*) FROM pending_flags") > 0)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            Assert.Equal(Messages, Scalar("SELECT count(*) FROM entry WHERE (flags & 4) <> 0"));
        }
    }

    [Fact]
    public async Task Whoever_adds_to_much_that_is_pending_folds_a_piece_of_it()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage, 100);
        for (int i = 0; i < 70; i++)
        {
            FlagOperation operation = i % 2 == 0 ? FlagOperation.Add : FlagOperation.Remove;
            await storage.Mail.ApplyAsync(account, [new UpdateFlags(inbox, UidSet.All, operation, new MailFlags(SystemFlags.Draft))], default);
            Assert.InRange(Scalar("SELECT count(*) FROM pending_flags"), 1, 64);
        }

        Assert.Equal(100, Scalar("SELECT count(*) FROM entry WHERE modseq > 60"));
        Assert.All(await EntriesAsync(storage, account, inbox), static e => Assert.Equal(SystemFlags.None, e.Flags.System));
    }

    [Fact]
    public async Task Nothing_stays_pending_of_a_mailbox_that_is_deleted()
    {
        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, MailboxId inbox) = await PrepareAsync(storage, 100);
        MailboxId other = (await storage.Mail.ApplyAsync(account, [new CreateMailbox("other")], default)).Outcomes[0].Mailbox!.Value;
        await storage.Mail.ApplyAsync(account, [new CopyMessages(inbox, UidSet.All, other)], default);
        await FlagAsync(storage, account, other, UidSet.All, SystemFlags.Seen);
        Assert.Equal(1, Scalar("SELECT count(*) FROM pending_flags"));
        await storage.Mail.ApplyAsync(account, [new DeleteMailbox(other)], default);
        Assert.Equal(0, Scalar("SELECT count(*) FROM pending_flags"));
    }

    [Fact]
    public async Task Flags_of_a_folder_from_before_are_those_that_they_were()
    {
        using (SqliteConnection connection = new($"Data Source={Path.Combine(_folder.Path, "mail.db")};Pooling=False"))
        {
            connection.Open();
            connection.Execute("CREATE TABLE schema_version (version INTEGER NOT NULL); INSERT INTO schema_version (version) VALUES (8)");
            foreach (string version in new[] { "0001", "0002", "0003", "0004", "0005", "0007", "0008" })
            {
                using StreamReader reader = new(typeof(SqliteStorage).Assembly.GetManifestResourceStream($"Sqlite/{version}.sql")!);
                connection.Execute(reader.ReadToEnd());
            }

            connection.Execute("""
                INSERT INTO account VALUES (1, 'a@b', NULL, 9, 0, 2, 301, 1, 300, 300, 1, NULL, NULL, NULL);
                INSERT INTO mailbox VALUES (1, 1, 'INBOX', 1, 1, 1, 301, 1, 300, 150, 0, 300, 9, 0);
                INSERT INTO change_log VALUES (1, 2, 1, 9, 2, 2, 2);
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
                INSERT INTO entry SELECT 1, 1, i, i, 1, i % 2, CASE WHEN i % 3 = 0 THEN 'k' ELSE '' END, 1000, 0, CASE WHEN i = 2 THEN 9 ELSE 1 END, 1000 FROM n;
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO email SELECT 1, i, zeroblob(32), 1, NULL, NULL, 1 FROM n;
                """);
        }

        await using SqliteStorage storage = await SqliteStorage.OpenAsync(Options, TimeProvider.System);
        (AccountId account, MailboxId inbox) = (new AccountId(1), new MailboxId(1));
        Assert.All(await EntriesAsync(storage, account, inbox), static e => Assert.Equal(Before(e.Uid), e.Flags));
        Assert.Equal("2", (await storage.Mail.ReadChangesAsync(account, inbox, new ModSeq(8), default)).Changed.ToString());
        await FlagAsync(storage, account, inbox, UidSet.All, SystemFlags.Flagged);
        Assert.All(await EntriesAsync(storage, account, inbox), static e => Assert.Equal(Before(e.Uid).Union(new MailFlags(SystemFlags.Flagged)), e.Flags));

        static MailFlags Before(uint uid) => new((SystemFlags)(uid % 2), uid % 3 == 0 ? ["k"] : []);
    }

    [Fact]
    public void Runs_are_read_as_they_were_written()
    {
        ImmutableArray<UidRange> runs = [new UidRange(1, 1), new UidRange(3, 300), new UidRange(70_000, 70_127), new UidRange(uint.MaxValue - 1, uint.MaxValue)];
        UidRuns read = new();
        UidRunsBlob.Read(UidRunsBlob.Write(runs), read);
        Assert.Equal(runs, read.ToSet().Ranges);
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 0x80 })]
    [InlineData(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 })]
    [InlineData(new byte[] { 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    public void Damaged_runs_are_told_as_such(byte[] blob) => Assert.Throws<InvalidDataException>(() => UidRunsBlob.Read(blob, new UidRuns()));

    private static UidSet Some(Random random)
    {
        uint first = (uint)random.Next(1, Messages);
        return random.Next(4) switch
        {
            0 => UidSet.All,
            1 => UidSet.Of([new UidRange(first, first + (uint)random.Next(300))]),
            2 => UidSet.Of(Enumerable.Range(0, 40).Select(_ => (uint)random.Next(1, Messages))),
            _ => UidSet.Of(first),
        };
    }

    private static bool Update(SortedDictionary<uint, (MailFlags Flags, long ModSeq)> model, uint uid, FlagOperation operation, MailFlags flags, long modSeq)
    {
        MailFlags before = model[uid].Flags;
        MailFlags after = operation switch
        {
            FlagOperation.Add => before.Union(flags),
            FlagOperation.Remove => before.Except(flags),
            _ => flags,
        };
        model[uid] = after.Equals(before) ? model[uid] : (after, modSeq);
        return !after.Equals(before);
    }

    private static async Task CheckAsync(
        SqliteStorage storage, AccountId account, MailboxId inbox, SortedDictionary<uint, (MailFlags Flags, long ModSeq)> model, List<(uint Uid, MailFlags Flags, long ModSeq)> found)
    {
        Assert.Equal(model.Select(static e => (e.Key, e.Value.Flags, e.Value.ModSeq)), found);
        Mailbox mailbox = (await storage.Mail.OpenMailboxAsync(account, inbox, default))!.Value.View.Mailbox;
        Assert.Equal(model.Values.Count(static e => (e.Flags.System & SystemFlags.Seen) == 0), mailbox.Unseen);
        Assert.Equal(model.Values.Count(static e => (e.Flags.System & SystemFlags.Deleted) != 0), mailbox.Deleted);
        Assert.Equal(model.Count, mailbox.Messages);
    }

    private static async Task<List<(uint Uid, MailFlags Flags, long ModSeq)>> TableAsync(SqliteStorage storage, AccountId account, MailboxId inbox)
    {
        EntryTable table = await storage.Mail.ReadTableAsync(account, inbox, UidSet.All, EntryColumns.None, default);
        return [.. Enumerable.Range(0, table.Count).Select(i => (table[i].Uid, new MailFlags(table[i].Flags, table[i].Keywords.Length == 0 ? [] : table[i].Keywords.Split(' ')), table[i].ModSeq))];
    }

    private static async Task<List<(uint Uid, MailFlags Flags, long ModSeq)>> EntriesAsync(SqliteStorage storage, AccountId account, MailboxId inbox)
    {
        List<(uint, MailFlags, long)> entries = [];
        await foreach (MailboxEntry entry in storage.Mail.ReadEntriesAsync(account, inbox, new EntryQuery(), default))
        {
            entries.Add((entry.Uid, entry.Flags, entry.ModSeq.Value));
        }

        return entries;
    }

    private static async Task<(AccountId Account, MailboxId Inbox)> PrepareAsync(SqliteStorage storage, int messages)
    {
        AccountId account = (await storage.Accounts.CreateAccountAsync("anna@example.org", "secret"u8.ToArray(), null, default)).Account!.Id;
        MailboxId inbox = (await storage.Mail.FindMailboxAsync(account, "INBOX", default))!.Id;
        await using BlobUpload upload = storage.Blobs.BeginUpload(4);
        await upload.WriteAsync(new ReadOnlySequence<byte>("many"u8.ToArray()), default);
        await upload.CompleteAsync(default);
        MessageFacts facts = new() { Size = 4, SentAt = null, Outline = "outline"u8.ToArray() };
        MailChange add = new AddMessage(inbox, upload, facts, MailFlags.None, DateTimeOffset.UnixEpoch);
        Assert.True((await storage.Mail.ApplyAsync(account, [.. Enumerable.Repeat(add, messages)], default)).IsApplied);
        return (account, inbox);
    }

    private static async Task FlagAsync(SqliteStorage storage, AccountId account, MailboxId mailbox, UidSet uids, SystemFlags flags) =>
        Assert.True((await storage.Mail.ApplyAsync(account, [new UpdateFlags(mailbox, uids, FlagOperation.Add, new MailFlags(flags))], default)).IsApplied);

    private long Scalar(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(_folder.Path, "mail.db")};Pooling=False");
        return connection.ExecuteScalar<long>(sql);
    }
}
