namespace Protocols.Text;

/// <summary>How components of content lines are read, and how many of them. Immutable; the values are validated when they are set.</summary>
public sealed record ContentTreeOptions
{
    /// <summary>The defaults, for iCalendar from anyone.</summary>
    public static ContentTreeOptions Default { get; } = new();

    /// <summary>For vCards of all versions.</summary>
    public static ContentTreeOptions VCard { get; } = new() { Lines = ContentLineOptions.VCard };

    /// <summary>How lines are read.</summary>
    public ContentLineOptions Lines { get; init => field = value ?? throw new ArgumentNullException(nameof(Lines)); } = ContentLineOptions.Default;

    /// <summary>How deep components may lie in each other; deeper ones are passed over (<see cref="ContentLineDefectCode.DepthLimit"/>). From 1 to 200; 32 unless set.</summary>
    public int MaxDepth { get; init => field = Within(value, 1, 200, nameof(MaxDepth)); } = 32;

    /// <summary>How many components are read; further ones are passed over (<see cref="ContentLineDefectCode.ComponentLimit"/>). From 1 to 100,000,000; 1,000,000 unless set.</summary>
    public int MaxComponents { get; init => field = Within(value, 1, 100_000_000, nameof(MaxComponents)); } = 1_000_000;

    /// <summary>How many properties are read; further ones are passed over (<see cref="ContentLineDefectCode.PropertyLimit"/>). From 1 to 100,000,000; 10,000,000 unless set.</summary>
    public int MaxProperties { get; init => field = Within(value, 1, 100_000_000, nameof(MaxProperties)); } = 10_000_000;

    /// <summary>How many defects are kept; further ones are dropped. From 0 to 100,000; 64 unless set.</summary>
    public int MaxDefects { get; init => field = Within(value, 0, 100_000, nameof(MaxDefects)); } = 64;

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
