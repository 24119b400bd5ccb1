using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>An attendee or an organizer (RFC 5545 §3.8.4.1 and §3.8.4.3).</summary>
public sealed class CalendarUser : PropertyView
{
    /// <summary>Shows a property.</summary>
    /// <param name="property">The property.</param>
    public CalendarUser(ContentProperty property)
        : base(property)
    {
    }

    /// <summary>Makes an attendee.</summary>
    /// <param name="address">The address, a URI: <c>mailto:someone@example.com</c>.</param>
    public static CalendarUser Attendee(string address) => new(new ContentProperty("ATTENDEE", address));

    /// <summary>Makes an organizer.</summary>
    /// <param name="address">The address, a URI: <c>mailto:someone@example.com</c>.</param>
    public static CalendarUser Organizer(string address) => new(new ContentProperty("ORGANIZER", address));

    /// <summary>The address, a URI.</summary>
    public string Address { get => Property.RawValue; set => Property.RawValue = value; }

    /// <summary>The mail address: that of <see cref="Address"/>, or of EMAIL (RFC 7986 §6.2); null where there is none.</summary>
    public string? MailAddress =>
        Address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(Address["mailto:".Length..].Split('?')[0]) : Property.GetParameter("EMAIL");

    /// <summary>The mail address where the address is no mailto URI (RFC 7986 §6.2).</summary>
    public string? Email { get => Property.GetParameter("EMAIL"); set => Property.SetParameter("EMAIL", value); }

    /// <summary>The name (RFC 5545 §3.2.2).</summary>
    public string? CommonName { get => Property.GetParameter("CN"); set => Property.SetParameter("CN", value); }

    /// <summary>What it is: <c>INDIVIDUAL</c>, <c>GROUP</c>, <c>RESOURCE</c>, <c>ROOM</c> … (RFC 5545 §3.2.3).</summary>
    public string? UserType { get => Property.GetParameter("CUTYPE"); set => Property.SetParameter("CUTYPE", value); }

    /// <summary>The part in it: <c>CHAIR</c>, <c>REQ-PARTICIPANT</c> … (RFC 5545 §3.2.16).</summary>
    public string? Role { get => Property.GetParameter("ROLE"); set => Property.SetParameter("ROLE", value); }

    /// <summary>The answer: <c>NEEDS-ACTION</c>, <c>ACCEPTED</c> … (RFC 5545 §3.2.12).</summary>
    public string? ParticipationStatus { get => Property.GetParameter("PARTSTAT"); set => Property.SetParameter("PARTSTAT", value); }

    /// <summary>Whether an answer is wanted (RFC 5545 §3.2.17).</summary>
    public bool IsReplyWanted { get => Is("RSVP", "TRUE"); set => Property.SetParameter("RSVP", value ? "TRUE" : null); }

    /// <summary>The groups it belongs to (RFC 5545 §3.2.11).</summary>
    public IReadOnlyList<string> Members { get => Property.GetParameterValues("MEMBER"); set => Property.SetParameter("MEMBER", value); }

    /// <summary>Whom it delegates to (RFC 5545 §3.2.5).</summary>
    public IReadOnlyList<string> DelegatedTo { get => Property.GetParameterValues("DELEGATED-TO"); set => Property.SetParameter("DELEGATED-TO", value); }

    /// <summary>Who delegated to it (RFC 5545 §3.2.4).</summary>
    public IReadOnlyList<string> DelegatedFrom { get => Property.GetParameterValues("DELEGATED-FROM"); set => Property.SetParameter("DELEGATED-FROM", value); }

    /// <summary>Who acts for it (RFC 5545 §3.2.18).</summary>
    public string? SentBy { get => Property.GetParameter("SENT-BY"); set => Property.SetParameter("SENT-BY", value); }

    /// <summary>Its entry in a directory (RFC 5545 §3.2.6).</summary>
    public string? Directory { get => Property.GetParameter("DIR"); set => Property.SetParameter("DIR", value); }

    /// <summary>Who sends the messages: <c>SERVER</c>, <c>CLIENT</c> or <c>NONE</c> (RFC 6638 §7.1).</summary>
    public string? ScheduleAgent { get => Property.GetParameter("SCHEDULE-AGENT"); set => Property.SetParameter("SCHEDULE-AGENT", value); }

    /// <summary>Which message is to be sent in any case (RFC 6638 §7.2).</summary>
    public string? ScheduleForceSend { get => Property.GetParameter("SCHEDULE-FORCE-SEND"); set => Property.SetParameter("SCHEDULE-FORCE-SEND", value); }

    /// <summary>How sending went, codes of REQUEST-STATUS (RFC 6638 §7.3).</summary>
    public IReadOnlyList<string> ScheduleStatuses
    {
        get => Property.GetParameter("SCHEDULE-STATUS")?.Split(',') ?? [];
        set => Property.SetParameter("SCHEDULE-STATUS", value is { Count: > 0 } ? string.Join(',', value) : null);
    }
}
