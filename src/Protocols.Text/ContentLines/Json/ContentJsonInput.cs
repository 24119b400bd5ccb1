using System.Text;
using System.Text.Json;

namespace Protocols.Text;

/// <summary>From JSON to content lines (RFC 7265 §4, RFC 7095 §4).</summary>
internal sealed class ContentJsonInput(ContentJsonFormat format, ContentComponentFactory factory, ContentTreeOptions options)
{
    // What lies deeper than components may is passed over without recursion; this bounds what the reader keeps to do so.
    private const int MaxJsonDepth = 1_000_000;

    private readonly List<ContentComponent> _roots = [];
    private readonly List<ContentLineDefect> _defects = [];
    private int _components;
    private int _properties;

    public ContentTree Run(ReadOnlySpan<byte> source)
    {
        Utf8JsonReader reader = new(source.StartsWith("\uFEFF"u8) ? source[3..] : source, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        try
        {
            ReadRoot(ref reader);
        }
        catch (JsonException)
        {
            Tell(ContentLineDefectCode.MalformedJson, reader.BytesConsumed);
        }

        return new ContentTree(_roots, _defects);
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Tell(ContentLineDefectCode.MalformedJsonPart, reader.TokenStartIndex);
            reader.Skip();
            reader.Read();
            return;
        }

        Utf8JsonReader first = reader;
        if (first.Read() && first.TokenType == JsonTokenType.String)
        {
            ReadComponent(ref reader, null, 0);
        }
        else
        {
            // RFC 7265 §3.2: several objects stand in an array.
            ReadComponents(ref reader, null, 0);
        }

        reader.Read();
    }

