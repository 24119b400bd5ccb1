using System.Globalization;
using System.Text.Json;

namespace Protocols.Text;

/// <summary>Numbers: JSON knows no plus sign and no leading zeros, content lines no exponents (RFC 7265 §3.1, RFC 7095 §3.5.9 and §3.5.10).</summary>
internal static class ContentJsonNumbers
{
    private const int MaxDigits = 28;

    /// <summary>Writes a number with the digits it has.</summary>
    /// <returns>False where it is none, or one of more than 28 digits.</returns>
    public static bool TryWrite(string raw, string type, Utf8JsonWriter writer)
    {
        NumberStyles style = type == "integer" ? NumberStyles.AllowLeadingSign : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (raw.Length > MaxDigits || !decimal.TryParse(raw, style, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        writer.WriteNumberValue(number);
        return true;
    }

    /// <summary>Gives the number of a JSON token without exponent, null where that would take more than 28 digits.</summary>
    public static string? Plain(string token, string type)
    {
        if (!decimal.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            return null;
        }

        return (type == "integer" ? decimal.Truncate(number) : number).ToString(CultureInfo.InvariantCulture);
    }
}
