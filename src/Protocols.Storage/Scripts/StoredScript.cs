using System.Globalization;

namespace Protocols.Storage;

/// <summary>Names a script within its account; kept through renames and new content, never reused (RFC 9661 §2).</summary>
/// <param name="Value">The number the engine assigned.</param>
public readonly record struct ScriptId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is known of a script without its content.</summary>
public sealed record StoredScript
{
    /// <summary>Its id.</summary>
    public required ScriptId Id { get; init; }

    /// <summary>Its name; no other of the account has it.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its content.</summary>
    public required BlobId Content { get; init; }

    /// <summary>The size of its content in octets.</summary>
    public required long Size { get; init; }

    /// <summary>Whether it is the one that sorts the account's mail; one at the most is (RFC 5804 §1.4).</summary>
    public required bool IsActive { get; init; }

    /// <summary>The point on the account's clock at which it changed last.</summary>
    public required ModSeq ModSeq { get; init; }
}

/// <summary>What a compiler made of a script.</summary>
/// <param name="Version">What made it, in the compiler's own words: what another version made is not read. 1 to 255 characters.</param>
/// <param name="Program">What it made.</param>
public sealed record CompiledScript(string Version, ReadOnlyMemory<byte> Program);

/// <summary>A script as it is stored.</summary>
/// <param name="Script">What is known of it.</param>
/// <param name="Source">Its content, octet for octet.</param>
/// <param name="Compiled">What a compiler made of this content, or null where none was kept.</param>
public sealed record ScriptContent(StoredScript Script, ReadOnlyMemory<byte> Source, CompiledScript? Compiled);
