namespace Protocols.ICalendar;

/// <summary>What becomes of the stored object.</summary>
public enum StoreAction : byte
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary><see cref="SchedulingResult.Stored"/> takes its place.</summary>
    Put,

    /// <summary>It is taken away.</summary>
    Delete,
}

/// <summary>How a change or a message went.</summary>
public enum SchedulingOutcome : byte
{
    /// <summary>It was applied.</summary>
    Applied,

    /// <summary>It is in order, and there is nothing to change.</summary>
    Unchanged,

    /// <summary>It is older than what is stored, or the same again (RFC 5546 §2.1.5).</summary>
    Stale,

    /// <summary>What it is about is not there; it may come, so the message can be kept and tried again (RFC 5546 §5.2).</summary>
    Unmatched,

    /// <summary>Updates were missed; a REFRESH is among the messages (RFC 5546 §4.7.2).</summary>
    RefreshWanted,

    /// <summary>The user has to decide; nothing was changed.</summary>
    DecisionWanted,

    /// <summary>It is not allowed.</summary>
    Refused,

    /// <summary>It breaks the rules of RFC 5546 §3.</summary>
    Malformed,

    /// <summary>It is more than <see cref="SchedulingOptions"/> allow.</summary>
    LimitExceeded,
}

/// <summary>Why.</summary>
public enum SchedulingReason : byte
{
    /// <summary>Nothing particular.</summary>
    None,

    /// <summary>The object is new.</summary>
    Created,

    /// <summary>Details changed.</summary>
    Updated,

    /// <summary>The times changed (RFC 6638 §3.2.8).</summary>
    Rescheduled,

    /// <summary>The object or occurrences were called off.</summary>
    Cancelled,

    /// <summary>Occurrences were added.</summary>
    InstancesAdded,

    /// <summary>An attendee answered.</summary>
    Answered,

    /// <summary>An attendee sent someone else.</summary>
    Delegated,

    /// <summary>The newest state was asked for.</summary>
    RefreshAsked,

    /// <summary>An attendee proposes something else: AcceptCounter or DeclineCounter follows.</summary>
    Countered,

    /// <summary>The organizer turned a proposal down.</summary>
    CounterDeclined,

    /// <summary>Busy time was asked for, told or published; nothing is stored.</summary>
    BusyTime,

    /// <summary>No object of this UID is stored.</summary>
    UnknownObject,

    /// <summary>The occurrence is none of the stored object's.</summary>
    UnknownInstance,

    /// <summary>The sender is not who the message says (RFC 5546 §6.1).</summary>
    SenderMismatch,

    /// <summary>The organizer is another one than before (RFC 5546 §6.1.3).</summary>
    OrganizerMismatch,

    /// <summary>The answer is from someone who was not invited.</summary>
    Uninvited,

    /// <summary>The user is no attendee.</summary>
    NotInvited,

    /// <summary>The user is not the organizer.</summary>
    NotOrganizer,

    /// <summary>A change that only the other side may make (RFC 6638 §3.2.2.1, §3.2.1).</summary>
    ForbiddenChange,

    /// <summary>The method is not for this side, or not for this kind of component (RFC 5546 §3).</summary>
    MethodNotExpected,

    /// <summary>The object is no scheduling object: no organizer, no attendee, several UIDs or several kinds.</summary>
    NotSchedulable,

    /// <summary>A property is missing or stands too often (RFC 5546 §3).</summary>
    TableBroken,

    /// <summary>Too many components or attendees.</summary>
    TooLarge,

    /// <summary>Somebody else sends the messages, or nobody (RFC 6638 §7.1).</summary>
    NotOurs,
}

/// <summary>A message to send.</summary>
/// <param name="Method">What it is for.</param>
/// <param name="Calendar">The iCalendar object, with its METHOD.</param>
/// <param name="Sender">The address of who sends it.</param>
/// <param name="Recipients">The addresses of who gets it, at least one; the sender is never among them.</param>
public sealed record OutgoingMessage(ITipMethod Method, Calendar Calendar, string Sender, IReadOnlyList<string> Recipients);

/// <summary>What an attendee said in a REPLY.</summary>
/// <param name="Address">The attendee.</param>
/// <param name="RecurrenceId">The occurrence; null for the object itself.</param>
/// <param name="ParticipationStatus">The answer: <c>ACCEPTED</c>; <c>NEEDS-ACTION</c> where it does not say.</param>
/// <param name="DelegatedTo">Whom the attendee sends instead.</param>
/// <param name="Comments">What the attendee wrote.</param>
/// <param name="PercentComplete">How much of a to-do is done, from 0 to 100; null where it does not say.</param>
/// <param name="Completed">When a to-do was done; null where it does not say.</param>
/// <param name="Statuses">How the request went; empty means <c>2.0</c> (RFC 5546 §3.6).</param>
public sealed record AttendeeAnswer(
    string Address,
    CalendarDateTime? RecurrenceId,
    string ParticipationStatus,
    IReadOnlyList<string> DelegatedTo,
    IReadOnlyList<string> Comments,
    int? PercentComplete,
    CalendarDateTime? Completed,
    IReadOnlyList<RequestStatus> Statuses);

/// <summary>What follows from a change or a message: an object to store and messages to send.</summary>
public sealed record SchedulingResult
{
    /// <summary>How it went.</summary>
    public required SchedulingOutcome Outcome { get; init; }

    /// <summary>Why.</summary>
    public required SchedulingReason Reason { get; init; }

    /// <summary>The same in words, with the section.</summary>
    public required string Explanation { get; init; }

    /// <summary>What becomes of the stored object.</summary>
    public StoreAction Store { get; init; }

    /// <summary>The object to store, with <see cref="StoreAction.Put"/> alone. It shares nothing with what was passed in.</summary>
    public Calendar? Stored { get; init; }

    /// <summary>The messages to send, in this order.</summary>
    public IReadOnlyList<OutgoingMessage> Messages { get; init; } = [];

    /// <summary>What attendees said, of a REPLY that was taken.</summary>
    public IReadOnlyList<AttendeeAnswer> Answers { get; init; } = [];

    internal static SchedulingResult Of(SchedulingOutcome outcome, SchedulingReason reason, string explanation) =>
        new() { Outcome = outcome, Reason = reason, Explanation = explanation };
}
