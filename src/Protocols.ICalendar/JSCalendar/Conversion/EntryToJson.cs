using System.Text.Json.Nodes;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>An event or to-do becomes an entry (draft-ietf-calext-jscalendar-icalendar-25 §2.2.3 and §2.2.5).</summary>
/// <param name="component">The component.</param>
/// <param name="zones">The zones of its calendar.</param>
/// <param name="options">How to convert.</param>
/// <param name="method">The method of its calendar.</param>
/// <param name="main">The entry that it stands for an occurrence of, null for none.</param>
/// <param name="idType">The type of its RECURRENCE-ID, where that has to be kept.</param>
internal sealed partial class EntryToJson(SchedulableComponent component, ConversionZones zones, JSCalendarConversionOptions options, string? method, JSEntry? main = null, string? idType = null)
{
    private readonly bool _isTask = component is Todo;
    private readonly bool _isOccurrence = main is not null || component.RecurrenceId is not null;
    private readonly MadeObject _made = new(component is Todo ? "Task" : "Event", component is Todo ? "vtodo" : "vevent");
    private readonly bool _hasTitle = component.Find("SUMMARY"u8) is not null;

    /// <summary>The time by which all its local times are told.</summary>
    public EntryTime Time { get; } = TimeOf(component, zones);

    public JsonObject Run()
    {
        LinksOf links = new(_made, new ElementKeys());
        ElementKeys conferences = new();
        foreach (ContentProperty property in component.Properties)
        {
            if (!IsConverted(property, links, conferences))
            {
                _made.Left.Add(property);
            }
        }

        if (method is not null)
        {
            _made.Json["method"] = method;
        }

        Places();
        People();
        Alerts();
        foreach (ContentComponent inner in component.Components)
        {
            if (inner is not (Alarm or Participant or LocationComponent))
            {
                _made.LeftComponents.Add(inner);
            }
        }

        JsonProperties.Apply(_made, component);
        return _made.Finish(options.IsLossless);
    }

    // Tables 5 and 8.
    private bool IsConverted(ContentProperty property, LinksOf links, ElementKeys conferences) => property.Name.ToUpperInvariant() switch
    {
        "ATTACH" or "IMAGE" or "LINK" or "URL" => links.TryAdd(property),
        "CATEGORIES" => PropertyToJson.Categories(property, _made),
        "CLASS" => (main is null || ClassOf(property) == main.Privacy) && PropertyToJson.Word(property, _made, "privacy", ("PUBLIC", "public"), ("PRIVATE", "private"), ("CONFIDENTIAL", "secret")),
        "COLOR" => PropertyToJson.Text(property, _made, "color"),
        "CONCEPT" => PropertyToJson.Concept(property, _made),
        "CONFERENCE" => Conference(property, conferences),
        "CREATED" => PropertyToJson.Utc(property, _made, "created"),
        "DESCRIPTION" or "STYLED-DESCRIPTION" => PropertyToJson.Description(property, _made, _hasTitle),
        "DTEND" => !_isTask && End(property),
        "DTSTAMP" => PropertyToJson.Utc(property, _made, "updated"),
        "DTSTART" => Start(property),
        "DUE" => _isTask && Due(property),
        "DURATION" => PropertyToJson.Duration(property, _made, "duration"),
        "ESTIMATED-DURATION" => _isTask && PropertyToJson.Duration(property, _made, "estimatedDuration"),
        "EXDATE" => !_isOccurrence && Dates(property, isExcluded: true),
        "RDATE" => !_isOccurrence && Dates(property, isExcluded: false),
        "PERCENT-COMPLETE" => _isTask && PropertyToJson.Number(property, _made, "percentComplete", 0, 100),
        "PRIORITY" => PropertyToJson.Number(property, _made, "priority", 0, 9),
        "RECURRENCE-ID" => Id(property),
        "RELATED-TO" => Related(property),
        "RRULE" => !_isOccurrence && Rule(property),
        "SEQUENCE" => PropertyToJson.Number(property, _made, "sequence", 0, int.MaxValue),
        "SHOW-WITHOUT-TIME" => WithoutTime(property),
        "STATUS" => PropertyToJson.Status(property, _made, _isTask ? "progress" : "status"),
        "SUMMARY" => PropertyToJson.Title(property, _made),
        "TRANSP" => PropertyToJson.Word(property, _made, "freeBusyStatus", ("OPAQUE", "busy"), ("TRANSPARENT", "free")),
        "UID" => PropertyToJson.Text(property, _made, "uid"),

        // What is looked at in the end, all at once.
        "ATTENDEE" or "ORGANIZER" or "GEO" or "LOCATION" or "JSPROP" => true,
        _ => false,
    };

    private static string? ClassOf(ContentProperty property) => property.RawValue.ToUpperInvariant() switch
    {
        "PUBLIC" => "public",
        "PRIVATE" => "private",
        "CONFIDENTIAL" => "secret",
        _ => null,
    };

    // §2.3.10.
    private bool Conference(ContentProperty property, ElementKeys keys)
    {
        if (!PropertyToJson.IsUri(property, "URI"))
        {
            return false;
        }

        string? label = property.GetParameterValues("LABEL") is [var text] ? text : null;
        JSVirtualLocation place = new() { Name = label, Uri = property.RawValue };
        foreach (string feature in property.GetParameterValues("FEATURE"))
        {
            place.Features.Add(feature.ToLowerInvariant());
        }

        string? named = property.GetParameter("JSID");
        string key = keys.Take(named, ElementKeys.Of(property.RawValue));
        _made.Map("virtualLocations")[key] = place.Json;
        _made.Keep(property, $"virtualLocations/{key}/uri", [label is null ? "" : "LABEL", "FEATURE", named == key ? "JSID" : ""]);
        return true;
    }

    // §2.3.35.
    private bool Related(ContentProperty property)
    {
        bool isUri = "URI".Equals(property.GetParameter("VALUE"), StringComparison.OrdinalIgnoreCase);
        string other = isUri ? property.RawValue : property.Text;
        IReadOnlyList<string> types = property.GetParameterValues("RELTYPE");
        bool isKnown = (_made.Json["relatedTo"] as JsonObject)?[other] is not null;
        bool isOfOther = main is not null && main.Json["relatedTo"]?[other] is null;
        if (other.Length == 0 || isOfOther || !PropertyToJson.IsOfType(property, "TEXT", "URI") || (isKnown && (types.Count == 0 || JCalParts.Parameters(property, ["RELTYPE"]) is not null)))
        {
            return false;
        }

        JsonObject map = _made.Map("relatedTo");
        JSRelation relation = new((map[other] as JsonObject) ?? new JSRelation().Json);
        foreach (string type in types)
        {
            relation.Relation.Add(type.ToLowerInvariant());
        }

        if (!isKnown)
        {
            map[other] = relation.Json;
            _made.Keep(property, $"relatedTo/{JsonPointer.Escape(other)}", ["RELTYPE"], valueType: isUri ? "uri" : null);
        }

        return true;
    }
}
