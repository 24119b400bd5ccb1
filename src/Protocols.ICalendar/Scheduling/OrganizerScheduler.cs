namespace Protocols.ICalendar;

/// <summary>
/// The organizer's side of scheduling (RFC 5546, RFC 6638 §3.2.1): from a change of the stored object, or from a message of an attendee, to the object to store and the
/// messages to send. It keeps no state and reads no clock; nothing throws whatever the objects are. Objects are those of one UID, with the time zones they need.
/// </summary>
/// <param name="organizer">The organizer.</param>
/// <param name="options">How; <see cref="SchedulingOptions.Default"/> unless given.</param>
public sealed partial class OrganizerScheduler(CalendarIdentity organizer, SchedulingOptions? options = null)
{
    private readonly CalendarIdentity _organizer = organizer ?? throw new ArgumentNullException(nameof(organizer));
    private readonly SchedulingOptions _options = options ?? SchedulingOptions.Default;

    /// <summary>
    /// The organizer made, changed or took away an object. What follows: REQUEST to who was invited or is concerned, CANCEL to who is no longer, SEQUENCE raised where the
    /// change asks for it (RFC 5546 §2.1.4), and answers asked anew where times changed (RFC 6638 §3.2.8). An attendee is told of the occurrences that name it alone
    /// (RFC 6638 §3.2.6), and not at all where SCHEDULE-AGENT is CLIENT or NONE (RFC 6638 §7.1).
    /// </summary>
    /// <param name="stored">The object as it was stored; null for a new one.</param>
    /// <param name="changed">The object as it is to be; null to take it away.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult Change(Calendar? stored, Calendar? changed, DateTimeOffset now)
    {
        SchedulingObject? old = stored is null ? null : SchedulingObject.Of(stored);
        if (changed is null)
        {
            return old is null
                ? SchedulingResult.Of(SchedulingOutcome.Unchanged, SchedulingReason.None, "There was no object, and there is none.")
                : new OrganizerChange(_organizer, _options, old, null, now).Run();
        }

        return Refusal(changed, old) ?? new OrganizerChange(_organizer, _options, old, changed.Copy(), now).Run();
    }

    /// <summary>Shows an object to anybody (RFC 5546 §3.2.1, §3.4.1, §3.5.1): without attendees, and without answers.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="recipients">Who gets it, at least one.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult Publish(Calendar stored, IReadOnlyList<string> recipients, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(recipients);
        MessageMaker maker = new(_options);
        SchedulingObject published = SchedulingObject.Of(stored);
        List<SchedulableComponent> shared = [.. published.All.Select(component => maker.Share(component, ITipMethod.Publish))];
        foreach (SchedulableComponent component in shared)
        {
            component.RemoveAll("ATTENDEE"u8);
            component.Stamp = ReplyMark.NextStamp(now, component.Stamp);
            component.Organizer ??= CalendarUser.Organizer(_organizer.Address);
            if (component is Journal && component.Description is null)
            {
                component.Description = "";
            }
        }

        maker.Add(ITipMethod.Publish, shared, stored, _organizer.Address, recipients);
        return Finish(maker, SchedulingReason.Updated, "It is published (RFC 5546 §3.2.1).");
    }

    /// <summary>Asks attendees for their answers as they stand (RFC 5546 §3.2.2.7): a REQUEST with RSVP=TRUE, whose SEQUENCE is that of before.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="attendees">Whom to ask; null for all.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult AskAgain(Calendar stored, IReadOnlyList<string>? attendees, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        Calendar changed = stored.Copy();
        HashSet<string>? asked = attendees is null ? null : [.. attendees.Select(CalendarAddress.Normalize)];
        foreach (CalendarUser attendee in SchedulingObject.Of(changed).All.SelectMany(static component => component.Attendees))
        {
            if (!_organizer.Is(attendee.Address) && (asked is null || asked.Contains(CalendarAddress.Normalize(attendee.Address))))
            {
                attendee.Property.Cleaned();
                attendee.IsReplyWanted = true;
                attendee.ScheduleForceSend = "REQUEST";
            }
        }

        return Change(stored, changed, now);
    }

    /// <summary>Asks for busy time (RFC 5546 §3.3.2).</summary>
    /// <param name="uid">A UID for the request.</param>
    /// <param name="attendees">Who is asked, at least one.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment behind the span.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public OutgoingMessage AskBusyTime(string uid, IReadOnlyList<string> attendees, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrEmpty(uid);
        ArgumentNullException.ThrowIfNull(attendees);
        FreeBusy asked = new()
        {
            Uid = uid,
            Stamp = CalendarDateTime.Utc(now),
            Start = CalendarDateTime.Utc(from),
            End = CalendarDateTime.Utc(to),
            Organizer = CalendarUser.Organizer(_organizer.Address),
        };
        foreach (string attendee in attendees)
        {
            asked.Add(CalendarUser.Attendee(attendee).Property);
        }

        Calendar message = MessageMaker.Begin(ITipMethod.Request, _options);
        message.Components.Add(asked);
        return new OutgoingMessage(ITipMethod.Request, message, _organizer.Address, attendees);
    }

    private SchedulingResult? Refusal(Calendar changed, SchedulingObject? old)
    {
        List<SchedulableComponent> components = [.. changed.ComponentsOf<SchedulableComponent>().Where(ITipMessage.IsScheduled)];
        if (components.Count > _options.MaxComponents || components.Sum(ITipMessage.AttendeeCount) > _options.MaxAttendees)
        {
            return SchedulingResult.Of(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "There are more components or attendees than allowed.");
        }

        if (components.Count == 0 || components.Exists(component => component.Name != components[0].Name || component.Uid != components[0].Uid || string.IsNullOrEmpty(component.Uid)))
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotSchedulable, "An object has components of one kind and one UID (RFC 4791 §4.1).");
        }

        if (components.Count(static component => component.RecurrenceId is null) > 1)
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotSchedulable, "An object has one component without RECURRENCE-ID (RFC 4791 §4.1).");
        }

        if (old is not null && old.All.FirstOrDefault() is { } before && (before.Uid != components[0].Uid || before.Name != components[0].Name))
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.ForbiddenChange, "The UID and the kind of an object stay (RFC 5546 §2.1.5).");
        }

        bool hasAttendees = components.Exists(static component => component.Find("ATTENDEE"u8) is not null);
        List<CalendarUser?> organizers = components.ConvertAll(static component => component.Organizer);
        if (organizers.TrueForAll(static found => found is null))
        {
            return hasAttendees
                ? SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotSchedulable, "Who has attendees has an organizer (RFC 5545 §3.8.4.1).")
                : null;
        }

        return organizers.TrueForAll(found => _organizer.Is(found?.Address))
            ? null
            : SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotOrganizer, "The organizer of every component is the user (RFC 6638 §3.2.4.2).");
    }

    private static SchedulingResult Finish(MessageMaker maker, SchedulingReason reason, string explanation, Calendar? stored = null) => maker.IsOver
        ? SchedulingResult.Of(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "There are more components or attendees to send than allowed.")
        : SchedulingResult.Of(SchedulingOutcome.Applied, reason, explanation) with
        {
            Messages = maker.Messages,
            Stored = stored,
            Store = stored is null ? StoreAction.Keep : StoreAction.Put,
        };
}
