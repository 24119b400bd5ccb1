using System.Collections.Frozen;

namespace Protocols.ICalendar;

/// <summary>
/// The properties of the objects of JSCalendar: those of version 2.0 (draft-ietf-calext-jscalendarbis-17), of version 1.0 (RFC 8984) where they differ, and
/// those of JMAP (draft-ietf-jmap-calendars-27).
/// </summary>
internal static class JSSchema
{
    private const string First = "1.0";
    private const string Second = "2.0";
    private static readonly FrozenDictionary<string, JSType> s_types = All().ToFrozenDictionary(static type => type.Name);

    public static JSType Of(string type) => s_types[type];

    public static bool IsType(string type) => s_types.ContainsKey(type);

    /// <summary>The name of a type that differs from this one in letter case alone.</summary>
    public static string? Misspelled(string type) => s_types.Keys.FirstOrDefault(name => name.Equals(type, StringComparison.OrdinalIgnoreCase) && name != type);

    private static IEnumerable<JSType> All()
    {
        JSProperty[] metadata =
        [
            Needed("uid", JSKind.String, "3.1.1"),
            new("version", JSKind.Version, Bis("3.1.2")),
            new("prodId", JSKind.String, Bis("3.1.4")),
            new("created", JSKind.Utc, Bis("3.1.5")),
            Needed("updated", JSKind.Utc, "3.1.6"),
            new("title", JSKind.String, Bis("3.2.1")),
            new("description", JSKind.String, Bis("3.2.2")),
            new("descriptionContentType", JSKind.TextMediaType, Bis("3.2.3")),
            Map("links", "Link", "3.2.8"),
            new("locale", JSKind.String, Bis("3.2.9")),
            Words("keywords", "3.2.10"),
            Words("categories", "3.2.11") with { Key = JSKind.Uri },
            new("color", JSKind.Color, Bis("3.2.12")),
        ];
        JSProperty[] entry =
        [
            .. metadata,
            Map("relatedTo", "Relation", "3.1.3") with { Key = JSKind.String },
            Number("sequence", "3.1.7"),
            new("method", JSKind.String, Bis("3.1.8")),
            new("showWithoutTime", JSKind.Boolean, Bis("3.2.4")),
            Map("locations", "Location", "3.2.5"),
            new("mainLocationId", JSKind.String, Bis("3.2.6")) { Only = Second },
            Map("virtualLocations", "VirtualLocation", "3.2.7"),
            new("recurrenceId", JSKind.Local, Bis("3.3.1")),
            new("recurrenceIdTimeZone", JSKind.TimeZoneOrNull, Bis("3.3.2")),
            One("recurrenceRule", "RecurrenceRule", "3.3.3") with { Only = Second },
            new("recurrenceOverrides", JSKind.Override, Bis("3.3.4")) { Shape = JSShape.Map, Key = JSKind.Local },
            Number("priority", "3.4.1") with { Kind = JSKind.Int, Least = 0, Most = 9 },
            Word("freeBusyStatus", "3.4.2", "free", "busy"),
            Word("privacy", "3.4.3", "public", "private", "secret"),
            new("organizerCalendarAddress", JSKind.Uri, Bis("3.4.4")) { Only = Second },
            new("sentBy", JSKind.Address, Bis("3.4.5")),
            Map("participants", "Participant", "3.4.6"),
            Map("alerts", "Alert", "3.5.1"),
            new("timeZone", JSKind.TimeZoneOrNull, Bis("3.6.1")),
            new("mayInviteSelf", JSKind.Boolean, Jmap("5.1.1")),
            new("mayInviteOthers", JSKind.Boolean, Jmap("5.1.2")),
            new("hideAttendees", JSKind.Boolean, Jmap("5.1.3")),
            Old("recurrenceRules", JSKind.Object, "4.3.3") with { Shape = JSShape.List, Of = "RecurrenceRule" },
            Old("excludedRecurrenceRules", JSKind.Object, "4.3.4") with { Shape = JSShape.List, Of = "RecurrenceRule" },
            Old("timeZones", JSKind.Object, "4.7.2") with { Shape = JSShape.Map, Key = JSKind.String, Of = "TimeZone" },
            Reserved("excluded", JSKind.Boolean, "4.3.6"),
            Reserved("replyTo", JSKind.Uri, "4.4.4") with { Shape = JSShape.Map, Key = JSKind.String },
            Reserved("requestStatus", JSKind.String, "4.4.7"),
            Reserved("localizations", JSKind.Localization, "4.6.1") with { Shape = JSShape.Map, Key = JSKind.String },
            Reserved("useDefaultAlerts", JSKind.Boolean, "4.5.1") with { IsOfJmap = true },
            OfJmap("id", JSKind.Id),
            OfJmap("baseEventId", JSKind.Any),
            OfJmap("calendarIds", JSKind.True) with { Shape = JSShape.Map },
            OfJmap("isDraft", JSKind.Boolean),
            OfJmap("isOrigin", JSKind.Boolean),
            OfJmap("utcStart", JSKind.Utc),
            OfJmap("utcEnd", JSKind.Utc),
        ];
        yield return new JSType("Event", Bis("2.1"),
        [
            .. entry,
            Needed("start", JSKind.Local, "4.1.1"),
            new("duration", JSKind.Duration, Bis("4.1.2")),
            new("endTimeZone", JSKind.TimeZone, Bis("4.1.3")) { Only = Second },
            Word("status", "4.1.4", "confirmed", "cancelled", "tentative"),
        ]);
        yield return new JSType("Task", Bis("2.2"),
        [
            .. entry,
            new("due", JSKind.Local, Bis("4.2.1")),
            new("start", JSKind.Local, Bis("4.2.2")),
            new("estimatedDuration", JSKind.Duration, Bis("4.2.3")),
            Number("percentComplete", "4.2.4") with { Most = 100 },
            Word("progress", "4.2.5", "needs-action", "in-process", "completed", "failed", "cancelled"),
            Old("progressUpdated", JSKind.Utc, "5.2.6"),
        ]);
        yield return new JSType("Group", Bis("2.3"),
        [
            .. metadata,
            Needed("entries", JSKind.Entry, "4.3.1") with { Shape = JSShape.List },
            new("source", JSKind.Uri, Bis("4.3.2")),
        ]);
        foreach (JSType type in Parts())
        {
            yield return type;
        }
    }

