using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>Occurrences and languages.</content>
public abstract partial class JSEntry
{
    private static readonly HashSet<string> s_ignored =
        new(["@type", "method", "organizerCalendarAddress", "privacy", "prodId", "recurrenceId", "recurrenceIdTimeZone", "sentBy", "uid"], StringComparer.Ordinal);

    /// <summary>
    /// One occurrence as an object of its own (§3.3.4): the properties of this one but for the recurrence, with the patches for it, the start, and
    /// <see cref="RecurrenceId"/>. Patches of what an occurrence cannot change are passed over; of a patch that cannot be applied, nothing is.
    /// </summary>
    /// <param name="recurrenceId">The local time that the rule gives for it, or under which it stands among the overrides. Whether there is such an occurrence is not looked at.</param>
    /// <returns>The occurrence, an event of an event and a task of a task; null where it is excluded.</returns>
    public JSEntry? Instance(DateTime recurrenceId)
    {
        JsonObject? patch = RecurrenceOverrides?[JSValues.Local(recurrenceId)] as JsonObject;
        if (patch is not null && JSValues.Boolean(patch["excluded"]) == true)
        {
            return null;
        }

        JsonObject shared = Base();
        JsonObject? instance = patch is null ? null : TryPatched(shared, recurrenceId, patch);
        if (instance is null)
        {
            Shift(shared, recurrenceId);
            instance = shared;
        }

        instance["recurrenceId"] = JSValues.Local(recurrenceId);
        if (TimeZone is { } zone)
        {
            instance["recurrenceIdTimeZone"] = zone;
        }

        return (JSEntry)Of(instance)!;
    }

    /// <summary>
    /// The occurrences that have a moment in a span of time (§3.3): by the rule and the overrides, with the times that these give them. An object that does not
    /// recur has one.
    /// </summary>
    /// <param name="from">The beginning of the span.</param>
    /// <param name="to">The first moment behind it.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="floating">The zone in which floating times are taken; null for UTC.</param>
    /// <param name="limits">The budget; <see cref="RecurrenceLimits.Default"/> unless given.</param>
    /// <returns>The occurrences in the order of their starts; none where the object has no time.</returns>
    public IReadOnlyList<JSOccurrence> Between(DateTimeOffset from, DateTimeOffset to, int most = int.MaxValue, CalendarTimeZone? floating = null, RecurrenceLimits? limits = null)
    {
        if (RecurrenceOfEntry.Of(this, floating, limits) is not { } set)
        {
            return [];
        }

        return [.. set.Between(from, to, most).Select(static found => new JSOccurrence(found.RecurrenceId.Local, found.Start.Local, found.StartUtc, found.EndUtc))];
    }

    /// <summary>The object in another language, by the patches of version 1.0 (RFC 8984 §4.6.1): those for the language, else for a shorter tag of it.</summary>
    /// <param name="language">The language tag: <c>de-AT</c>.</param>
    /// <returns>The object, with the language as its locale; its copy as it is where there are no patches for the language, or they cannot be applied.</returns>
    public JSEntry Localized(string language)
    {
        ArgumentException.ThrowIfNullOrEmpty(language);
        JsonObject copy = (JsonObject)Json.DeepClone();
        for (string tag = language; tag.Length > 0; tag = tag.LastIndexOf('-') is > 0 and int cut ? tag[..cut] : "")
        {
            KeyValuePair<string, JsonNode?> found = Localizations?.FirstOrDefault(entry => entry.Key.Equals(tag, StringComparison.OrdinalIgnoreCase)) ?? default;
            if (found.Value is JsonObject patch)
            {
                copy.Remove("localizations");
                PatchResult result = PatchObject.Apply(copy, patch, PatchOptions.NotInArrays);
                copy = result.Patched ?? copy;
                if (result.Succeeded)
                {
                    copy["locale"] = found.Key;
                }

                break;
            }
        }

        return (JSEntry)Of(copy)!;
    }

    /// <summary>Whether a pointer of an override is passed over (§3.3.4).</summary>
    internal static bool IsIgnoredInOverrides(JsonPointer pointer)
    {
        IReadOnlyList<string> tokens = pointer.Tokens;
        return tokens.Count > 0 && (tokens[0] is "recurrenceOverrides" or "recurrenceRule" or "recurrenceRules" or "excludedRecurrenceRules" or "relatedTo"
            || (tokens.Count == 1 && s_ignored.Contains(tokens[0]))
            || (tokens.Count == 3 && tokens[0] == "participants" && tokens[2] == "calendarAddress"));
    }

    /// <summary>What all occurrences have: the object without its recurrence.</summary>
    internal JsonObject Base()
    {
        JsonObject made = [];
        foreach ((string name, JsonNode? value) in Json)
        {
            if (name is not ("recurrenceOverrides" or "recurrenceRule" or "recurrenceRules" or "excludedRecurrenceRules"))
            {
                made[name] = value?.DeepClone();
            }
        }

        // What is kept of single occurrences is of none of the others.
        if (made["iCalendar"] is JsonObject kept && kept["convertedProperties"] is JsonObject converted && converted.Any(static entry => IsOfRecurrence(entry.Key)))
        {
            JsonObject others = new(converted.Where(static entry => !IsOfRecurrence(entry.Key)).Select(static entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));
            if (others.Count > 0)
            {
                kept["convertedProperties"] = others;
            }
            else
            {
                kept.Remove("convertedProperties");
            }

            if (kept.Count <= 2 && !kept.Any(static member => member.Key is not ("@type" or "name")))
            {
                made.Remove("iCalendar");
            }
        }

        return made;

        static bool IsOfRecurrence(string path) => path.StartsWith("recurrenceOverrides/", StringComparison.Ordinal) || path == "recurrenceRule";
    }

    /// <summary>One occurrence made of what all have, which stays as it is; null where the patch cannot be applied.</summary>
    internal JsonObject? TryPatched(JsonObject shared, DateTime recurrenceId, JsonObject patch)
    {
        Shift(shared, recurrenceId);
        return PatchObject.Apply(shared, patch.Where(static step => !JsonPointer.TryParse("/" + step.Key, out JsonPointer? pointer) || !IsIgnoredInOverrides(pointer))).Patched;
    }

    /// <summary>Moves the times of an occurrence to where its recurrence has it. A task that has a start is due as much later as ever.</summary>
    internal void Shift(JsonObject instance, DateTime recurrenceId)
    {
        if (Json.ContainsKey("start") || this is not JSTask)
        {
            instance["start"] = JSValues.Local(recurrenceId);
        }

        if (this is JSTask { Due: { } due })
        {
            DateTime moved = Start is not { } start ? recurrenceId
                : new DateTime(Math.Clamp(recurrenceId.Ticks + (due - start).Ticks, 0, DateTime.MaxValue.Ticks));
            instance["due"] = JSValues.Local(moved);
        }
    }
}
