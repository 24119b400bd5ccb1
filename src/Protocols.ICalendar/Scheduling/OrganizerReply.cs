using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>One REPLY, worked into the organizer's object (RFC 5546 §3.2.3, §3.4.3).</summary>
internal sealed class OrganizerReply
{
    private readonly CalendarIdentity _organizer;
    private readonly SchedulingOptions _options;
    private readonly Calendar _stored;
    private readonly ITipMessage _message;
    private readonly string _sender;
    private readonly DateTimeOffset _now;
    private readonly Calendar _next;
    private readonly SchedulingObject _new;
    private readonly List<AttendeeAnswer> _answers = [];
    private readonly AnswerScope _scope = new();
    private SchedulingResult? _problem;
    private bool _isApplied;
    private bool _isOutdated;
    private string? _replying;

    public OrganizerReply(CalendarIdentity organizer, SchedulingOptions options, Calendar stored, ITipMessage message, string sender, DateTimeOffset now)
    {
        (_organizer, _options, _stored, _message, _sender, _now) = (organizer, options, stored, message, sender, now);
        _next = stored.Copy();
        _new = SchedulingObject.Of(_next);
    }

    public SchedulingResult Run()
    {
        SchedulingObject reply = SchedulingObject.Of(_message, _new);
        if ((long)reply.Instances.Count * (_new.Main is { } whole ? ITipMessage.AttendeeCount(whole) : 0) > _options.MaxSentAttendees)
        {
            return SchedulingResult.Of(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "There are more occurrences answered than allowed.");
        }

        foreach (SchedulableComponent component in reply.All)
        {
            if (SpeakingOf(component) is not { } own)
            {
                return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.SenderMismatch, "The sender is not the attendee that the message speaks for (RFC 5546 §6.1.2).");
            }

            _replying = own.Address;
            Apply(reply, component, own);
            if (_problem is not null)
            {
                return _problem;
            }

            _answers.Add(new AttendeeAnswer(
                own.Address,
                component.RecurrenceId,
                Word(own.ParticipationStatus),
                own.DelegatedTo,
                component.Comments,
                (component as Todo)?.PercentComplete,
                (component as Todo)?.Completed,
                component.RequestStatuses));
        }

        if (!_isApplied)
        {
            return SchedulingResult.Of(SchedulingOutcome.Stale, SchedulingReason.Answered, "A later answer, or a later revision, is known (RFC 5546 §2.1.5).");
        }

        // Who answered knows the answer; who answered an older state is told the newer one.
        if (!_isOutdated && !Automate())
        {
            _scope.Quiet.Add(CalendarAddress.Normalize(_replying!));
        }

