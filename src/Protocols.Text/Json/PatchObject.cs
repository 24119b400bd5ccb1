using System.Text.Json.Nodes;

namespace Protocols.Text;

/// <summary>
/// Patches on a JSON object, as JSCalendar, JSContact and JMAP write them (RFC 9553 §1.4.3, RFC 8984 §1.4.9, RFC 8620 §5.3): each key is a JSON Pointer
/// without its first slash, each value replaces what is there, and null removes it.
/// </summary>
/// <remarks>Whether a value may stand where it is put is for those to say who know the object.</remarks>
public static class PatchObject
{
    /// <summary>Applies all patches, or none.</summary>
    /// <param name="target">The object, which stays as it is.</param>
    /// <param name="patch">The patches, in any order.</param>
    /// <param name="options">Where RFC 8984 and RFC 8620 differ from RFC 9553.</param>
    /// <returns>The patched copy, or what the first patch is that cannot be applied, and why.</returns>
    public static PatchResult Apply(JsonObject target, IEnumerable<KeyValuePair<string, JsonNode?>> patch, PatchOptions options = PatchOptions.None)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patch);

        var steps = new List<(string Key, JsonPointer Path, JsonNode? Value)>();
        foreach (var (key, value) in patch)
        {
            if (!JsonPointer.TryParse("/" + key, out var pointer))
            {
                return new PatchResult(null, PatchDefect.Pointer, key);
            }
            steps.Add((key, pointer, value));
        }

        // Where one leads to what another changes, its next neighbour in this order does so, too.
        steps.Sort(static (x, y) => Compare(x.Path, y.Path));
        for (var i = 1; i < steps.Count; i++)
        {
            if (steps[i - 1].Path.IsPrefixOf(steps[i].Path))
            {
                return new PatchResult(null, PatchDefect.Overlap, steps[i].Key);
            }
        }

        var copy = (JsonObject)target.DeepClone();
        foreach (var (key, path, value) in steps)
        {
            var defect = ApplyOne(copy, path, value, options);
            if (defect != PatchDefect.None)
            {
                return new PatchResult(null, defect, key);
            }
        }
        return new PatchResult(copy, PatchDefect.None, null);
    }

    /// <summary>Makes the patches that turn one object into another: objects are gone into, arrays and other values replaced as a whole.</summary>
    /// <param name="from">The object to patch.</param>
    /// <param name="to">What is to come of it. A member that is null counts as one that is not there, since a patch cannot say it.</param>
    public static JsonObject Between(JsonObject from, JsonObject to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var patch = new JsonObject();
        Between(from, to, "", patch);
        return patch;
    }

    private static void Between(JsonObject from, JsonObject to, string prefix, JsonObject patch)
    {
        foreach (var (name, value) in from)
        {
            if (value is not null && (!to.TryGetPropertyValue(name, out var other) || other is null))
            {
                patch[prefix + JsonPointer.Escape(name)] = null;
            }
        }
        foreach (var (name, value) in to)
        {
            if (value is null)
            {
                continue;
            }
            var old = from.TryGetPropertyValue(name, out var found) ? found : null;
            var key = prefix + JsonPointer.Escape(name);
            if (old is JsonObject oldMembers && value is JsonObject members)
            {
                Between(oldMembers, members, key + "/", patch);
            }
            else if (!JsonNode.DeepEquals(old, value))
            {
                patch[key] = value.DeepClone();
            }
        }
    }

    private static PatchDefect ApplyOne(JsonObject root, JsonPointer path, JsonNode? value, PatchOptions options)
    {
        JsonNode? at = root;
        var last = path.Tokens.Count - 1;
        for (var i = 0; i < last; i++)
        {
            if (at is JsonArray && options.HasFlag(PatchOptions.NotInArrays))
            {
                return PatchDefect.InArray;
            }
            at = Step(at, path.Tokens[i]);
        }

        switch (at)
        {
            case JsonObject members when value is null:
                members.Remove(path.Tokens[last]);
                return PatchDefect.None;
            case JsonObject members:
                members[path.Tokens[last]] = value.DeepClone();
                return PatchDefect.None;
            case JsonArray when options.HasFlag(PatchOptions.NotInArrays):
                return PatchDefect.InArray;
            case JsonArray elements:
                if (!JsonPointer.TryParseIndex(path.Tokens[last], out var index) || index >= elements.Count)
                {
                    return PatchDefect.Missing;
                }
                if (value is null)
                {
                    return PatchDefect.ElementRemoved;
                }
                elements[index] = value.DeepClone();
                return PatchDefect.None;
            default:
                return PatchDefect.Missing;
        }
    }

    private static JsonNode? Step(JsonNode? at, string token) => at switch
    {
        JsonObject members => members.TryGetPropertyValue(token, out var member) ? member : null,
        JsonArray elements when JsonPointer.TryParseIndex(token, out var index) && index < elements.Count => elements[index],
        _ => null,
    };

    private static int Compare(JsonPointer left, JsonPointer right)
    {
        var shared = Math.Min(left.Tokens.Count, right.Tokens.Count);
        for (var i = 0; i < shared; i++)
        {
            var order = string.CompareOrdinal(left.Tokens[i], right.Tokens[i]);
            if (order != 0)
            {
                return order;
            }
        }
        return left.Tokens.Count.CompareTo(right.Tokens.Count);
    }
}
