using System.Diagnostics.Metrics;
using Protocols.Hosting;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What a delivery agent counts.</summary>
internal sealed class RelayMetrics
{
    private readonly Counter<long> _recipients;
    private readonly Counter<long> _connections;
    private readonly Counter<long> _lostReplies;
    private readonly Counter<long> _lostLeases;
    private readonly UpDownCounter<long> _active;

    public RelayMetrics(ProtocolTelemetry telemetry)
    {
        Telemetry = telemetry;
        _recipients = telemetry.Meter.CreateCounter<long>("mail.relay.recipients", "{recipient}", "Recipients by what an attempt came to.");
        _connections = telemetry.Meter.CreateCounter<long>("mail.relay.connections", "{connection}", "Connections to other servers: opened, reused, failed.");
        _lostReplies = telemetry.Meter.CreateCounter<long>("mail.relay.lost_replies", "{message}", "Messages sent to their end and never acknowledged: another server may have them, and get them again (RFC 5321 §6.1).");
        _lostLeases = telemetry.Meter.CreateCounter<long>("mail.relay.lost_leases", "{lease}", "Work that was taken away before it was done.");
        _active = telemetry.Meter.CreateUpDownCounter<long>("mail.relay.active", "{delivery}", "Deliveries that go on.");
    }

    public ProtocolTelemetry Telemetry { get; }

    public void Began() => _active.Add(1);

    public void Ended() => _active.Add(-1);

    public void Recipient(QueuedRecipientStatus status) => _recipients.Add(1, new KeyValuePair<string, object?>("outcome", status.ToString()));

    public void Connected(bool isOpen) => _connections.Add(1, new KeyValuePair<string, object?>("kind", isOpen ? "opened" : "failed"));

    public void Reused() => _connections.Add(1, new KeyValuePair<string, object?>("kind", "reused"));

    public void ReplyLost() => _lostReplies.Add(1);

    public void LeaseLost() => _lostLeases.Add(1);
}
