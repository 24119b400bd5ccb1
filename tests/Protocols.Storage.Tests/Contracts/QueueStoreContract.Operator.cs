namespace Protocols.Storage.Tests;

public abstract partial class QueueStoreContract
{
    private async Task<string> IdsAsync(QueueQuery query)
    {
        List<QueueMessageId> ids = [];
        QueueMessageId? after = null;
        do
        {
            QueuePage page = await Operator.ListAsync(query, after, 2, default);
            ids.AddRange(page.Messages.Select(message => message.Id));
            after = page.Next;
        }
        while (after is not null);
        return string.Join(' ', ids);
    }

    [Fact]
    public async Task A_listing_is_narrowed_by_all_that_is_asked()
    {
        QueueMessageId a = await PutAsync(Envelope(s_now.AddDays(-2)), "a@x.test", "b@x.test");
        QueueMessageId b = await PutAsync(Envelope() with { ReversePath = "bob@example.org" }, "c@x.test", "d@y.test");
        QueueMessageId c = await PutAsync(Envelope(), "e@y.test");
        QueueMessageId d = await PutAsync(Envelope(), "f@z.test", "g@z.test");
        await Operator.HoldAsync(c, default);
        await EndAsync(
            Assert.Single(await TakeAsync(), lease => lease.Message.Id == d), new RecipientOutcome { Recipient = 2, Status = QueuedRecipientStatus.Failed });
        Assert.Equal($"{a} {b} {c} {d}", await IdsAsync(new QueueQuery()));
        Assert.Equal($"{a} {b}", await IdsAsync(new QueueQuery { Destination = "X.test" }));
        Assert.Equal($"{b}", await IdsAsync(new QueueQuery { Destination = "y.test", ReversePath = "bob@example.org" }));
        Assert.Equal($"{a} {c} {d}", await IdsAsync(new QueueQuery { ReversePath = "kim@example.org" }));
        Assert.Equal($"{d}", await IdsAsync(new QueueQuery { Status = QueuedRecipientStatus.Failed }));
        Assert.Equal($"{c}", await IdsAsync(new QueueQuery { IsHeld = true }));
        Assert.Equal($"{a}", await IdsAsync(new QueueQuery { SubmittedBefore = s_now }));
        Assert.Equal($"{b} {c} {d}", await IdsAsync(new QueueQuery { SubmittedFrom = s_now }));
        Assert.Equal("", await IdsAsync(new QueueQuery { Destination = "none.test" }));
    }

    [Fact]
    public async Task Counts_by_destination_follow_what_happens()
    {
        QueueMessageId a = await PutAsync("a@x.test", "b@x.test", "c@y.test");
        await PutAsync("d@x.test");
        await Operator.HoldAsync(a, default);
        Assert.Equal([new("x.test", 2, 3, 0, 1), new("y.test", 1, 1, 0, 1)], await Operator.ListDestinationsAsync(null, 10, default));
        Assert.Equal([new("y.test", 1, 1, 0, 1)], await Operator.ListDestinationsAsync("x.test", 10, default));
        QueueLease lease = Assert.Single(await TakeAsync());
        Assert.Equal([new QueueDestination("x.test", 2, 3, 1, 1)], await Operator.ListDestinationsAsync(null, 1, default));
        await EndAsync(lease, QueuedRecipientStatus.Relayed);
        Assert.Equal([new("x.test", 1, 2, 0, 1), new("y.test", 1, 1, 0, 1)], await Operator.ListDestinationsAsync(null, 10, default));
        await Operator.CancelAsync(a, null, default);
        Assert.Empty(await Operator.ListDestinationsAsync(null, 10, default));
    }

    [Fact]
    public async Task A_held_message_waits_until_it_is_released()
    {
        QueueMessageId id = await PutAsync("a@x.test", "b@y.test");
        Assert.Equal(new QueueChange(QueueChangeStatus.Done, 2), await Operator.HoldAsync(id, default));
        Assert.Equal(new QueueChange(QueueChangeStatus.Done, 0), await Operator.HoldAsync(id, default));
        Assert.True((await Operator.FindAsync(id, default))!.IsHeld);
        Assert.Empty(await TakeAsync());
        Assert.Null(await Queue.NextDueAsync(s_none, 10, default));
        Assert.Equal(new QueueChange(QueueChangeStatus.Done, 2), await Operator.ReleaseAsync(id, default));
        Assert.Equal(2, (await TakeAsync()).Count);
    }

    [Fact]
    public async Task A_hold_lets_what_is_under_way_end_and_keeps_the_rest()
    {
        QueueMessageId id = await PutAsync("a@x.test");
        QueueLease lease = Assert.Single(await TakeAsync());
        await Operator.HoldAsync(id, default);
        QueueHolder holder = Assert.Single(await Operator.ReadLeasesAsync(id, default));
        Assert.Equal(("x.test", "one", lease.Until), (holder.Destination, holder.Owner, holder.Until));
        await EndAsync(lease, QueuedRecipientStatus.Pending, s_now);
        Assert.Empty(await TakeAsync(s_now.AddDays(1)));
        Assert.Empty(await Operator.ReadLeasesAsync(id, default));
        await Operator.ReleaseAsync(id, default);
        Assert.Single(await TakeAsync(s_now.AddDays(1)));
    }

