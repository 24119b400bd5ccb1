using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Protocols.Text;

/// <summary>Recurrence rules: an object of their parts (RFC 7265 §3.6.10).</summary>
internal static class ContentJsonRule
{
    /// <summary>Writes a rule.</summary>
    /// <returns>False where it is none, or a part stands in it twice; nothing was written then.</returns>
    public static bool TryWrite(string raw, Utf8JsonWriter writer)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        string[] parts = raw.Split(';', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || !parts.All(part => part.IndexOf('=', StringComparison.Ordinal) is > 0 and int at && seen.Add(part[..at]) && ContentLineWriter.IsName(part.AsSpan(0, at)) && IsValue(part.AsSpan(at + 1))))
        {
            return false;
        }

        writer.WriteStartObject();
        foreach (string part in parts)
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            string name = part[..at].ToLowerInvariant();
            string[] values = part[(at + 1)..].Split(',');
            writer.WritePropertyName(name);
            if (values.Length > 1)
            {
                writer.WriteStartArray();
            }

            foreach (string value in values)
            {
                WriteValue(name, value, writer);
            }

            if (values.Length > 1)
            {
                writer.WriteEndArray();
            }
        }

        writer.WriteEndObject();
        return true;
    }

    /// <summary>Reads a rule from its object; the reader ends at the end of it.</summary>
    /// <returns>The rule, null where it is none.</returns>
    public static string? Read(ref Utf8JsonReader reader)
    {
        StringBuilder rule = new();
        bool isRule = true;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            string name = ContentJsonInput.Text(ref reader) ?? "";
            isRule &= ContentLineWriter.IsName(name);
            rule.Append(rule.Length == 0 ? "" : ";").Append(name.ToUpperInvariant()).Append('=');
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                isRule &= AppendValue(ref reader, name, rule);
                continue;
            }

            int list = reader.CurrentDepth;
            for (int count = 0; reader.Read() && reader.CurrentDepth > list; count++)
            {
                rule.Append(count == 0 ? "" : ",");
                isRule &= AppendValue(ref reader, name, rule);
            }
        }

        return isRule ? rule.ToString() : null;
    }

    private static void WriteValue(string name, string value, Utf8JsonWriter writer)
    {
        bool isNumber = name is "count" or "interval" || (name.StartsWith("by", StringComparison.Ordinal) && name != "byday");
        if (isNumber && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(name == "until" ? ContentJsonTimes.Extend(value, "date-time") : value);
        }
    }

    private static bool AppendValue(ref Utf8JsonReader reader, string name, StringBuilder rule)
    {
        string? value = reader.TokenType switch
        {
            JsonTokenType.String => ContentJsonInput.Text(ref reader),
            JsonTokenType.Number => ContentJsonNumbers.Plain(Encoding.UTF8.GetString(reader.ValueSpan), "integer"),
            _ => null,
        };
        if (value is null)
        {
            reader.Skip();
            return false;
        }

        rule.Append(name.Equals("until", StringComparison.OrdinalIgnoreCase) ? ContentJsonTimes.Reduce(value, "date-time") : value);
        return IsValue(value);
    }

    // Nothing that would make another part of a value.
    private static bool IsValue(ReadOnlySpan<char> value) => value.IndexOfAny(";=\r\n") < 0 && !value.Contains('\0');
}
