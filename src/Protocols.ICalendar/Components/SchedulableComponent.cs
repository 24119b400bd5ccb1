using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>What events, to-dos and journal entries have in common: time, recurrence and people.</summary>
/// <param name="name">The name behind <c>BEGIN:</c>.</param>
public abstract class SchedulableComponent(string name) : CalendarComponent(name)
{
    /// <summary>When it begins (RFC 5545 §3.8.2.4).</summary>
    public CalendarDateTime? Start { get => GetTime("DTSTART"u8); set => SetTime("DTSTART", value); }

    /// <summary>How long it takes (RFC 5545 §3.8.2.5), where it says so.</summary>
    public CalendarDuration? Duration { get => GetDuration("DURATION"u8); set => SetDuration("DURATION", value); }

    /// <summary>Who may see it: <c>PUBLIC</c>, <c>PRIVATE</c>, <c>CONFIDENTIAL</c> or another word (RFC 5545 §3.8.1.3).</summary>
    public string? Class { get => GetText("CLASS"u8); set => SetText("CLASS", value); }

    /// <summary>The status (RFC 5545 §3.8.1.11).</summary>
    public string? Status { get => GetText("STATUS"u8); set => SetText("STATUS", value); }

    /// <summary>How often it was revised in a way that matters (RFC 5545 §3.8.7.4); 0 where it does not say.</summary>
    public int Sequence { get => GetNumber("SEQUENCE"u8) ?? 0; set => SetNumber("SEQUENCE", value); }

    /// <summary>From 1, the highest, to 9; 0 is no priority (RFC 5545 §3.8.1.9).</summary>
    public int? Priority { get => GetNumber("PRIORITY"u8); set => SetNumber("PRIORITY", value); }

    /// <summary>A colour by its CSS name (RFC 7986 §5.9).</summary>
    public string? Color { get => GetText("COLOR"u8); set => SetText("COLOR", value); }

    /// <summary>Where it is (RFC 5545 §3.8.1.7).</summary>
    public string? Location { get => GetText("LOCATION"u8); set => SetText("LOCATION", value); }

    /// <summary>The place on the globe (RFC 5545 §3.8.1.6).</summary>
    public GeoPosition? Geo { get => GeoPosition.TryParse(GetRaw("GEO"u8), out GeoPosition geo) ? geo : null; set => SetRaw("GEO", value?.ToString()); }

    /// <summary>Whether the exact time is of no account when it is shown (draft-ietf-calext-icalendar-jscalendar-extensions-06 §4.2); false beside a date, whatever stands there.</summary>
    public bool ShowWithoutTime
    {
        get => "TRUE".Equals(GetRaw("SHOW-WITHOUT-TIME"u8), StringComparison.OrdinalIgnoreCase) && (Start ?? (this as Todo)?.Due) is { IsDate: false };
        set
        {
            SetRaw("SHOW-WITHOUT-TIME", value ? "TRUE" : null);
            Find("SHOW-WITHOUT-TIME"u8)?.SetParameter("VALUE", "BOOLEAN");
        }
    }

    /// <summary>What is needed, of all lines (RFC 5545 §3.8.1.10).</summary>
    public IReadOnlyList<string> Resources { get => GetTextLists("RESOURCES"u8); set => SetTextList("RESOURCES", value); }

    /// <summary>Whom to ask (RFC 5545 §3.8.4.2).</summary>
    public IReadOnlyList<string> Contacts { get => GetTexts("CONTACT"u8); set => SetTexts("CONTACT", value); }

    /// <summary>The organizer (RFC 5545 §3.8.4.3).</summary>
    public CalendarUser? Organizer { get => View("ORGANIZER"u8, static property => new CalendarUser(property)); set => SetView("ORGANIZER", value); }

    /// <summary>The attendees (RFC 5545 §3.8.4.1).</summary>
    public IReadOnlyList<CalendarUser> Attendees => Views("ATTENDEE"u8, static property => new CalendarUser(property));

    /// <summary>How scheduling went (RFC 5545 §3.8.8.3).</summary>
    public IReadOnlyList<RequestStatus> RequestStatuses => Views("REQUEST-STATUS"u8, static property => RequestStatus.Parse(property.RawValue));

    /// <summary>Where to meet from afar (RFC 7986 §5.11).</summary>
    public IReadOnlyList<Conference> Conferences => Views("CONFERENCE"u8, static property => new Conference(property));

