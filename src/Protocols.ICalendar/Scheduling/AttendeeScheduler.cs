namespace Protocols.ICalendar;

/// <summary>
/// An attendee's side of scheduling (RFC 5546, RFC 6638 §3.2.2): from a message of the organizer, or from a change of the stored object, to the object to store and the messages
/// to send. It keeps no state and reads no clock; nothing throws whatever the objects are. Objects are those of one UID, with the time zones they need.
/// </summary>
/// <param name="attendee">The attendee.</param>
/// <param name="options">How; <see cref="SchedulingOptions.Default"/> unless given.</param>
public sealed class AttendeeScheduler(CalendarIdentity attendee, SchedulingOptions? options = null)
{
    private readonly CalendarIdentity _attendee = attendee ?? throw new ArgumentNullException(nameof(attendee));
    private readonly SchedulingOptions _options = options ?? SchedulingOptions.Default;

    /// <summary>
    /// A message of the organizer came, or of who delegates. The user's alarms, TRANSP, X- properties and answers stay; older messages than what is stored change nothing
    /// (RFC 5546 §2.1.5).
    /// </summary>
    /// <param name="stored">The object of the message's UID as it is stored; null where there is none.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">
    /// The address of who sent it, as the transport has made sure of it: what is from another one than the organizer is refused (RFC 5546 §6.1.1), but for a REQUEST that
    /// delegates, and for <see cref="SchedulingOptions.IsProxy"/>.
    /// </param>
    /// <param name="now">The time, for the DTSTAMP of messages.</param>
    public SchedulingResult Receive(Calendar? stored, ITipMessage message, string sender, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(sender);
        return new AttendeeReceive(_attendee, _options, stored, message, sender, now).Run();
    }

    /// <summary>
    /// The user made, changed or took away the object. What only the organizer may change is refused (RFC 6638 §3.2.2.1); an answer, also to one occurrence, is told by REPLY, and
    /// a delegate gets a REQUEST. An occurrence taken out by EXDATE, or the whole taken away, is declined.
    /// </summary>
    /// <param name="stored">The object as it was stored; null for one that the user puts there (RFC 6638 §3.2.2.2).</param>
    /// <param name="changed">The object as it is to be; null to take it away.</param>
    /// <param name="now">The time, for the DTSTAMP of messages.</param>
    /// <param name="comment">What to tell the organizer with the answer; null for nothing.</param>
    /// <param name="isTold">Whether the organizer is told; false is <c>Schedule-Reply: F</c> (RFC 6638 §8.1).</param>
    public SchedulingResult Change(Calendar? stored, Calendar? changed, DateTimeOffset now, string? comment = null, bool isTold = true) =>
        stored is null && changed is null
            ? SchedulingResult.Of(SchedulingOutcome.Unchanged, SchedulingReason.None, "There was no object, and there is none.")
            : new AttendeeChange(_attendee, _options, stored, changed, now, comment, isTold).Run();

