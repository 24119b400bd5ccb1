namespace Protocols.Sieve;

/// <summary>How much a <see cref="SieveDiagnostic"/> weighs.</summary>
public enum SieveSeverity
{
    /// <summary>The script compiles; its author may want to look at it.</summary>
    Warning,

    /// <summary>There is no program, or the run ended here in the implicit keep (RFC 5228 §2.10.6).</summary>
    Error,
}

/// <summary>Something that a script's author should know: found when it was compiled, or when it ran.</summary>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Code">What it is, for programs.</param>
/// <param name="Message">What it is, for people: one sentence in plain text.</param>
/// <param name="Span">Where it is.</param>
public sealed record SieveDiagnostic(SieveSeverity Severity, SieveDiagnosticCode Code, string Message, SieveSpan Span)
{
    /// <summary>The script that it is in, where that is an included one (RFC 6609); else null.</summary>
    public string? Script { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Script is null ? "" : Script + ":")}{Span}: {(Severity == SieveSeverity.Error ? "error" : "warning")}: {Message}";
}
