using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve;

/// <summary>A host with a command that tells its argument: <c>probe "text"</c>.</summary>
internal static class Probe
{
    public static SieveOptions Options { get; } = new()
    {
        HostCommands = [new SieveHostCommand("probe") { Capability = "vnd.test", Parameters = [new SieveHostParameter("text", SieveValueKind.String)] }],
    };

    /// <summary>The argument of the one probe that a script comes to.</summary>
    public static string ValueOf(string source, string message = Script.MessageA) => ValuesOf(source, message).Single();

    /// <summary>The arguments of the probes that a script comes to.</summary>
    public static List<string> ValuesOf(string source, string message = Script.MessageA, SieveRunOptions? options = null)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.UTF8.GetBytes(message));
        SieveRun run = new(options ?? SieveRunOptions.Default);
        List<string> values = [];
        SieveStep step = run.Start(Script.Compile(source, Options), document, Script.Envelope);
        while (step.Kind == SieveStepKind.HostCommand)
        {
            values.Add(step.Call!.GetString(0));
            step = run.Resume(SieveAnswer.Done);
        }

        Assert.Equal(SieveStepKind.Completed, step.Kind);
        Assert.False(run.Result.HasFailed, string.Join('\n', run.Result.Diagnostics));
        return values;
    }
}
