using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Protocols.ICalendar;

/// <summary>What events, tasks and groups have in common (draft-ietf-calext-jscalendarbis-17 §3 and §4.3).</summary>
[JsonConverter(typeof(JSObjectConverter<JSCalendarObject>))]
public abstract class JSCalendarObject : JSObject
{
    private protected JSCalendarObject(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The globally unique identifier (§3.1.1).</summary>
    public string? Uid { get => GetString("uid"); set => SetString("uid", value); }

    /// <summary>The version of JSCalendar, <c>2.0</c> or <c>1.0</c> (§3.1.2). Entries of a group have none of their own.</summary>
    public string? Version { get => GetString("version"); set => SetString("version", value); }

    /// <summary>The program that changed the object last (§3.1.4).</summary>
    public string? ProductId { get => GetString("prodId"); set => SetString("prodId", value); }

    /// <summary>When the object was made (§3.1.5).</summary>
    public DateTimeOffset? Created { get => GetUtc("created"); set => SetUtc("created", value); }

    /// <summary>When the object was changed last (§3.1.6).</summary>
    public DateTimeOffset? Updated { get => GetUtc("updated"); set => SetUtc("updated", value); }

    /// <summary>A short summary (§3.2.1).</summary>
    public string? Title { get => GetString("title"); set => SetString("title", value); }

    /// <summary>The description, of the type that <see cref="DescriptionContentType"/> says (§3.2.2).</summary>
    public string? Description { get => GetString("description"); set => SetString("description", value); }

    /// <summary>The media type of the description, a subtype of <c>text</c>; <c>text/plain</c> where it does not say (§3.2.3).</summary>
    public string? DescriptionContentType { get => GetString("descriptionContentType"); set => SetString("descriptionContentType", value); }

    /// <summary>Resources that belong to the object, by their ids (§3.2.8).</summary>
    public JSDictionary<JSLink> Links => Map("links", static json => new JSLink(json));

    /// <summary>The language of the texts, a tag of RFC 5646 (§3.2.9).</summary>
    public string? Locale { get => GetString("locale"); set => SetString("locale", value); }

    /// <summary>Free keywords (§3.2.10).</summary>
    public JSSet Keywords => Set("keywords");

    /// <summary>Formal categories, as URIs (§3.2.11).</summary>
    public JSSet Categories => Set("categories");

    /// <summary>A colour: a name of CSS 3, or <c>#</c> and six hexadecimal digits (§3.2.12).</summary>
    public string? Color { get => GetString("color"); set => SetString("color", value); }

    /// <summary>Shows a JSON object as what its <c>@type</c> says.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>A <see cref="JSEvent"/>, <see cref="JSTask"/> or <see cref="JSGroup"/>; null where the type is none of these.</returns>
    public static JSCalendarObject? Of(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JSValues.String(json["@type"]) switch
        {
            "Event" => new JSEvent(json),
            "Task" => new JSTask(json),
            "Group" => new JSGroup(json),
            _ => null,
        };
    }
}

/// <summary>A collection of events and tasks (draft-ietf-calext-jscalendarbis-17 §2.3).</summary>
[JsonConverter(typeof(JSObjectConverter<JSGroup>))]
public sealed class JSGroup : JSCalendarObject
{
    /// <summary>Makes a group of version 2.0 without entries.</summary>
    public JSGroup()
        : base(Typed("Group"))
    {
        Version = "2.0";
        Json["entries"] = new JsonArray();
    }

    /// <summary>Shows a JSON object as a group.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSGroup(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The events and tasks; entries of other types are passed over, and stay (§4.3.1).</summary>
    public IEnumerable<JSEntry> Entries => Json["entries"] is JsonArray array ? array.OfType<JsonObject>().Select(Of).OfType<JSEntry>() : [];

    /// <summary>Where newer versions of the group are, a URI (§4.3.2).</summary>
    public string? Source { get => GetString("source"); set => SetString("source", value); }

    /// <summary>Puts an entry, or its copy where it belongs to another group, behind the others. It loses its version, which is the group's (§3.1.2).</summary>
    /// <param name="entry">The event or task.</param>
    public void Add(JSEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Json["entries"] is not JsonArray entries)
        {
            Json["entries"] = entries = [];
        }

        JsonObject added = (JsonObject)Free(entry.Json);
        added.Remove("version");
        entries.Add((JsonNode)added);
    }
}
