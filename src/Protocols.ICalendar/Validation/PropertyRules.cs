using System.Collections.Frozen;

namespace Protocols.ICalendar;

/// <summary>The value types of RFC 5545 §3.3 and RFC 9253 §5, as flags.</summary>
[Flags]
internal enum ValueTypes
{
    Unknown = 0,
    Text = 1,
    TextList = 1 << 1,
    Uri = 1 << 2,
    Binary = 1 << 3,
    CalAddress = 1 << 4,
    DateTime = 1 << 5,
    Date = 1 << 6,
    Period = 1 << 7,
    Duration = 1 << 8,
    Integer = 1 << 9,
    Geo = 1 << 10,
    Recur = 1 << 11,
    UtcOffset = 1 << 12,
    Uid = 1 << 13,
    XmlReference = 1 << 14,
    RequestStatus = 1 << 15,
    Anything = 1 << 16,
}

/// <summary>What the value of a property may be.</summary>
/// <param name="Section">Where that is said.</param>
/// <param name="Default">The type that holds where VALUE names none.</param>
/// <param name="Others">The types that VALUE may name beside it.</param>
internal sealed record PropertyRules(string Section, ValueTypes Default, ValueTypes Others = ValueTypes.Unknown)
{
    /// <summary>Whether times have to be in UTC.</summary>
    public bool IsUtc { get; init; }

    /// <summary>Whether the value is a list with commas.</summary>
    public bool IsList { get; init; }

    /// <summary>The least number.</summary>
    public int Least { get; init; } = int.MinValue;

    /// <summary>The greatest number.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>The words that the value may be; null where it may be any. The key is the component, or nothing for all.</summary>
    public FrozenDictionary<string, FrozenSet<string>>? Words { get; init; }

    /// <summary>The rules, by the name of the property.</summary>
    public static FrozenDictionary<string, PropertyRules> All { get; } = Build();

