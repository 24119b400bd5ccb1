using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// Measures the queue: a meter <c>Protocols.queue</c> with how many messages there are, and, by destination, the recipients that wait and the batches by what they
/// are at. The counts are looked up now and then, and are as old as that.
/// </summary>
public sealed class QueueMeter : IDisposable
{
    private readonly IQueueAdministration _queue;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Meter _meter;
    private volatile IReadOnlyList<QueueDestination> _destinations = [];
    private long _messages;

    /// <summary>Makes the instruments.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what went wrong.</param>
    /// <param name="meters">Where the meter comes from; null for one of its own.</param>
    public QueueMeter(IQueueAdministration queue, TimeProvider time, ILogger logger, IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(time);
        (_queue, _time, _logger) = (queue, time, logger);
        _meter = meters?.Create("Protocols.queue") ?? new Meter("Protocols.queue");
        _meter.CreateObservableGauge("mail.queue.messages", () => Interlocked.Read(ref _messages), "{message}", "Messages in the queue.");
        _meter.CreateObservableGauge("mail.queue.recipients", () => _destinations.Select(static one => Of(one, one.Recipients)), "{recipient}", "Recipients that wait, by destination.");
        _meter.CreateObservableGauge("mail.queue.batches", () => _destinations.SelectMany(Batches), "{batch}", "Batches of recipients, by destination and by what they are at.");
    }

    /// <summary>How often it is counted, above none; 15 seconds unless set.</summary>
    public TimeSpan Interval
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = TimeSpan.FromSeconds(15);

    /// <summary>How many destinations are told, those with the most recipients, from 0; 100 unless set. The number of series has to have a bound.</summary>
    public int MaxDestinations
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = 100;

    /// <summary>Counts until it is told to end.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public Task RunAsync(CancellationToken cancellationToken) => RecurringWork.RunAsync("Counting the queue", Interval, _time, _logger, CountAsync, cancellationToken);

    /// <summary>Counts once.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        const int Page = 1_000;
        Interlocked.Exchange(ref _messages, await _queue.CountAsync(cancellationToken).ConfigureAwait(false));
        PriorityQueue<QueueDestination, long> largest = new();
        string? after = null;
        while (MaxDestinations > 0 && await _queue.ListDestinationsAsync(after, Page, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (QueueDestination destination in page)
            {
                largest.Enqueue(destination, destination.Recipients);
                if (largest.Count > MaxDestinations)
                {
                    largest.Dequeue();
                }
            }

            after = page[^1].Destination;
        }

        _destinations = [.. largest.UnorderedItems.Select(static item => item.Element)];
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Of(QueueDestination destination, long value) => new(value, new KeyValuePair<string, object?>("destination", destination.Destination));

    private static IEnumerable<Measurement<long>> Batches(QueueDestination destination)
    {
        KeyValuePair<string, object?> name = new("destination", destination.Destination);
        yield return new Measurement<long>(destination.Batches - destination.Leased - destination.Held, name, new("state", "waiting"));
        yield return new Measurement<long>(destination.Leased, name, new("state", "leased"));
        yield return new Measurement<long>(destination.Held, name, new("state", "held"));
    }
}
