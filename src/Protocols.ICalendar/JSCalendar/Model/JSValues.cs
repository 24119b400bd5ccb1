using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>The common data types of JSCalendar (draft-ietf-calext-jscalendarbis-17 §1.5), read and written.</summary>
internal static class JSValues
{
    /// <summary>The largest integer that every reader of JSON can keep (§1.5.2).</summary>
    public const long MostInteger = (1L << 53) - 1;

    private const int LocalLength = 19;

    public static string? String(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static bool? Boolean(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    /// <summary>An integer in the range that is safe, null for anything else. 3.0 and 3e0 are 3.</summary>
    public static long? Integer(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (!value.TryGetValue(out long number))
        {
            if (value.TryGetValue(out int small))
            {
                number = small;
            }
            else if (decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) && exact == decimal.Truncate(exact) && Math.Abs(exact) <= MostInteger)
            {
                number = (long)exact;
            }
            else
            {
                return null;
            }
        }

        return Math.Abs(Math.Max(number, -long.MaxValue)) <= MostInteger ? number : null;
    }

    /// <summary>Reads a LocalDateTime (§1.5.5); with parts of a second as in version 1.0.</summary>
    public static bool TryLocal(ReadOnlySpan<char> text, out DateTime time)
    {
        time = default;
        if (text.Length < LocalLength || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || !IsFraction(text[LocalLength..])
            || !Number(text[..4], out int year) || !Number(text[5..7], out int month) || !Number(text[8..10], out int day)
            || !Number(text[11..13], out int hour) || !Number(text[14..16], out int minute) || !Number(text[17..19], out int second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTime(year, month, day, hour, minute, second);
        return true;
    }

    /// <summary>Whether a LocalDateTime or a duration that was read has parts of a second, which version 2.0 does not know (Appendix A.3.2).</summary>
    public static bool HasFraction(ReadOnlySpan<char> text) => text.Contains('.');

    /// <summary>Reads a UTCDateTime (§1.5.4); with parts of a second as in version 1.0.</summary>
    public static bool TryUtc(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        bool isUtc = TryLocal(text is [.. var local, 'Z'] ? local : default, out DateTime read);
        time = isUtc ? new DateTimeOffset(read, TimeSpan.Zero) : default;
        return isUtc;
    }

    /// <summary>Reads a Duration or SignedDuration (§1.5.6 and §1.5.7); parts of a second, as in version 1.0, are cut off.</summary>
    public static bool TryDuration(ReadOnlySpan<char> text, out CalendarDuration duration)
    {
        duration = default;
        ReadOnlySpan<char> rest = text is ['+' or '-', ..] ? text[1..] : text;
        if (rest is not ['P', _, ..])
        {
            return false;
        }

        // Units come in this order; once behind the T, none may be left out between two that are there.
        rest = rest[1..];
        bool hasTime = false;
        int last = -1;
        while (!rest.IsEmpty)
        {
            if (rest[0] == 'T' && !hasTime && rest.Length > 1)
            {
                hasTime = true;
                last = 1;
                rest = rest[1..];
                continue;
            }

            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
            {
                return false;
            }

            int fraction = 0;
            if (rest[digits] == '.')
            {
                fraction = rest[(digits + 1)..].IndexOfAnyExceptInRange('0', '9');
                if (fraction <= 0 || rest[digits + 1 + fraction] != 'S')
                {
                    return false;
                }

                fraction++;
            }

            int unit = "WDHMS".IndexOf(rest[digits + fraction], StringComparison.Ordinal);
            bool isNext = last >= 2 ? unit == last + 1 : unit > last;
            if (unit < 0 || hasTime != unit >= 2 || !isNext)
            {
                return false;
            }

            last = unit;
            rest = rest[(digits + fraction + 1)..];
        }

        int point = text.IndexOf('.');
        return CalendarDuration.TryParse(point < 0 ? text : string.Concat(text[..point], "S"), out duration);
    }

    public static string Local(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whether a text is an Id (§1.5.1).</summary>
    public static bool IsId(ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_'))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= 255;
    }

    // RFC 8984 §1.4.4: no zero at the end of a fraction, so none of zeros alone.
    private static bool IsFraction(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text is ['.', .., not '0'] && text.Length > 1 && text[1..].IndexOfAnyExceptInRange('0', '9') < 0);

    private static bool Number(ReadOnlySpan<char> digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
