using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>Reads JSON into nodes: whatever the octets are, within limits, with duplicate names told (RFC 7493 §2.3).</summary>
internal sealed class JsonTreeReader(JSCalendarOptions options, DefectList defects)
{
    // What lies deeper than objects may is passed over without recursion; this bounds what the reader keeps to do so.
    private const int MaxJsonDepth = 1_000_000;

    private readonly List<string> _path = [];
    private JsonNode? _root;
    private int _members;

    public JsonNode? Read(ReadOnlySpan<byte> source)
    {
        if (source.Length > options.MaxLength)
        {
            defects.Add(JSCalendarDefectCode.SizeLimit, "", $"it has more than {options.MaxLength} octets");
            return null;
        }

        Utf8JsonReader reader = new(source.StartsWith("\uFEFF"u8) ? source[3..] : source, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        JsonNode? root = null;
        try
        {
            reader.Read();
            root = ReadValue(ref reader, static _ => { });
            reader.Read();
        }
        catch (JsonException)
        {
            defects.Add(JSCalendarDefectCode.MalformedJson, Pointer, string.Create(CultureInfo.InvariantCulture, $"it is no JSON from octet {reader.BytesConsumed} on"), "RFC 8259 §2");
        }

        return root ?? _root;
    }

    /// <summary>Reads the value that a reader stands at, for serializers.</summary>
    public JsonNode? Read(ref Utf8JsonReader reader) => ReadValue(ref reader, static _ => { });

    private string Pointer => defects.IsFull ? "" : JsonPointer.Of([.. _path]).ToString();

    // A container is put where it belongs before it is filled, so that it is there where the JSON breaks off in it.
    private JsonNode? ReadValue(ref Utf8JsonReader reader, Action<JsonNode> place)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when _path.Count >= options.MaxDepth:
                defects.Add(JSCalendarDefectCode.DepthLimit, Pointer, $"it lies more than {options.MaxDepth} deep");
                reader.Skip();
                return null;
            case JsonTokenType.StartObject:
                JsonObject members = [];
                _root ??= members;
                place(members);
                ReadMembers(ref reader, members);
                return members;
            case JsonTokenType.StartArray:
                JsonArray elements = [];
                _root ??= elements;
                place(elements);
                ReadElements(ref reader, elements);
                return elements;
            case JsonTokenType.String:
                return JsonValue.Create(Text(ref reader));
            case JsonTokenType.Number:
                return Number(ref reader);
            case JsonTokenType.True or JsonTokenType.False:
                return JsonValue.Create(reader.TokenType == JsonTokenType.True);
            default:
                return null;
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader, JsonObject members)
    {
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            string name = Text(ref reader);
            _path.Add(name);
            reader.Read();
            if (members.ContainsKey(name))
            {
                defects.Add(JSCalendarDefectCode.DuplicateMember, Pointer, "it stands there twice", "RFC 7493 §2.3");
            }

            if (IsWithin(ref reader))
            {
                JsonNode? value = ReadValue(ref reader, container => members[name] = container);
                if (value is not (JsonObject or JsonArray))
                {
                    members[name] = value;
                }
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void ReadElements(ref Utf8JsonReader reader, JsonArray elements)
    {
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            _path.Add(elements.Count.ToString(CultureInfo.InvariantCulture));
            if (IsWithin(ref reader))
            {
                JsonNode? value = ReadValue(ref reader, elements.Add);
                if (value is not (JsonObject or JsonArray))
                {
                    elements.Add(value);
                }
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private bool IsWithin(ref Utf8JsonReader reader)
    {
        if (_members < options.MaxMembers)
        {
            _members++;
            return true;
        }

        if (_members == options.MaxMembers)
        {
            _members++;
            defects.Add(JSCalendarDefectCode.MemberLimit, Pointer, $"there are more than {options.MaxMembers} members");
        }

        reader.Skip();
        return false;
    }

    private string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            defects.Add(JSCalendarDefectCode.MalformedText, Pointer, "a text has what is no character", "RFC 7493 §2.1");
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    // Others than plain integers keep the digits they have.
    private static JsonValue? Number(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> digits = reader.ValueSpan;
        bool isPlain = digits.Length <= 18 && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        return isPlain && reader.TryGetInt64(out long number) ? JsonValue.Create(number) : JsonValue.Create(JsonElement.ParseValue(ref reader));
    }
}
