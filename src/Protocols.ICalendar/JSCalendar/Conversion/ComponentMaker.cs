using System.Globalization;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A component that is being made of an object (draft-ietf-calext-jscalendar-icalendar-25 §3), with what is kept of the one it came from.</summary>
internal sealed class ComponentMaker(JSObject value, ContentComponent component, JSCalendarConversionOptions options)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal) { "@type", "iCalendar", "version" };
    private readonly List<(string Path, JsonNode Value)> _left = [];
    private readonly JSDictionary<JSICalProperty>? _kept = options.IsLossless ? value.ICalendar?.ConvertedProperties : null;

    public JsonObject Json => value.Json;

    public ContentComponent Component { get; } = component;

    public bool IsLossless => options.IsLossless;

    /// <summary>A text that a property can carry, null where there is none.</summary>
    public string? String(string name) => JSValues.String(Json[name]) is { } text && JCalParts.IsPrintable(text) ? text : null;

    /// <summary>Tells that a property has been converted.</summary>
    public void Take(string name) => _taken.Add(name);

    /// <summary>What else is kept of an element.</summary>
    public JSICalProperty? Kept(string path) => _kept is not null && _kept.TryGetValue(path, out JSICalProperty? kept) ? kept : null;

    /// <summary>The name of the property that an element came from, in capitals; null where it is not kept.</summary>
    public string? KeptName(string path) => Kept(path)?.Name?.ToUpperInvariant();

    /// <summary>Adds a property, with what is kept of it.</summary>
    public ContentProperty Add(string name, string rawValue, string path)
    {
        ContentProperty property = Component.AddRaw(name, rawValue);
        Restore(property, path);
        return property;
    }

    /// <summary>Gives a property the parameters that are kept of it.</summary>
    public void Restore(ContentProperty property, string path)
    {
        if (Kept(path)?.Parameters is not { } parameters)
        {
            return;
        }

        foreach ((string name, JsonNode? node) in parameters)
        {
            List<string> values = [.. JCalParts.ParameterTexts(node).Select(JCalParts.Printable)];
            if (values.Count > 0 && ContentLineWriter.IsName(name) && !name.Equals("value", StringComparison.OrdinalIgnoreCase))
            {
                property.SetParameter(name.ToUpperInvariant(), values);
            }
        }
    }

    /// <summary>A property of a text.</summary>
    public ContentProperty? Text(string name, string property)
    {
        if (String(name) is not { } text)
        {
            return null;
        }

        Take(name);
        return Add(property, ContentText.Encode(text), name);
    }

    /// <summary>A property of a value that stands ready, such as a URI.</summary>
    public ContentProperty? Raw(string name, string property)
    {
        if (JSValues.String(Json[name]) is not { Length: > 0 } text || !IsRaw(text))
        {
            return null;
        }

        Take(name);
        return Add(property, text, name);
    }

    /// <summary>A property of a time in UTC.</summary>
    public void Utc(string name, string property)
    {
        if (JSValues.TryUtc(JSValues.String(Json[name]), out DateTimeOffset time))
        {
            Take(name);
            Add(property, CalendarDateTime.Utc(time).Value, name);
        }
    }

    /// <summary>A property of a number.</summary>
    public void Number(string name, string property, long least, long most)
    {
        if (JSValues.Integer(Json[name]) is { } number && number >= least && number <= most)
        {
            Take(name);
            Add(property, number.ToString(CultureInfo.InvariantCulture), name);
        }
    }

    /// <summary>A property of a duration that is not negative.</summary>
    public void Duration(string name, string property)
    {
        if (JSValues.String(Json[name]) is ['P', ..] and var text && JSValues.TryDuration(text, out CalendarDuration duration))
        {
            Take(name);
            Add(property, JSValues.HasFraction(text) ? duration.ToString() : text, name);
        }
    }

    /// <summary>A property of a word that has a word of iCalendar.</summary>
    public void Word(string name, string property, params ReadOnlySpan<(string ICalendar, string Json)> words)
    {
        foreach ((string word, string json) in words)
        {
            if (JSValues.String(Json[name]) == json)
            {
                Take(name);
                Add(property, word, name);
            }
        }
    }

    /// <summary>A property of a word in capitals.</summary>
    public void Status(string name, string property)
    {
        if (JSValues.String(Json[name]) is { } word && IsWord(word))
        {
            Take(name);
            Add(property, word.ToUpperInvariant(), name);
        }
    }

    /// <summary>The title, and the description, with the locale as their language (Tables 24 and 27).</summary>
    public void Texts(string titleProperty)
    {
        ContentProperty? title = titleProperty.Length == 0 ? null : Text("title", titleProperty);
        ContentProperty? description = Description();
        if ((title ?? (titleProperty.Length == 0 ? null : description)) is { } bearer && JSValues.String(Json["locale"]) is { Length: > 0 } locale && JSTexts.IsLanguage(locale))
        {
            bearer.SetParameter("LANGUAGE", locale);
            Take("locale");
        }
    }

    /// <summary>A set as lists of texts: a line for each of the parameters that are kept.</summary>
    public void Set(string name, string property, bool isList)
    {
        if (Json[name] is not JsonObject set)
        {
            return;
        }

        Take(name);
        Dictionary<string, (JSICalProperty? Kept, string Path, List<string> Values)> lines = [];
        List<string> order = [];
        List<(string Key, JsonNode? Value)> left = [];
        foreach ((string key, JsonNode? member) in set)
        {
            if (JSValues.Boolean(member) != true || key.Length == 0 || !(isList ? JCalParts.IsPrintable(key) : IsRaw(key)))
            {
                left.Add((key, member));
                continue;
            }

            string path = $"{name}/{JsonPointer.Escape(key)}";
            JSICalProperty? kept = Kept(path) ?? Kept(name);
            string line = isList ? kept?.ToString() ?? "" : key;
            if (!lines.TryGetValue(line, out (JSICalProperty? Kept, string Path, List<string> Values) found))
            {
                lines[line] = found = (kept, Kept(path) is null ? name : path, []);
                order.Add(line);
            }

            found.Values.Add(key);
        }

        foreach (string line in order)
        {
            (_, string path, List<string> values) = lines[line];
            Add(property, isList ? ContentText.EncodeList(values, ',') : values[0], path);
        }

        Leave(name, left, order.Count > 0);
    }

    /// <summary>Leaves members of a map to be written as JSPROP: each for itself where the map is there without them.</summary>
    public void Leave(string name, IReadOnlyList<(string Key, JsonNode? Value)> members, bool hasOthers)
    {
        if (members.Count == 0)
        {
            return;
        }

        if (hasOthers)
        {
            foreach ((string key, JsonNode? member) in members)
            {
                Leave($"{name}/{JsonPointer.Escape(key)}", member);
            }

            return;
        }

        JsonObject map = [];
        foreach ((string key, JsonNode? member) in members)
        {
            map[key] = member?.DeepClone();
        }

        Leave(name, map);
    }

    /// <summary>Leaves a value to be written as JSPROP.</summary>
    public void Leave(string path, JsonNode? left)
    {
        if (left is not null)
        {
            _left.Add((path, left));
        }
    }

    /// <summary>The relations (§2.3.35).</summary>
    /// <param name="toValue">Gives the value for a key, null where there is none.</param>
    public void Relations(Func<string, string?> toValue)
    {
        if (Json["relatedTo"] is not JsonObject map)
        {
            return;
        }

        Take("relatedTo");
        List<(string, JsonNode?)> left = [];
        int count = 0;
        foreach ((string key, JsonNode? node) in map)
        {
            if (node is not JsonObject relation || toValue(key) is not { Length: > 0 } other)
            {
                left.Add((key, node));
                continue;
            }

            count++;
            string path = $"relatedTo/{JsonPointer.Escape(key)}";
            bool isUri = Kept(path)?.ValueType?.Equals("uri", StringComparison.OrdinalIgnoreCase) == true && IsRaw(other);
            List<string> words = relation["relation"] is JsonObject set ? [.. set.Where(static word => JSValues.Boolean(word.Value) == true && IsWord(word.Key)).Select(static word => word.Key)] : [];
            foreach (string? word in words.Count == 0 ? [(string?)null] : words.ToArray<string?>())
            {
                ContentProperty property = Add("RELATED-TO", isUri ? other : ContentText.Encode(other), word is null || word == words[0] ? path : "");
                property.SetParameter("VALUE", isUri ? "URI" : null);
                property.SetParameter("RELTYPE", word?.ToUpperInvariant());
            }

            foreach ((string name, JsonNode? member) in relation)
            {
                bool isTold = name == "@type" || (name == "relation" && member is JsonObject all && all.Count == words.Count);
                if (!isTold)
                {
                    Leave(name == "relation" && words.Count > 0 ? "" : $"{path}/{JsonPointer.Escape(name)}", member);
                }
            }
        }

        Leave("relatedTo", left, count > 0);
    }

    /// <summary>Puts back what is kept, and writes as JSPROP what iCalendar has no word for (§4.1.2).</summary>
    /// <param name="replaced">The properties that stand in the place of those that were made.</param>
    public void Finish(params ReadOnlySpan<string> replaced)
    {
        if (!options.IsLossless)
        {
            return;
        }

        if (value.ICalendar is { } kept)
        {
            ContentComponent read = JCalParts.Read(kept.Properties, kept.Components);
            foreach (string name in replaced)
            {
                if (read.Find(name) is not null)
                {
                    Component.RemoveAll(name);
                }
            }

            foreach (ContentProperty property in read.Properties)
            {
                Component.Add(property);
            }

            for (int i = 0; i < read.ComponentCount; i++)
            {
                Component.Components.Add(read.Components[i]);
            }
        }

        foreach ((string name, JsonNode? member) in Json)
        {
            if (!_taken.Contains(name))
            {
                Leave(JsonPointer.Escape(name), member);
            }
        }

        foreach ((string path, JsonNode left) in _left)
        {
            // A pointer with control characters is one that no parameter can carry.
            if (path.Length > 0 && !path.Any(JCalParts.IsForbidden) && !path.AsSpan().ContainsAny('\r', '\n'))
            {
                ContentProperty property = Component.AddText("JSPROP", JSObject.Text(left));
                property.SetParameters([new ContentPropertyParameter("JSPTR", path) { IsQuoted = true }]);
            }
        }
    }

    /// <summary>Whether a value can stand in a line as it is.</summary>
    public static bool IsRaw(string text)
    {
        foreach (char character in text)
        {
            if (character is < ' ' or '\x7F')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a parameter can carry a text, and gives it back the same.</summary>
    public static bool IsParameter(string text) => !text.Any(JCalParts.IsForbidden) && !text.Contains('\r', StringComparison.Ordinal);

    /// <summary>Whether a word in small letters comes back from one in capitals.</summary>
    public static bool IsWord(string word) => ContentLineWriter.IsName(word) && !word.Any(char.IsAsciiLetterUpper);

    private ContentProperty? Description()
    {
        if (String("description") is not { } text)
        {
            return null;
        }

        Take("description");
        string? type = JSValues.String(Json["descriptionContentType"]);
        bool isType = type is not null && JSTexts.IsTextMediaType(type) && IsParameter(type);
        if (isType || type is null)
        {
            Take("descriptionContentType");
        }

        bool isStyled = isType && !type!.Equals("text/plain", StringComparison.OrdinalIgnoreCase);
        if (!isStyled && KeptName("description") != "STYLED-DESCRIPTION")
        {
            return Add("DESCRIPTION", ContentText.Encode(text), "description");
        }

        ContentProperty property = Add("STYLED-DESCRIPTION", ContentText.Encode(text), "description");
        property.SetParameter("VALUE", "TEXT");
        property.SetParameter("FMTTYPE", isType ? type : null);
        return property;
    }
}
