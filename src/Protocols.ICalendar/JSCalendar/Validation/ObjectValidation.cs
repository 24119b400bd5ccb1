using System.Text.Json;
using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>One validation: objects and their properties, by the schema.</summary>
internal sealed partial class ObjectValidation(JSCalendarOptions options, DefectList defects, bool isFirst)
{
    private readonly List<string> _path = [];

    private JsonObject _entry = [];
    private bool _isInTask;

    private string Pointer => defects.IsFull ? "" : JsonPointer.Of([.. _path]).ToString();

    public void Run(JsonObject json, string type)
    {
        if (!isFirst && !json.ContainsKey("version") && options.AssumedVersion == "1.0")
        {
            Tell(JSCalendarDefectCode.MissingProperty, "version", "it has to be there", "jscalendarbis §3.1.2");
        }

        Object(json, type, isTop: true);
    }

    private void Object(JsonObject json, string type, bool isTop = false)
    {
        JSType schema = JSSchema.Of(type);
        if (type is "Event" or "Task")
        {
            _entry = json;
            _isInTask = type == "Task";
        }

        foreach (JSProperty property in schema.Mandatory)
        {
            // A value of null is no value, and told as a wrong type below.
            if (!json.ContainsKey(property.Name) && !(property.Name == "href" && options.AllowsJmap && json.ContainsKey("blobId")))
            {
                Tell(JSCalendarDefectCode.MissingProperty, property.Name, "it has to be there", property.Section);
            }
        }

        if (isFirst && !json.ContainsKey("@type") && type is not "ICalComponent" and not "ICalProperty")
        {
            // RFC 8984 has it mandatory everywhere.
            Tell(JSCalendarDefectCode.MissingProperty, "@type", "it has to be there", "RFC 8984 §1.4");
        }

        foreach ((string name, JsonNode? value) in json)
        {
            _path.Add(name);
            Property(schema, name, value, isTop);
            _path.RemoveAt(_path.Count - 1);
        }

        Together(json, type);
    }

    private void Property(JSType type, string name, JsonNode? value, bool isTop)
    {
        switch (name)
        {
            case "@type":
                TypeOf(type.Name, value);
                return;
            case "iCalendar" when type.Name is not "ICalComponent" and not "ICalProperty":
                Value(new JSProperty(name, JSKind.Object, "jscalendar-icalendar §5.1.1") { Of = "ICalComponent" }, value);
                return;
            case "extra":
                Tell(JSCalendarDefectCode.ReservedProperty, "it is reserved", "jscalendarbis §1.7.3.1");
                return;
            case "version" when !isTop && !isFirst:
                Tell(JSCalendarDefectCode.ForbiddenProperty, "an entry of a group has no version of its own", "jscalendarbis §3.1.2");
                return;
        }

        if (type.Find(name) is { } property)
        {
            if (property.IsReserved && !isFirst && !(property.IsOfJmap && options.AllowsJmap))
            {
                Tell(JSCalendarDefectCode.ReservedProperty, "it is reserved", property.IsOfJmap ? "jmap-calendars §10.9" : "jscalendarbis Appendix A.2.2");
            }
            else if (property.Only is { } only && only != (isFirst ? "1.0" : "2.0") && !(property.IsOfJmap && options.AllowsJmap))
            {
                Tell(JSCalendarDefectCode.OtherVersion, $"it is of version {only}", "jscalendarbis Appendix A.2");
            }
            else
            {
                Value(isFirst ? AsInFirst(property) : property, value);
            }
        }
        else if (type.Spelled(name) is { } spelled)
        {
            Tell(JSCalendarDefectCode.WrongCase, $"it is '{spelled}' in other letter case", "jscalendarbis §1.7.1");
        }
        else if (!JSTexts.IsRegisteredName(name) && !JSTexts.IsVendorName(name))
        {
            Tell(JSCalendarDefectCode.InvalidName, "no property has such a name", "jscalendarbis §1.7.2");
        }
    }

