namespace Protocols.ICalendar;

/// <summary>One occurrence of an event or a task.</summary>
/// <param name="RecurrenceId">The local time that names it (draft-ietf-calext-jscalendarbis-17 §3.3.1): <see cref="JSEntry.Instance"/> takes it.</param>
/// <param name="Start">When it begins, local time of its zone.</param>
/// <param name="StartUtc">When it begins, in UTC.</param>
/// <param name="EndUtc">The first moment behind it, in UTC.</param>
public readonly record struct JSOccurrence(DateTime RecurrenceId, DateTime Start, DateTimeOffset StartUtc, DateTimeOffset EndUtc);
