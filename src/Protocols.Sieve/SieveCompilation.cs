namespace Protocols.Sieve;

/// <summary>What came of compiling a script.</summary>
public sealed class SieveCompilation
{
    internal SieveCompilation(SieveProgram? program, IReadOnlyList<SieveDiagnostic> diagnostics)
    {
        Program = program;
        Diagnostics = diagnostics;
    }

    /// <summary>The program; null where there was an error.</summary>
    public SieveProgram? Program { get; }

    /// <summary>Errors and warnings in the order of the script, up to <see cref="SieveLimits.MaxDiagnostics"/>.</summary>
    public IReadOnlyList<SieveDiagnostic> Diagnostics { get; }

    /// <summary>The places of the script that include others (RFC 6609 §3.2), in its order, even where there was an error. See <see cref="SieveIncludeCheck"/>.</summary>
    public IReadOnlyList<SieveInclude> Includes { get; internal init; } = [];

    /// <summary>Whether there is a program.</summary>
    public bool Succeeded => Program is not null;

    /// <summary>Gives the program.</summary>
    /// <exception cref="FormatException">There was an error; the text is that of the first.</exception>
    public SieveProgram GetProgram() => Program ?? throw new FormatException(Diagnostics.First(static d => d.Severity == SieveSeverity.Error).ToString());
}
