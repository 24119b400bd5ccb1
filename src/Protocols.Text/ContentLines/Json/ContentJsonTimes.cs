namespace Protocols.Text;

/// <summary>
/// Dates, times and offsets: content lines have the basic form of ISO 8601, JSON the extended one (RFC 7265 §3.6.4, RFC 7095 §3.5.3 to §3.5.7). What is
/// neither stays as it is, both ways.
/// </summary>
internal static class ContentJsonTimes
{
    /// <summary>Whether values of a type are dates or times.</summary>
    public static bool Is(string type) => type is "date" or "date-time" or "time" or "date-and-or-time" or "timestamp" or "utc-offset" or "period";

    /// <summary>Whether a value is a date with all its parts and no time, in either form.</summary>
    public static bool IsWholeDate(string value) => Shape(value) is "00000000" or "0000-00-00";

    /// <summary>From the basic form to the extended one.</summary>
    public static string Extend(string value, string type) => Convert(value, type, isExtending: true);

    /// <summary>From the extended form to the basic one.</summary>
    public static string Reduce(string value, string type) => Convert(value, type, isExtending: false);

    private static string Convert(string value, string type, bool isExtending)
    {
        if (type == "utc-offset")
        {
            return Zone(value, isExtending) is { Length: > 0 } zone ? zone : value;
        }

        int split = value.IndexOf('T', StringComparison.Ordinal);
        string? date = split == 0 || type == "time" ? "" : Date(split < 0 ? value : value[..split], isExtending);
        string? time = split < 0 && type != "time" ? "" : Time(value[(split + 1)..], isExtending);
        return date is null || time is null ? value : date + (split < 0 ? "" : "T") + time;
    }

    // Forms are told by where their digits stand: 0 for a digit.
    private static string? Date(string value, bool isExtending) => (Shape(value), isExtending) switch
    {
        ("00000000", true) => $"{value[..4]}-{value[4..6]}-{value[6..]}",
        ("0000-00-00", false) => value.Replace("-", "", StringComparison.Ordinal),
        ("--0000", true) => $"{value[..4]}-{value[4..]}",
        ("--00-00", false) => $"{value[..4]}{value[5..]}",
        ("00000000" or "0000-00-00" or "--0000" or "--00-00" or "0000-00" or "0000" or "--00" or "---00", _) => value,
        _ => null,
    };

    private static string? Time(string value, bool isExtending)
    {
        int end = value.Length;
        int zoneAt = value.AsSpan().TrimStart('-').IndexOfAny('Z', '+', '-');
        if (zoneAt >= 0)
        {
            end = zoneAt + value.Length - value.AsSpan().TrimStart('-').Length;
        }

        string? zone = end == value.Length ? "" : Zone(value[end..], isExtending);
        string local = value[..end];
        string? converted = (Shape(local), isExtending) switch
        {
            ("000000", true) => $"{local[..2]}:{local[2..4]}:{local[4..]}",
            ("0000", true) => $"{local[..2]}:{local[2..]}",
            ("-0000", true) => $"{local[..3]}:{local[3..]}",
            ("00:00:00" or "00:00" or "-00:00", false) => local.Replace(":", "", StringComparison.Ordinal),
            ("000000" or "0000" or "-0000" or "00:00:00" or "00:00" or "-00:00" or "00" or "-00" or "--00", _) => local,
            _ => null,
        };
        return converted is null || zone is null ? null : converted + zone;
    }

    private static string? Zone(string value, bool isExtending) => (value is ['+' or '-', ..] ? Shape(value[1..]) : value, isExtending) switch
    {
        ("0000", true) => $"{value[..3]}:{value[3..]}",
        ("000000", true) => $"{value[..3]}:{value[3..5]}:{value[5..]}",
        ("00:00" or "00:00:00", false) => value.Replace(":", "", StringComparison.Ordinal),
        ("Z" or "00" or "0000" or "000000" or "00:00" or "00:00:00", _) => value,
        _ => null,
    };

    private static string Shape(string value)
    {
        if (value.Length > 10)
        {
            return "";
        }

        return string.Create(value.Length, value, static (shape, source) =>
        {
            for (int i = 0; i < shape.Length; i++)
            {
                shape[i] = char.IsAsciiDigit(source[i]) ? '0' : source[i];
            }
        });
    }
}
