using Protocols.Sieve;

namespace Protocols.ManageSieve.Server;

/// <summary>Whether a script is valid.</summary>
/// <param name="IsValid">Whether it is.</param>
/// <param name="Text">What its writer is told: errors, or warnings of a valid one, each in a line with where it is; empty for nothing.</param>
public readonly record struct ScriptVerdict(bool IsValid, string Text)
{
    /// <summary>The verdict over a script that was compiled: each error, or each warning of a valid one, in a line that begins with where it is.</summary>
    /// <param name="compilation">What came of compiling it.</param>
    public static ScriptVerdict Of(SieveCompilation compilation)
    {
        ArgumentNullException.ThrowIfNull(compilation);

        // RFC 5804 §2.6: the message should give the line of the first error. Warnings would only hide it.
        SieveSeverity told = compilation.Succeeded ? SieveSeverity.Warning : SieveSeverity.Error;
        return new ScriptVerdict(compilation.Succeeded, string.Join('\n', compilation.Diagnostics.Where(d => d.Severity == told).Select(static d => $"line {d.Span.Line}, column {d.Span.Column}: {d.Message}")));
    }
}

/// <summary>Says whether a script is valid (RFC 5804 §2.6, §2.12). Called by any number of connections at once; no octets may make it throw.</summary>
/// <param name="source">The script.</param>
public delegate ScriptVerdict ScriptCheck(ReadOnlySpan<byte> source);