    // Where RFC 8984 has another type.
    private static JSProperty AsInFirst(JSProperty property) => property.Name switch
    {
        "display" => property with { Shape = JSShape.One, Kind = JSKind.String, Section = "RFC 8984 §1.4.11" },
        "delegatedTo" or "delegatedFrom" or "memberOf" => property with { Key = JSKind.Id, Section = "RFC 8984 §4.4.6" },
        _ => property,
    };

    private void TypeOf(string expected, JsonNode? value)
    {
        if (JSValues.String(value) is not { } type)
        {
            Tell(JSCalendarDefectCode.WrongType, "it has to be a string", "jscalendarbis §1.4.4");
        }
        else if (type != expected)
        {
            bool isMisspelled = type.Equals(expected, StringComparison.OrdinalIgnoreCase);
            Tell(isMisspelled ? JSCalendarDefectCode.WrongCase : JSCalendarDefectCode.InvalidValue, $"it has to be '{expected}'", "jscalendarbis §1.4.4");
        }
    }

    private void Value(JSProperty property, JsonNode? value)
    {
        switch (property.Shape)
        {
            case JSShape.One:
                Single(property, value);
                break;
            case JSShape.List when value is JsonArray array:
                NeverEmpty(property, array.Count);
                for (int i = 0; i < array.Count; i++)
                {
                    _path.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    Single(property, array[i]);
                    _path.RemoveAt(_path.Count - 1);
                }

                break;
            case JSShape.Map when value is JsonObject map:
                NeverEmpty(property, map.Count);
                foreach ((string key, JsonNode? item) in map)
                {
                    _path.Add(key);
                    Key(property, key);
                    Single(property, item);
                    _path.RemoveAt(_path.Count - 1);
                }

                break;
            default:
                Tell(JSCalendarDefectCode.WrongType, property.Shape == JSShape.List ? "it has to be an array" : "it has to be an object", property.Section);
                break;
        }
    }

    private void NeverEmpty(JSProperty property, int count)
    {
        if (count == 0 && property.IsNeverEmpty)
        {
            Tell(JSCalendarDefectCode.InvalidValue, "it must not be empty", property.Section);
        }
    }

    private void Key(JSProperty property, string key)
    {
        bool isKey = property.Key switch
        {
            JSKind.Id => JSValues.IsId(key),
            JSKind.Local => JSValues.TryLocal(key, out _) && (isFirst || !JSValues.HasFraction(key)),
            JSKind.Uri => JSTexts.IsUri(key),
            JSKind.Pointer => key.Length > 0 && JsonPointer.TryParse("/" + key, out _),
            _ => true,
        };
        if (!isKey)
        {
            Tell(JSCalendarDefectCode.InvalidKey, property.Key switch { JSKind.Id => "the key is no Id", JSKind.Local => "the key is no LocalDateTime", JSKind.Uri => "the key is no URI", _ => "the key is no JSON pointer" }, property.Section);
        }
        else if (property.Kind == JSKind.True)
        {
            Word(property, key);
        }
    }

    private void Word(JSProperty property, string word)
    {
        if (property.Words is not { } words || Array.IndexOf(words, word) >= 0)
        {
            return;
        }

        if (Array.Find(words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } spelled)
        {
            Tell(JSCalendarDefectCode.WrongCase, $"it is '{spelled}' in other letter case", "jscalendarbis §1.7.1");
        }
        else if (property.IsClosed || !JSTexts.IsWord(word))
        {
            Tell(JSCalendarDefectCode.InvalidValue, $"it has to be one of {string.Join(", ", words)}{(property.IsClosed ? "" : ", or a word that others have registered or made")}", property.Section);
        }
    }

    private void Tell(JSCalendarDefectCode code, string message, string section) => defects.Add(code, Pointer, message, section);

    private void Tell(JSCalendarDefectCode code, string name, string message, string section)
    {
        _path.Add(name);
        Tell(code, message, section);
        _path.RemoveAt(_path.Count - 1);
    }
}
