using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Protocols.ICalendar;

/// <summary>What events and tasks have in common (draft-ietf-calext-jscalendarbis-17 §3).</summary>
[JsonConverter(typeof(JSObjectConverter<JSEntry>))]
public abstract partial class JSEntry : JSCalendarObject
{
    private protected JSEntry(JsonObject json)
        : base(json)
    {
    }

    /// <summary>The relations to other events and tasks, by their uids (§3.1.3).</summary>
    public JSDictionary<JSRelation> RelatedTo => Map("relatedTo", static json => new JSRelation(json));

    /// <summary>The revision, as scheduling counts it; 0 where it does not say (§3.1.7).</summary>
    public long? Sequence { get => GetNumber("sequence"); set => SetNumber("sequence", value); }

    /// <summary>The method of scheduling in small letters, where the object is a message of iTIP (§3.1.8).</summary>
    public string? Method { get => GetString("method"); set => SetString("method", value); }

    /// <summary>Whether the time is of no importance to the reader, as for whole days (§3.2.4).</summary>
    public bool? ShowWithoutTime { get => GetBoolean("showWithoutTime"); set => SetBoolean("showWithoutTime", value); }

    /// <summary>The places, by their ids (§3.2.5).</summary>
    public JSDictionary<JSLocation> Locations => Map("locations", static json => new JSLocation(json));

    /// <summary>The id of the place that is the main one (§3.2.6).</summary>
    public string? MainLocationId { get => GetString("mainLocationId"); set => SetString("mainLocationId", value); }

    /// <summary>The virtual places, by their ids (§3.2.7).</summary>
    public JSDictionary<JSVirtualLocation> VirtualLocations => Map("virtualLocations", static json => new JSVirtualLocation(json));

    /// <summary>When it begins, local time of <see cref="TimeZone"/> (§4.1.1 and §4.2.2).</summary>
    public DateTime? Start { get => GetLocal("start"); set => SetLocal("start", value); }

    /// <summary>The IANA name of the zone; the times are floating where there is none (§3.6.1).</summary>
    public string? TimeZone { get => GetString("timeZone"); set => SetString("timeZone", value); }

    /// <summary>Which occurrence of a recurring object this one is, local time (§3.3.1).</summary>
    public DateTime? RecurrenceId { get => GetLocal("recurrenceId"); set => SetLocal("recurrenceId", value); }

    /// <summary>The zone of the recurring object that this one is an occurrence of (§3.3.2).</summary>
    public string? RecurrenceIdTimeZone { get => GetString("recurrenceIdTimeZone"); set => SetString("recurrenceIdTimeZone", value); }

    /// <summary>The rule by which it recurs (§3.3.3).</summary>
    public JSRecurrenceRule? RecurrenceRule { get => GetObject("recurrenceRule") is { } found ? new JSRecurrenceRule(found) : null; set => SetObject("recurrenceRule", value); }

    /// <summary>The rules of version 1.0 (RFC 8984 §4.3.3).</summary>
    public IReadOnlyList<JSRecurrenceRule> RecurrenceRules { get => GetList("recurrenceRules", static json => new JSRecurrenceRule(json)); set => SetList("recurrenceRules", value); }

    /// <summary>The rules of version 1.0 by which occurrences fall out (RFC 8984 §4.3.4).</summary>
    public IReadOnlyList<JSRecurrenceRule> ExcludedRecurrenceRules { get => GetList("excludedRecurrenceRules", static json => new JSRecurrenceRule(json)); set => SetList("excludedRecurrenceRules", value); }

    /// <summary>What is otherwise in single occurrences: patches by the local times of these (§3.3.4); null where there are none.</summary>
    public JsonObject? RecurrenceOverrides { get => GetObject("recurrenceOverrides"); set => this["recurrenceOverrides"] = value; }

    /// <summary>From 1, the highest, to 9; 0 is no priority (§3.4.1).</summary>
    public long? Priority { get => GetNumber("priority"); set => SetNumber("priority", value); }

    /// <summary>Whether it takes time: <c>busy</c>, which it does unless said, or <c>free</c> (§3.4.2).</summary>
    public string? FreeBusyStatus { get => GetString("freeBusyStatus"); set => SetString("freeBusyStatus", value); }

    /// <summary>Who may see it: <c>public</c>, unless said, <c>private</c> or <c>secret</c> (§3.4.3).</summary>
    public string? Privacy { get => GetString("privacy"); set => SetString("privacy", value); }

