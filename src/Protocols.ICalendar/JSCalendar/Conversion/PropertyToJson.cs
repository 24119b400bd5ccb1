using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>Properties that become one value, whatever component they are of (draft-ietf-calext-jscalendar-icalendar-25 §2.3). Each tells whether it was converted.</summary>
internal static class PropertyToJson
{
    /// <summary>A property of a text.</summary>
    public static bool Text(ContentProperty property, MadeObject made, string name, params ReadOnlySpan<string> taken)
    {
        if (!IsOfType(property, "TEXT") || !made.TrySet(name, property.Text))
        {
            return false;
        }

        made.Keep(property, name, taken);
        return true;
    }

    /// <summary>A title, whose language is the locale (§2.3.28, §2.3.42).</summary>
    public static bool Title(ContentProperty property, MadeObject made)
    {
        string? language = property.GetParameter("LANGUAGE");
        bool isLocale = language is not null && JSTexts.IsLanguage(language);
        if (!Text(property, made, "title", isLocale ? ["LANGUAGE"] : []))
        {
            return false;
        }

        _ = isLocale && made.TrySet("locale", language);
        return true;
    }

    /// <summary>A property of a URI.</summary>
    public static bool Uri(ContentProperty property, MadeObject made, string name)
    {
        if (!IsUri(property, "URI", "CAL-ADDRESS") || !made.TrySet(name, property.RawValue))
        {
            return false;
        }

        made.Keep(property, name, []);
        return true;
    }

    /// <summary>A property of a time in UTC (§2.3.12).</summary>
    public static bool Utc(ContentProperty property, MadeObject made, string name)
    {
        if (!IsOfType(property, "DATE-TIME") || !CalendarDateTime.TryParse(property.RawValue, null, out CalendarDateTime time) || time.Form != CalendarTimeForm.Utc
            || !made.TrySet(name, JSValues.Utc(time.ToUtc(null))))
        {
            return false;
        }

        made.Keep(property, name, []);
        return true;
    }

    /// <summary>A property of a number within a range.</summary>
    public static bool Number(ContentProperty property, MadeObject made, string name, int least, int most)
    {
        if (!IsOfType(property, "INTEGER") || !int.TryParse(property.RawValue, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            || number < least || number > most || !made.TrySet(name, number))
        {
            return false;
        }

        made.Keep(property, name, []);
        return true;
    }

    /// <summary>A property of a duration that is not negative (§2.3.18).</summary>
    public static bool Duration(ContentProperty property, MadeObject made, string name)
    {
        string? text = IsOfType(property, "DURATION") ? DurationText(property.RawValue) : null;
        if (text is not ['P', ..] || !made.TrySet(name, text))
        {
            return false;
        }

        made.Keep(property, name, []);
        return true;
    }

    /// <summary>A duration as JSCalendar writes it: as it stands where that will do; null where it is none.</summary>
    public static string? DurationText(string raw) =>
        JSValues.TryDuration(raw, out _) && !JSValues.HasFraction(raw) ? raw : CalendarDuration.TryParse(raw, out CalendarDuration duration) ? duration.ToString() : null;

    /// <summary>A property of a word that has a word of JSCalendar (§2.3.7, §2.3.43).</summary>
    public static bool Word(ContentProperty property, MadeObject made, string name, params ReadOnlySpan<(string ICalendar, string Json)> words)
    {
        foreach ((string word, string json) in words)
        {
            if (word.Equals(property.RawValue, StringComparison.OrdinalIgnoreCase) && IsOfType(property, "TEXT") && made.TrySet(name, json))
            {
                made.Keep(property, name, []);
                return true;
            }
        }

        return false;
    }

    /// <summary>STATUS: whatever the word is, in small letters (§2.3.39).</summary>
    public static bool Status(ContentProperty property, MadeObject made, string name)
    {
        if (!ContentLineWriter.IsName(property.RawValue) || !IsOfType(property, "TEXT") || !made.TrySet(name, property.RawValue.ToLowerInvariant()))
        {
            return false;
        }

        made.Keep(property, name, []);
        return true;
    }

    /// <summary>Whether the METHOD of a calendar can become one of JSCalendar (§2.3.27).</summary>
    public static bool IsMethod(ContentProperty property) => ContentLineWriter.IsName(property.RawValue);

    /// <summary>CATEGORIES (§2.3.6). What a line says beyond its words is kept for each of them.</summary>
    public static bool Categories(ContentProperty property, MadeObject made)
    {
        List<string> words = ContentText.DecodeList(property.RawValue, ',');
        if (!IsOfType(property, "TEXT") || words.Contains("") || (made.Json["keywords"] is JsonObject known && words.Exists(known.ContainsKey)))
        {
            return false;
        }

        JsonObject keywords = made.Map("keywords");
        foreach (string word in words)
        {
            keywords[word] = true;
            made.Keep(property, $"keywords/{JsonPointer.Escape(word)}", []);
        }

        return true;
    }

    /// <summary>CONCEPT (§2.3.9).</summary>
    public static bool Concept(ContentProperty property, MadeObject made)
    {
        string uri = property.RawValue;
        if (!IsUri(property, "URI") || (made.Json["categories"] as JsonObject)?.ContainsKey(uri) == true)
        {
            return false;
        }

        made.Map("categories")[uri] = true;
        made.Keep(property, $"categories/{JsonPointer.Escape(uri)}", []);
        return true;
    }

    /// <summary>
    /// DESCRIPTION and STYLED-DESCRIPTION (§2.3.13, §2.3.41): the first one that was not made of another. Where there is no title, the language is the locale
    /// (Tables 24 and 27).
    /// </summary>
    public static bool Description(ContentProperty property, MadeObject made, bool hasTitle = true)
    {
        string? type = property.GetParameter("FMTTYPE");
        bool isStyled = property.Is("STYLED-DESCRIPTION"u8);
        if ("TRUE".Equals(property.GetParameter("DERIVED"), StringComparison.OrdinalIgnoreCase) || !IsOfType(property, "TEXT")
            || (isStyled && type is not null && !JSTexts.IsTextMediaType(type)) || !made.TrySet("description", property.Text))
        {
            return false;
        }

        if (isStyled && type is not null)
        {
            made.Json["descriptionContentType"] = type;
        }

        // A plain text would come back as DESCRIPTION.
        bool isPlain = type is null || type.Equals("text/plain", StringComparison.OrdinalIgnoreCase);
        string? language = hasTitle ? null : property.GetParameter("LANGUAGE");
        bool isLocale = language is not null && JSTexts.IsLanguage(language) && made.TrySet("locale", language);
        made.Keep(property, "description", isStyled ? ["FMTTYPE", isLocale ? "LANGUAGE" : ""] : [isLocale ? "LANGUAGE" : ""], isNamed: isStyled && isPlain);
        return true;
    }

    /// <summary>Whether a property says no type, or one of these, and has a value that can be written again as it is.</summary>
    public static bool IsUri(ContentProperty property, params ReadOnlySpan<string> types) => property.RawValue.Length > 0 && ComponentMaker.IsRaw(property.RawValue) && IsOfType(property, types);

    /// <summary>Whether a property says no type, or one of these.</summary>
    public static bool IsOfType(ContentProperty property, params ReadOnlySpan<string> types)
    {
        string? said = property.GetParameter("VALUE");
        if (said is null)
        {
            return true;
        }

        foreach (string type in types)
        {
            if (type.Equals(said, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
