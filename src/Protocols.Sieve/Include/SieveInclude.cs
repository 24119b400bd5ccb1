namespace Protocols.Sieve;

/// <summary>A place in a script that includes another (RFC 6609 §3.2).</summary>
/// <param name="Name">The name of the other.</param>
/// <param name="Location">Where that is kept.</param>
/// <param name="IsOnce">Whether it is passed over where the other has been included before.</param>
/// <param name="IsOptional">Whether it is passed over where there is no such script.</param>
/// <param name="Span">Where it is.</param>
public sealed record SieveInclude(string Name, SieveScriptLocation Location, bool IsOnce, bool IsOptional, SieveSpan Span);