    /// <summary>The calendar address of the organizer, a URI (§3.4.4).</summary>
    public string? OrganizerCalendarAddress { get => GetString("organizerCalendarAddress"); set => SetString("organizerCalendarAddress", value); }

    /// <summary>The address from which the object came by mail (§3.4.5).</summary>
    public string? SentBy { get => GetString("sentBy"); set => SetString("sentBy", value); }

    /// <summary>The participants, by their ids (§3.4.6).</summary>
    public JSDictionary<JSParticipant> Participants => Map("participants", static json => new JSParticipant(json));

    /// <summary>The alerts, by their ids (§3.5.1).</summary>
    public JSDictionary<JSAlert> Alerts => Map("alerts", static json => new JSAlert(json));

    /// <summary>Patches by language tags, of version 1.0 (RFC 8984 §4.6.1); null where there are none.</summary>
    public JsonObject? Localizations { get => GetObject("localizations"); set => this["localizations"] = value; }

    /// <summary>Definitions of time zones, of version 1.0 (RFC 8984 §4.7.2), by names that begin with a slash.</summary>
    public JSDictionary<JSTimeZone> TimeZones => Map("timeZones", static json => new JSTimeZone(json));

    /// <summary>Whether it recurs: by a rule, or by times among the overrides.</summary>
    public bool IsRecurring => RecurrenceRule is not null || RecurrenceOverrides is { Count: > 0 } || RecurrenceRules.Count > 0;
}

/// <summary>An event (draft-ietf-calext-jscalendarbis-17 §2.1).</summary>
[JsonConverter(typeof(JSObjectConverter<JSEvent>))]
public sealed class JSEvent : JSEntry
{
    /// <summary>Makes an event of version 2.0.</summary>
    public JSEvent()
        : base(Typed("Event")) => Version = "2.0";

    /// <summary>Shows a JSON object as an event.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSEvent(JsonObject json)
        : base(json)
    {
    }

    /// <summary>How long it takes; no time where it does not say (§4.1.2).</summary>
    public CalendarDuration? Duration { get => GetDuration("duration"); set => SetDuration("duration", value); }

    /// <summary>The zone in which it ends, where that is another one (§4.1.3).</summary>
    public string? EndTimeZone { get => GetString("endTimeZone"); set => SetString("endTimeZone", value); }

    /// <summary>The status: <c>confirmed</c>, unless said, <c>cancelled</c> or <c>tentative</c> (§4.1.4).</summary>
    public string? Status { get => GetString("status"); set => SetString("status", value); }
}

/// <summary>A task (draft-ietf-calext-jscalendarbis-17 §2.2).</summary>
[JsonConverter(typeof(JSObjectConverter<JSTask>))]
public sealed class JSTask : JSEntry
{
    /// <summary>Makes a task of version 2.0.</summary>
    public JSTask()
        : base(Typed("Task")) => Version = "2.0";

    /// <summary>Shows a JSON object as a task.</summary>
    /// <param name="json">The JSON, which is not copied.</param>
    public JSTask(JsonObject json)
        : base(json)
    {
    }

    /// <summary>When it is to be done, local time (§4.2.1).</summary>
    public DateTime? Due { get => GetLocal("due"); set => SetLocal("due", value); }

    /// <summary>How long the work is thought to take (§4.2.3).</summary>
    public CalendarDuration? EstimatedDuration { get => GetDuration("estimatedDuration"); set => SetDuration("estimatedDuration", value); }

    /// <summary>How much of it is done, from 0 to 100 (§4.2.4).</summary>
    public long? PercentComplete { get => GetNumber("percentComplete"); set => SetNumber("percentComplete", value); }

    /// <summary>How far it is: <c>needs-action</c>, <c>in-process</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c> (§4.2.5); null where it does not say.</summary>
    public string? Progress { get => GetString("progress"); set => SetString("progress", value); }

    /// <summary>How far it is: what <see cref="Progress"/> says, or what follows from the participants (§4.2.5).</summary>
    public string EffectiveProgress
    {
        get
        {
            if (Progress is { } said)
            {
                return said;
            }

            List<string?> all = [.. Participants.Values.Select(static participant => participant.Progress)];
            return all.Count > 0 && all.TrueForAll(static progress => progress == "completed") ? "completed"
                : all.Contains("failed") ? "failed"
                : all.Contains("in-process") ? "in-process" : "needs-action";
        }
    }
}
