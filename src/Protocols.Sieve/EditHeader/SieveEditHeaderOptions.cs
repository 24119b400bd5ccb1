namespace Protocols.Sieve;

/// <summary>What scripts may do to header fields (RFC 5293 §6). Immutable.</summary>
public sealed record SieveEditHeaderOptions
{
    // RFC 5293 §6; RFC 5703 §5 for the last two.
    private static readonly string[] s_neverDeleted = ["Received", "Auto-Submitted", "Original-Subject", "Original-From"];

    /// <summary>The defaults: everything may be added, and everything deleted but what a specification forbids.</summary>
    public static SieveEditHeaderOptions Default { get; } = new();

    /// <summary>Names of fields that scripts may not add, without regard to letter case. An attempt is ignored. Subject may always be added.</summary>
    public IReadOnlyList<string> NotAdded { get; init; } = [];

    /// <summary>
    /// Names of fields that scripts may not delete, beside Received, Auto-Submitted, Original-Subject and Original-From. An attempt is ignored. Subject may always be
    /// deleted.
    /// </summary>
    public IReadOnlyList<string> NotDeleted { get; init; } = [];

    /// <summary>Whether a field may be added.</summary>
    /// <param name="name">Its name.</param>
    internal bool MayAdd(string name) => IsSubject(name) || !NotAdded.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a field may be deleted.</summary>
    /// <param name="name">Its name.</param>
    internal bool MayDelete(string name) =>
        IsSubject(name) || (!s_neverDeleted.Contains(name, StringComparer.OrdinalIgnoreCase) && !NotDeleted.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static bool IsSubject(string name) => name.Equals("Subject", StringComparison.OrdinalIgnoreCase);
}
