using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Samples.ReferenceServer;

/// <summary>The verbs that try a Sieve script: nothing is stored, sent or remembered.</summary>
internal static class SieveVerb
{
    private const int Invalid = 1;

    /// <summary>Does what the words behind <c>sieve</c> say.</summary>
    /// <exception cref="UsageException">It cannot be done as asked.</exception>
    public static async Task<int> RunAsync(ServerSettings settings, IConfiguration configuration, string[] words)
    {
        switch (words)
        {
            case ["check", string file]:
                return await CompileAsync(settings, file).ConfigureAwait(false) is null ? Invalid : 0;
            case ["run", string file, string message]:
                return await CompileAsync(settings, file).ConfigureAwait(false) is { } program
                    ? Run(settings, program, await ReadAsync(message).ConfigureAwait(false), configuration["Queue:Sender"], configuration["Queue:Recipient"])
                    : Invalid;
            default:
                throw new UsageException($"'sieve {string.Join(' ', words)}' is no command of this program.");
        }
    }

    private static async Task<SieveProgram?> CompileAsync(ServerSettings settings, string file)
    {
        SieveCompilation compilation = new SieveCompiler(SieveComposition.Options(settings)).Compile(await ReadAsync(file).ConfigureAwait(false));
        foreach (SieveDiagnostic diagnostic in compilation.Diagnostics)
        {
            Console.WriteLine($"{file}:{diagnostic}");
        }

        if (compilation.Program is { } program)
        {
            Console.WriteLine($"{file} is valid; it requires {(program.Extensions.Count == 0 ? "nothing" : string.Join(", ", program.Extensions))}");
        }

        return compilation.Program;
    }

    private static int Run(ServerSettings settings, SieveProgram program, byte[] octets, string? sender, string? recipient)
    {
        using MimeDocument message = MimeDocument.Parse(octets);
        string to = recipient ?? "me@" + settings.HostName;
        SieveRun run = new(new SieveRunOptions { Trace = true, OwnAddresses = [to], UserEmail = to, SubaddressDelimiter = settings.Reception.DetailSeparator });
        SieveStep step = run.Start(program, message, new SieveEnvelope { From = sender ?? SenderOf(message), To = to });
        while (step.Kind != SieveStepKind.Completed)
        {
            (SieveAnswer answer, string told) = Answer(step);
            Console.WriteLine($"asked     {step}: {told}");
            step = run.Resume(answer);
        }

        foreach (SieveTraceEntry entry in run.Result.Trace)
        {
            Console.WriteLine($"trace     {entry}");
        }

        foreach (SieveDiagnostic diagnostic in run.Result.Diagnostics)
        {
            Console.WriteLine($"problem   {diagnostic}");
        }

        foreach (SieveAction action in run.Result.Actions)
        {
            Console.WriteLine($"action    {SieveText.Describe(action)}");
        }

        return run.Result.HasFailed ? Invalid : 0;
    }

    // Every mailbox that is asked after is there, nothing has been seen before, and nothing else is known.
    private static (SieveAnswer Answer, string Told) Answer(SieveStep step) => step.Kind switch
    {
        SieveStepKind.MailboxExists or SieveStepKind.MailboxIdExists or SieveStepKind.SpecialUseExists => (SieveAnswer.Yes, "yes"),
        SieveStepKind.NotifyMethodValid => (SieveAnswer.Yes, "yes"),
        SieveStepKind.Duplicate or SieveStepKind.VacationSeen or SieveStepKind.ListContains or SieveStepKind.ListExists => (SieveAnswer.No, "no"),
        SieveStepKind.SpamScore or SieveStepKind.VirusScore => (SieveAnswer.Of(0), "not looked at"),
        _ => (SieveAnswer.None, "nothing"),
    };

    private static string SenderOf(MimeDocument message) => message.Root.TryGetHeader(HeaderId.ReturnPath, out HeaderField path)
        ? System.Text.Encoding.UTF8.GetString(path.Value).Trim('<', '>', ' ')
        : "sender@example.com";

    private static async Task<byte[]> ReadAsync(string file)
    {
        try
        {
            return await File.ReadAllBytesAsync(file).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }
}
