namespace Protocols.Sieve;

/// <summary>A stretch of a script.</summary>
/// <param name="Offset">Where it begins, in octets from the start of the script.</param>
/// <param name="Length">Its length in octets; may be 0.</param>
/// <param name="Line">The line that it begins in, from 1.</param>
/// <param name="Column">The octet of the line that it begins at, from 1.</param>
public readonly record struct SieveSpan(int Offset, int Length, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}
