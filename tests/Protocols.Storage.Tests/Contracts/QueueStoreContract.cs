namespace Protocols.Storage.Tests;

/// <summary>What every queue does.</summary>
public abstract partial class QueueStoreContract : StorageContract
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<string> s_none = [];
    private int _contents;

    private IQueueStore Queue => Engine.Queue;

    private IQueueAdministration Operator => Engine.QueueAdministration;

    private static QueueEnvelope Envelope(DateTimeOffset? at = null, int priority = 0) =>
        new() { ReversePath = "kim@example.org", SubmittedAt = at ?? s_now, Priority = priority };

    private static SubmittedRecipient To(string address) => new() { Address = address, Destination = address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..] };

    private Task<QueueMessageId> PutAsync(params string[] recipients) => PutAsync(Envelope(), recipients);

    private async Task<QueueMessageId> PutAsync(QueueEnvelope envelope, params string[] recipients)
    {
        EnqueueResult result = await PutAsync(envelope, Bytes($"message {++_contents}"), [.. recipients.Select(To)]);
        Assert.Equal(EnqueueStatus.Done, result.Status);
        return result.Message!.Value;
    }

    private async Task<EnqueueResult> PutAsync(QueueEnvelope envelope, byte[] content, params SubmittedRecipient[] recipients)
    {
        await using BlobUpload upload = await UploadAsync(content);
        return await Queue.EnqueueAsync(new QueueSubmission(envelope, upload, recipients), default);
    }

    private static QueueLeaseRequest Request(DateTimeOffset? at = null, int max = 100, string owner = "one") =>
        new() { Owner = owner, Now = at ?? s_now, Until = (at ?? s_now).AddMinutes(10), MaxBatches = max };

    private async Task<IReadOnlyList<QueueLease>> TakeAsync(DateTimeOffset? at = null, int max = 100) => await Queue.LeaseAsync(Request(at, max), default);

    private Task<QueueCompletion> EndAsync(QueueLease lease, QueuedRecipientStatus status, DateTimeOffset? next = null) =>
        EndAsync(lease, [.. lease.Recipients.Select(recipient => new RecipientOutcome { Recipient = recipient.Number, Status = status, NextAttempt = next })]);

    private async Task<QueueCompletion> EndAsync(QueueLease lease, params RecipientOutcome[] outcomes) => await Queue.CompleteAsync(lease, outcomes, [], default);

    private static string Addresses(IEnumerable<QueueLease> leases) =>
        string.Join(" | ", leases.Select(lease => string.Join(' ', lease.Recipients.Select(recipient => recipient.Address))));

    [Fact]
    [Rfc(3461, "4.4"), Rfc(3461, "4.3"), Rfc(3461, "4.2"), Rfc(3461, "4.1"), Rfc(2852, "4"), Rfc(4865, "4.2"), Rfc(6710, "4.2"), Rfc(8689, "4.2.1")]
    public async Task All_that_a_sender_asked_for_is_kept()
    {
        QueueEnvelope envelope = Envelope(priority: -9) with
        {
            ReversePath = "kím@example.org", Submitter = Anna, EnvelopeId = "QQ314159 x", Return = QueueReturn.Headers, Tls = QueueTls.Required, IsSmtpUtf8 = true,
            Body = QueueBody.BinaryMime, DeliverBy = new QueueDeliverBy(s_now.AddHours(2), false, true), HoldUntil = s_now.AddHours(1), FutureReleaseRequest = "for;3600",
        };
        SubmittedRecipient recipient = new() { Address = "Bob@Example.COM", Destination = "Example.COM", OriginalRecipient = "rfc822;Bob@Example.COM", Notify = QueueNotify.Success | QueueNotify.Delay };
        byte[] content = Bytes("Subject: x\r\n\r\ny");
        QueueMessageId id = (await PutAsync(envelope, content, recipient)).Message!.Value;
        QueuedMessage message = (await Operator.FindAsync(id, default))!;
        Assert.Equal(envelope, message.Envelope);
        Assert.Equal((content.Length, 1, 1, false), (message.Size, message.Recipients, message.Pending, message.IsHeld));
        Assert.Equal(content, await ReadAsync(message.Blob, account: Queue.Account));
        QueuedRecipient kept = Assert.Single(await ToListAsync(Operator.ReadRecipientsAsync(id, default)));
        Assert.Equal(
            new QueuedRecipient
            {
                Number = 1, Address = "Bob@Example.COM", Destination = "example.com", OriginalRecipient = "rfc822;Bob@Example.COM", Notify = QueueNotify.Success | QueueNotify.Delay,
                Status = QueuedRecipientStatus.Pending, Attempts = 0, NextAttempt = s_now.AddHours(1), Notices = QueueDelayNotices.None,
            },
            kept);
    }

    [Fact]
    [Rfc(5321, "4.5.5")]
    public async Task The_null_reverse_path_is_kept_as_it_is()
    {
        QueueMessageId id = await PutAsync(Envelope() with { ReversePath = "" }, "a@x.test");
        Assert.Equal("", (await Operator.FindAsync(id, default))!.Envelope.ReversePath);
        Assert.Single((await Operator.ListAsync(new QueueQuery { ReversePath = "" }, null, 10, default)).Messages);
    }

    [Fact]
    [Rfc(5321, "4.5.4.1")]
    public async Task Recipients_at_one_destination_come_together()
    {
        await PutAsync("a@x.test", "b@y.test", "c@X.test");
        IReadOnlyList<QueueLease> leases = await TakeAsync();
        Assert.Equal(["a@x.test c@X.test", "b@y.test"], leases.Select(lease => Addresses([lease])).Order());
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    [Rfc(6710, "5")]
    public async Task The_highest_priority_goes_first_then_what_has_been_due_longest()
    {
        await PutAsync(Envelope(s_now.AddMinutes(-1)), "b@x.test");
        await PutAsync(Envelope(s_now.AddMinutes(-2)), "a@y.test");
        await PutAsync(Envelope(s_now, priority: 9), "first@x.test");
        await PutAsync(Envelope(s_now.AddHours(-5), priority: -9), "last@z.test");
        await PutAsync(Envelope(s_now), "c@y.test");
        Assert.Equal("first@x.test | a@y.test | b@x.test | c@y.test | last@z.test", Addresses(await TakeAsync()));
    }

    [Fact]
    public async Task A_few_at_a_time_come_in_the_same_order()
    {
        for (int i = 0; i < 12; i++)
        {
            await PutAsync(Envelope(s_now.AddMinutes(-20 + i)), $"{(char)('a' + i)}@d{i % 3}.test");
        }

        List<QueueLease> all = [];
        while (await TakeAsync(max: 5) is { Count: > 0 } some)
        {
            Assert.InRange(some.Count, 1, 5);
            all.AddRange(some);
        }

        Assert.Equal("abcdefghijkl", string.Concat(all.Select(lease => lease.Recipients[0].Address[0])));
    }

    [Fact]
    public async Task What_is_due_at_the_same_time_goes_in_the_order_in_which_it_came()
    {
        await PutAsync("a@x.test");
        await PutAsync("b@y.test");
        await PutAsync("c@x.test");
        await PutAsync("d@z.test");
        await PutAsync("e@y.test");
        Assert.Equal("a@x.test | b@y.test | c@x.test | d@z.test | e@y.test", Addresses(await TakeAsync()));
    }

    [Fact]
    [Rfc(4865, "4.2")]
    public async Task Nothing_is_given_out_before_its_time()
    {
        await PutAsync(Envelope() with { HoldUntil = s_now.AddHours(3) }, "a@x.test");
        Assert.Equal(s_now.AddHours(3), await Queue.NextDueAsync(s_none, 10, default));
        Assert.Empty(await TakeAsync(s_now.AddHours(3).AddMilliseconds(-1)));
        Assert.Single(await TakeAsync(s_now.AddHours(3)));
    }

    [Fact]
    public async Task Excluded_destinations_are_passed_over()
    {
        await PutAsync("a@x.test", "b@y.test");
        HashSet<string> excluded = ["x.test"];
        Assert.Equal("b@y.test", Addresses(await Queue.LeaseAsync(Request() with { ExcludedDestinations = excluded }, default)));
        Assert.Equal(s_now, await Queue.NextDueAsync(s_none, 10, default));
        Assert.Equal(s_now.AddMinutes(10), await Queue.NextDueAsync(excluded, 10, default));
    }

    [Fact]
    [Rfc(5321, "4.5.4.1")]
    public async Task A_destination_has_no_more_leases_than_asked_for_at_a_time()
    {
        for (int i = 0; i < 5; i++)
        {
            await PutAsync(Envelope(priority: i % 2), $"{i}@x.test");
        }

        await PutAsync(Envelope(s_now), "other@y.test");
        QueueLeaseRequest request = Request() with { MaxLeasesPerDestination = 2 };
        IReadOnlyList<QueueLease> first = await Queue.LeaseAsync(request, default);
        Assert.Equal("1@x.test | 3@x.test | other@y.test", Addresses(first));
        Assert.Empty(await Queue.LeaseAsync(request with { Owner = "two" }, default));
        Assert.Equal(s_now.AddMinutes(10), await Queue.NextDueAsync(s_none, 2, default));
        await EndAsync(first[0], QueuedRecipientStatus.Relayed);
        Assert.Equal("0@x.test", Addresses(await Queue.LeaseAsync(request, default)));
    }

    [Fact]
    public async Task A_delivered_message_leaves_the_queue_with_its_last_recipient()
    {
        QueueMessageId id = await PutAsync("a@x.test", "b@y.test");
        BlobId blob = (await Operator.FindAsync(id, default))!.Blob;
        IReadOnlyList<QueueLease> leases = await TakeAsync();
        QueueCompletion completion = await EndAsync(leases[0], QueuedRecipientStatus.Relayed);
        Assert.Equal((QueueCompletionStatus.Done, false), (completion.Status, completion.IsMessageFinished));
        Assert.Equal(1, (await Operator.FindAsync(id, default))!.Pending);
        Assert.True((await EndAsync(leases[1], QueuedRecipientStatus.Failed)).IsMessageFinished);
        Assert.Null(await Operator.FindAsync(id, default));
        Assert.Empty(await ToListAsync(Operator.ReadRecipientsAsync(id, default)));
        Assert.Empty(await Operator.ListDestinationsAsync(null, 10, default));
        Assert.Equal(0, await Operator.CountAsync(default));
        Assert.Null(await Queue.NextDueAsync(s_none, 10, default));
        Assert.NotNull(await Engine.Blobs.GetLengthAsync(Queue.Account, blob, default));
        Assert.Equal(QueueCompletionStatus.LeaseLost, (await EndAsync(leases[1], QueuedRecipientStatus.Failed)).Status);
    }

    [Fact]
    public async Task A_deferred_recipient_comes_again_at_its_time_with_what_was_learned()
    {
        await PutAsync("a@x.test", "b@x.test", "c@x.test");
        QueueLease lease = Assert.Single(await TakeAsync());
        QueueReply reply = new(451, "4.7.1", "try\r\nlater", "mx.x.test");
        await EndAsync(
            lease,
            new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Pending, NextAttempt = s_now.AddHours(1), Reply = reply, Notices = QueueDelayNotices.Delayed },
            new RecipientOutcome { Recipient = 2, Status = QueuedRecipientStatus.Delivered },
            new RecipientOutcome { Recipient = 3, Status = QueuedRecipientStatus.Pending, NextAttempt = s_now.AddHours(2) });
        Assert.Empty(await TakeAsync(s_now.AddMinutes(59)));
        Assert.Equal(s_now.AddHours(1), await Queue.NextDueAsync(s_none, 10, default));
        QueueLease again = Assert.Single(await TakeAsync(s_now.AddHours(1)));
        QueuedRecipient recipient = Assert.Single(again.Recipients);
        Assert.Equal(("a@x.test", 1, QueueDelayNotices.Delayed), (recipient.Address, recipient.Attempts, recipient.Notices));
        Assert.Equal(reply with { Text = "try  later" }, recipient.LastReply);
        await EndAsync(again, new RecipientOutcome { Recipient = 1, Status = QueuedRecipientStatus.Pending, NextAttempt = s_now.AddHours(3), Notices = QueueDelayNotices.DeliverByPassed });
        QueuedRecipient third = Assert.Single((await TakeAsync(s_now.AddHours(3)))[0].Recipients, one => one.Number == 1);
        Assert.Equal((2, QueueDelayNotices.Delayed | QueueDelayNotices.DeliverByPassed, 451), (third.Attempts, third.Notices, third.LastReply!.Code));
    }

    [Fact]
    public async Task A_released_lease_is_due_again_and_no_attempt_is_counted()
    {
        await PutAsync("a@x.test");
        QueueLease lease = Assert.Single(await TakeAsync());
        Assert.True(await Queue.ReleaseAsync(lease, default));
        QueueLease again = Assert.Single(await TakeAsync());
        Assert.Equal((lease.Batch, lease.Number + 1, 0), (again.Batch, again.Number, again.Recipients[0].Attempts));
        Assert.False(await Queue.ReleaseAsync(lease, default));
    }

    [Fact]
    [Rfc(5321, "6.1")]
    public async Task A_lease_that_ran_out_is_taken_over_and_its_first_owner_told()
    {
        await PutAsync("a@x.test");
        QueueLease dead = Assert.Single(await TakeAsync());
        Assert.Equal(s_now.AddMinutes(10), await Queue.NextDueAsync(s_none, 10, default));
        Assert.Empty(await Queue.LeaseAsync(Request(s_now.AddMinutes(9), owner: "two"), default));
        QueueLease taken = Assert.Single(await Queue.LeaseAsync(Request(s_now.AddMinutes(10), owner: "two") with { MaxLeasesPerDestination = 1 }, default));
        Assert.Equal("two", taken.Owner);
        Assert.Empty(await Queue.RenewAsync([dead], s_now.AddHours(1), default));
        Assert.Equal(QueueCompletionStatus.LeaseLost, (await EndAsync(dead, QueuedRecipientStatus.Relayed)).Status);
        Assert.True((await EndAsync(taken, QueuedRecipientStatus.Relayed)).IsMessageFinished);
    }

    [Fact]
    public async Task A_renewed_lease_is_not_taken_over()
    {
        await PutAsync("a@x.test");
        QueueLease lease = Assert.Single(await TakeAsync());
        QueueLease renewed = Assert.Single(await Queue.RenewAsync([lease], s_now.AddMinutes(30), default));
        Assert.Equal(s_now.AddMinutes(30), renewed.Until);
        Assert.Empty(await TakeAsync(s_now.AddMinutes(29)));
        Assert.Single(await TakeAsync(s_now.AddMinutes(30)));
    }

    [Fact]
    public async Task A_late_end_counts_as_long_as_nobody_else_had_the_work()
    {
        await PutAsync("a@x.test");
        QueueLease lease = Assert.Single(await TakeAsync());
        Assert.Empty(await Queue.LeaseAsync(Request(s_now.AddHours(1)) with { ExcludedDestinations = new HashSet<string> { "x.test" } }, default));
        Assert.Empty(await Queue.RenewAsync([lease], s_now.AddHours(2), default));
        Assert.True((await EndAsync(lease, QueuedRecipientStatus.Relayed)).IsMessageFinished);
        Assert.Empty(await Operator.ListDestinationsAsync(null, 10, default));
    }

    [Fact]
    public async Task Two_leasers_never_hold_the_same_recipients()
    {
        const int Messages = 150;
        for (int i = 0; i < Messages; i++)
        {
            await PutAsync($"a{i}@d{i % 7}.test", $"b{i}@d{i % 7}.test", $"c{i}@e{i % 3}.test");
        }

        System.Collections.Concurrent.ConcurrentDictionary<long, string> held = new();
        System.Collections.Concurrent.ConcurrentDictionary<string, int> delivered = new();
        async Task WorkAsync(string owner)
        {
            QueueLeaseRequest request = Request(max: 4, owner: owner) with { MaxLeasesPerDestination = 10 };
            while (delivered.Count < Messages * 3)
            {
                foreach (QueueLease lease in await Queue.LeaseAsync(request, default))
                {
                    Assert.True(held.TryAdd(lease.Batch, owner));
                    await Task.Yield();
                    Assert.True(held.TryRemove(new KeyValuePair<long, string>(lease.Batch, owner)));
                    foreach (QueuedRecipient recipient in lease.Recipients)
                    {
                        delivered.AddOrUpdate(recipient.Address, 1, (_, count) => count + 1);
                    }

                    Assert.Equal(QueueCompletionStatus.Done, (await EndAsync(lease, QueuedRecipientStatus.Relayed)).Status);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => WorkAsync($"worker {i}")))).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.All(delivered.Values, count => Assert.Equal(1, count));
        Assert.Equal(0, await Operator.CountAsync(default));
    }

    [Fact]
    [Rfc(5321, "6.1")]
    public async Task A_report_is_queued_in_the_step_that_makes_it_due()
    {
        await PutAsync("a@x.test");
        QueueLease lease = Assert.Single(await TakeAsync());
        await using BlobUpload report = await UploadAsync(Bytes("report"));
        QueueSubmission bounce = new(Envelope() with { ReversePath = "" }, report, [To("kim@example.org")]);
        RecipientOutcome failed = new() { Recipient = 1, Status = QueuedRecipientStatus.Failed };
        QueueSubmission tooLong = bounce with { Recipients = [To(new string('a', 100_000) + "@example.org")] };
        QueueCompletion refused = await Queue.CompleteAsync(lease, [failed], [tooLong], default);
        Assert.Equal(QueueCompletionStatus.NotificationRefused, refused.Status);
        Assert.NotNull(refused.Reason);
        QueueCompletion done = await Queue.CompleteAsync(lease, [failed], [bounce], default);
        Assert.True(done.IsMessageFinished);
        Assert.Equal("", (await Operator.FindAsync(Assert.Single(done.Notifications), default))!.Envelope.ReversePath);
        Assert.Equal(QueueCompletionStatus.LeaseLost, (await Queue.CompleteAsync(lease, [failed], [bounce], default)).Status);
        Assert.Equal(1, await Operator.CountAsync(default));
    }

    [Fact]
    public async Task Who_waits_for_work_is_woken_by_a_message()
    {
        ModSeq before = await Engine.Changes.CurrentAsync(Queue.Account, default);
        Task<ModSeq> waiting = Engine.Changes.WaitAsync(Queue.Account, before, default).AsTask();
        Assert.False(waiting.IsCompleted);
        await PutAsync("a@x.test");
        Assert.True(await waiting.WaitAsync(TimeSpan.FromMinutes(1)) > before);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_written()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(Envelope(priority: 10), "a@x.test"));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(Envelope() with { EnvelopeId = "a\nb" }, "a@x.test"));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync("a\r\nRCPT TO:<b@x.test>@x.test"));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(Envelope(), [1], To("a@x.test") with { Notify = QueueNotify.Never | QueueNotify.Delay }));
        await PutAsync("a@x.test");
        QueueLease lease = Assert.Single(await TakeAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => EndAsync(lease, new RecipientOutcome { Recipient = 2, Status = QueuedRecipientStatus.Failed }));
        await Assert.ThrowsAsync<ArgumentException>(() => EndAsync(lease, QueuedRecipientStatus.Pending));
        await Assert.ThrowsAsync<ArgumentException>(() => EndAsync(lease, QueuedRecipientStatus.Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Queue.LeaseAsync(Request() with { Owner = "" }, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Queue.LeaseAsync(Request() with { Until = s_now }, default));
        Assert.Equal(1, await Operator.CountAsync(default));
    }
}
