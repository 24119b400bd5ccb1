namespace Protocols.Sieve;

/// <summary>The parts of a date that the tests <c>date</c> and <c>currentdate</c> look at (RFC 5260 §4.2).</summary>
internal enum SieveDatePart
{
    Year,
    Month,
    Day,
    Date,
    Julian,
    Hour,
    Minute,
    Second,
    Time,
    Iso8601,
    Std11,
    Zone,
    Weekday,
}

/// <summary>The names of <see cref="SieveDatePart"/> in scripts.</summary>
internal static class SieveDateParts
{
    private static readonly string[] s_names = [.. Enum.GetValues<SieveDatePart>().Select(static part => part.ToString())];

    /// <summary>Finds a part by its name; letter case does not matter.</summary>
    /// <param name="name">The name.</param>
    /// <param name="part">The part.</param>
    public static bool TryFind(ReadOnlySpan<byte> name, out SieveDatePart part)
    {
        for (int i = 0; i < s_names.Length; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, s_names[i]))
            {
                part = (SieveDatePart)i;
                return true;
            }
        }

        part = default;
        return false;
    }
}
