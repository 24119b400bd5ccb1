namespace Protocols.ManageSieve.Server;

/// <summary>Whether a script is valid.</summary>
/// <param name="IsValid">Whether it is.</param>
/// <param name="Text">What its writer is told: errors, or warnings of a valid one, each in a line with where it is; empty for nothing.</param>
public readonly record struct ScriptVerdict(bool IsValid, string Text);

/// <summary>Says whether a script is valid (RFC 5804 §2.6, §2.12). Called by any number of connections at once; no octets may make it throw.</summary>
/// <param name="source">The script.</param>
public delegate ScriptVerdict ScriptCheck(ReadOnlySpan<byte> source);