    private void ReadComponents(ref Utf8JsonReader reader, ContentComponent? parent, int depth)
    {
        int level = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > level)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadComponent(ref reader, parent, depth);
            }
            else
            {
                Tell(ContentLineDefectCode.MalformedJsonPart, reader.TokenStartIndex);
                reader.Skip();
            }
        }
    }

    // From the bracket that begins the component to the one that ends it.
    private void ReadComponent(ref Utf8JsonReader reader, ContentComponent? parent, int depth)
    {
        int level = reader.CurrentDepth;
        long start = reader.TokenStartIndex;
        if (depth == options.MaxDepth || _components == options.MaxComponents)
        {
            Tell(depth == options.MaxDepth ? ContentLineDefectCode.DepthLimit : ContentLineDefectCode.ComponentLimit, start);
            reader.Skip();
            return;
        }

        reader.Read();
        if (TryName(ref reader, out ContentLineDefectCode defect) is not { } name)
        {
            Tell(defect, start);
            End(ref reader, level);
            return;
        }

        _components++;
        ContentComponent component = factory(Encoding.UTF8.GetBytes(name), parent);
        (parent?.Components ?? _roots).Add(component);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadProperties(ref reader, component);
            reader.Read();
        }

        bool hasComponents = format.HasComponents && reader.TokenType == JsonTokenType.StartArray;
        if (hasComponents)
        {
            ReadComponents(ref reader, component, depth + 1);
            reader.Read();
        }

        if (reader.TokenType != JsonTokenType.EndArray || reader.CurrentDepth != level || hasComponents != format.HasComponents)
        {
            Tell(ContentLineDefectCode.MalformedJsonPart, start);
            End(ref reader, level);
        }
    }

    private void ReadProperties(ref Utf8JsonReader reader, ContentComponent component)
    {
        int level = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > level)
        {
            long start = reader.TokenStartIndex;
            ContentLineDefectCode defect = ContentLineDefectCode.MalformedJsonPart;
            if (_properties == options.MaxProperties)
            {
                Tell(ContentLineDefectCode.PropertyLimit, start);
                reader.Skip();
                continue;
            }

            if (reader.TokenType == JsonTokenType.StartArray)
            {
                int inner = reader.CurrentDepth;
                ContentProperty? property = ReadProperty(ref reader, inner, out defect);
                End(ref reader, inner);
                if (property is not null)
                {
                    component.Add(property);
                    _properties++;
                    continue;
                }
            }
            else
            {
                reader.Skip();
            }

            Tell(defect, start);
        }
    }

    private ContentProperty? ReadProperty(ref Utf8JsonReader reader, int level, out ContentLineDefectCode defect)
    {
        reader.Read();
        if (TryName(ref reader, out defect) is not { } name)
        {
            return null;
        }

        reader.Read();
        ContentProperty property = new(name.ToUpperInvariant());
        List<ContentPropertyParameter> parameters = [];
        if (reader.TokenType != JsonTokenType.StartObject || !ReadParameters(ref reader, property, parameters, out defect))
        {
            return null;
        }

        reader.Read();
        if (TryName(ref reader, out defect)?.ToLowerInvariant() is not { } type)
        {
            return null;
        }

        StringBuilder raw = new();
        int count = 0;
        for (; reader.Read() && reader.CurrentDepth > level; count++)
        {
            raw.Append(count == 0 ? "" : ",");
            if (!AppendValue(ref reader, type, raw, 0))
            {
                defect = ContentLineDefectCode.MalformedJsonPart;
                return null;
            }
        }

        defect = raw.Length > options.Lines.MaxLineLength ? ContentLineDefectCode.LineLimit : ContentLineDefectCode.MalformedJsonPart;
        if (count == 0 || raw.Length > options.Lines.MaxLineLength)
        {
            return null;
        }

        // RFC 7265 §3.5.1 and §5.2.
        if (type != "unknown" && type != format.DefaultTypeOf(name.ToLowerInvariant()))
        {
            parameters.Add(new ContentPropertyParameter("VALUE", format.HasGroups ? type : type.ToUpperInvariant()));
        }

        if (type == "binary" && !format.HasGroups && !parameters.Exists(static parameter => parameter.Name == "ENCODING"))
        {
            parameters.Add(new ContentPropertyParameter("ENCODING", "BASE64"));
        }

        property.SetParameters(parameters);
        property.RawValue = raw.ToString();
        return property;
    }

    private bool ReadParameters(ref Utf8JsonReader reader, ContentProperty property, List<ContentPropertyParameter> parameters, out ContentLineDefectCode defect)
    {
        int level = reader.CurrentDepth;
        long start = reader.TokenStartIndex;
        while (reader.Read() && reader.CurrentDepth > level)
        {
            if (TryName(ref reader, out defect) is not { } name)
            {
                return false;
            }

            reader.Read();
            List<string> values = [];
            defect = ContentLineDefectCode.MalformedJsonPart;
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                int list = reader.CurrentDepth;
                while (reader.Read() && reader.CurrentDepth > list)
                {
                    if (!AddParameter(ref reader, values))
                    {
                        return false;
                    }
                }
            }
            else if (!AddParameter(ref reader, values))
            {
                return false;
            }

            if (format.HasGroups && name.Equals("group", StringComparison.OrdinalIgnoreCase))
            {
                // RFC 7095 §3.3.1.2.1: a prefix of the name, and no parameter.
                if (values is not [{ } group] || !ContentLineWriter.IsName(group))
                {
                    return false;
                }

                property.Group = group;
            }
            else if (!name.Equals("value", StringComparison.OrdinalIgnoreCase))
            {
                parameters.Add(new ContentPropertyParameter(name.ToUpperInvariant(), values));
            }
        }

        defect = ContentLineDefectCode.ParameterLimit;
        return reader.TokenStartIndex - start <= options.Lines.MaxParametersLength;
    }

    private static bool AddParameter(ref Utf8JsonReader reader, List<string> values)
    {
        string? value = Scalar(ref reader, "text");
        if (value is null || value.Any(IsForbidden))
        {
            return false;
        }

        values.Add(value);
        return true;
    }

    // Level 0 is a value, 1 the components of a structured one, 2 the values of a component.
    private static bool AppendValue(ref Utf8JsonReader reader, string type, StringBuilder raw, int level)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            string? rule = type == "recur" && level == 0 ? ContentJsonRule.Read(ref reader) : null;
            raw.Append(rule);
            return rule is not null;
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            if (level == 2)
            {
                return false;
            }

            int depth = reader.CurrentDepth;
            char separator = level == 1 ? ',' : type == "period" ? '/' : ';';
            for (int count = 0; reader.Read() && reader.CurrentDepth > depth; count++)
            {
                _ = count == 0 ? raw : raw.Append(separator);
                if (!AppendValue(ref reader, type, raw, level + 1))
                {
                    return false;
                }
            }

            return true;
        }

        if (Scalar(ref reader, type) is not { } value || value.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        // RFC 7265 §5.2: what is unknown is taken over as it is, and so is what has no escapes.
        string line = type switch
        {
            "text" => ContentText.Encode(value),
            "period" => string.Join('/', value.Split('/').Select(static part => ContentJsonTimes.Reduce(part, "date-time"))),
            _ when ContentJsonTimes.Is(type) => ContentJsonTimes.Reduce(value, type),
            _ => value,
        };
        raw.Append(line);
        return line.AsSpan().IndexOfAny('\r', '\n') < 0;
    }

    private static string? Scalar(ref Utf8JsonReader reader, string type) => reader.TokenType switch
    {
        JsonTokenType.String => Text(ref reader),
        JsonTokenType.Number => ContentJsonNumbers.Plain(Encoding.UTF8.GetString(reader.ValueSpan), type),
        JsonTokenType.True => "TRUE",
        JsonTokenType.False => "FALSE",
        JsonTokenType.Null => "",
        _ => null,
    };

    private string? TryName(ref Utf8JsonReader reader, out ContentLineDefectCode defect)
    {
        defect = ContentLineDefectCode.MalformedJsonPart;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            return null;
        }

        if (reader.ValueSpan.Length > options.Lines.MaxNameLength)
        {
            defect = ContentLineDefectCode.NameLimit;
            return null;
        }

        defect = ContentLineDefectCode.MalformedName;
        return Text(ref reader) is { } name && ContentLineWriter.IsName(name) ? name : null;
    }

    // What no parameter can carry.
    internal static bool IsForbidden(char character) => character is < ' ' and not ('\t' or '\n' or '\r') or '\x7F';

    // Null for half a surrogate pair and for what is no UTF-8: no content line can carry them.
    internal static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void End(ref Utf8JsonReader reader, int level)
    {
        while (reader.CurrentDepth != level || reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Read();
        }
    }

    private void Tell(ContentLineDefectCode code, long position)
    {
        if (_defects.Count < options.MaxDefects)
        {
            _defects.Add(new ContentLineDefect(code, position));
        }
    }
}
