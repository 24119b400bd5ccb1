namespace Protocols.Sieve;

/// <summary>What came of a run. It belongs to its <see cref="SieveRun"/>, and is another when that is started again.</summary>
public sealed class SieveResult
{
    internal SieveResult(SieveRun run) => Run = run;

    /// <summary>
    /// What is to be done, in the order of the script. A keep that is implicit stands at the end, so that a host which does everything in this list loses no message: an empty
    /// list cannot be but by a <see cref="SieveDiscard"/> in it.
    /// </summary>
    public IReadOnlyList<SieveAction> Actions => Run.ActionList;

    /// <summary>Whether the message is kept because nothing that the script did says otherwise (RFC 5228 §2.10.2), or because it failed.</summary>
    public bool IsImplicitKeep => Actions is [.., SieveKeep { IsImplicit: true }];

    /// <summary>What went wrong, and where: an error ended the run, and took all actions with it but the implicit keep (RFC 5228 §2.10.6).</summary>
    public IReadOnlyList<SieveDiagnostic> Diagnostics => Run.DiagnosticList;

    /// <summary>Whether the run ended in an error.</summary>
    public bool HasFailed { get; internal set; }

    /// <summary>Why things are as they are, step by step, where <see cref="SieveRunOptions.Trace"/> was asked for.</summary>
    public IReadOnlyList<SieveTraceEntry> Trace => Run.TraceList;

    private SieveRun Run { get; }
}

/// <summary>One step of a run. A trace is data: it can be kept as it is and shown later.</summary>
/// <param name="Script">The included script that it is in; null for the first one.</param>
/// <param name="Span">Where it is.</param>
/// <param name="Name">The command or test.</param>
/// <param name="Outcome">Of a test, whether it held; null of a command.</param>
/// <param name="Value">The value that decided or was looked at last, or what the command did with; null for none.</param>
/// <param name="Key">The key that matched; null for none.</param>
public sealed record SieveTraceEntry(string? Script, SieveSpan Span, string Name, bool? Outcome, string? Value, string? Key)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Script is null ? "" : Script + ":")}{Span} {Name}{(Outcome is { } outcome ? outcome ? ": true" : ": false" : "")}"
        + (Value is null ? "" : Key is null ? $" \"{Value}\"" : $" \"{Value}\" by \"{Key}\"");
}
