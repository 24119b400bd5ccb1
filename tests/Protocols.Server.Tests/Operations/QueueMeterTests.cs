using System.Diagnostics.Metrics;
using Protocols.Server.Tests.Queue;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Operations;

public sealed class QueueMeterTests
{
    [Fact]
    public async Task The_queue_is_measured_by_destination_the_largest_alone()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        foreach ((string destination, int recipients) in new[] { ("a.test", 1), ("b.test", 3), ("c.test", 2) })
        {
            await site.EnqueueAsync(
                "Subject: a\r\n\r\n",
                new QueueEnvelope { ReversePath = "", SubmittedAt = site.Time.GetUtcNow() },
                [.. Enumerable.Range(0, recipients).Select(i => new SubmittedRecipient { Address = $"r{i}@{destination}", Destination = destination })]);
        }

        await site.Storage.QueueAdministration.HoldAsync(new QueueMessageId(3), CancellationToken.None);
        await site.LeaseAsync(max: 1);
        using Meters meters = new();
        using QueueMeter meter = new(site.Storage.QueueAdministration, site.Time, new ListLogger(), meters) { MaxDestinations = 2 };
        await meter.CountAsync(CancellationToken.None);

        List<string> measured = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (meters.Made.Contains(instrument.Meter))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(static tag => tag.Value))} {value}"));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(
            [
                "mail.queue.batches b.test held 0", "mail.queue.batches b.test leased 0", "mail.queue.batches b.test waiting 1",
                "mail.queue.batches c.test held 1", "mail.queue.batches c.test leased 0", "mail.queue.batches c.test waiting 0",
                "mail.queue.messages  3", "mail.queue.recipients b.test 3", "mail.queue.recipients c.test 2",
            ],
            measured.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_counts_again_and_again_until_it_is_told_to_end()
    {
        await using QueueSite site = await QueueSite.StartAsync();
        using Meters meters = new();
        using QueueMeter meter = new(site.Storage.QueueAdministration, site.Time, new ListLogger(), meters);
        using CancellationTokenSource end = new();
        Task running = meter.RunAsync(end.Token);
        await site.EnqueueAsync("Subject: a\r\n\r\n", new QueueEnvelope { ReversePath = "", SubmittedAt = site.Time.GetUtcNow() }, new SubmittedRecipient { Address = "a@a.test", Destination = "a.test" });
        long messages = 0;
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (meters.Made.Contains(instrument.Meter) && instrument.Name == "mail.queue.messages")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => messages = value);
        listener.Start();
        for (int i = 0; i < 1_000 && messages == 0; i++)
        {
            site.Time.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(10);
            listener.RecordObservableInstruments();
        }

        Assert.Equal(1, messages);
        await end.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class Meters : IMeterFactory
    {
        public List<Meter> Made { get; } = [];

        public Meter Create(MeterOptions options)
        {
            Meter meter = new(options);
            Made.Add(meter);
            return meter;
        }

        public void Dispose() => Made.ForEach(static meter => meter.Dispose());
    }
}
