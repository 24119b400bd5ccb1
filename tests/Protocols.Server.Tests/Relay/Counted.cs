using System.Diagnostics.Metrics;
using Protocols.Hosting;

namespace Protocols.Server.Tests.Relay;

/// <summary>Adds up what one instrument of one meter counts.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _sums = [];

    public Counted(ProtocolTelemetry telemetry, string instrument)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (ReferenceEquals(published.Meter, telemetry.Meter) && published.Name == instrument)
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            string key = tags.Length > 0 ? tags[0].Value?.ToString() ?? "" : "";
            lock (_lock)
            {
                _sums[key] = _sums.GetValueOrDefault(key) + value;
            }
        });
        _listener.Start();
    }

    public long Sum
    {
        get
        {
            lock (_lock)
            {
                return _sums.Values.Sum();
            }
        }
    }

    public long Of(string tag)
    {
        lock (_lock)
        {
            return _sums.GetValueOrDefault(tag);
        }
    }

    public void Dispose() => _listener.Dispose();
}
