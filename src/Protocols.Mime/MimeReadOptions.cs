namespace Protocols.Mime;

/// <summary>
/// The budgets of <see cref="MimeDocument.Parse"/>. Exceeding one never fails the parse: each has a named
/// <see cref="DefectCode"/> and a well-defined result. Immutable; the values are validated when they are set.
/// </summary>
public sealed record MimeReadOptions
{
    /// <summary>The defaults, safe for mail from the open internet.</summary>
    public static MimeReadOptions Default { get; } = new();

    /// <summary>
    /// How deep parts may lie inside one another; the message itself is at depth 0. A multipart or embedded message
    /// whose children would lie deeper is a leaf (<see cref="DefectCode.DepthLimit"/>). From 0 to 1,000; 50 unless set.
    /// </summary>
    public int MaxDepth { get; init => field = Within(value, 0, 1_000, nameof(MaxDepth)); } = 50;

    /// <summary>
    /// How many parts are indexed, the message itself among them. The octets of further parts belong to the multipart
    /// around them only (<see cref="DefectCode.PartLimit"/>). From 1 to 1,000,000; 10,000 unless set.
    /// </summary>
    public int MaxParts { get; init => field = Within(value, 1, 1_000_000, nameof(MaxParts)); } = 10_000;

    /// <summary>
    /// How many header fields are indexed over all parts. Further ones are passed over
    /// (<see cref="DefectCode.HeaderFieldLimit"/>). From 1 to 10,000,000; 50,000 unless set.
    /// </summary>
    public int MaxHeaderFields { get; init => field = Within(value, 1, 10_000_000, nameof(MaxHeaderFields)); } = 50_000;

    /// <summary>
    /// How many octets into the header of one part fields are indexed. Fields that end later are passed over, up to the empty
    /// line (<see cref="DefectCode.HeaderSizeLimit"/>). From 1 to 2,147,483,647; 1 MiB unless set.
    /// </summary>
    public int MaxHeaderBytes { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxHeaderBytes)); } = 1024 * 1024;

    /// <summary>How many defects are kept; further ones are dropped. From 0 to 10,000; 64 unless set.</summary>
    public int MaxDefects { get; init => field = Within(value, 0, 10_000, nameof(MaxDefects)); } = 64;

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
