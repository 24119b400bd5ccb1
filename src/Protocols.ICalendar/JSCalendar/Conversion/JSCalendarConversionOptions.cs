namespace Protocols.ICalendar;

/// <summary>How calendars are converted between iCalendar and JSCalendar. Immutable.</summary>
public sealed record JSCalendarConversionOptions
{
    /// <summary>The defaults: nothing is lost, and what the other format cannot do without is added.</summary>
    public static JSCalendarConversionOptions Default { get; } = new();

    /// <summary>
    /// Whether what has no counterpart is kept (draft-ietf-calext-jscalendar-icalendar-25 §1.4): in the property <c>iCalendar</c> on the way to JSCalendar, in
    /// JSID and JSPROP on the way to iCalendar. It is unless set to false.
    /// </summary>
    public bool IsLossless { get; init; } = true;

    /// <summary>
    /// Whether what the other format has mandatory is added where it is missing and nothing is said by it: the uid and the update of a group; the version,
    /// the PRODID and the time zones of a calendar, the DTSTAMP of a component, what alarms and places have to have. It is unless set to false.
    /// </summary>
    public bool AddsMandatory { get; init; } = true;

    /// <summary>
    /// How many properties the components of occurrences may have on the way to iCalendar, where each of them has all that it inherits. What is beyond is kept
    /// as it is, in JSPROP, as the lossless conversion keeps all that it has no word for. From 0; 2,000,000 unless set.
    /// </summary>
    public int MaxOverrideProperties { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxOverrideProperties)); } = 2_000_000;

    /// <summary>The PRODID of calendars made of what names no program.</summary>
    public string ProductId { get; init => field = string.IsNullOrEmpty(value) ? throw new ArgumentException("A program has a name.", nameof(ProductId)) : value; } = "-//Protocols//ICalendar//EN";
}