    [Fact]
    public async Task A_hold_outlasts_a_lease_that_runs_out()
    {
        QueueMessageId id = await PutAsync("a@x.test");
        Assert.Single(await TakeAsync());
        await Operator.HoldAsync(id, default);
        Assert.Empty(await TakeAsync(s_now.AddHours(1)));
        await Operator.ReleaseAsync(id, default);
        Assert.Single(await TakeAsync(s_now.AddHours(1)));
    }

    [Fact]
    public async Task An_operator_can_have_it_tried_now()
    {
        QueueMessageId id = await PutAsync("a@x.test");
        await EndAsync(Assert.Single(await TakeAsync()), QueuedRecipientStatus.Pending, s_now.AddHours(4));
        Assert.Equal(new QueueChange(QueueChangeStatus.Done, 1), await Operator.RetryAsync(id, s_now.AddMinutes(1), default));
        QueueLease lease = Assert.Single(await TakeAsync(s_now.AddMinutes(1)));
        Assert.Equal(QueueChangeStatus.InProgress, (await Operator.RetryAsync(id, s_now, default)).Status);
        Assert.Equal(s_now.AddMinutes(1), lease.Recipients[0].NextAttempt);
    }

    [Fact]
    [Rfc(4865, "4.2")]
    public async Task Not_even_an_operator_sends_what_is_to_be_held_for_its_sender()
    {
        QueueMessageId id = await PutAsync(Envelope() with { HoldUntil = s_now.AddHours(2) }, "a@x.test");
        await Operator.RetryAsync(id, s_now, default);
        Assert.Equal(0, await Operator.RetryDestinationAsync("x.test", s_now, 10, default));
        Assert.Empty(await TakeAsync(s_now.AddHours(1)));
        Assert.Single(await TakeAsync(s_now.AddHours(2)));
    }

    [Fact]
    [Rfc(5321, "4.5.4.1")]
    public async Task A_destination_that_is_back_can_be_tried_now()
    {
        for (int i = 0; i < 5; i++)
        {
            await PutAsync(Envelope(priority: i % 3), $"{i}@x.test");
        }

        foreach (QueueLease lease in await TakeAsync())
        {
            await EndAsync(lease, QueuedRecipientStatus.Pending, s_now.AddHours(4));
        }

        Assert.Equal(3, await Operator.RetryDestinationAsync("X.test", s_now, 3, default));
        Assert.Equal(2, await Operator.RetryDestinationAsync("x.test", s_now, 3, default));
        Assert.Equal(0, await Operator.RetryDestinationAsync("x.test", s_now, 3, default));
        Assert.Equal(5, (await TakeAsync()).Count);
    }

    [Fact]
    public async Task A_cancelled_recipient_is_not_tried_and_the_last_takes_the_message_along()
    {
        QueueMessageId id = await PutAsync("a@x.test", "b@x.test", "c@y.test");
        Assert.Equal(new QueueChange(QueueChangeStatus.Done, 1), await Operator.CancelAsync(id, 1, default));
        Assert.Equal(QueuedRecipientStatus.Cancelled, (await ToListAsync(Operator.ReadRecipientsAsync(id, default)))[0].Status);
        IReadOnlyList<QueueLease> leases = await TakeAsync();
        Assert.Equal("b@x.test | c@y.test", Addresses(leases));
        Assert.Equal(new QueueChange(QueueChangeStatus.InProgress, 0), await Operator.CancelAsync(id, 2, default));
        await Queue.ReleaseAsync(leases[0], default);
        Assert.Equal(new QueueChange(QueueChangeStatus.InProgress, 1), await Operator.CancelAsync(id, null, default));
        await Queue.ReleaseAsync(leases[1], default);
        Assert.Equal(new QueueChange(QueueChangeStatus.Done, 1), await Operator.CancelAsync(id, null, default));
        Assert.Null(await Operator.FindAsync(id, default));
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task What_is_not_there_is_told_so()
    {
        QueueMessageId id = await PutAsync("a@x.test");
        QueueMessageId none = new(id.Value + 1);
        QueueChange notFound = new(QueueChangeStatus.NotFound, 0);
        Assert.Equal(notFound, await Operator.HoldAsync(none, default));
        Assert.Equal(notFound, await Operator.ReleaseAsync(none, default));
        Assert.Equal(notFound, await Operator.RetryAsync(none, s_now, default));
        Assert.Equal(notFound, await Operator.CancelAsync(none, null, default));
        Assert.Equal(notFound, await Operator.CancelAsync(id, 2, default));
        Assert.Null(await Operator.FindAsync(none, default));
        Assert.Empty(await Operator.ReadLeasesAsync(none, default));
    }
}
