namespace Protocols.ICalendar;

/// <summary>An event (RFC 5545 §3.6.1).</summary>
public sealed class Event() : SchedulableComponent("VEVENT")
{
    /// <summary>When it ends, the first moment behind it (RFC 5545 §3.8.2.2), where it says so.</summary>
    public CalendarDateTime? End { get => GetTime("DTEND"u8); set => SetTime("DTEND", value); }

    /// <summary>Whether it takes time: <c>OPAQUE</c> or <c>TRANSPARENT</c> (RFC 5545 §3.8.2.7).</summary>
    public string? Transparency { get => GetText("TRANSP"u8); set => SetText("TRANSP", value); }

    /// <summary>Whether it counts as busy time: it is not transparent and not cancelled.</summary>
    public bool IsBusy => !"TRANSPARENT".Equals(Transparency, StringComparison.OrdinalIgnoreCase) && !"CANCELLED".Equals(Status, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A to-do (RFC 5545 §3.6.2).</summary>
public sealed class Todo() : SchedulableComponent("VTODO")
{
    /// <summary>When it is to be done (RFC 5545 §3.8.2.3).</summary>
    public CalendarDateTime? Due { get => GetTime("DUE"u8); set => SetTime("DUE", value); }

    /// <summary>When it was done (RFC 5545 §3.8.2.1).</summary>
    public CalendarDateTime? Completed { get => GetTime("COMPLETED"u8); set => SetTime("COMPLETED", value); }

    /// <summary>How much of it is done, from 0 to 100 (RFC 5545 §3.8.1.8).</summary>
    public int? PercentComplete { get => GetNumber("PERCENT-COMPLETE"u8); set => SetNumber("PERCENT-COMPLETE", value); }

    /// <summary>How long the work is thought to take (draft-ietf-calext-ical-tasks-17, ESTIMATED-DURATION).</summary>
    public CalendarDuration? EstimatedDuration { get => GetDuration("ESTIMATED-DURATION"u8); set => SetDuration("ESTIMATED-DURATION", value); }

    /// <summary>What servers do by themselves, such as <c>AUTOMATIC-COMPLETION</c> (draft-ietf-calext-ical-tasks-17, TASK-MODE).</summary>
    public IReadOnlyList<string> TaskModes { get => GetTextLists("TASK-MODE"u8); set => SetTextList("TASK-MODE", value); }

    /// <summary>How the status came about.</summary>
    public IEnumerable<StatusComponent> Statuses => ComponentsOf<StatusComponent>();
}

/// <summary>A journal entry (RFC 5545 §3.6.3).</summary>
public sealed class Journal() : SchedulableComponent("VJOURNAL")
{
    /// <summary>The descriptions; a journal entry can have several.</summary>
    public IReadOnlyList<string> Descriptions { get => GetTexts("DESCRIPTION"u8); set => SetTexts("DESCRIPTION", value); }
}

/// <summary>A request for busy time, or the answer to one (RFC 5545 §3.6.4).</summary>
public sealed class FreeBusy() : CalendarComponent("VFREEBUSY")
{
    /// <summary>The beginning of the time asked for.</summary>
    public CalendarDateTime? Start { get => GetTime("DTSTART"u8); set => SetTime("DTSTART", value); }

    /// <summary>The end of the time asked for.</summary>
    public CalendarDateTime? End { get => GetTime("DTEND"u8); set => SetTime("DTEND", value); }

    /// <summary>Who asks.</summary>
    public CalendarUser? Organizer { get => View("ORGANIZER"u8, static property => new CalendarUser(property)); set => SetView("ORGANIZER", value); }

    /// <summary>Who is asked.</summary>
    public IReadOnlyList<CalendarUser> Attendees => Views("ATTENDEE"u8, static property => new CalendarUser(property));

    /// <summary>The lines of busy and free time (RFC 5545 §3.8.2.6).</summary>
    public IReadOnlyList<FreeBusyLine> Lines => Views("FREEBUSY"u8, static property => new FreeBusyLine(property));

    /// <summary>How the request went (RFC 5545 §3.8.8.3).</summary>
    public IReadOnlyList<RequestStatus> RequestStatuses => Views("REQUEST-STATUS"u8, static property => RequestStatus.Parse(property.RawValue));
}

/// <summary>When someone can be had (RFC 7953 §3.1).</summary>
public sealed class Availability() : SchedulableComponent("VAVAILABILITY")
{
    /// <summary>The end of the time that is spoken of.</summary>
    public CalendarDateTime? End { get => GetTime("DTEND"u8); set => SetTime("DTEND", value); }

    /// <summary>What the time outside is: <c>BUSY</c>, <c>BUSY-UNAVAILABLE</c> or <c>BUSY-TENTATIVE</c> (RFC 7953 §3.2).</summary>
    public string? BusyType { get => GetText("BUSYTYPE"u8); set => SetText("BUSYTYPE", value); }

    /// <summary>The times that can be had.</summary>
    public IEnumerable<Available> Available => ComponentsOf<Available>();
}

/// <summary>A time within an availability that can be had (RFC 7953 §3.1).</summary>
public sealed class Available() : SchedulableComponent("AVAILABLE")
{
    /// <summary>When it ends, where it says so.</summary>
    public CalendarDateTime? End { get => GetTime("DTEND"u8); set => SetTime("DTEND", value); }
}

/// <summary>An alarm (RFC 5545 §3.6.6, RFC 9074).</summary>
public sealed class Alarm() : CalendarComponent("VALARM")
{
    /// <summary>What it does: <c>AUDIO</c>, <c>DISPLAY</c>, <c>EMAIL</c> or another word (RFC 5545 §3.8.6.1).</summary>
    public string? Action { get => GetText("ACTION"u8); set => SetText("ACTION", value); }

    /// <summary>When it goes off (RFC 5545 §3.8.6.3).</summary>
    public AlarmTrigger? Trigger { get => View("TRIGGER"u8, static property => new AlarmTrigger(property)); set => SetView("TRIGGER", value); }

    /// <summary>How often it goes off again (RFC 5545 §3.8.6.2).</summary>
    public int? Repeat { get => GetNumber("REPEAT"u8); set => SetNumber("REPEAT", value); }

    /// <summary>The time between two times.</summary>
    public CalendarDuration? Duration { get => GetDuration("DURATION"u8); set => SetDuration("DURATION", value); }

    /// <summary>Who gets the mail.</summary>
    public IReadOnlyList<CalendarUser> Attendees => Views("ATTENDEE"u8, static property => new CalendarUser(property));

    /// <summary>When it was last acknowledged (RFC 9074 §6.1).</summary>
    public CalendarDateTime? Acknowledged { get => GetTime("ACKNOWLEDGED"u8); set => SetTime("ACKNOWLEDGED", value); }

    /// <summary>Which movement sets it off: <c>ARRIVE</c>, <c>DEPART</c>, <c>CONNECT</c>, <c>DISCONNECT</c> (RFC 9074 §8.1).</summary>
    public string? Proximity { get => GetText("PROXIMITY"u8); set => SetText("PROXIMITY", value); }

    /// <summary>The places of the movement.</summary>
    public IEnumerable<LocationComponent> Locations => ComponentsOf<LocationComponent>();
}

/// <summary>A participant (RFC 9073 §7.1).</summary>
public sealed class Participant() : CalendarComponent("PARTICIPANT")
{
    /// <summary>What they do, such as <c>SPEAKER</c> (RFC 9073 §6.2).</summary>
    public string? ParticipantType { get => GetText("PARTICIPANT-TYPE"u8); set => SetText("PARTICIPANT-TYPE", value); }

    /// <summary>The address for scheduling (RFC 9073 §6.4).</summary>
    public string? CalendarAddress { get => GetRaw("CALENDAR-ADDRESS"u8); set => SetRaw("CALENDAR-ADDRESS", value); }

    /// <summary>The participant's status.</summary>
    public string? Status { get => GetText("STATUS"u8); set => SetText("STATUS", value); }

    /// <summary>The place, in words.</summary>
    public string? Location { get => GetText("LOCATION"u8); set => SetText("LOCATION", value); }

    /// <summary>How much of the work is done, from 0 to 100.</summary>
    public int? PercentComplete { get => GetNumber("PERCENT-COMPLETE"u8); set => SetNumber("PERCENT-COMPLETE", value); }

    /// <summary>The participant's places.</summary>
    public IEnumerable<LocationComponent> Locations => ComponentsOf<LocationComponent>();

    /// <summary>How the status came about.</summary>
    public IEnumerable<StatusComponent> Statuses => ComponentsOf<StatusComponent>();
}

/// <summary>A place (RFC 9073 §7.2).</summary>
public sealed class LocationComponent() : CalendarComponent("VLOCATION")
{
    /// <summary>The name (RFC 7986 §5.1).</summary>
    public string? DisplayName { get => GetText("NAME"u8); set => SetText("NAME", value); }

    /// <summary>The kinds of place, by the words of RFC 4589 (RFC 9073 §6.1).</summary>
    public IReadOnlyList<string> LocationTypes { get => GetTextLists("LOCATION-TYPE"u8); set => SetTextList("LOCATION-TYPE", value); }

    /// <summary>The place on the globe.</summary>
    public GeoPosition? Geo { get => GeoPosition.TryParse(GetRaw("GEO"u8), out GeoPosition geo) ? geo : null; set => SetRaw("GEO", value?.ToString()); }

    /// <summary>The place on the globe as a URI: <c>geo:48.198634,16.371648</c> (draft-ietf-calext-icalendar-jscalendar-extensions-06 §4.1).</summary>
    public string? Coordinates
    {
        get => GetRaw("COORDINATES"u8);
        set
        {
            SetRaw("COORDINATES", value);
            Find("COORDINATES"u8)?.SetParameter("VALUE", "URI");
        }
    }
}

/// <summary>A resource (RFC 9073 §7.3).</summary>
public sealed class ResourceComponent() : CalendarComponent("VRESOURCE")
{
    /// <summary>The name (RFC 7986 §5.1).</summary>
    public string? DisplayName { get => GetText("NAME"u8); set => SetText("NAME", value); }

    /// <summary>The kind: <c>PROJECTOR</c>, <c>ROOM</c>, <c>REMOTE-CONFERENCE-AUDIO</c> … (RFC 9073 §6.3).</summary>
    public string? ResourceType { get => GetText("RESOURCE-TYPE"u8); set => SetText("RESOURCE-TYPE", value); }

    /// <summary>The place on the globe.</summary>
    public GeoPosition? Geo { get => GeoPosition.TryParse(GetRaw("GEO"u8), out GeoPosition geo) ? geo : null; set => SetRaw("GEO", value?.ToString()); }
}

/// <summary>One change of a status (draft-ietf-calext-ical-tasks-17, VSTATUS).</summary>
public sealed class StatusComponent() : CalendarComponent("VSTATUS")
{
    /// <summary>The status.</summary>
    public string? Status { get => GetText("STATUS"u8); set => SetText("STATUS", value); }

    /// <summary>More of the status: <c>OK</c>, <c>ERROR</c>, <c>SUSPENDED</c>.</summary>
    public string? Substate { get => GetText("SUBSTATE"u8); set => SetText("SUBSTATE", value); }

    /// <summary>Why, as a URI.</summary>
    public string? Reason { get => GetRaw("REASON"u8); set => SetRaw("REASON", value); }
}
