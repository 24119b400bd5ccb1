using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>The form of the times of an entry in iCalendar (draft-ietf-calext-jscalendar-icalendar-25 §3.2).</summary>
internal sealed class EntryForm
{
    private readonly CalendarTimeForm _form;
    private readonly string? _name;

    /// <param name="entry">The entry.</param>
    /// <param name="maker">What is kept of the component it came from.</param>
    /// <param name="zones">The zones that the calendar defines.</param>
    public EntryForm(JSEntry entry, ComponentMaker maker, ConversionZones zones)
    {
        string? id = entry.TimeZone is { Length: > 0 } said && ComponentMaker.IsParameter(said) ? said : null;
        string? name = id;

        // The TZID that it came with, as long as that is the same zone.
        string? kept = (maker.Kept("start") ?? maker.Kept("due"))?.Parameters is { } parameters ? JCalParts.ParameterTexts(parameters["tzid"]).FirstOrDefault() : null;
        if (kept is { Length: > 0 } && ComponentMaker.IsParameter(kept) && zones.Of(CalendarDateTime.Zoned(entry.Start ?? DateTime.UnixEpoch, kept)) is var keptZone && keptZone.Id == id)
        {
            (name, Zone) = (kept, keptZone.Zone);
        }
        else
        {
            Zone = id is null ? null : CalendarTimeZone.Find(id);
        }

        _name = name;
        IsDate = entry.TimeZone is null && kept is null && entry.ShowWithoutTime == true && HasDatesAlone(entry);
        bool isUtc = id == "Etc/UTC" && name == id && !entry.Json.ContainsKey("endTimeZone");
        _form = IsDate ? CalendarTimeForm.Date : isUtc ? CalendarTimeForm.Utc : name is null ? CalendarTimeForm.Floating : CalendarTimeForm.Zoned;
    }

    /// <summary>Whether times are dates.</summary>
    public bool IsDate { get; }

    /// <summary>The zone, null for UTC and for none.</summary>
    public CalendarTimeZone? Zone { get; }

    /// <summary>A local time as iCalendar has it.</summary>
    public CalendarDateTime Time(DateTime local) => _form switch
    {
        CalendarTimeForm.Date => CalendarDateTime.OfDate(DateOnly.FromDateTime(local)),
        CalendarTimeForm.Utc => CalendarDateTime.Utc(new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero)),
        CalendarTimeForm.Zoned => CalendarDateTime.Zoned(local, _name!),
        _ => CalendarDateTime.Floating(local),
    };

    /// <summary>A local time as UNTIL has it (RFC 5545 §3.3.10): in UTC where there is a zone.</summary>
    public string Until(DateTime local) =>
        _form == CalendarTimeForm.Zoned ? CalendarDateTime.Utc(Zone?.ToUtc(local) ?? new DateTimeOffset(local, TimeSpan.Zero)).Value : Time(local).Value;

    /// <summary>A time in a zone that is named, or of none.</summary>
    public static CalendarDateTime Of(DateTime local, string? zone) =>
        zone == "Etc/UTC" ? CalendarDateTime.Utc(new DateTimeOffset(local, TimeSpan.Zero)) : zone is { Length: > 0 } && ComponentMaker.IsParameter(zone) ? CalendarDateTime.Zoned(local, zone) : CalendarDateTime.Floating(local);

    private static bool HasDatesAlone(JSEntry entry)
    {
        JsonObject json = entry.Json;
        foreach (JsonNode? node in (ReadOnlySpan<JsonNode?>)[json["start"], json["due"], json["recurrenceId"], (json["recurrenceRule"] as JsonObject)?["until"]])
        {
            if (node is not null && !(JSValues.TryLocal(JSValues.String(node), out DateTime time) && time.TimeOfDay == TimeSpan.Zero))
            {
                return false;
            }
        }

        foreach (JsonNode? node in (ReadOnlySpan<JsonNode?>)[json["duration"], json["estimatedDuration"]])
        {
            if (node is not null && !(JSValues.TryDuration(JSValues.String(node), out CalendarDuration duration) && duration.Seconds == 0))
            {
                return false;
            }
        }

        return (json.ContainsKey("start") || json.ContainsKey("due") || json.ContainsKey("recurrenceId"))
            && (json["recurrenceOverrides"] is not JsonObject overrides || overrides.All(static entry => !JSValues.TryLocal(entry.Key, out DateTime time) || time.TimeOfDay == TimeSpan.Zero));
    }
}