    /// <summary>Answers the whole, or one occurrence.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="answer">The answer: <c>ACCEPTED</c>, <c>DECLINED</c>, <c>TENTATIVE</c>; of a to-do also <c>IN-PROCESS</c>, <c>COMPLETED</c>, <c>FAILED</c>.</param>
    /// <param name="now">The time, for the DTSTAMP of messages.</param>
    /// <param name="instance">The occurrence, by its start as the recurrence gives it; null for the whole, its occurrences with it.</param>
    /// <param name="comment">What to tell the organizer; null for nothing.</param>
    public SchedulingResult Answer(Calendar stored, string answer, DateTimeOffset now, CalendarDateTime? instance = null, string? comment = null)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentException.ThrowIfNullOrEmpty(answer);
        return Edit(stored, instance, now, comment, (_, own) =>
        {
            own.ParticipationStatus = answer;
            own.DelegatedTo = [];
        });
    }

    /// <summary>Sends someone else (RFC 5546 §3.2.2.3): the organizer gets a REPLY, the delegate the REQUEST.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="address">The address of the delegate.</param>
    /// <param name="now">The time, for the DTSTAMP of messages.</param>
    /// <param name="instance">The occurrence; null for the whole.</param>
    /// <param name="isToldFurther">Whether the user wants to hear of later changes (RFC 5546 §4.2.5).</param>
    /// <param name="comment">What to tell the organizer; null for nothing.</param>
    public SchedulingResult Delegate(Calendar stored, string address, DateTimeOffset now, CalendarDateTime? instance = null, bool isToldFurther = false, string? comment = null)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentException.ThrowIfNullOrEmpty(address);
        return Edit(stored, instance, now, comment, (component, own) =>
        {
            own.ParticipationStatus = "DELEGATED";
            own.DelegatedTo = [address.ForParameter()];
            own.IsReplyWanted = isToldFurther;
            if (component.Attendees.FirstOrDefault(known => CalendarAddress.AreSame(known.Address, address)) is { } known)
            {
                known.Property.Cleaned();
                known.DelegatedFrom = [.. known.DelegatedFrom, own.Address.ForParameter()];
                return;
            }

            CalendarUser made = CalendarUser.Attendee(address);
            (made.IsReplyWanted, made.DelegatedFrom) = (true, [own.Address.ForParameter()]);
            component.Add(made);
        });
    }

    /// <summary>Proposes something else (RFC 5546 §3.2.7). The stored object stays as it is.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="proposal">
    /// The object as the user would have it: one component, without RECURRENCE-ID for the whole and with it for an occurrence; further attendees may be proposed.
    /// </param>
    /// <param name="now">The time, for DTSTAMP.</param>
    /// <param name="comment">Why; null for nothing.</param>
    public SchedulingResult Counter(Calendar stored, Calendar proposal, DateTimeOffset now, string? comment = null)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(proposal);
        SchedulingObject whole = SchedulingObject.Of(stored);
        SchedulingObject wanted = SchedulingObject.Of(proposal, whole);
        if (wanted.All.ToList() is not [Event or Todo] || wanted.All.First() is not { } proposed || proposed.Uid != whole.All.FirstOrDefault()?.Uid || whole.Organizer is not { } organizer)
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotSchedulable, "A proposal is one event or to-do of the same UID (RFC 5546 §3.2.7).");
        }

        if (!IsInvited(whole))
        {
            return NotInvited();
        }

        MessageMaker maker = new(_options);
        SchedulableComponent shared = maker.Share(proposed, ITipMethod.Counter);
        InstanceKey? key = proposed.RecurrenceId is { } id ? new InstanceKey(wanted.KeyOf(id), proposed.IsThisAndFuture) : null;
        shared.Sequence = ((key is { } found ? whole.Find(found) : null) ?? whole.Main ?? whole.All.First()).Sequence;
        shared.Stamp = CalendarDateTime.Utc(now);
        shared.Organizer = new CalendarUser(MessageMaker.Stripped(organizer.Property.Clone()));
        if (comment is not null)
        {
            shared.Comments = [comment];
        }

        if (shared is Todo && shared.Find("ATTENDEE"u8) is null)
        {
            // §3.4.7 asks for one.
            shared.Add(CalendarUser.Attendee(_attendee.Address));
        }

        maker.Add(ITipMethod.Counter, [shared], proposal, _attendee.Address, [organizer.Address]);
        return SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.Countered, "The proposal is sent (RFC 5546 §3.2.7).") with { Messages = maker.Messages };
    }

    /// <summary>Asks the organizer for the newest state (RFC 5546 §3.2.6).</summary>
    /// <param name="stored">The object.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult AskRefresh(Calendar stored, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        SchedulingObject whole = SchedulingObject.Of(stored);
        return whole.All.FirstOrDefault() is { } first && whole.Organizer is { } organizer && first is Event or Todo
            ? SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.RefreshAsked, "The newest state is asked for (RFC 5546 §3.2.6).") with
            {
                Messages = [AttendeeReceive.Refresh(first, whole.Organizer!.Address, _attendee.Address, _options, now)],
            }
            : SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotSchedulable, "There is nobody to ask (RFC 5546 §3.2.6).");
    }

    /// <summary>Answers a REQUEST that cannot be worked with (RFC 5546 §3.2.3, §3.6): a REPLY with the reasons.</summary>
    /// <param name="message">The REQUEST.</param>
    /// <param name="statuses">The reasons, of one class of codes: <c>3.0;Invalid property name;FOO</c>.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult Fail(ITipMessage message, IReadOnlyList<RequestStatus> statuses, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(statuses);
        if (message.Method != ITipMethod.Request || message.Organizer is not { } organizer || message.Components[0] is not SchedulableComponent failed)
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.MethodNotExpected, "What is answered is a REQUEST of an organizer (RFC 5546 §3.2.3).");
        }

        MessageMaker maker = new(_options);
        SchedulableComponent reply = MessageMaker.Bare(failed, CalendarDateTime.Utc(now));
        reply.Add(CalendarUser.Attendee(message.Attendees.FirstOrDefault(known => _attendee.Is(known.Address))?.Address ?? _attendee.Address));
        foreach (RequestStatus status in statuses)
        {
            reply.AddRaw("REQUEST-STATUS", status.ToString());
        }

        maker.Add(ITipMethod.Reply, [reply], message.Calendar, _attendee.Address, [organizer.Address]);
        return SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.Answered, "The failure is told (RFC 5546 §3.6).") with { Messages = maker.Messages };
    }

    /// <summary>Answers a request for busy time (RFC 5546 §3.3.3).</summary>
    /// <param name="message">The REQUEST of a VFREEBUSY.</param>
    /// <param name="busy">The user's busy time; all of the span that was asked for has to be in it.</param>
    /// <param name="sender">Who sent the request.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult AnswerBusyTime(ITipMessage message, BusyTimes busy, string sender, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(busy);
        SchedulingResult asked = Receive(null, message, sender, now);
        if (asked.Reason != SchedulingReason.BusyTime || message.Method != ITipMethod.Request)
        {
            return asked.Outcome == SchedulingOutcome.Applied ? asked with { Outcome = SchedulingOutcome.Refused, Reason = SchedulingReason.MethodNotExpected } : asked;
        }

        FreeBusy request = (FreeBusy)message.Components[0];
        if (busy.Outcome != CalendarWalkOutcome.Complete || request.Start is not { } from || request.End is not { } to || from.ToUtc(null) < busy.From || to.ToUtc(null) > busy.To)
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.BusyTime, "Not all of the time asked for was looked at (RFC 5546 §3.3.3).");
        }

        FreeBusy reply = busy.ToComponent();
        reply.Uid = request.Uid;
        reply.Stamp = CalendarDateTime.Utc(now);
        reply.Add(MessageMaker.Stripped(request.Organizer!.Property.Clone()));
        reply.Add(CalendarUser.Attendee(request.Attendees.First(known => _attendee.Is(known.Address)).Address).Property);
        Calendar calendar = MessageMaker.Begin(ITipMethod.Reply, _options);
        calendar.Components.Add(reply);
        return SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.BusyTime, "The busy time is told (RFC 5546 §3.3.3).") with
        {
            Messages = [new OutgoingMessage(ITipMethod.Reply, calendar, _attendee.Address, [request.Organizer.Address])],
        };
    }

    internal static SchedulingResult NotInvited() =>
        SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotInvited, "The user is no attendee (RFC 5546 §3.7.2).");

    private bool IsInvited(SchedulingObject whole) =>
        whole.All.SelectMany(static component => component.Attendees).Any(known => _attendee.Is(known.Address) || _attendee.IsMemberOf(known.Address));

    // Makes a copy in which the user's own ATTENDEE is changed: in one component, made where there is none yet, or in all.
    private SchedulingResult Edit(Calendar stored, CalendarDateTime? instance, DateTimeOffset now, string? comment, Action<SchedulableComponent, CalendarUser> edit)
    {
        Calendar changed = stored.Copy();
        SchedulingObject whole = SchedulingObject.Of(changed);
        if (!IsInvited(whole))
        {
            return NotInvited();
        }

        List<SchedulableComponent> edited = [.. whole.All.Where(static component => !SchedulingObject.IsCancelled(component))];
        if (instance is { } id)
        {
            InstanceKey key = new(whole.KeyOf(id), false);
            SchedulableComponent? target = whole.Find(key);
            if (target is null && !whole.HasInstance(key, _options.Recurrence))
            {
                return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.UnknownInstance, "There is no such occurrence (RFC 5546 §3.7.1).");
            }

            if (target is null)
            {
                target = whole.Derive(key);
                changed.Components.Add(target);
            }

            edited = [target];
        }

        foreach (SchedulableComponent component in edited)
        {
            if (AttendeeChange.OwnOf(component, _attendee, true) is { } own)
            {
                own.Property.Cleaned();
                edit(component, own);
            }
        }

        return Change(stored, changed, now, comment);
    }
}
