namespace Protocols.VCard.EmergencyData;

/// <summary>How much of a block is read. Immutable; the values are validated when they are set.</summary>
public sealed record EmergencyDataOptions
{
    /// <summary>The defaults, for blocks from anyone.</summary>
    public static EmergencyDataOptions Default { get; } = new();

    /// <summary>How many octets a block may have; a longer one is not read (<see cref="EmergencyDataDefectCode.SizeLimit"/>). From 100 to 1 GiB; 16 MiB unless set, which is room for a photo.</summary>
    public int MaxLength { get; init => field = Within(value, 100, 1024 * 1024 * 1024, nameof(MaxLength)); } = 16 * 1024 * 1024;

    /// <summary>How deep elements may lie in each other; what is deeper is not read (<see cref="EmergencyDataDefectCode.DepthLimit"/>). From 1 to 200; 16 unless set. RFC 7852 needs 8.</summary>
    public int MaxDepth { get; init => field = Within(value, 1, 200, nameof(MaxDepth)); } = 16;

    /// <summary>How many elements are read; further ones are not (<see cref="EmergencyDataDefectCode.ElementLimit"/>). From 1 to 10,000,000; 100,000 unless set.</summary>
    public int MaxElements { get; init => field = Within(value, 1, 10_000_000, nameof(MaxElements)); } = 100_000;

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
