using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>Patches (§1.5.9), without applying them: an object can have very many.</content>
internal sealed partial class ObjectValidation
{
    private void Override(JsonObject patch)
    {
        if (patch.ContainsKey("excluded"))
        {
            // §3.3.4; RFC 8984 §4.3.5 lets others stand beside it.
            if (JSValues.Boolean(patch["excluded"]) is not { } isExcluded)
            {
                Tell(JSCalendarDefectCode.WrongType, "excluded", "it has to be true", "jscalendarbis §3.3.4");
            }
            else if (!isFirst && (!isExcluded || patch.Count > 1))
            {
                Tell(JSCalendarDefectCode.InvalidPatch, isExcluded ? "nothing stands beside 'excluded'" : "'excluded' is true where it is there", "jscalendarbis §3.3.4");
            }

            return;
        }

        Patch(patch, _isInTask ? "Task" : "Event", JSEntry.IsIgnoredInOverrides);
    }

    private void Patch(JsonObject patch, string type, Func<JsonPointer, bool> isIgnored)
    {
        List<(JsonPointer Path, string Key)> paths = [];
        foreach ((string key, JsonNode? value) in patch)
        {
            _path.Add(key);
            if (!JsonPointer.TryParse("/" + key, out JsonPointer? pointer))
            {
                Tell(JSCalendarDefectCode.InvalidPatch, "the key is no JSON pointer", "jscalendarbis §1.5.9");
            }
            else if (!isIgnored(pointer))
            {
                paths.Add((pointer, key));
                Step(pointer, value, type);
            }

            _path.RemoveAt(_path.Count - 1);
        }

        // Of pointers in this order, one that begins another stands right before one that it begins.
        paths.Sort(static (one, other) => Compare(one.Path.Tokens, other.Path.Tokens));
        for (int i = 1; i < paths.Count; i++)
        {
            if (paths[i - 1].Path.IsPrefixOf(paths[i].Path))
            {
                Tell(JSCalendarDefectCode.InvalidPatch, paths[i].Key, $"'{paths[i - 1].Key}' is changed as a whole", "jscalendarbis §1.5.9");
            }
        }
    }

    private static int Compare(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        for (int i = 0; i < Math.Min(one.Count, other.Count); i++)
        {
            if (string.CompareOrdinal(one[i], other[i]) is not 0 and int order)
            {
                return order;
            }
        }

        return one.Count - other.Count;
    }

    private void Step(JsonPointer pointer, JsonNode? value, string type)
    {
        JsonNode? at = _entry;
        Place place = new(type, null);
        for (int i = 0; i < pointer.Tokens.Count; i++)
        {
            bool isLast = i == pointer.Tokens.Count - 1;
            string token = pointer.Tokens[i];
            if (at is JsonArray array)
            {
                if (isFirst || !JsonPointer.TryParseIndex(token, out int index) || index >= array.Count || (isLast && value is null))
                {
                    Tell(JSCalendarDefectCode.InvalidPatch, isFirst ? "it leads into an array" : isLast && value is null ? "no element of an array is taken out" : "there is no such element", "jscalendarbis §1.5.9");
                    return;
                }

                at = array[index];
            }
            else if (at is JsonObject members && (isLast || members[token] is not null))
            {
                at = members[token];
            }
            else
            {
                Tell(JSCalendarDefectCode.InvalidPatch, "it leads through what is not there", "jscalendarbis §1.5.9");
                return;
            }

            place = place.At(token);
        }

        Patched(place, pointer.Tokens[^1], value);
    }

    private void Patched(Place place, string name, JsonNode? value)
    {
        if (place.Property is not { } property)
        {
            return;
        }

        property = isFirst ? AsInFirst(property) : property;
        if (value is null)
        {
            if (property.IsMandatory && !place.IsItem)
            {
                Tell(JSCalendarDefectCode.InvalidPatch, "it has to be there", property.Section);
            }
        }
        else if (place.IsItem)
        {
            if (property.Shape == JSShape.Map)
            {
                Key(property, name);
            }

            Single(property, value);
        }
        else
        {
            Value(property, value);
        }
    }

    // Where a pointer has led to, by the schema: a property of a type, or an item of one. What the schema does not know has neither.
    private readonly record struct Place(string? Type, JSProperty? Property, bool IsItem = false)
    {
        public Place At(string token)
        {
            if (Property is null)
            {
                return Type is null ? default : new Place(null, token == "iCalendar" ? new JSProperty(token, JSKind.Object, "jscalendar-icalendar §5.1.1") { Of = "ICalComponent" } : JSSchema.Of(Type).Find(token));
            }

            return Property.Shape != JSShape.One && !IsItem ? this with { IsItem = true }
                : Property.Kind == JSKind.Object ? new Place(Property.Of, null).At(token) : default;
        }
    }
}
