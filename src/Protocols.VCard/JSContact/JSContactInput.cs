using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.VCard.JSContact;

/// <summary>From octets to JSON values: leniently, within limits, in time linear in the octets. What stands before an error is kept.</summary>
internal sealed class JSContactInput(JSContactOptions options)
{
    // What lies deeper than it may is passed over without recursion; this bounds what the reader keeps to do so.
    private const int MaxJsonDepth = 1_000_000;

    private readonly List<string> _path = [];
    private JsonNode? _root;
    private int _members;

    public List<JSContactDefect> Defects { get; } = [];

    public JsonNode? Read(ReadOnlySpan<byte> source)
    {
        if (source.Length > options.MaxLength)
        {
            Tell(JSContactDefectCode.SizeLimit, "RFC 9553 §4.1", $"longer than {options.MaxLength} octets");
            return null;
        }

        Utf8JsonReader reader = new(source.StartsWith("\uFEFF"u8) ? source[3..] : source, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        try
        {
            _ = reader.Read();
            ReadValue(ref reader, root => _root = root);
            _ = reader.Read();
        }
        catch (JsonException)
        {
            Tell(JSContactDefectCode.MalformedJson, "RFC 8259 §2", $"no JSON from octet {reader.BytesConsumed} on");
        }

        return _root;
    }

    // An object or array is kept before it is filled, so that one that breaks off is kept with what it has.
    private void ReadValue(ref Utf8JsonReader reader, Action<JsonNode?> keep)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when _path.Count >= options.MaxDepth:
                Tell(JSContactDefectCode.DepthLimit, "RFC 9553 §4.1", $"deeper than {options.MaxDepth}");
                reader.Skip();
                break;
            case JsonTokenType.StartObject:
                JsonObject members = [];
                keep(members);
                ReadMembers(ref reader, members);
                break;
            case JsonTokenType.StartArray:
                JsonArray elements = [];
                keep(elements);
                ReadElements(ref reader, elements);
                break;
            case JsonTokenType.String when Text(ref reader) is { } text:
                keep(JsonValue.Create(text));
                break;
            case JsonTokenType.String:
                Tell(JSContactDefectCode.MalformedText, "RFC 7493 §2.1", "half a surrogate pair, or no UTF-8");
                break;
            case JsonTokenType.Number:
                keep(JsonValue.Create(JsonElement.ParseValue(ref reader)));
                break;
            case JsonTokenType.Null:
                keep(null);
                break;
            default:
                keep(JsonValue.Create(reader.TokenType == JsonTokenType.True));
                break;
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader, JsonObject members)
    {
        int level = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > level)
        {
            string? name = Text(ref reader);
            _path.Add(name ?? "");
            _ = reader.Read();
            if (name is null)
            {
                Tell(JSContactDefectCode.MalformedText, "RFC 7493 §2.1", "a name of half a surrogate pair, or no UTF-8");
                reader.Skip();
            }
            else if (IsOverLimit())
            {
                reader.Skip();
            }
            else
            {
                if (members.ContainsKey(name))
                {
                    Tell(JSContactDefectCode.DuplicateMember, "RFC 7493 §2.3", "a second member with this name");
                }

                ReadValue(ref reader, value => members[name] = value);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void ReadElements(ref Utf8JsonReader reader, JsonArray elements)
    {
        int level = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > level)
        {
            _path.Add(elements.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (IsOverLimit())
            {
                reader.Skip();
            }
            else
            {
                ReadValue(ref reader, elements.Add);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private bool IsOverLimit()
    {
        if (_members < options.MaxMembers)
        {
            _members++;
            return false;
        }

        if (_members == options.MaxMembers)
        {
            // Told once, however many there are.
            _members++;
            Tell(JSContactDefectCode.MemberLimit, "RFC 9553 §4.1", $"more than {options.MaxMembers} members");
        }

        return true;
    }

    private static string? Text(ref Utf8JsonReader reader)
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

    private void Tell(JSContactDefectCode code, string section, string detail)
    {
        if (Defects.Count < options.MaxDefects)
        {
            Defects.Add(new JSContactDefect(code, JsonPointer.Of([.. _path]).ToString(), section, detail));
        }
    }
}
