using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Protocols.Text;

/// <summary>What came of a <see cref="PatchObject"/>.</summary>
/// <param name="Patched">The patched copy; null where one of the patches was no good.</param>
/// <param name="Defect">Why it was refused; <see cref="PatchDefect.None"/> where it was not.</param>
/// <param name="Key">The key of the patch that was no good.</param>
public readonly record struct PatchResult(JsonObject? Patched, PatchDefect Defect, string? Key)
{
    /// <summary>Whether all patches were applied.</summary>
    [MemberNotNullWhen(true, nameof(Patched))]
    public bool Succeeded => Patched is not null;
}
