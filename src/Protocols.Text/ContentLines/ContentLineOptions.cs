namespace Protocols.Text;

/// <summary>How content lines are read, and how much of them. Immutable; the values are validated when they are set.</summary>
public sealed record ContentLineOptions
{
    /// <summary>The most that <see cref="MaxNameLength"/> can be.</summary>
    public const int LongestName = 255;

    /// <summary>The defaults, for iCalendar (RFC 5545 §3.1) from anyone.</summary>
    public static ContentLineOptions Default { get; } = new();

    /// <summary>For vCards of all versions: with groups, and with the quirks of version 2.1.</summary>
    public static ContentLineOptions VCard { get; } = new() { HasGroups = true, IsLegacyVCard = true };

    /// <summary>Whether a dot ends a group before the name, as in vCards (RFC 6350 §3.3). Without it a dot belongs to the name. False unless set.</summary>
    public bool HasGroups { get; init; }

    /// <summary>
    /// Whether the habits of vCard 2.1 are followed: a value in quoted-printable goes on where its line ends with <c>=</c>, one in base64
    /// until an empty line or a line with a colon, and parameters without a name are no defect. False unless set.
    /// </summary>
    public bool IsLegacyVCard { get; init; }

    /// <summary>How many octets a line may have, its folds counted; a longer one is passed over (<see cref="ContentLineDefectCode.LineLimit"/>). From 1,000 to <see cref="Array.MaxLength"/>; 64 MiB unless set.</summary>
    public int MaxLineLength { get; init => field = Within(value, 1_000, Array.MaxLength, nameof(MaxLineLength)); } = 64 * 1024 * 1024;

    /// <summary>How many octets a name, and a group, may have; a line with a longer one is passed over (<see cref="ContentLineDefectCode.NameLimit"/>). From 1 to <see cref="LongestName"/>, which it is unless set.</summary>
    public int MaxNameLength { get; init => field = Within(value, 1, LongestName, nameof(MaxNameLength)); } = LongestName;

    /// <summary>How many octets all parameters of a line may have together; a line with more is passed over (<see cref="ContentLineDefectCode.ParameterLimit"/>). From 100 to 64 MiB; 1 MiB unless set.</summary>
    public int MaxParametersLength { get; init => field = Within(value, 100, 64 * 1024 * 1024, nameof(MaxParametersLength)); } = 1024 * 1024;

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
