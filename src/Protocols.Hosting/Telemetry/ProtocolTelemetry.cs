using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Protocols.Hosting;

/// <summary>
/// The metrics and traces of one protocol: a <see cref="System.Diagnostics.Metrics.Meter"/> and an <see cref="ActivitySource"/>, both named
/// <c>Protocols.</c> and the protocol's name, such as <c>Protocols.smtp</c>.
/// </summary>
public sealed class ProtocolTelemetry
{
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _connectionSeconds;
    private readonly Histogram<double> _commandSeconds;

    /// <summary>Makes the instruments of a protocol.</summary>
    /// <param name="protocol">The protocol's name in lower case.</param>
    /// <param name="meters">Where meters come from; null for one of its own.</param>
    public ProtocolTelemetry(string protocol, IMeterFactory? meters = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(protocol);
        string name = "Protocols." + protocol;
        Meter = meters?.Create(name) ?? new Meter(name);
        Activities = new ActivitySource(name);
        _active = Meter.CreateUpDownCounter<long>("mail.connections.active", "{connection}", "Connections that are open.");
        _accepted = Meter.CreateCounter<long>("mail.connections.accepted", "{connection}", "Connections that were served.");
        _refused = Meter.CreateCounter<long>("mail.connections.refused", "{connection}", "Connections that were turned away, by reason.");
        _connectionSeconds = Meter.CreateHistogram<double>("mail.connection.duration", "s", "How long connections lasted, by how they ended.");
        _commandSeconds = Meter.CreateHistogram<double>("mail.command.duration", "s", "How long commands took, by command and outcome.");
    }

    /// <summary>The protocol's meter, for instruments of its own.</summary>
    public Meter Meter { get; }

    /// <summary>The protocol's source of traces.</summary>
    public ActivitySource Activities { get; }

    /// <summary>Begins the trace of a command, if anyone listens.</summary>
    /// <param name="command">The command's name: one of the protocol's own, never the peer's text.</param>
    public Activity? StartCommand(string command) => Activities.StartActivity(command, ActivityKind.Server);

    /// <summary>Records a command.</summary>
    /// <param name="command">The command's name: one of the protocol's own, never the peer's text, or the number of series has no bound.</param>
    /// <param name="outcome">How it ended, in the protocol's own terms: <c>OK</c>, <c>550</c>.</param>
    /// <param name="elapsed">How long it took.</param>
    public void CommandCompleted(string command, string outcome, TimeSpan elapsed) =>
        _commandSeconds.Record(elapsed.TotalSeconds, new("command", command), new("outcome", outcome));

    internal void Accepted()
    {
        _accepted.Add(1);
        _active.Add(1);
    }

    internal void Closed(string how, TimeSpan elapsed)
    {
        _active.Add(-1);
        _connectionSeconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("end", how));
    }

    internal void Refused(RefusalReason reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
}
