using System.Buffers;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

/// <summary>What only the SQLite engine's queue has: its limits, its files, its plans.</summary>
public sealed class SqliteQueueTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _copies = new();

    public void Dispose()
    {
        _folder.Dispose();
        _copies.Dispose();
    }

    private SqliteStorageOptions Options => SqliteEngine.Options(_folder.Path);

    private Task<SqliteStorage> OpenAsync(QueueLimits? limits = null, TimeProvider? time = null) =>
        SqliteStorage.OpenAsync(Options with { Queue = limits ?? new QueueLimits() }, time ?? TimeProvider.System);

    private static SubmittedRecipient To(string address) => new() { Address = address, Destination = address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..] };

    private static QueueEnvelope Envelope => new() { ReversePath = "kim@example.org", SubmittedAt = s_now };

    private static async Task<EnqueueResult> PutAsync(SqliteStorage storage, byte[] content, QueueEnvelope envelope, params SubmittedRecipient[] recipients)
    {
        await using BlobUpload upload = storage.Blobs.BeginUpload();
        await upload.WriteAsync(new ReadOnlySequence<byte>(content), default);
        await upload.CompleteAsync(default);
        return await storage.Queue.EnqueueAsync(new QueueSubmission(envelope, upload, recipients), default);
    }

    private static Task<EnqueueResult> PutAsync(SqliteStorage storage, params string[] recipients) =>
        PutAsync(storage, [1], Envelope, [.. recipients.Select(To)]);

    private static async Task<IReadOnlyList<QueueLease>> TakeAsync(SqliteStorage storage, int max = 1000, DateTimeOffset? until = null, DateTimeOffset? now = null) =>
        await storage.Queue.LeaseAsync(
            new QueueLeaseRequest { Owner = "one", Now = now ?? s_now, Until = until ?? (now ?? s_now).AddMinutes(5), MaxBatches = max }, default);

    private static ValueTask<QueueCompletion> DoneAsync(SqliteStorage storage, QueueLease lease) => storage.Queue.CompleteAsync(
        lease, [.. lease.Recipients.Select(recipient => new RecipientOutcome { Recipient = recipient.Number, Status = QueuedRecipientStatus.Relayed })], [], default);

    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task Content_is_kept_while_queued_and_swept_afterwards(int length)
    {
        SettableTime time = new();
        await using SqliteStorage storage = await OpenAsync(time: time);
        byte[] content = new byte[length];
        BlobId blob = BlobId.Of(content);
        await PutAsync(storage, content, Envelope, To("a@x.test"));
        await PutAsync(storage, content, Envelope, To("b@x.test"));
        time.Now += TimeSpan.FromDays(3);
        Assert.Equal(0, await storage.SweepAsync());
        IReadOnlyList<QueueLease> leases = await TakeAsync(storage);
        await DoneAsync(storage, leases[0]);
        time.Now += TimeSpan.FromDays(3);
        Assert.Equal(0, await storage.SweepAsync());
        Assert.Equal(length, await storage.Blobs.GetLengthAsync(storage.Queue.Account, blob, default));
        await DoneAsync(storage, leases[1]);
        Assert.Equal(0, await storage.SweepAsync());
        time.Now += TimeSpan.FromHours(2);
        Assert.Equal(1, await storage.SweepAsync());
        Assert.Null(await storage.Blobs.GetLengthAsync(storage.Queue.Account, blob, default));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task No_persons_account_is_that_of_the_queue()
    {
        await using SqliteStorage storage = await OpenAsync();
        AccountChangeResult made = await storage.Accounts.CreateAccountAsync("a@example.org", "x"u8.ToArray(), null, default);
        Assert.NotEqual(storage.Queue.Account, made.Account!.Id);
    }

    [Fact]
    [Rfc(5321, "6.1")]
    public async Task What_the_queue_told_of_is_there_in_a_copy_of_the_files_taken_at_any_step()
    {
        await using SqliteStorage storage = await OpenAsync();
        await PutAsync(storage, new byte[200_000], Envelope, To("a@x.test"), To("b@y.test"), To("c@z.test"));
        await using (SqliteStorage copy = await CopyAsync("queued"))
        {
            Assert.Equal(3, (await TakeAsync(copy)).Count);
            Assert.Equal(200_000, await copy.Blobs.GetLengthAsync(copy.Queue.Account, BlobId.Of(new byte[200_000]), default));
        }

        IReadOnlyList<QueueLease> leases = await TakeAsync(storage);
        await DoneAsync(storage, leases[0]);
        await using (SqliteStorage copy = await CopyAsync("under way"))
        {
            // The other process is dead: its leases run out, and what it had done stays done.
            Assert.Empty(await TakeAsync(copy));
            IReadOnlyList<QueueLease> again = await TakeAsync(copy, now: s_now.AddMinutes(5));
            Assert.Equal(
                leases.Skip(1).Select(lease => lease.Batch).Order(), again.Select(lease => lease.Batch).Order());
            Assert.Equal(1, await copy.QueueAdministration.CountAsync(default));
        }

        await DoneAsync(storage, leases[1]);
        await DoneAsync(storage, leases[2]);
        await using SqliteStorage last = await CopyAsync("done");
        Assert.Equal(0, await last.QueueAdministration.CountAsync(default));
        EnqueueResult next = await PutAsync(last, "a@x.test");
        Assert.Equal(2, next.Message!.Value.Value);
    }

    [Fact]
    [Rfc(5321, "4.5.4.1")]
    public async Task Many_recipients_of_one_destination_become_several_batches()
    {
        await using SqliteStorage storage = await OpenAsync(new QueueLimits { BatchRecipients = 3 });
        await PutAsync(storage, [.. Enumerable.Range(0, 7).Select(i => $"{i}@x.test")]);
        Assert.Equal([3, 3, 1], (await TakeAsync(storage)).Select(lease => lease.Recipients.Count));
    }

    [Fact]
    public async Task Every_limit_on_a_message_is_kept()
    {
        QueueLimits limits = new() { Recipients = 2, AddressLength = 64, DestinationLength = 64, EnvelopeIdLength = 5, OriginalRecipientLength = 6 };
        await using SqliteStorage storage = await OpenAsync(limits);
        string longName = new('a', 65);
        SubmittedRecipient to = To("a@x.test");
        async Task RefusedAsync(QueueEnvelope envelope, params SubmittedRecipient[] recipients)
        {
            EnqueueResult result = await PutAsync(storage, [1], envelope, recipients);
            Assert.Equal(EnqueueStatus.LimitExceeded, result.Status);
            Assert.Null(result.Message);
            Assert.NotNull(result.Reason);
        }

        await RefusedAsync(Envelope, to, to, to);
        await RefusedAsync(Envelope with { ReversePath = longName }, to);
        await RefusedAsync(Envelope with { EnvelopeId = "123456" }, to);
        await RefusedAsync(Envelope with { FutureReleaseRequest = "for;60" }, to);
        await RefusedAsync(Envelope, to with { Address = longName });
        await RefusedAsync(Envelope, to with { Destination = longName });
        await RefusedAsync(Envelope, to with { OriginalRecipient = "rfc822;" });
        Assert.Equal(0, await storage.QueueAdministration.CountAsync(default));
        Assert.Equal(EnqueueStatus.Done, (await PutAsync(storage, [1], Envelope with { EnvelopeId = "12345" }, to with { OriginalRecipient = "rfc82;" }, to)).Status);
    }

    [Fact]
    public async Task A_full_queue_takes_no_message_and_still_takes_reports()
    {
        await using SqliteStorage storage = await OpenAsync(new QueueLimits { Messages = 1 });
        Assert.Equal(EnqueueStatus.Done, (await PutAsync(storage, "a@x.test")).Status);
        Assert.Equal(EnqueueStatus.QueueFull, (await PutAsync(storage, "b@x.test")).Status);
        QueueLease lease = Assert.Single(await TakeAsync(storage));
        await using BlobUpload report = storage.Blobs.BeginUpload();
        await report.CompleteAsync(default);
        RecipientOutcome later = new() { Recipient = 1, Status = QueuedRecipientStatus.Pending, NextAttempt = s_now.AddHours(1) };
        Assert.Equal(QueueCompletionStatus.Done, (await storage.Queue.CompleteAsync(lease, [later], [new QueueSubmission(Envelope, report, [To("kim@y.test")])], default)).Status);
        Assert.Equal(2, await storage.QueueAdministration.CountAsync(default));
    }

    [Fact]
    public async Task One_call_gives_and_changes_no_more_than_the_limit_says()
    {
        await using SqliteStorage storage = await OpenAsync(new QueueLimits { Batches = 2, Page = 2, Scan = 3, LeaseTime = TimeSpan.FromMinutes(1) }, new SettableTime { Now = s_now });
        for (int i = 0; i < 5; i++)
        {
            await PutAsync(storage, $"{i}@d{i}.test");
        }

        IReadOnlyList<QueueLease> leases = await TakeAsync(storage, until: s_now.AddDays(1));
        Assert.Equal(2, leases.Count);
        Assert.All(leases, lease => Assert.Equal(s_now.AddMinutes(1), lease.Until));
        Assert.Equal(s_now.AddMinutes(1), (await storage.Queue.RenewAsync([leases[0]], s_now.AddDays(1), default))[0].Until);
        IQueueAdministration queue = storage.QueueAdministration;
        Assert.Equal(2, (await queue.ListDestinationsAsync(null, 10, default)).Count);
        QueuePage page = await queue.ListAsync(new QueueQuery(), null, 10, default);
        Assert.Equal((2, new QueueMessageId(2)), (page.Messages.Count, page.Next!.Value));
        QueuePage nothing = await queue.ListAsync(new QueueQuery { ReversePath = "kim@example.org", IsHeld = true }, null, 10, default);
        Assert.Equal((0, new QueueMessageId(3)), (nothing.Messages.Count, nothing.Next!.Value));
        Assert.Null((await queue.ListAsync(new QueueQuery { IsHeld = true }, nothing.Next, 10, default)).Next);
        for (int i = 0; i < 3; i++)
        {
            await PutAsync(storage, [1], Envelope with { SubmittedAt = s_now.AddHours(1) }, To("a@same.test"));
        }

        Assert.Equal(2, await RetryAsync());
        Assert.Equal(1, await RetryAsync());
        Assert.Equal(0, await RetryAsync());
        async Task<int> RetryAsync() => await queue.RetryDestinationAsync("same.test", s_now, 10, default);
    }

    [Fact]
    public async Task A_long_reply_is_cut()
    {
        await using SqliteStorage storage = await OpenAsync(new QueueLimits { ReplyLength = 5 });
        EnqueueResult put = await PutAsync(storage, "a@x.test");
        QueueLease lease = Assert.Single(await TakeAsync(storage));
        RecipientOutcome outcome = new() { Recipient = 1, Status = QueuedRecipientStatus.Pending, NextAttempt = s_now, Reply = new QueueReply(451, "4.3.0", "0123456", "mx1.example") };
        await storage.Queue.CompleteAsync(lease, [outcome], [], default);
        await foreach (QueuedRecipient recipient in storage.QueueAdministration.ReadRecipientsAsync(put.Message!.Value, default))
        {
            Assert.Equal(new QueueReply(451, "4.3.0", "01234", "mx1.e"), recipient.LastReply);
        }
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueueLimits { Messages = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueueLimits { Recipients = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueueLimits { BatchRecipients = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueueLimits { Batches = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueueLimits { Scan = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QueueLimits { LeaseTime = TimeSpan.Zero });
    }

    [Fact]
    public async Task No_statement_looks_at_more_rows_than_it_needs()
    {
        await (await OpenAsync()).DisposeAsync();
        using SqliteConnection connection = new($"Data Source={Path.Combine(_folder.Path, "mail.db")};Pooling=false");
        connection.Open();
        List<string> plans = [];
        foreach (FieldInfo field in new[] { typeof(QueueStatements), typeof(QueueBatchStatements) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Where(field => field.FieldType == typeof(SqlText)))
        {
            SqlText text = (SqlText)field.GetValue(null)!;
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + text.Text;
            foreach (string parameter in text.Parameters)
            {
                command.Parameters.AddWithValue(parameter, 1L);
            }

            using SqliteDataReader row = command.ExecuteReader();
            while (row.Read())
            {
                plans.Add($"{field.Name}: {row.GetString(3)}");
            }
        }

        Assert.Contains("First: SEARCH queue_batch USING INDEX queue_batch_free (destination=? AND priority=?)", plans);
        Assert.Contains("RunOut: SEARCH queue_batch USING INDEX queue_batch_leased (lease_until<?)", plans);
        Assert.Contains("DueLanes: SEARCH l USING COVERING INDEX queue_lane_due (priority=? AND next_due<?)", plans);

        // The lanes in order are read until the first that is not passed over.
        Assert.Equal(["LanesInOrder: SCAN l USING COVERING INDEX queue_lane_next"], plans.Where(plan => plan.Contains("SCAN", StringComparison.Ordinal)));
        Assert.DoesNotContain(plans, plan => plan.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private async Task<SqliteStorage> CopyAsync(string name)
    {
        string target = Path.Combine(_copies.Path, name);
        _folder.CopyTo(target);
        return await SqliteStorage.OpenAsync(SqliteEngine.Options(target), TimeProvider.System);
    }
}