        SchedulingResult result = new OrganizerChange(_organizer, _options, SchedulingObject.Of(_stored), _next, _now) { Answers = _scope }.Run();
        return result.Outcome != SchedulingOutcome.Applied ? result : result with
        {
            Reason = _answers.Exists(static answer => answer.DelegatedTo.Count > 0) ? SchedulingReason.Delegated : SchedulingReason.Answered,
            Explanation = "The answer is taken (RFC 5546 §3.2.3).",
            Answers = _answers,
        };
    }

    // The attendee who answers: the only one, or of a delegation (§4.2.6) the one who sent it.
    private CalendarUser? SpeakingOf(SchedulableComponent component)
    {
        foreach (CalendarUser attendee in component.Attendees)
        {
            if (CalendarAddress.AreSame(attendee.Address, _sender)
                || (CalendarAddress.AreSame(attendee.SentBy, _sender) && _options.IsProxy?.Invoke(_sender, attendee.Address) == true))
            {
                return attendee;
            }
        }

        return null;
    }

    private void Apply(SchedulingObject reply, SchedulableComponent component, CalendarUser own)
    {
        SchedulableComponent? target = _new.Main;
        InstanceKey? key = null;
        bool isNew = false;
        if (component.RecurrenceId is { } id)
        {
            key = new InstanceKey(reply.KeyOf(id), component.IsThisAndFuture);
            target = _new.Find(key.Value);
            if (target is null && _new.HasInstance(key.Value, _options.Recurrence))
            {
                target = _new.Derive(key.Value);
                isNew = true;
            }
        }

        if (target is null || SchedulingObject.IsCancelled(target))
        {
            // It was called off, or never there: its organizer knows best.
            return;
        }

        CalendarUser? attendee = Find(target, own.Address) ?? Join(target, component, own);
        if (attendee is null)
        {
            return;
        }

        ReplyMark? before = ReplyMark.Of(attendee);
        ReplyMark mark = ReplyMark.Of(component);
        if (before is not { } last || last.IsBefore(mark))
        {
            _isOutdated |= mark.Sequence < target.Sequence;
            Answer(target, attendee, component, own, mark);
            if (isNew)
            {
                _next.Components.Add(target);
            }
        }

        if (key is null)
        {
            Follow(reply, component, own, mark);
        }
    }

    // What was not answered by itself follows the answer to the whole, unless it was asked by itself since.
    private void Follow(SchedulingObject reply, SchedulableComponent component, CalendarUser own, ReplyMark mark)
    {
        foreach ((InstanceKey instance, SchedulableComponent other) in _new.Instances)
        {
            if (reply.Find(instance) is not null || SchedulingObject.IsCancelled(other) || other.Sequence > mark.Sequence || Find(other, own.Address) is not { } same)
            {
                continue;
            }

            ReplyMark? known = ReplyMark.Of(same);
            if (known is not { } last || ((last.IsOfWhole || last.Stamp.Length == 0) && last.IsBefore(mark)))
            {
                Answer(other, same, component, own, mark with { IsOfWhole = true });
            }
        }
    }

    private void Answer(SchedulableComponent target, CalendarUser attendee, SchedulableComponent component, CalendarUser own, ReplyMark mark)
    {
        _isApplied = true;
        attendee.Property.Cleaned();

        // A SEQUENCE that was never given out would shut out every later answer.
        (mark with { Sequence = Math.Min(mark.Sequence, target.Sequence) }).Set(attendee);
        List<string> codes = [.. component.RequestStatuses.Select(static status => status.Code).Where(IsCode)];
        if (_options.TrackDelivery)
        {
            attendee.ScheduleStatuses = codes.Count == 0 ? ["2.0"] : codes;
        }

        // §4.4.10: a request that failed is no answer.
        if (own.ParticipationStatus is null && codes.Exists(static code => code[0] is '3' or '5'))
        {
            return;
        }

        bool wasDelegated = "DELEGATED".Equals(attendee.ParticipationStatus, StringComparison.OrdinalIgnoreCase);
        string answer = Word(own.ParticipationStatus);
        attendee.ParticipationStatus = answer;
        attendee.SentBy = own.Property.GetParameter("SENT-BY") is { } proxy && CalendarAddress.AreSame(proxy, _sender) ? proxy.ForParameter() : null;
        if (answer == "DELEGATED")
        {
            Delegate(target, attendee, component, own);
        }
        else if (wasDelegated)
        {
            attendee.DelegatedTo = [];
        }

        if (answer == "DECLINED")
        {
            GiveBack(target, attendee);
        }

        if (component is Todo todo && Participant(target, own.Address) is { } participant && todo.PercentComplete is { } percent)
        {
            // RFC 9073 §7.1
            participant.PercentComplete = Math.Clamp(percent, 0, 100);
        }
    }

    // §3.2.2.3: the delegate becomes an attendee.
    private void Delegate(SchedulableComponent target, CalendarUser attendee, SchedulableComponent component, CalendarUser own)
    {
        List<string> delegates = [.. own.DelegatedTo.Where(address => address.Length > 0 && !CalendarAddress.AreSame(address, own.Address)).Take(_options.MaxDelegates)];
        attendee.DelegatedTo = delegates.ConvertAll(ComponentCopy.ForParameter);

        // §4.2.5 C: whether the delegator wants to be told further.
        attendee.Property.SetParameter("RSVP", own.IsReplyWanted ? "TRUE" : null);
        attendee.Role = "NON-PARTICIPANT".Equals(own.Role, StringComparison.OrdinalIgnoreCase) ? "NON-PARTICIPANT" : attendee.Role;
        foreach (string address in delegates)
        {
            if (Find(target, address) is { } known)
            {
                if (!known.DelegatedFrom.Any(from => CalendarAddress.AreSame(from, own.Address)))
                {
                    known.Property.Cleaned();
                    known.DelegatedFrom = [.. known.DelegatedFrom.Select(ComponentCopy.ForParameter), attendee.Address.ForParameter()];
                }

                continue;
            }

            CalendarUser made = Find(component, address) is { } named ? new CalendarUser(MessageMaker.Stripped(named.Property.Clone().Cleaned())) : CalendarUser.Attendee(address);
            (made.ParticipationStatus, made.IsReplyWanted, made.DelegatedTo, made.DelegatedFrom) = ("NEEDS-ACTION", true, [], [attendee.Address.ForParameter()]);
            target.Add(made);
        }
    }

    // §4.2.5, §4.2.7: a delegate who declines gives the invitation back to the delegator, who is told in any case.
    private void GiveBack(SchedulableComponent target, CalendarUser attendee)
    {
        foreach (string from in attendee.DelegatedFrom.Take(_options.MaxDelegates))
        {
            if (Find(target, from) is { } delegator && "DELEGATED".Equals(delegator.ParticipationStatus, StringComparison.OrdinalIgnoreCase)
                && delegator.DelegatedTo.Any(to => CalendarAddress.AreSame(to, attendee.Address)))
            {
                delegator.Property.Cleaned();
                delegator.ParticipationStatus = "NEEDS-ACTION";
                delegator.IsReplyWanted = true;
                delegator.DelegatedTo = [];
                _scope.Told.Add(CalendarAddress.Normalize(from));
            }
        }
    }

    // Who is no attendee: a delegate, a member of an invited group, or someone uninvited.
    private CalendarUser? Join(SchedulableComponent target, SchedulableComponent component, CalendarUser own)
    {
        bool isDelegate = own.DelegatedFrom.Any(from => Find(target, from) is { } delegator && delegator.DelegatedTo.Any(to => CalendarAddress.AreSame(to, own.Address)));
        if (!isDelegate && own.DelegatedFrom.Any(from => Find(target, from) is not null))
        {
            // §5.2.2: the delegator's own REPLY may still be on its way.
            _problem = SchedulingResult.Of(SchedulingOutcome.Unmatched, SchedulingReason.Uninvited, "The delegator has not said so yet (RFC 5546 §5.2.2).");
            return null;
        }

        if (!isDelegate && _new.All.Any(other => Find(other, own.Address) is not null))
        {
            // Who was taken out of this one is still in others.
            return null;
        }

        bool isMember = own.Members.Any(group => Find(target, group) is not null);
        if (!isDelegate && !isMember && _options.Uninvited != UninvitedAttendees.Admit)
        {
            _problem = _options.Uninvited == UninvitedAttendees.Ask
                ? SchedulingResult.Of(SchedulingOutcome.DecisionWanted, SchedulingReason.Uninvited, "The answer is from someone who was not invited (RFC 5546 §3.2.2.6).")
                : TurnAway(target);
            return null;
        }

        CalendarUser made = CalendarUser.Attendee(own.Address);
        made.CommonName = own.Property.Clone().Cleaned().GetParameter("CN");
        if (isMember)
        {
            made.Members = [.. own.Members.Where(group => Find(target, group) is not null).Select(ComponentCopy.ForParameter)];
        }

        if (isDelegate)
        {
            made.DelegatedFrom = [.. own.DelegatedFrom.Where(from => Find(target, from) is not null).Select(ComponentCopy.ForParameter)];
        }

        target.Add(made);
        return made;
    }

    private SchedulingResult TurnAway(SchedulableComponent target)
    {
        MessageMaker maker = new(_options);
        SchedulableComponent bare = MessageMaker.Bare(target, CalendarDateTime.Utc(_now), "SUMMARY", "DTSTART", "DTEND", "DUE", "DURATION");
        bare.Add(CalendarUser.Attendee(_sender));
        maker.Add(ITipMethod.Cancel, [bare], _stored, _organizer.Address, [_sender]);
        return SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.Uninvited, "Who was not invited is turned away (RFC 5546 §3.2.2.6).") with { Messages = maker.Messages };
    }

    // draft-ietf-calext-ical-tasks-17 §TASK-MODE: what answers make of the whole. True where something changed.
    private bool Automate()
    {
        bool isChanged = false;
        foreach (Todo todo in _next.Todos)
        {
            bool isAutomatic = todo.TaskModes.Contains("AUTOMATIC", StringComparer.OrdinalIgnoreCase);
            List<string> answers = [.. todo.Attendees.Where(attendee => !_organizer.Is(attendee.Address)).Select(static attendee => (attendee.ParticipationStatus ?? "").ToUpperInvariant())];
            string? status = (isAutomatic || todo.TaskModes.Contains("AUTOMATIC-FAILURE", StringComparer.OrdinalIgnoreCase)) && answers.Contains("FAILED") ? "FAILED"
                : (isAutomatic || todo.TaskModes.Contains("AUTOMATIC-COMPLETION", StringComparer.OrdinalIgnoreCase)) && answers.Count > 0 && answers.TrueForAll(static answer => answer == "COMPLETED") ? "COMPLETED"
                : null;
            if (status is not null && !status.Equals(todo.Status, StringComparison.OrdinalIgnoreCase))
            {
                todo.Status = status;
                todo.Components.Add(new StatusComponent { Status = status, Stamp = CalendarDateTime.Utc(_now) });
                todo.Completed = status == "COMPLETED" ? CalendarDateTime.Utc(_now) : todo.Completed;
                isChanged = true;
            }
        }

        return isChanged;
    }

    private static CalendarUser? Find(SchedulableComponent component, string address)
    {
        string key = CalendarAddress.Normalize(address);
        foreach (ContentProperty property in component.Properties)
        {
            if (property.Is("ATTENDEE"u8) && CalendarAddress.Normalize(property.RawValue) == key)
            {
                return new CalendarUser(property);
            }
        }

        return null;
    }

    private static Participant? Participant(SchedulableComponent component, string address) =>
        component.Participants.FirstOrDefault(participant => CalendarAddress.AreSame(participant.CalendarAddress, address));

    private static bool IsCode(string code) => code.Length is > 0 and <= 10 && code.All(static character => char.IsAsciiDigit(character) || character == '.') && char.IsAsciiDigit(code[0]);

    // An answer is a word; what is none is no answer.
    private static string Word(string? answer) =>
        answer is { Length: > 0 and <= 60 } && answer.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-') ? answer.ToUpperInvariant() : "NEEDS-ACTION";
}