    private static IEnumerable<JSType> Parts()
    {
        yield return new JSType("Relation", Bis("1.5.10"), [Words("relation", "1.5.10", "first", "next", "child", "parent", "snooze")]);
        yield return new JSType("Link", Bis("1.5.11"),
        [
            Needed("href", JSKind.Uri, "1.5.11"),
            new("contentType", JSKind.String, Bis("1.5.11")),
            Number("size", "1.5.11"),
            new("rel", JSKind.String, Bis("1.5.11")),
            Words("display", "1.5.11", "badge", "graphic", "fullsize", "thumbnail"),
            new("title", JSKind.String, Bis("1.5.11")),
            Old("cid", JSKind.String, "1.4.11"),
            OfJmap("blobId", JSKind.Id),
        ]);
        yield return new JSType("Location", Bis("3.2.5"),
        [
            new("name", JSKind.String, Bis("3.2.5")),
            Words("locationTypes", "3.2.5"),
            new("coordinates", JSKind.Uri, Bis("3.2.5")),
            Map("links", "Link", "3.2.5") with { IsNeverEmpty = true },
            Reserved("description", JSKind.String, "4.2.5"),
            Old("relativeTo", JSKind.String, "4.2.5") with { Words = ["start", "end"] },
            Old("timeZone", JSKind.TimeZone, "4.2.5"),
        ]);
        yield return new JSType("VirtualLocation", Bis("3.2.7"),
        [
            new("name", JSKind.String, Bis("3.2.7")),
            Needed("uri", JSKind.Uri, "3.2.7"),
            Words("features", "3.2.7", "audio", "chat", "feed", "moderator", "phone", "screen", "video"),
            Reserved("description", JSKind.String, "4.2.6"),
        ]);
        yield return new JSType("Participant", Bis("3.4.6"),
        [
            new("name", JSKind.String, Bis("3.4.6")),
            new("email", JSKind.Address, Bis("3.4.6")),
            new("description", JSKind.String, Bis("3.4.6")),
            new("descriptionContentType", JSKind.TextMediaType, Bis("3.4.6")),
            new("calendarAddress", JSKind.Uri, Bis("3.4.6")) { Only = Second },
            Word("kind", "3.4.6", "individual", "group", "location", "resource"),
            Words("roles", "3.4.6", "owner", "optional", "informational", "chair", "required") with { IsNeverEmpty = true },
            Word("participationStatus", "3.4.6", "needs-action", "accepted", "declined", "tentative", "delegated"),
            new("expectReply", JSKind.Boolean, Bis("3.4.6")),
            new("sentBy", JSKind.Address, Bis("3.4.6")),
            Words("delegatedTo", "3.4.6") with { Key = JSKind.Uri, IsNeverEmpty = true },
            Words("delegatedFrom", "3.4.6") with { Key = JSKind.Uri, IsNeverEmpty = true },
            Words("memberOf", "3.4.6") with { Key = JSKind.Uri, IsNeverEmpty = true },
            Map("links", "Link", "3.4.6") with { IsNeverEmpty = true },
            Word("progress", "3.4.6", "in-process", "completed", "failed"),
            Number("percentComplete", "3.4.6") with { Most = 100 },
            Old("locationId", JSKind.Id, "4.4.6"),
            Old("language", JSKind.String, "4.4.6"),
            Old("progressUpdated", JSKind.Utc, "4.4.6"),
            Reserved("sendTo", JSKind.Uri, "4.4.6") with { Shape = JSShape.Map, Key = JSKind.String },
            Reserved("invitedBy", JSKind.Id, "4.4.6"),
            Reserved("participationComment", JSKind.String, "4.4.6"),
            Reserved("scheduleAgent", JSKind.String, "4.4.6") with { Words = ["server", "client", "none"] },
            Reserved("scheduleForceSend", JSKind.Boolean, "4.4.6"),
            Reserved("scheduleStatus", JSKind.String, "4.4.6") with { Shape = JSShape.List },
            Reserved("scheduleSequence", JSKind.UnsignedInt, "4.4.6") with { IsOfJmap = true, Least = 0 },
            Reserved("scheduleUpdated", JSKind.Utc, "4.4.6") with { IsOfJmap = true },
        ]);
        yield return new JSType("Alert", Bis("3.5.1"),
        [
            Needed("trigger", JSKind.Trigger, "3.5.1"),
            new("acknowledged", JSKind.Utc, Bis("3.5.1")),
            Map("relatedTo", "Relation", "3.5.1") with { Key = JSKind.String },
            Word("action", "3.5.1", "display", "email"),
        ]);
        yield return new JSType("OffsetTrigger", Bis("3.5.1"),
        [
            Needed("offset", JSKind.SignedDuration, "3.5.1"),
            Word("relativeTo", "3.5.1", "start", "end") with { IsClosed = true },
        ]);
        yield return new JSType("AbsoluteTrigger", Bis("3.5.1"), [Needed("when", JSKind.Utc, "3.5.1")]);
        foreach (JSType type in Rules())
        {
            yield return type;
        }

        yield return new JSType("ICalComponent", Conversion("5.1.1"),
        [
            Needed("name", JSKind.String, "5.1.1") with { Section = Conversion("5.1.1") },
            new("components", JSKind.JCalComponent, Conversion("5.1.1")) { Shape = JSShape.List },
            new("convertedProperties", JSKind.Object, Conversion("5.1.1")) { Shape = JSShape.Map, Key = JSKind.Pointer, Of = "ICalProperty" },
            new("properties", JSKind.JCalProperty, Conversion("5.1.1")) { Shape = JSShape.List },
        ]);
        yield return new JSType("ICalProperty", Conversion("5.1.1"),
        [
            Needed("name", JSKind.String, "5.1.1") with { Section = Conversion("5.1.1") },
            new("valueType", JSKind.String, Conversion("5.1.1")),
            new("parameters", JSKind.JCalParameter, Conversion("5.1.1")) { Shape = JSShape.Map, Key = JSKind.String },
        ]);
    }

