using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>In which way a calendar is not as its specifications want it.</summary>
public enum CalendarDefectCode
{
    /// <summary>A property that has to be there is not.</summary>
    MissingProperty,

    /// <summary>A property is there more often than it may be.</summary>
    RepeatedProperty,

    /// <summary>A property of the specifications is in a component that they do not have it in.</summary>
    MisplacedProperty,

    /// <summary>Two properties are there of which only one may be, or one without another that it needs.</summary>
    ConflictingProperties,

    /// <summary>The value does not follow the grammar of its type, or is out of its range.</summary>
    InvalidValue,

    /// <summary>The parameter VALUE names a type that the property cannot have.</summary>
    InvalidValueType,

    /// <summary>A time that has to be in UTC is not.</summary>
    NotUtc,

    /// <summary>An end is not behind its start, or is a date where the start is a time, or the other way round.</summary>
    EndBeforeStart,

    /// <summary>A TZID is used that no VTIMEZONE of the calendar defines.</summary>
    UndefinedTimeZone,

    /// <summary>A component that has to be there is not.</summary>
    MissingComponent,

    /// <summary>A component stands where it may not.</summary>
    MisplacedComponent,
}

/// <summary>One way in which a calendar is not as its specifications want it.</summary>
/// <param name="Code">Which.</param>
/// <param name="Component">The component that it is about.</param>
/// <param name="Property">The property that it is about, in capitals; null where it is about the component itself.</param>
/// <param name="Section">Where the rule is: <c>RFC 5545 §3.6.1</c>.</param>
public sealed record CalendarDefect(CalendarDefectCode Code, ContentComponent Component, string? Property, string Section)
{
    /// <summary>Gives all in one line: <c>MissingProperty: UID in VEVENT (RFC 5545 §3.6.1)</c>.</summary>
    public override string ToString() => Property is null ? $"{Code}: {Component.Name} ({Section})" : $"{Code}: {Property} in {Component.Name} ({Section})";
}
