namespace Protocols.ICalendar;

/// <summary>A scheduling message (RFC 5546 §3): an iCalendar object with a METHOD, of one kind of component and one UID.</summary>
public sealed class ITipMessage
{
    private ITipMessage(Calendar calendar, ITipMethod method, string uid, IReadOnlyList<CalendarComponent> components)
    {
        (Calendar, Method, Uid, Components) = (calendar, method, uid, components);
        ComponentKind = components[0].Name;
    }

    /// <summary>The iCalendar object.</summary>
    public Calendar Calendar { get; }

    /// <summary>What it is for.</summary>
    public ITipMethod Method { get; }

    /// <summary>The UID of what it is about.</summary>
    public string Uid { get; }

    /// <summary>The kind of component: <c>VEVENT</c>, <c>VTODO</c>, <c>VJOURNAL</c> or <c>VFREEBUSY</c>.</summary>
    public string ComponentKind { get; }

    /// <summary>The components, at least one; those of time zones and of kinds that are not known are not among them.</summary>
    public IReadOnlyList<CalendarComponent> Components { get; }

    /// <summary>The organizer, null where it does not say.</summary>
    public CalendarUser? Organizer => OrganizerOf(Components[0]);

    /// <summary>The attendees of all components, each address once, as it stands first.</summary>
    public IReadOnlyList<CalendarUser> Attendees
    {
        get
        {
            HashSet<string> seen = [];
            return [.. Components.SelectMany(AttendeesOf).Where(attendee => seen.Add(CalendarAddress.Normalize(attendee.Address)))];
        }
    }

    /// <summary>Sees a calendar as a message.</summary>
    /// <param name="calendar">The calendar. It is kept, not copied.</param>
    /// <param name="message">The message; null where it is none.</param>
    /// <param name="options">The limits, and whether the tables have to be kept; <see cref="SchedulingOptions.Default"/> unless given.</param>
    /// <returns>Whether it is one: <see cref="SchedulingOutcome.Applied"/>, or why not.</returns>
    public static SchedulingResult TryRead(Calendar calendar, out ITipMessage? message, SchedulingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        SchedulingResult read = ReadAll(calendar, out IReadOnlyList<ITipMessage> messages, options);
        message = messages.Count == 1 ? messages[0] : null;
        return messages.Count > 1
            ? SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.NotSchedulable, "The components are of several UIDs: ReadAll takes them apart.")
            : read;
    }

    /// <summary>
    /// Sees a calendar as messages. A PUBLISH may be of several UIDs (RFC 5546 §3.2.1, RFC 6047 §4.4) and is then several messages; any other method has one.
    /// </summary>
    /// <param name="calendar">The calendar. It is kept, not copied.</param>
    /// <param name="messages">The messages; empty where it is none.</param>
    /// <param name="options">The limits, and whether the tables have to be kept; <see cref="SchedulingOptions.Default"/> unless given.</param>
    /// <returns>Whether it is one: <see cref="SchedulingOutcome.Applied"/>, or why not.</returns>
    public static SchedulingResult ReadAll(Calendar calendar, out IReadOnlyList<ITipMessage> messages, SchedulingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        options ??= SchedulingOptions.Default;
        messages = [];
        if (!ITipMethods.TryParse(calendar.Method, out ITipMethod method))
        {
            return SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.MethodNotExpected, $"METHOD is none of RFC 5546 §1.4: '{calendar.Method}'.");
        }

        List<CalendarComponent> components = [.. calendar.ComponentsOf<CalendarComponent>().Where(IsScheduled)];
        if (components.Count > options.MaxComponents || components.Sum(AttendeeCount) > options.MaxAttendees)
        {
            return SchedulingResult.Of(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "There are more components or attendees than allowed.");
        }

        if (components.Count == 0 || components.Exists(component => component.Name != components[0].Name))
        {
            return SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.NotSchedulable, "A message has components of one kind besides time zones (RFC 5546 §1.4).");
        }

        // RFC 5546 §4.3.1 publishes busy time without a UID.
        bool isBusyTime = components[0] is FreeBusy;
        if (!isBusyTime && components.Exists(static component => string.IsNullOrEmpty(component.Uid)))
        {
            return SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.TableBroken, "A component has no UID (RFC 5546 §2.1.5).");
        }

        List<IGrouping<string, CalendarComponent>> byUid = [.. components.GroupBy(static component => component.Uid ?? "", StringComparer.Ordinal)];
        if (byUid.Count > 1 && method != ITipMethod.Publish)
        {
            return SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.NotSchedulable, "All components have the same UID (RFC 5546 §3.2.2).");
        }

        if (components.Exists(component => !CalendarAddress.AreSame(OrganizerOf(component)?.Address ?? "", OrganizerOf(components[0])?.Address ?? "")) && method != ITipMethod.Publish)
        {
            // §4.4.8 leaves the organizer out of a further component.
            if (components.Exists(component => OrganizerOf(component) is { } organizer && !CalendarAddress.AreSame(organizer.Address, OrganizerOf(components[0])?.Address)))
            {
                return SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.OrganizerMismatch, "The components have several organizers (RFC 6638 §3.2.4.2).");
            }
        }

        if (options.IsStrict && ITipRules.Check(calendar) is [ITipDefect first, ..])
        {
            return SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.TableBroken, first.ToString());
        }

        messages = [.. byUid.Select(group => new ITipMessage(calendar, method, group.Key, [.. group]))];
        return SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.None, "It is a scheduling message.");
    }

    /// <summary>The attendee of an address, as it stands first; null where it is not named.</summary>
    /// <param name="address">The address.</param>
    public CalendarUser? FindAttendee(string address) =>
        Components.SelectMany(AttendeesOf).FirstOrDefault(attendee => CalendarAddress.AreSame(attendee.Address, address));

    internal static bool IsScheduled(CalendarComponent component) => component is Event or Todo or Journal or FreeBusy;

    internal static CalendarUser? OrganizerOf(CalendarComponent component) => component switch
    {
        SchedulableComponent schedulable => schedulable.Organizer,
        FreeBusy freeBusy => freeBusy.Organizer,
        _ => null,
    };

    internal static IReadOnlyList<CalendarUser> AttendeesOf(CalendarComponent component) => component switch
    {
        SchedulableComponent schedulable => schedulable.Attendees,
        FreeBusy freeBusy => freeBusy.Attendees,
        _ => [],
    };

    internal static int AttendeeCount(CalendarComponent component) => component.FindAll("ATTENDEE"u8).Count;
}
