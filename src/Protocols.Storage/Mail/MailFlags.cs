using System.Collections.Immutable;

namespace Protocols.Storage;

/// <summary>The flags that the specification itself defines (RFC 9051 §2.3.2).</summary>
[Flags]
public enum SystemFlags
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>It was read.</summary>
    Seen = 1,

    /// <summary>It was answered.</summary>
    Answered = 2,

    /// <summary>It is flagged for attention.</summary>
    Flagged = 4,

    /// <summary>It goes at the next expunge.</summary>
    Deleted = 8,

    /// <summary>It is a draft.</summary>
    Draft = 16,
}

/// <summary>A message's flags and keywords. Keywords are compared without regard to ASCII case and kept in order.</summary>
public sealed class MailFlags : IEquatable<MailFlags>
{
    /// <summary>No flag at all.</summary>
    public static MailFlags None { get; } = new(SystemFlags.None);

    /// <summary>Makes a set.</summary>
    /// <param name="system">The system flags.</param>
    /// <param name="keywords">The keywords; each an atom, repeated ones are dropped.</param>
    public MailFlags(SystemFlags system, params ReadOnlySpan<string> keywords)
    {
        System = system;
        if (keywords.IsEmpty)
        {
            Keywords = [];
            return;
        }

        string[] sorted = keywords.ToArray();
        Array.Sort(sorted, StringComparer.OrdinalIgnoreCase);
        ImmutableArray<string>.Builder builder = ImmutableArray.CreateBuilder<string>(sorted.Length);
        foreach (string keyword in sorted)
        {
            if (builder.Count == 0 || !builder[^1].Equals(keyword, StringComparison.OrdinalIgnoreCase))
            {
                builder.Add(keyword);
            }
        }

        Keywords = builder.DrainToImmutable();
    }

    /// <summary>The system flags.</summary>
    public SystemFlags System { get; }

    /// <summary>The keywords, sorted without regard to case, each once.</summary>
    public ImmutableArray<string> Keywords { get; }

    /// <summary>Whether a keyword is set.</summary>
    /// <param name="keyword">The keyword, in any case.</param>
    public bool HasKeyword(string keyword) => Keywords.Contains(keyword, StringComparer.OrdinalIgnoreCase);

    /// <summary>The flags of either set.</summary>
    /// <param name="other">The other set.</param>
    public MailFlags Union(MailFlags other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new MailFlags(System | other.System, [.. Keywords, .. other.Keywords]);
    }

    /// <summary>These flags without those of the other set.</summary>
    /// <param name="other">The other set.</param>
    public MailFlags Except(MailFlags other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new MailFlags(System & ~other.System, [.. Keywords.Where(k => !other.HasKeyword(k))]);
    }

    /// <inheritdoc/>
    public bool Equals(MailFlags? other) =>
        other is not null && System == other.System && Keywords.SequenceEqual(other.Keywords, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MailFlags);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(System);
        foreach (string keyword in Keywords)
        {
            hash.Add(keyword, StringComparer.OrdinalIgnoreCase);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Keywords.Prepend(System.ToString()));
}