    /// <summary>Which occurrence of a recurring component this one stands for (RFC 5545 §3.8.4.4), null for the component itself.</summary>
    public CalendarDateTime? RecurrenceId { get => GetTime("RECURRENCE-ID"u8); set => SetTime("RECURRENCE-ID", value); }

    /// <summary>Whether this one stands for all later occurrences too (RFC 5545 §3.2.13).</summary>
    public bool IsThisAndFuture => "THISANDFUTURE".Equals(Find("RECURRENCE-ID"u8)?.GetParameter("RANGE"), StringComparison.OrdinalIgnoreCase);

    /// <summary>The rules of recurrence (RFC 5545 §3.8.5.3). Those that cannot be read are not among them.</summary>
    public IReadOnlyList<RecurrenceRule> RecurrenceRules { get => Rules("RRULE"u8); set => SetRules("RRULE", value); }

    /// <summary>The rules by which occurrences fall out (RFC 2445 §4.8.5.2), which RFC 5545 has dropped.</summary>
    public IReadOnlyList<RecurrenceRule> ExceptionRules { get => Rules("EXRULE"u8); set => SetRules("EXRULE", value); }

    /// <summary>Further occurrences (RFC 5545 §3.8.5.2), as periods: without an end where there is a date or time alone.</summary>
    public IReadOnlyList<CalendarPeriod> RecurrenceDates => Periods("RDATE"u8);

    /// <summary>The occurrences that fall out (RFC 5545 §3.8.5.1).</summary>
    public IReadOnlyList<CalendarDateTime> ExceptionDates => [.. Periods("EXDATE"u8).Select(static period => period.Start)];

    /// <summary>Whether it says anything of occurrences besides its start.</summary>
    public bool IsRecurring => Find("RRULE"u8) is not null || Find("RDATE"u8) is not null;

    /// <summary>The alarms (RFC 5545 §3.6.6).</summary>
    public IEnumerable<Alarm> Alarms => ComponentsOf<Alarm>();

    /// <summary>The participants (RFC 9073 §7.1).</summary>
    public IEnumerable<Participant> Participants => ComponentsOf<Participant>();

    /// <summary>The places (RFC 9073 §7.2).</summary>
    public IEnumerable<LocationComponent> Locations => ComponentsOf<LocationComponent>();

    /// <summary>The resources (RFC 9073 §7.3).</summary>
    public IEnumerable<ResourceComponent> ResourceComponents => ComponentsOf<ResourceComponent>();

    /// <summary>Adds an attendee.</summary>
    /// <param name="attendee">The attendee.</param>
    public void Add(CalendarUser attendee)
    {
        ArgumentNullException.ThrowIfNull(attendee);
        Add(attendee.Property);
    }

    /// <summary>Lets an occurrence fall out.</summary>
    /// <param name="time">Its start.</param>
    public void AddExceptionDate(CalendarDateTime time) => AddTime("EXDATE", time);

    /// <summary>Adds an occurrence.</summary>
    /// <param name="time">Its start.</param>
    public void AddRecurrenceDate(CalendarDateTime time) => AddTime("RDATE", time);

    private void AddTime(string name, CalendarDateTime time)
    {
        ContentProperty property = AddRaw(name, time.Value);
        property.SetParameter("VALUE", time.IsDate ? "DATE" : null);
        property.SetParameter("TZID", time.TimeZoneId);
    }

    private List<RecurrenceRule> Rules(ReadOnlySpan<byte> name)
    {
        List<RecurrenceRule> rules = [];
        foreach (ContentProperty property in FindAll(name))
        {
            if (RecurrenceRule.TryParse(property.RawValue, out RecurrenceRule? rule))
            {
                rules.Add(rule!);
            }
        }

        return rules;
    }

    private void SetRules(string name, IReadOnlyList<RecurrenceRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        SetRaws(name, [.. rules.Select(static rule => rule.ToString())]);
    }

    private List<CalendarPeriod> Periods(ReadOnlySpan<byte> name)
    {
        List<CalendarPeriod> periods = [];
        foreach (ContentProperty property in FindAll(name))
        {
            string? zone = property.GetParameter("TZID");
            ReadOnlySpan<char> value = property.RawValue;
            foreach (Range range in value.Split(','))
            {
                if (CalendarPeriod.TryParse(value[range], zone, out CalendarPeriod period))
                {
                    periods.Add(period);
                }
                else if (CalendarDateTime.TryParse(value[range], zone, out CalendarDateTime time))
                {
                    periods.Add(new CalendarPeriod(time, null, null));
                }
            }
        }

        return periods;
    }
}
