using System.Globalization;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A place on the globe (RFC 5545 §3.8.1.6).</summary>
/// <param name="Latitude">Degrees north, from −90 to 90.</param>
/// <param name="Longitude">Degrees east, from −180 to 180.</param>
public readonly record struct GeoPosition(double Latitude, double Longitude)
{
    /// <summary>Reads a place; a comma may stand for the semicolon.</summary>
    /// <param name="value">The value.</param>
    /// <param name="position">The place.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, out GeoPosition position)
    {
        position = default;
        int separator = value.IndexOfAny(';', ',');
        if (separator < 0 || !double.TryParse(value[..separator].TrimEnd('\\'), NumberStyles.Float, CultureInfo.InvariantCulture, out double latitude)
            || !double.TryParse(value[(separator + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double longitude)
            || !(Math.Abs(latitude) <= 90) || !(Math.Abs(longitude) <= 180))
        {
            return false;
        }

        position = new GeoPosition(latitude, longitude);
        return true;
    }

    /// <summary>Gives the value of the property.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Latitude:0.######};{Longitude:0.######}");
}

/// <summary>Local time less UTC (RFC 5545 §3.3.14).</summary>
/// <param name="Seconds">Seconds, less than a day.</param>
public readonly record struct UtcOffset(int Seconds)
{
    /// <summary>Reads an offset: <c>-0500</c>, <c>+013045</c>; a colon, and a missing sign, are passed over.</summary>
    /// <param name="value">The value.</param>
    /// <param name="offset">The offset.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> value, out UtcOffset offset)
    {
        offset = default;
        ReadOnlySpan<char> text = value.Trim();
        int sign = text is ['-', ..] ? -1 : 1;
        int number = 0;
        int digits = 0;
        foreach (char character in text is ['-' or '+', ..] ? text[1..] : text)
        {
            if (character == ':')
            {
                continue;
            }

            if (!char.IsAsciiDigit(character) || ++digits > 6)
            {
                return false;
            }

            number = (number * 10) + character - '0';
        }

        number = digits == 4 ? number * 100 : number;
        (int hours, int minutes, int seconds) = (number / 10_000, number / 100 % 100, number % 100);
        offset = new UtcOffset(sign * ((hours * 3600) + (minutes * 60) + seconds));
        return digits is 4 or 6 && hours < 24 && minutes < 60 && seconds < 60;
    }

    /// <summary>Gives the value of the property.</summary>
    public override string ToString()
    {
        int seconds = Math.Abs(Seconds);
        string text = string.Create(CultureInfo.InvariantCulture, $"{(Seconds < 0 ? '-' : '+')}{seconds / 3600:00}{seconds / 60 % 60:00}");
        return seconds % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}{seconds % 60:00}");
    }
}

/// <summary>How a request went (RFC 5545 §3.8.8.3).</summary>
/// <param name="Code">The code: <c>2.0</c>, <c>3.1.1</c>.</param>
/// <param name="Description">What it means, in words.</param>
/// <param name="Data">What it is about, null where it does not say.</param>
public sealed record RequestStatus(string Code, string Description, string? Data)
{
    /// <summary>Reads a status; what is missing is empty.</summary>
    /// <param name="value">The value as it stands in the line.</param>
    public static RequestStatus Parse(ReadOnlySpan<char> value)
    {
        List<string> pieces = ContentText.Split(value, ';');
        return new RequestStatus(
            pieces[0].Trim(),
            pieces.Count > 1 ? ContentText.Decode(pieces[1]) : "",
            pieces.Count > 2 ? ContentText.Decode(string.Join(';', pieces.Skip(2))) : null);
    }

    /// <summary>Gives the value of the property.</summary>
    public override string ToString() => $"{Code};{ContentText.Encode(Description)}{(Data is null ? "" : ";" + ContentText.Encode(Data))}";
}
