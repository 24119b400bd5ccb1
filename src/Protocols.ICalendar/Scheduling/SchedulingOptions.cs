namespace Protocols.ICalendar;

/// <summary>What becomes of occurrences and objects that the organizer has called off.</summary>
public enum CancelledObjects : byte
{
    /// <summary>They stay with STATUS:CANCELLED, so that older messages that arrive later are known as such (RFC 5546 §4.2.9).</summary>
    Mark,

    /// <summary>They are taken away; a message from before the cancellation that arrives later brings them back.</summary>
    Remove,
}

/// <summary>What is done with the answer of someone who was not invited (RFC 5546 §3.2.3).</summary>
public enum UninvitedAttendees : byte
{
    /// <summary>Nothing: the result says so, and Admit and TurnAway of the organizer decide.</summary>
    Ask,

    /// <summary>They are added.</summary>
    Admit,

    /// <summary>They are sent a CANCEL.</summary>
    TurnAway,
}

/// <summary>What is done where an organizer's change sets the answer of someone else (RFC 6638 §3.2.1).</summary>
public enum ForeignAnswers : byte
{
    /// <summary>The stored answer stays.</summary>
    KeepStored,

    /// <summary>The change is refused.</summary>
    Refuse,
}

/// <summary>How scheduling works. Immutable; the values are validated when they are set.</summary>
public sealed record SchedulingOptions
{
    /// <summary>The defaults.</summary>
    public static SchedulingOptions Default { get; } = new();

    /// <summary>The program that makes the messages (RFC 5545 §3.7.3).</summary>
    public string ProductId { get; init => field = value ?? throw new ArgumentNullException(nameof(ProductId)); } = "-//Protocols//Scheduling//EN";

    /// <summary>
    /// Further properties whose change raises SEQUENCE (RFC 5546 §2.1.4), in capitals: <c>LOCATION</c>. None unless set; those of the times and STATUS always do.
    /// </summary>
    public IReadOnlyCollection<string> RevisingProperties { get; init => field = value ?? throw new ArgumentNullException(nameof(RevisingProperties)); } = [];

    /// <summary>Whether occurrences that an organizer adds by RDATE alone are sent as ADD (RFC 5546 §3.2.4), not as a REQUEST of the whole.</summary>
    public bool SendAdd { get; init; }

    /// <summary>Whether an answer is told to the other attendees (RFC 6638 §4.2). True unless set: with it, n answers make n² messages.</summary>
    public bool TellAnswers { get; init; } = true;

    /// <summary>Whether each attendee gets a message that names no other attendee (RFC 5546 §6.3).</summary>
    public bool HideAttendees { get; init; }

    /// <summary>Whether alarms go into messages and are taken from them. False unless set: an alarm is its owner's.</summary>
    public bool ShareAlarms { get; init; }

    /// <summary>Whether SCHEDULE-STATUS is written for whom a message was made, <c>1.0</c> until <see cref="ScheduleStatus"/> is told how it went (RFC 6638 §7.3).</summary>
    public bool TrackDelivery { get; init; } = true;

    /// <summary>What becomes of what was called off.</summary>
    public CancelledObjects Cancelled { get; init; } = CancelledObjects.Mark;

    /// <summary>What is done with answers of people who were not invited.</summary>
    public UninvitedAttendees Uninvited { get; init; } = UninvitedAttendees.Ask;

    /// <summary>What is done where an organizer sets the answer of someone else.</summary>
    public ForeignAnswers ForeignAnswers { get; init; } = ForeignAnswers.KeepStored;

    /// <summary>Whether another organizer than the stored one may change an object. False unless set: the user has to be asked (RFC 5546 §6.1.3).</summary>
    public bool AllowOrganizerChange { get; init; }

    /// <summary>Whether a REQUEST that came by way of someone else is taken (RFC 5546 §3.2.2.6). False unless set.</summary>
    public bool AllowForwarded { get; init; }

    /// <summary>Whether the messages of others have to keep every rule of the tables (RFC 5546 §3). False unless set: few programs do.</summary>
    public bool IsStrict { get; init; }

    /// <summary>
    /// Whether the first address may act for the second, where SENT-BY says so (RFC 6047 §3). Nobody may unless set.
    /// </summary>
    public Func<string, string, bool>? IsProxy { get; init; }

    /// <summary>The budget of each rule that is looked through.</summary>
    public RecurrenceLimits Recurrence { get; init => field = value ?? throw new ArgumentNullException(nameof(Recurrence)); } = RecurrenceLimits.Default;

    /// <summary>How many components an object or a message has at most. From 1 to 1,000,000; 10,000 unless set.</summary>
    public int MaxComponents { get; init => field = Within(value, 1_000_000, nameof(MaxComponents)); } = 10_000;

    /// <summary>How many attendees all components of an object or a message have together at most. From 1 to 10,000,000; 100,000 unless set.</summary>
    public int MaxAttendees { get; init => field = Within(value, 10_000_000, nameof(MaxAttendees)); } = 100_000;

    /// <summary>How many components all messages of one change have together at most. From 1 to 10,000,000; 100,000 unless set.</summary>
    public int MaxSentComponents { get; init => field = Within(value, 10_000_000, nameof(MaxSentComponents)); } = 100_000;

    /// <summary>How many attendees all messages of one change name together at most. From 1 to 100,000,000; 1,000,000 unless set.</summary>
    public int MaxSentAttendees { get; init => field = Within(value, 100_000_000, nameof(MaxSentAttendees)); } = 1_000_000;

    /// <summary>To how many others an attendee can delegate. From 1 to 1,000; 16 unless set; those beyond are left out.</summary>
    public int MaxDelegates { get; init => field = Within(value, 1_000, nameof(MaxDelegates)); } = 16;

    private static int Within(int value, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
