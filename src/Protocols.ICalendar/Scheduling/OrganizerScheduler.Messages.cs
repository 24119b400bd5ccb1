using Protocols.Text;

namespace Protocols.ICalendar;

public sealed partial class OrganizerScheduler
{
    // What a proposal may change; the rest is the organizer's bookkeeping, and the attendees are (RFC 5546 §3.2.7).
    private static readonly string[] s_proposed =
    [
        "ATTACH", "CATEGORIES", "CLASS", "CONCEPT", "CONFERENCE", "CONTACT", "DESCRIPTION", "DTEND", "DTSTART", "DUE", "DURATION", "ESTIMATED-DURATION", "EXDATE", "GEO",
        "IMAGE", "LINK", "LOCATION", "PRIORITY", "RDATE", "RELATED-TO", "RESOURCES", "RRULE", "STYLED-DESCRIPTION", "SUMMARY", "TRANSP", "URL",
    ];

    /// <summary>
    /// A message of an attendee came: REPLY is worked into the object and told to the others, REFRESH is answered, and COUNTER asks for a decision.
    /// </summary>
    /// <param name="stored">The object of the message's UID as it is stored; null where there is none.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">
    /// The address of who sent it, as the transport has made sure of it: a message that speaks for someone else is refused (RFC 5546 §6.1.2), but for
    /// <see cref="SchedulingOptions.IsProxy"/>.
    /// </param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult Receive(Calendar? stored, ITipMessage message, string sender, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(sender);
        if (message.ComponentKind == "VFREEBUSY" && message.Method == ITipMethod.Reply)
        {
            return message.Components.All(component => ITipMessage.AttendeesOf(component).All(attendee => MaySpeakFor(sender, attendee)))
                ? SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.BusyTime, "It tells busy time (RFC 5546 §3.3.3).")
                : Mismatch();
        }

        if (message.Method is not (ITipMethod.Reply or ITipMethod.Counter or ITipMethod.Refresh) || ITipRules.TableOf(message.Method, message.ComponentKind) is null)
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.MethodNotExpected, $"An organizer gets no {message.Method.ToWord()} of {message.ComponentKind} (RFC 5546 §1.4, §3).");
        }

        if (message.Organizer is { } named && !_organizer.Is(named.Address))
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotOrganizer, "The message is for another organizer (RFC 5546 §3.2.3).");
        }

        SchedulingObject? whole = stored is null ? null : SchedulingObject.Of(stored);
        if (whole?.All.FirstOrDefault() is not { } first || first.Uid != message.Uid || first.Name != message.ComponentKind)
        {
            return SchedulingResult.Of(SchedulingOutcome.Unmatched, SchedulingReason.UnknownObject, "There is no object of this UID (RFC 6638 §4.2).");
        }

        return message.Method switch
        {
            ITipMethod.Reply => new OrganizerReply(_organizer, _options, stored!, message, sender, now).Run(),
            ITipMethod.Refresh => Refresh(whole, message, sender, now),
            _ => Counter(whole, message, sender),
        };
    }

    /// <summary>Adds someone who was not invited but answered (RFC 5546 §3.2.2.6), with the answer.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="reply">The REPLY.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult Admit(Calendar stored, ITipMessage reply, string sender, DateTimeOffset now) =>
        new OrganizerScheduler(_organizer, _options with { Uninvited = UninvitedAttendees.Admit }).Receive(stored, reply, sender, now);

    /// <summary>Sends a CANCEL to someone who was not invited but answered (RFC 5546 §3.2.2.6).</summary>
    /// <param name="stored">The object.</param>
    /// <param name="reply">The REPLY.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult TurnAway(Calendar stored, ITipMessage reply, string sender, DateTimeOffset now) =>
        new OrganizerScheduler(_organizer, _options with { Uninvited = UninvitedAttendees.TurnAway }).Receive(stored, reply, sender, now);

    /// <summary>
    /// Takes a proposal: the object changes as it says, new attendees that it names are invited, and everybody is told by a REQUEST (RFC 5546 §3.2.7).
    /// </summary>
    /// <param name="stored">The object.</param>
    /// <param name="counter">The COUNTER.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult AcceptCounter(Calendar stored, ITipMessage counter, string sender, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        SchedulingResult asked = Receive(stored, counter, sender, now);
        if (asked.Outcome != SchedulingOutcome.DecisionWanted)
        {
            return asked;
        }

        Calendar changed = stored.Copy();
        SchedulingObject whole = SchedulingObject.Of(changed);
        SchedulingObject proposal = SchedulingObject.Of(counter, whole);
        foreach (SchedulableComponent proposed in proposal.All)
        {
            SchedulableComponent? target = whole.Main;
            if (proposed.RecurrenceId is { } id)
            {
                InstanceKey key = new(proposal.KeyOf(id), proposed.IsThisAndFuture);
                target = whole.Find(key);
                if (target is null)
                {
                    target = whole.Derive(key);
                    changed.Components.Add(target);
                }
            }

            Propose(target!, proposed);
        }

        MessageMaker.AddZones(changed, [.. changed.ComponentsOf<SchedulableComponent>()], counter.Calendar);
        return Change(stored, changed, now);
    }

    /// <summary>Turns a proposal down (RFC 5546 §3.2.8).</summary>
    /// <param name="stored">The object.</param>
    /// <param name="counter">The COUNTER.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="comment">Why; null for nothing.</param>
    /// <param name="now">The time, for DTSTAMP.</param>
    public SchedulingResult DeclineCounter(Calendar stored, ITipMessage counter, string sender, string? comment, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        SchedulingResult asked = Receive(stored, counter, sender, now);
        if (asked.Outcome != SchedulingOutcome.DecisionWanted)
        {
            return asked;
        }

        MessageMaker maker = new(_options);
        SchedulableComponent declined = MessageMaker.Bare((SchedulableComponent)counter.Components[0], CalendarDateTime.Utc(now));
        declined.Organizer ??= CalendarUser.Organizer(_organizer.Address);
        declined.Comments = comment is null ? [] : [comment];

        // The table asks for all attendees, its example has the one who is meant.
        declined.Add(CalendarUser.Attendee(sender));
        maker.Add(ITipMethod.DeclineCounter, [declined], counter.Calendar, _organizer.Address, [sender]);
        return Finish(maker, SchedulingReason.CounterDeclined, "The proposal is turned down (RFC 5546 §3.2.8).");
    }

    private static SchedulingResult Mismatch() =>
        SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.SenderMismatch, "The sender is not the attendee that the message speaks for (RFC 5546 §6.1.2).");

    private bool MaySpeakFor(string sender, CalendarUser attendee) =>
        CalendarAddress.AreSame(sender, attendee.Address) || (CalendarAddress.AreSame(sender, attendee.SentBy) && _options.IsProxy?.Invoke(sender, attendee.Address) == true);

    private static void Propose(SchedulableComponent target, SchedulableComponent proposed)
    {
        foreach (string name in s_proposed)
        {
            target.RemoveAll(name);
            foreach (ContentProperty property in proposed.FindAll(name))
            {
                target.Add(property.Clone());
            }
        }

        HashSet<string> known = [.. target.Attendees.Select(static attendee => CalendarAddress.Normalize(attendee.Address))];
        foreach (CalendarUser attendee in proposed.Attendees)
        {
            if (known.Add(CalendarAddress.Normalize(attendee.Address)))
            {
                CalendarUser invited = new(MessageMaker.Stripped(attendee.Property.Clone().Cleaned()));
                (invited.ParticipationStatus, invited.IsReplyWanted) = (null, true);
                target.Add(invited);
            }
        }
    }

    private SchedulingResult Counter(SchedulingObject whole, ITipMessage message, string sender)
    {
        if (!IsInvited(whole, message, sender))
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.Uninvited, "Only who is invited makes a proposal (RFC 5546 §3.2.7).");
        }

        SchedulingObject proposal = SchedulingObject.Of(message, whole);
        foreach (SchedulableComponent proposed in proposal.All)
        {
            InstanceKey? key = proposed.RecurrenceId is { } id ? new InstanceKey(proposal.KeyOf(id), proposed.IsThisAndFuture) : null;
            SchedulableComponent? target = key is { } found ? whole.Find(found) : whole.Main;
            if (target is null && (key is not { } instance || !whole.HasInstance(instance, _options.Recurrence)))
            {
                return SchedulingResult.Of(SchedulingOutcome.Stale, SchedulingReason.UnknownInstance, "The proposal is for an occurrence that is not there (RFC 5546 §4.7.2).");
            }

            if (proposed.Sequence < (target ?? whole.Main!).Sequence)
            {
                return SchedulingResult.Of(SchedulingOutcome.Stale, SchedulingReason.Countered, "The proposal is to an older revision (RFC 5546 §3.2.7).");
            }
        }

        return SchedulingResult.Of(SchedulingOutcome.DecisionWanted, SchedulingReason.Countered, "An attendee proposes something else (RFC 5546 §3.2.7).");
    }

    // The sender is an attendee, or acts for one that the message names.
    private bool IsInvited(SchedulingObject whole, ITipMessage message, string sender)
    {
        HashSet<string> speaksFor = [CalendarAddress.Normalize(sender)];
        if (_options.IsProxy is not null)
        {
            speaksFor.UnionWith(message.Attendees.Where(attendee => MaySpeakFor(sender, attendee)).Select(static attendee => CalendarAddress.Normalize(attendee.Address)));
        }

        return whole.All.SelectMany(static component => component.Attendees).Any(attendee => speaksFor.Contains(CalendarAddress.Normalize(attendee.Address)));
    }

    private SchedulingResult Refresh(SchedulingObject whole, ITipMessage message, string sender, DateTimeOffset now)
    {
        // RFC 5546 §6.1.6
        if (!IsInvited(whole, message, sender))
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.Uninvited, "Only who is invited is told (RFC 5546 §6.1.6).");
        }

        string key = CalendarAddress.Normalize(ITipMessage.AttendeesOf(message.Components[0]) is [{ } asking] && MaySpeakFor(sender, asking) ? asking.Address : sender);
        if (whole.Main is { } main && SchedulingObject.IsCancelled(main))
        {
            // RFC 5546 §3.4.6: of what was called off, that is what is told.
            MessageMaker maker = new(_options);
            SchedulableComponent cancelled = MessageMaker.Bare(main, CalendarDateTime.Utc(now), "SUMMARY", "DTSTART", "DTEND", "DUE", "DURATION");
            cancelled.Status = "CANCELLED";
            cancelled.Add(CalendarUser.Attendee(sender));
            maker.Add(ITipMethod.Cancel, [cancelled], whole.Calendar, _organizer.Address, [sender]);
            return Finish(maker, SchedulingReason.RefreshAsked, "The object was called off (RFC 5546 §3.4.6).");
        }

        Calendar changed = whole.Calendar.Copy();
        foreach (CalendarUser attendee in changed.ComponentsOf<SchedulableComponent>().SelectMany(static component => component.Attendees))
        {
            if (CalendarAddress.Normalize(attendee.Address) == key)
            {
                attendee.Property.Cleaned();
                attendee.ScheduleForceSend = "REQUEST";
            }
        }

        SchedulingResult result = Change(whole.Calendar, changed, now);
        return result with { Reason = SchedulingReason.RefreshAsked, Explanation = "The newest state is sent (RFC 5546 §3.2.6)." };
    }
}