    private static FrozenDictionary<string, PropertyRules> Build()
    {
        Dictionary<string, PropertyRules> all = new(StringComparer.OrdinalIgnoreCase);
        Text("3.7.1", "CALSCALE");
        Text("3.7.2", "METHOD");
        Text("3.7.3", "PRODID");
        all["VERSION"] = new("RFC 5545 §3.7.4", ValueTypes.Anything);
        all["ATTACH"] = new("RFC 5545 §3.8.1.1", ValueTypes.Uri, ValueTypes.Binary);
        all["CATEGORIES"] = new("RFC 5545 §3.8.1.2", ValueTypes.TextList);
        all["CLASS"] = new("RFC 5545 §3.8.1.3", ValueTypes.Text) { Words = Names() };
        Text("3.8.1.4", "COMMENT");
        Text("3.8.1.5", "DESCRIPTION");
        all["GEO"] = new("RFC 5545 §3.8.1.6", ValueTypes.Geo);
        Text("3.8.1.7", "LOCATION");
        all["PERCENT-COMPLETE"] = new("RFC 5545 §3.8.1.8", ValueTypes.Integer) { Least = 0, Most = 100 };
        all["PRIORITY"] = new("RFC 5545 §3.8.1.9", ValueTypes.Integer) { Least = 0, Most = 9 };
        all["RESOURCES"] = new("RFC 5545 §3.8.1.10", ValueTypes.TextList);
        all["STATUS"] = new("RFC 5545 §3.8.1.11", ValueTypes.Text)
        {
            Words = ByComponent(("VEVENT", "TENTATIVE CONFIRMED CANCELLED"), ("VTODO", "NEEDS-ACTION COMPLETED IN-PROCESS CANCELLED PENDING FAILED"), ("VJOURNAL", "DRAFT FINAL CANCELLED")),
        };
        Text("3.8.1.12", "SUMMARY");
        Times("3.8.2.1", ValueTypes.Unknown, true, "COMPLETED");
        Times("3.8.2.2", ValueTypes.Date, false, "DTEND");
        Times("3.8.2.3", ValueTypes.Date, false, "DUE");
        Times("3.8.2.4", ValueTypes.Date, false, "DTSTART");
        all["DURATION"] = new("RFC 5545 §3.8.2.5", ValueTypes.Duration);
        all["FREEBUSY"] = new("RFC 5545 §3.8.2.6", ValueTypes.Period) { IsUtc = true, IsList = true };
        all["TRANSP"] = new("RFC 5545 §3.8.2.7", ValueTypes.Text) { Words = ByComponent(("", "OPAQUE TRANSPARENT")) };
        Text("3.8.3.1", "TZID");
        Text("3.8.3.2", "TZNAME");
        all["TZOFFSETFROM"] = new("RFC 5545 §3.8.3.3", ValueTypes.UtcOffset);
        all["TZOFFSETTO"] = new("RFC 5545 §3.8.3.4", ValueTypes.UtcOffset);
        all["TZURL"] = new("RFC 5545 §3.8.3.5", ValueTypes.Uri);
        all["ATTENDEE"] = new("RFC 5545 §3.8.4.1", ValueTypes.CalAddress);
        Text("3.8.4.2", "CONTACT");
        all["ORGANIZER"] = new("RFC 5545 §3.8.4.3", ValueTypes.CalAddress);
        Times("3.8.4.4", ValueTypes.Date, false, "RECURRENCE-ID");
        all["RELATED-TO"] = new("RFC 9253 §9.1", ValueTypes.Text, ValueTypes.Uri | ValueTypes.Uid);
        all["URL"] = new("RFC 5545 §3.8.4.6", ValueTypes.Uri);
        Text("3.8.4.7", "UID");
        all["EXDATE"] = new("RFC 5545 §3.8.5.1", ValueTypes.DateTime, ValueTypes.Date) { IsList = true };
        all["RDATE"] = new("RFC 5545 §3.8.5.2", ValueTypes.DateTime, ValueTypes.Date | ValueTypes.Period) { IsList = true };
        all["RRULE"] = new("RFC 5545 §3.8.5.3", ValueTypes.Recur);
        all["EXRULE"] = new("RFC 2445 §4.8.5.2", ValueTypes.Recur);
        all["ACTION"] = new("RFC 5545 §3.8.6.1", ValueTypes.Text) { Words = Names() };
        all["REPEAT"] = new("RFC 5545 §3.8.6.2", ValueTypes.Integer) { Least = 0 };
        all["TRIGGER"] = new("RFC 5545 §3.8.6.3", ValueTypes.Duration, ValueTypes.DateTime) { IsUtc = true };
        Times("3.8.7.1", ValueTypes.Unknown, true, "CREATED");
        Times("3.8.7.2", ValueTypes.Unknown, true, "DTSTAMP");
        Times("3.8.7.3", ValueTypes.Unknown, true, "LAST-MODIFIED");
        all["SEQUENCE"] = new("RFC 5545 §3.8.7.4", ValueTypes.Integer) { Least = 0 };
        all["REQUEST-STATUS"] = new("RFC 5545 §3.8.8.3", ValueTypes.RequestStatus);

        all["NAME"] = new("RFC 7986 §5.1", ValueTypes.Text);
        all["REFRESH-INTERVAL"] = new("RFC 7986 §5.7", ValueTypes.Duration);
        all["SOURCE"] = new("RFC 7986 §5.8", ValueTypes.Uri);
        all["COLOR"] = new("RFC 7986 §5.9", ValueTypes.Text);
        all["IMAGE"] = new("RFC 7986 §5.10", ValueTypes.Uri, ValueTypes.Binary);
        all["CONFERENCE"] = new("RFC 7986 §5.11", ValueTypes.Uri, ValueTypes.Text);
        all["BUSYTYPE"] = new("RFC 7953 §3.2", ValueTypes.Text) { Words = Names() };
        all["TZUNTIL"] = new("RFC 7808 §7.1", ValueTypes.DateTime) { IsUtc = true };
        all["TZID-ALIAS-OF"] = new("RFC 7808 §7.2", ValueTypes.Text);
        all["LOCATION-TYPE"] = new("RFC 9073 §6.1", ValueTypes.TextList);
        all["PARTICIPANT-TYPE"] = new("RFC 9073 §6.2", ValueTypes.Text) { Words = Names() };
        all["RESOURCE-TYPE"] = new("RFC 9073 §6.3", ValueTypes.Text);
        all["CALENDAR-ADDRESS"] = new("RFC 9073 §6.4", ValueTypes.CalAddress);
        all["STYLED-DESCRIPTION"] = new("RFC 9073 §6.5", ValueTypes.Text, ValueTypes.Uri);
        all["STRUCTURED-DATA"] = new("RFC 9073 §6.6", ValueTypes.Text, ValueTypes.Uri | ValueTypes.Binary);
        all["ACKNOWLEDGED"] = new("RFC 9074 §6.1", ValueTypes.DateTime) { IsUtc = true };
        all["PROXIMITY"] = new("RFC 9074 §8.1", ValueTypes.Text) { Words = Names() };
        all["CONCEPT"] = new("RFC 9253 §8.1", ValueTypes.Uri);
        all["LINK"] = new("RFC 9253 §8.2", ValueTypes.Uri, ValueTypes.Uid | ValueTypes.XmlReference | ValueTypes.Text);
        all["REFID"] = new("RFC 9253 §8.3", ValueTypes.Text);
        all["COORDINATES"] = new("draft-ietf-calext-icalendar-jscalendar-extensions-06 §4.1", ValueTypes.Uri);
        all["SHOW-WITHOUT-TIME"] = new("draft-ietf-calext-icalendar-jscalendar-extensions-06 §4.2", ValueTypes.Anything) { Words = ByComponent(("", "TRUE")) };
        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Text(string section, string name) => all[name] = new($"RFC 5545 §{section}", ValueTypes.Text);

        void Times(string section, ValueTypes others, bool isUtc, string name) => all[name] = new($"RFC 5545 §{section}", ValueTypes.DateTime, others) { IsUtc = isUtc };
    }

    /// <summary>Any name may be the value, but nothing else: that is an empty set.</summary>
    private static FrozenDictionary<string, FrozenSet<string>> Names() => ByComponent(("", ""));

    private static FrozenDictionary<string, FrozenSet<string>> ByComponent(params ReadOnlySpan<(string Component, string Words)> words)
    {
        Dictionary<string, FrozenSet<string>> all = [];
        foreach ((string component, string list) in words)
        {
            all[component] = list.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        }

        return all.ToFrozenDictionary();
    }
}
