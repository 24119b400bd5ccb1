using System.Buffers;

namespace Protocols.Sieve;

/// <summary>What a program is made of.</summary>
internal sealed class SieveCodeTables
{
    public required SieveInstruction[] Instructions { get; init; }

    public required int[] Operands { get; init; }

    public required SieveString[] Strings { get; init; }

    public required SieveSegment[] Segments { get; init; }

    public required long[] Numbers { get; init; }

    /// <summary>The octets of all constants.</summary>
    public required byte[] Octets { get; init; }

    public required HeaderNameTable HeaderNames { get; init; }

    public required SieveDefinition[] Definitions { get; init; }

    /// <summary>The names of the script's own variables, in lower case.</summary>
    public required string[] Variables { get; init; }

    /// <summary>The names of the global variables that it uses (RFC 6609 §3.4).</summary>
    public required string[] Globals { get; init; }

    /// <summary>The numbers in the language of what it requires.</summary>
    public required bool[] Required { get; init; }

    public required LineTable Lines { get; init; }

    public required SieveLanguage Language { get; init; }

    /// <summary>The capabilities that were there when it was compiled: what <c>ihave</c> finds.</summary>
    public required SieveCapabilities Available { get; init; }

    /// <summary>Whether matches are kept for <c>${1}</c> (RFC 5229 §3.2).</summary>
    public required bool KeepsMatches { get; init; }
}
