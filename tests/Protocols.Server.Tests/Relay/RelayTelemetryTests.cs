using System.Collections.Concurrent;
using System.Diagnostics;
using Protocols.Storage;

namespace Protocols.Server.Tests.Relay;

/// <summary>What an operator sees of deliveries.</summary>
public class RelayTelemetryTests
{
    [Fact]
    public async Task Outcomes_are_counted_traced_and_logged()
    {
        await using RelaySite site = await RelaySite.StartAsync();
        ConcurrentQueue<Activity> traces = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => ReferenceEquals(source, site.Telemetry.Activities),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = traces.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using Counted recipients = new(site.Telemetry, "mail.relay.recipients");
        using Counted active = new(site.Telemetry, "mail.relay.active");
        FakeServer server = site.AddDomain("to.test");
        server.Answer = static line => line.Contains("no@", StringComparison.Ordinal) ? "550 5.1.1 no" : line.Contains("later@", StringComparison.Ordinal) ? "450 4.2.0 later" : null;
        site.Run();
        QueueMessageId id = await site.EnqueueAsync("bob@to.test", "no@to.test", "later@to.test");
        await site.WaitAsync(id, static r => r.Attempts == 1, 3);
        await Until.TrueAsync(
            () => (recipients.Of("Relayed"), recipients.Of("Failed")) == (1, 1) && recipients.Of("Pending") >= 1 && active.Sum == 0, () => $"{recipients.Sum} recipients are counted, {active.Sum} go on.");
        Assert.Contains(traces, static a => a.OperationName == "DELIVER" && a.Tags.Any(static t => t is { Key: "mail.destination", Value: "to.test" }));
        string line = Assert.Single(site.Log, static l => l.Contains("no@to.test", StringComparison.Ordinal));
        Assert.Equal("Warning Message 1 for no@to.test at to.test: Failed, attempt 1: 550 5.1.1 no (mx.to.test) ", line);
    }
}
