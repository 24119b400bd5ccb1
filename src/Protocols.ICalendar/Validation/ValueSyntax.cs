using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Protocols.ICalendar;

/// <summary>The grammar of values to the letter (RFC 5545 §3.3), where reading is lenient.</summary>
internal static class ValueSyntax
{
    private static readonly SearchValues<char> s_notInUris = SearchValues.Create(" \"<>\\^`{|}\u007F");

    /// <summary>RFC 5545 §3.3.4.</summary>
    public static bool IsDate(ReadOnlySpan<char> value) => DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>RFC 5545 §3.3.5. A second of 60 is allowed (§3.3.12).</summary>
    public static bool IsDateTime(ReadOnlySpan<char> value, out bool isUtc)
    {
        isUtc = value.Length == 16 && value[15] == 'Z';
        return (value.Length == 15 || isUtc) && value[8] == 'T' && IsDate(value[..8]) && IsNumber(value[9..11], 23) && IsNumber(value[11..13], 59) && IsNumber(value[13..15], 60);
    }

    /// <summary>RFC 5545 §3.3.6.</summary>
    public static bool IsDuration(ReadOnlySpan<char> value)
    {
        if (!value.IsEmpty && value[0] is '+' or '-')
        {
            value = value[1..];
        }

        if (value.Length < 3 || value[0] != 'P')
        {
            return false;
        }

        value = value[1..];
        if (value[0] != 'T')
        {
            if (!TakeNumber(ref value, out char unit) || unit is not ('W' or 'D'))
            {
                return false;
            }

            if (value.IsEmpty)
            {
                return true;
            }

            if (unit == 'W')
            {
                return false;
            }
        }

        // Hours, minutes and seconds: none may be left out between two others.
        if (value[0] != 'T' || value.Length == 1)
        {
            return false;
        }

        value = value[1..];
        char before = '\0';
        while (!value.IsEmpty)
        {
            if (!TakeNumber(ref value, out char unit) || unit != before switch { '\0' => unit is 'H' or 'M' or 'S' ? unit : '!', 'H' => 'M', 'M' => 'S', _ => '!' })
            {
                return false;
            }

            before = unit;
        }

        return true;
    }

    /// <summary>RFC 5545 §3.3.9.</summary>
    public static bool IsPeriod(ReadOnlySpan<char> value, out bool isUtc)
    {
        isUtc = false;
        int slash = value.IndexOf('/');
        if (slash < 0 || !IsDateTime(value[..slash], out isUtc))
        {
            return false;
        }

        ReadOnlySpan<char> rest = value[(slash + 1)..];
        return IsDateTime(rest, out bool isEndUtc) ? isEndUtc == isUtc && value[..slash].SequenceCompareTo(rest) < 0 : IsDuration(rest) && rest[0] != '-';
    }

    /// <summary>RFC 5545 §3.3.8.</summary>
    public static bool IsInteger(ReadOnlySpan<char> value, int least, int most) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most;

    /// <summary>RFC 5545 §3.8.1.6.</summary>
    public static bool IsGeo(ReadOnlySpan<char> value)
    {
        int semicolon = value.IndexOf(';');
        return semicolon > 0 && IsFloat(value[..semicolon], 90) && IsFloat(value[(semicolon + 1)..], 180);
    }

    /// <summary>RFC 5545 §3.3.14.</summary>
    public static bool IsUtcOffset(ReadOnlySpan<char> value) =>
        value.Length is 5 or 7 && value[0] is '+' or '-' && IsNumber(value[1..3], 23) && IsNumber(value[3..5], 59) && (value.Length == 5 || IsNumber(value[5..7], 59))
        && (value[0] == '+' || value[1..].ContainsAnyExcept('0'));

    /// <summary>RFC 5545 §3.3.11; commas are allowed where they part a list.</summary>
    public static bool IsText(ReadOnlySpan<char> value, bool isList)
    {
        for (int i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '\\' when i + 1 < value.Length && value[i + 1] is '\\' or ';' or ',' or 'n' or 'N':
                    i++;
                    break;
                case '\\' or ';':
                case ',' when !isList:
                case < ' ' and not '\t':
                case '\u007F':
                    return false;
            }
        }

        return true;
    }

    /// <summary>RFC 3986 §3: a scheme, and no octet that a URI cannot have.</summary>
    public static bool IsUri(ReadOnlySpan<char> value)
    {
        int colon = value.IndexOf(':');
        if (colon < 1 || !char.IsAsciiLetter(value[0]) || value.ContainsAny(s_notInUris) || value.ContainsAnyInRange('\0', '\u001F') || value.ContainsAnyExceptInRange('\0', '\u007F'))
        {
            return false;
        }

        foreach (char c in value[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>RFC 5545 §3.3.1.</summary>
    public static bool IsBase64(ReadOnlySpan<char> value) => value.Length % 4 == 0 && !value.ContainsAny(" \t") && Base64.IsValid(value);

    /// <summary>RFC 5545 §3.8.8.3.</summary>
    public static bool IsRequestStatus(ReadOnlySpan<char> value)
    {
        int semicolon = value.IndexOf(';');
        if (semicolon < 3)
        {
            return false;
        }

        int parts = 0;
        foreach (Range range in value[..semicolon].Split('.'))
        {
            parts++;
            if (!IsNumber(value[range], 999_999))
            {
                return false;
            }
        }

        return parts is 2 or 3;
    }

    /// <summary>RFC 5545 §3.1: a name, as of IANA or beginning with X-.</summary>
    public static bool IsName(ReadOnlySpan<char> value)
    {
        foreach (char c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return !value.IsEmpty;
    }

    private static bool IsFloat(ReadOnlySpan<char> value, double most) =>
        !value.EndsWith('.') && double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) <= most;

    private static bool IsNumber(ReadOnlySpan<char> digits, int most) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most;

    private static bool TakeNumber(ref ReadOnlySpan<char> value, out char unit)
    {
        int digits = value.IndexOfAnyExceptInRange('0', '9');
        unit = digits < 1 ? '\0' : value[digits];
        value = digits < 1 ? value : value[(digits + 1)..];
        return digits >= 1;
    }
}
