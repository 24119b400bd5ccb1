using System.Diagnostics;
using System.Globalization;
using Protocols.Hosting;

namespace Protocols.Smtp.Server;

/// <summary>Traces and times one command, from when it was made to when it is disposed of.</summary>
internal sealed class Measure(ProtocolTelemetry telemetry, TimeProvider time, string command) : IDisposable
{
    private readonly Activity? _activity = telemetry.StartCommand(command);
    private readonly long _start = time.GetTimestamp();
    private string _outcome = "failed";

    /// <summary>Notes how the command is answered, and gives the answer back.</summary>
    public SmtpReply Of(SmtpReply reply)
    {
        _outcome = reply.Code.ToString(CultureInfo.InvariantCulture);
        return reply;
    }

    public void Dispose()
    {
        telemetry.CommandCompleted(command, _outcome, time.GetElapsedTime(_start));
        _activity?.Dispose();
    }
}
