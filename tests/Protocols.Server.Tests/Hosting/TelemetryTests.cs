using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Protocols.Smtp;
using Protocols.Smtp.Server;
using Protocols.Storage;

namespace Protocols.Server.Tests.Hosting;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Connections_and_commands_are_measured_and_traced_by_protocol()
    {
        ConcurrentDictionary<string, double> sums = new();
        ConcurrentQueue<string> traced = new();
        using MeterListener meters = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Protocols.telemetry-test")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
            sums.AddOrUpdate($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => t.Value))}", 1, (_, count) => count + 1));
        meters.Start();
        using ActivityListener activities = new()
        {
            ShouldListenTo = static source => source.Name == "Protocols.telemetry-test",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => traced.Enqueue(activity.OperationName),
        };
        ActivitySource.AddActivityListener(activities);

        SmtpServer server = new(new SmtpServerOptions(), new NobodyDirectory(), new StoreDelivery(new NobodyDirectory(), null!, null!, TimeProvider.System)) { Name = "telemetry-test" };
        await using (InProcessHost host = await InProcessHost.StartAsync(server))
        {
            using LineClient client = await LineClient.ConnectAsync(host.Port);
            await client.SendAsync("HELO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@here>\r\nQUIT\r\n");
            while (await client.ReadLineAsync() is not null)
            {
            }

            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
            while (!sums.ContainsKey("mail.connection.duration normal"))
            {
                await Task.Delay(20, limit.Token);
            }
        }

        Assert.Equal(1, sums["mail.connections.accepted"]);
        Assert.Equal(0, sums["mail.connections.active"]);
        Assert.Equal(1, sums["mail.command.duration RCPT 550"]);
        Assert.Equal(1, sums["mail.command.duration MAIL 250"]);
        Assert.Contains("RCPT", traced);
    }

    private sealed class NobodyDirectory : IDirectory
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(string userName, ReadOnlyMemory<byte> password, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new AuthenticationResult(AuthenticationStatus.InvalidCredentials, null, "nobody"));

        public ValueTask<RecipientResult> FindRecipientAsync(string address, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new RecipientResult(RecipientStatus.UnknownUser, null, "nobody"));
    }
}
