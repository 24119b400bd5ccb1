using System.Buffers;
using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve;

/// <summary>What must hold of any octets as a script, over any octets as a message. Also what the fuzz target does.</summary>
internal static class SieveExercise
{
    private static readonly SieveCompiler s_compiler = new(new SieveOptions { Limits = new SieveLimits { MaxDiagnostics = 20 } });
    private static readonly SieveEnvelope s_envelope = new() { From = "tim@example.com", To = "ken+sieve@example.org", Notify = ["DELAY"], DeliverBy = new SieveDeliverBy(60, true, false) };

    private static readonly SieveRunOptions s_options = new()
    {
        Trace = true,
        OwnAddresses = ["ken@example.org"],
        Time = new ManualTime(),
        Limits = new SieveLimits { MaxInstructions = 20_000, MaxComparedBytes = 50_000_000, MaxTraceEntries = 100, MaxIncludes = 5 },
    };

    private static readonly byte[] s_message = Encoding.ASCII.GetBytes(
        "Received: from a by b; Mon, 30 Nov 2026 00:00:00 +0000\r\nDate: Mon, 30 Nov 2026 00:00:00 +0000\r\nFrom: Tim <tim@example.com>\r\nTo: ken@example.org, g: a@b.example;\r\n"
        + "Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?= all\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>two</p>\r\n--b--\r\n");

    /// <summary>Compiles, runs, keeps and lays out.</summary>
    /// <param name="source">The script.</param>
    /// <param name="message">The message; null for one of some parts.</param>
    public static void All(byte[] source, byte[]? message = null)
    {
        SieveCompilation compilation = s_compiler.Compile(source);
        Assert.All(compilation.Diagnostics, diagnostic =>
        {
            Assert.InRange(diagnostic.Span.Offset, 0, source.Length);
            Assert.InRange(diagnostic.Span.Length, 0, source.Length - diagnostic.Span.Offset);
            Assert.True(diagnostic.Span is { Line: > 0, Column: > 0 });
            Assert.NotEqual("", diagnostic.ToString());
        });
        LayOut(source, compilation);
        if (compilation.Program is not { } program)
        {
            Assert.Contains(compilation.Diagnostics, static d => d.Severity == SieveSeverity.Error);
            return;
        }

        string first = Run(program, message ?? s_message);
        ArrayBufferWriter<byte> kept = new();
        program.Write(kept);
        Assert.True(SieveProgram.TryRead(kept.WrittenSpan, s_compiler.Options, out SieveProgram? read));
        Assert.Equal(first, Run(read, message ?? s_message));
    }

    // print(parse(x)) parses to the same.
    private static void LayOut(byte[] source, SieveCompilation compilation)
    {
        if (!SieveScript.TryParse(source, out SieveScript? script, out _))
        {
            Assert.False(compilation.Succeeded);
            return;
        }

        ArrayBufferWriter<byte> printed = new();
        script.Write(printed);
        SieveScript again = SieveScript.Parse(printed.WrittenSpan);
        Assert.Equal(Tell(script.Commands), Tell(again.Commands));
        ArrayBufferWriter<byte> printedAgain = new();
        again.Write(printedAgain);
        Assert.Equal(printed.WrittenSpan, printedAgain.WrittenSpan);
        Assert.Equal(compilation.Succeeded, s_compiler.Compile(printed.WrittenSpan).Succeeded);
    }

    private static string Tell(IEnumerable<SieveCommand> commands) => string.Join('\n', commands.Select(static c =>
        $"{c.Name} {Tell(c.Arguments)} {Tell(c.Test)} ({string.Join(',', c.Tests.Select(Tell))}) {(c.Block is null ? ";" : "{" + Tell(c.Block) + "}")}"));

    private static string Tell(SieveTest? test) => test is null ? "" : $"{test.Name} {Tell(test.Arguments)} {Tell(test.Test)} ({string.Join(',', test.Tests.Select(Tell))})";

    private static string Tell(IEnumerable<SieveArgument> arguments) => string.Join(' ', arguments.Select(static a => a switch
    {
        SieveStringArgument text => Convert.ToHexString(text.Octets.Span),
        SieveStringsArgument list => "[" + string.Join(',', list.Values.Select(static v => Convert.ToHexString(v.Octets.Span))) + "]",
        SieveTagArgument tag => ":" + tag.Name,
        _ => a.ToString(),
    }));

    private static string Run(SieveProgram program, byte[] octets)
    {
        using MimeDocument message = MimeDocument.Parse(octets);
        SieveRun run = new(s_options);
        SieveStep step = run.Start(program, message, s_envelope);
        int questions = 0;
        while (step.Kind != SieveStepKind.Completed)
        {
            Assert.True(++questions < 20_000);
            step = run.Resume(Answer(step, questions, program));
        }

        SieveResult result = run.Result;
        Assert.NotEmpty(result.Actions);
        Assert.True(!result.HasFailed || result.IsImplicitKeep);
        Assert.InRange(result.Actions.Count, 1, s_options.Limits.MaxActions + 1);
        return string.Join('\n', result.Actions.Select(static a => a.GetType().Name).Concat(result.Diagnostics.Select(static d => d.ToString())).Concat(result.Trace.Select(static t => t.ToString())));
    }

    private static SieveAnswer Answer(SieveStep step, int number, SieveProgram program) => step.Kind switch
    {
        SieveStepKind.Metadata or SieveStepKind.ServerMetadata or SieveStepKind.Environment or SieveStepKind.NotifyMethodOnline => number % 3 == 0 ? SieveAnswer.None : SieveAnswer.Text("maybe"),
        SieveStepKind.SpamScore or SieveStepKind.VirusScore => SieveAnswer.Of(number % 4),
        SieveStepKind.Include => number % 4 == 0 ? SieveAnswer.None : SieveAnswer.Script(program),
        SieveStepKind.Convert => number % 2 == 0 ? SieveAnswer.None : SieveAnswer.Octets("converted"u8.ToArray()),
        _ => SieveAnswer.Of(number % 2 == 0),
    };
}