    private static IEnumerable<JSType> Rules()
    {
        string[] days = ["mo", "tu", "we", "th", "fr", "sa", "su"];
        yield return new JSType("RecurrenceRule", Bis("3.3.3"),
        [
            Word("frequency", "3.3.3", "yearly", "monthly", "weekly", "daily", "hourly", "minutely", "secondly") with { IsMandatory = true, IsClosed = true },
            Number("interval", "3.3.3") with { Least = 1 },
            new("rscale", JSKind.String, Bis("3.3.3")),
            Word("skip", "3.3.3", "omit", "backward", "forward") with { IsClosed = true },
            Word("firstDayOfWeek", "3.3.3", days) with { IsClosed = true },
            new("byDay", JSKind.Object, Bis("3.3.3")) { Shape = JSShape.List, Of = "NDay" },
            Numbers("byMonthDay", -31, 31),
            new("byMonth", JSKind.Month, Bis("3.3.3")) { Shape = JSShape.List, IsNeverEmpty = true },
            Numbers("byYearDay", -366, 366),
            Numbers("byWeekNo", -53, 53),
            Numbers("byHour", 0, 23),
            Numbers("byMinute", 0, 59),
            Numbers("bySecond", 0, 60),
            Numbers("bySetPosition", -JSValues.MostInteger, JSValues.MostInteger),
            Number("count", "3.3.3"),
            new("until", JSKind.Local, Bis("3.3.3")),
        ]);
        yield return new JSType("NDay", Bis("3.3.3"),
        [
            Word("day", "3.3.3", days) with { IsMandatory = true, IsClosed = true },
            Number("nthOfPeriod", "3.3.3") with { Kind = JSKind.Int, Least = long.MinValue, IsNeverZero = true },
        ]);
        yield return new JSType("TimeZone", "RFC 8984 §4.7.2",
        [
            Old("tzId", JSKind.String, "4.7.2") with { IsMandatory = true },
            Old("updated", JSKind.Utc, "4.7.2"),
            Old("url", JSKind.Uri, "4.7.2"),
            Old("validUntil", JSKind.Utc, "4.7.2"),
            Old("aliases", JSKind.True, "4.7.2") with { Shape = JSShape.Map, Key = JSKind.String },
            Old("standard", JSKind.Object, "4.7.2") with { Shape = JSShape.List, Of = "TimeZoneRule" },
            Old("daylight", JSKind.Object, "4.7.2") with { Shape = JSShape.List, Of = "TimeZoneRule" },
        ]);
        yield return new JSType("TimeZoneRule", "RFC 8984 §4.7.2",
        [
            Old("start", JSKind.Local, "4.7.2") with { IsMandatory = true },
            Old("offsetFrom", JSKind.String, "4.7.2") with { IsMandatory = true },
            Old("offsetTo", JSKind.String, "4.7.2") with { IsMandatory = true },
            Old("recurrenceRules", JSKind.Object, "4.7.2") with { Shape = JSShape.List, Of = "RecurrenceRule" },
            Old("recurrenceOverrides", JSKind.Any, "4.7.2") with { Shape = JSShape.Map, Key = JSKind.Local },
            Old("names", JSKind.True, "4.7.2") with { Shape = JSShape.Map, Key = JSKind.String },
            Old("comments", JSKind.String, "4.7.2") with { Shape = JSShape.List },
        ]);
    }

