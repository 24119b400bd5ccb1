using Protocols.Storage.Sql;

namespace Protocols.Samples.ReferenceServer;

/// <summary>What the store wants done now and then: content that nothing links to swept, the change log kept to its length.</summary>
internal sealed partial class Maintenance(SqliteStorage storage, ILogger<Maintenance> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(s_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                long swept = await storage.SweepAsync(stoppingToken).ConfigureAwait(false);
                await storage.CompactAsync(stoppingToken).ConfigureAwait(false);
                Swept(logger, swept);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; what was left undone is done at the next start.
            return;
        }
    }

    [LoggerMessage(301, LogLevel.Information, "Maintenance: {Count} blobs swept")]
    private static partial void Swept(ILogger logger, long count);
}
