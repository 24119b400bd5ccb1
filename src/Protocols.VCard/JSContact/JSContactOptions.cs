namespace Protocols.VCard.JSContact;

/// <summary>How much JSContact is read. Immutable; the values are validated when they are set.</summary>
public sealed record JSContactOptions
{
    /// <summary>The defaults, for cards from anyone.</summary>
    public static JSContactOptions Default { get; } = new();

    /// <summary>How many octets the input may have; a longer one is not read (<see cref="JSContactDefectCode.SizeLimit"/>). From 2 to <see cref="Array.MaxLength"/>; 64 MiB unless set.</summary>
    public int MaxLength { get; init => field = Within(value, 2, Array.MaxLength, nameof(MaxLength)); } = 64 * 1024 * 1024;

    /// <summary>How deep objects and arrays may lie in each other; deeper ones are left out (<see cref="JSContactDefectCode.DepthLimit"/>). From 1 to 200; 32 unless set. RFC 9553 itself needs 6.</summary>
    public int MaxDepth { get; init => field = Within(value, 1, 200, nameof(MaxDepth)); } = 32;

    /// <summary>How many members of objects and elements of arrays are read in all; further ones are left out (<see cref="JSContactDefectCode.MemberLimit"/>). From 1 to 100,000,000; 1,000,000 unless set.</summary>
    public int MaxMembers { get; init => field = Within(value, 1, 100_000_000, nameof(MaxMembers)); } = 1_000_000;

    /// <summary>How many defects are kept; further ones are dropped. From 0 to 100,000; 64 unless set.</summary>
    public int MaxDefects { get; init => field = Within(value, 0, 100_000, nameof(MaxDefects)); } = 64;

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