    private static string Bis(string section) => "jscalendarbis §" + section;

    private static string Conversion(string section) => "jscalendar-icalendar §" + section;

    private static string Jmap(string section) => "jmap-calendars §" + section;

    private static JSProperty Needed(string name, JSKind kind, string section) => new(name, kind, Bis(section)) { IsMandatory = true };

    private static JSProperty Number(string name, string section) => new(name, JSKind.UnsignedInt, Bis(section)) { Least = 0 };

    private static JSProperty Numbers(string name, long least, long most) => new(name, JSKind.Int, Bis("3.3.3")) { Shape = JSShape.List, Least = least, Most = most, IsNeverZero = least < 0, IsNeverEmpty = true };

    private static JSProperty Word(string name, string section, params string[] words) => new(name, JSKind.String, Bis(section)) { Words = words };

    private static JSProperty Words(string name, string section, params string[] words) =>
        new(name, JSKind.True, Bis(section)) { Shape = JSShape.Map, Key = JSKind.String, Words = words.Length == 0 ? null : words };

    private static JSProperty One(string name, string type, string section) => new(name, JSKind.Object, Bis(section)) { Of = type };

    private static JSProperty Map(string name, string type, string section) => new(name, JSKind.Object, Bis(section)) { Shape = JSShape.Map, Of = type };

    private static JSProperty Old(string name, JSKind kind, string section) => new(name, kind, "RFC 8984 §" + section) { Only = First };

    private static JSProperty Reserved(string name, JSKind kind, string section) => new(name, kind, "RFC 8984 §" + section) { Only = First, IsReserved = true };

    private static JSProperty OfJmap(string name, JSKind kind) => new(name, kind, Jmap("10.9")) { IsReserved = true, IsOfJmap = true };
}

/// <summary>A type of objects.</summary>
/// <param name="name">Its name.</param>
/// <param name="section">Where it is specified.</param>
/// <param name="properties">Its properties, <c>@type</c> and <c>iCalendar</c> apart, which all have.</param>
internal sealed class JSType(string name, string section, JSProperty[] properties)
{
    private readonly FrozenDictionary<string, JSProperty> _properties = properties.ToFrozenDictionary(static property => property.Name);
    private readonly FrozenDictionary<string, string> _byAnyCase = properties.Select(static property => property.Name).Concat(["@type", "iCalendar", "extra"]).ToFrozenDictionary(static name => name, StringComparer.OrdinalIgnoreCase);

    public string Name { get; } = name;

    public string Section { get; } = section;

    public IReadOnlyList<JSProperty> Mandatory { get; } = [.. properties.Where(static property => property.IsMandatory)];

    public JSProperty? Find(string property) => _properties.GetValueOrDefault(property);

    /// <summary>The name of a property in its own letter case.</summary>
    public string? Spelled(string property) => _byAnyCase.GetValueOrDefault(property);
}
