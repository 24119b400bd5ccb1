namespace Protocols.ICalendar;

/// <summary>One change of an attendee's object, on its way to messages (RFC 6638 §3.2.2).</summary>
internal sealed class AttendeeChange
{
    // RFC 6638 §3.2.2.1, and what is the user's own to say: a comment for the answer, a colour.
    private static readonly string[] s_allowed = ["TRANSP", "PERCENT-COMPLETE", "COMPLETED", "CREATED", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "REQUEST-STATUS", "COMMENT", "COLOR", "EXDATE"];
    private readonly CalendarIdentity _attendee;
    private readonly SchedulingOptions _options;
    private readonly SchedulingObject? _old;
    private readonly Calendar? _next;
    private readonly DateTimeOffset _now;
    private readonly string? _comment;
    private readonly bool _isTold;
    private readonly List<SchedulableComponent> _answers = [];
    private readonly Dictionary<string, List<SchedulableComponent>> _delegated = [];
    private SchedulingObject? _new;

    public AttendeeChange(CalendarIdentity attendee, SchedulingOptions options, Calendar? stored, Calendar? changed, DateTimeOffset now, string? comment, bool isTold)
    {
        (_attendee, _options, _now, _comment, _isTold) = (attendee, options, now, comment, isTold);
        _old = stored is null ? null : SchedulingObject.Of(stored);
        _next = changed?.Copy();
        _new = _next is null ? null : SchedulingObject.Of(_next, _old);
    }

    /// <summary>The user's own ATTENDEE: by address, or made for a member of a group that is invited (RFC 5546 §3.7.2).</summary>
    public static CalendarUser? OwnOf(SchedulableComponent component, CalendarIdentity attendee, bool isMade = false)
    {
        CalendarUser? group = null;
        foreach (CalendarUser known in component.Attendees)
        {
            if (attendee.Is(known.Address))
            {
                return known;
            }

            group ??= attendee.IsMemberOf(known.Address) ? known : null;
        }

        if (group is null || !isMade)
        {
            return null;
        }

        CalendarUser made = CalendarUser.Attendee(attendee.Address);
        (made.UserType, made.Members) = ("INDIVIDUAL", [group.Address.ForParameter()]);
        component.Add(made);
        return made;
    }

    /// <summary>The component of a REPLY, which says no more than the answer (§3.2.3); the stored ATTENDEE remembers when.</summary>
    public static SchedulableComponent Reply(SchedulableComponent component, CalendarUser own, DateTimeOffset now, string? comment)
    {
        CalendarDateTime? last = ReplyMark.Of(own) is { } mark && CalendarDateTime.TryParse(mark.Stamp, null, out CalendarDateTime parsed) ? parsed : null;
        CalendarDateTime stamp = ReplyMark.NextStamp(now, last);
        new ReplyMark(component.Sequence, stamp.Value, false).Set(own);
        SchedulableComponent reply = MessageMaker.Bare(component, stamp, component is Todo ? ["SUMMARY", "PERCENT-COMPLETE", "COMPLETED"] : ["SUMMARY"]);
        CalendarUser answer = new(MessageMaker.Stripped(own.Property.Clone().Cleaned()));
        reply.Add(answer);
        if (AnswerOf(own) == "DELEGATED")
        {
            foreach (CalendarUser to in component.Attendees.Where(attendee => own.DelegatedTo.Any(address => CalendarAddress.AreSame(address, attendee.Address))))
            {
                reply.Add(MessageMaker.Stripped(to.Property.Clone()));
            }
        }
        else
        {
            answer.Property.SetParameter("RSVP", (string?)null);
        }

        if (comment is not null)
        {
            reply.Comments = [comment];
        }

        reply.AddRaw("REQUEST-STATUS", "2.0;Success");
        return reply;
    }

    public SchedulingResult Run()
    {
        SchedulingObject known = _new ?? _old!;
        if (_new is not null && (_new.All.Count() > _options.MaxComponents || _new.All.Sum(ITipMessage.AttendeeCount) > _options.MaxAttendees
            || (long)_new.Instances.Keys.Count(key => _old?.Find(key) is null) * (_old?.Main is { } whole ? ITipMessage.AttendeeCount(whole) : 0) > _options.MaxSentAttendees))
        {
            return SchedulingResult.Of(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "There are more components or attendees than allowed.");
        }

        if (known.All.FirstOrDefault() is not { } first || known.All.Any(component => component.Uid != first.Uid || component.Name != first.Name))
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.NotSchedulable, "An object has components of one kind and one UID (RFC 4791 §4.1).");
        }

        if (known.Organizer is not { } organizer || first is Journal)
        {
            return Done(SchedulingReason.NotOurs, "Without an organizer nobody is told (RFC 6638 §3.1).");
        }

        if (_attendee.Is(organizer.Address))
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.ForbiddenChange, "The user is the organizer (RFC 6638 §3.1).");
        }

        bool isForced = organizer.ScheduleForceSend?.Equals("REPLY", StringComparison.OrdinalIgnoreCase) == true;
        foreach (CalendarUser user in (_new?.All ?? []).Select(static component => component.Organizer).OfType<CalendarUser>().Where(static user => user.ScheduleForceSend is not null))
        {
            bool isKnown = user.ScheduleForceSend!.Equals("REPLY", StringComparison.OrdinalIgnoreCase);
            user.Property.Cleaned();
            user.ScheduleForceSend = null;
            if (!isKnown)
            {
                // RFC 6638 §7.2
                ScheduleStatus.Set(user, "2.3");
            }
        }

        // RFC 6638 §3.2.2.2 and §3.2.2.3
        bool isServed = organizer.ScheduleAgent is null || organizer.ScheduleAgent.Equals("SERVER", StringComparison.OrdinalIgnoreCase);
        if (!isServed)
        {
            return Done(SchedulingReason.NotOurs, "Somebody else sends the answers (RFC 6638 §7.1).");
        }

        if (_new is null)
        {
            DeclineAll();
        }
        else
        {
            if (_old is not null && Compare() is { } refusal)
            {
                return refusal;
            }

            Collect(isForced);
        }

        return Finish(organizer);
    }

    private static string AnswerOf(CalendarUser? own) => own?.ParticipationStatus?.ToUpperInvariant() ?? "NEEDS-ACTION";

    private static SchedulingResult Forbidden(string what) =>
        SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.ForbiddenChange, $"{what} is the organizer's to change (RFC 6638 §3.2.2.1).");

    private SchedulingResult Done(SchedulingReason reason, string explanation) => SchedulingResult.Of(SchedulingOutcome.Applied, reason, explanation) with
    {
        Store = _next is null ? StoreAction.Delete : StoreAction.Put,
        Stored = _next,
    };

    private SchedulableComponent? PriorOf(InstanceKey? key) => key is not { } instance ? _old?.Main
        : _old?.Find(instance) ?? (_old?.Main is not null && (_old.HasInstance(instance, _options.Recurrence) || _old.Exceptions().Contains(instance.Seconds)) ? _old.Derive(instance) : null);

    // What the user may not change; null where nothing is like that.
    private SchedulingResult? Compare()
    {
        if (_old!.Main is not null && _new!.Main is null)
        {
            return Forbidden("The component that recurs");
        }

        IReadOnlySet<long> before = _old.Exceptions();
        IReadOnlySet<long> exceptions = _new!.Exceptions();
        if (!before.IsSubsetOf(exceptions) && before.Except(exceptions).Any(seconds => _new.Find(new InstanceKey(seconds, false)) is null))
        {
            return Forbidden("EXDATE");
        }

        foreach (InstanceKey gone in _old.Instances.Keys.Where(key => _new.Find(key) is null))
        {
            if (_new.Main is not null && !exceptions.Contains(gone.Seconds) && !SchedulingObject.IsCancelled(_old.Find(gone)!))
            {
                return Forbidden("A component of an occurrence");
            }
        }

        foreach (SchedulableComponent component in _new.All)
        {
            InstanceKey? key = component.RecurrenceId is { } id ? new InstanceKey(_new.KeyOf(id), component.IsThisAndFuture) : null;
            if (PriorOf(key) is not { } prior)
            {
                return Forbidden("A further occurrence");
            }

            if (ComponentComparison.FirstDifference(prior, component, Counts(component)) is { } name)
            {
                return Forbidden(name);
            }

            HashSet<string> own = [.. (OwnOf(component, _attendee)?.DelegatedTo ?? []).Select(CalendarAddress.Normalize)];
            if (!ComponentComparison.HasSameUsers(prior, component, attendee => _attendee.Is(attendee.Address) || own.Contains(CalendarAddress.Normalize(attendee.Address))))
            {
                return Forbidden("ATTENDEE");
            }

            // The revision is the organizer's: by it later messages are told from older ones.
            component.Stamp = prior.Stamp ?? component.Stamp;
            if (prior.Sequence != component.Sequence)
            {
                component.Sequence = prior.Sequence;
            }

            if (OwnOf(prior, _attendee) is { } stored && ReplyMark.Of(stored) is { } mark && OwnOf(component, _attendee) is { } kept && ReplyMark.Of(kept) != mark)
            {
                mark.Set(kept);
            }
        }

        return null;
    }

    private static Func<string, bool> Counts(SchedulableComponent component) => name =>
        !s_allowed.Contains(name) && !name.StartsWith("X-", StringComparison.Ordinal) && name is not ("ATTENDEE" or "ORGANIZER" or "RECURRENCE-ID") && (component is not Todo || name != "STATUS");

    private void Collect(bool isForced)
    {
        Inherit();
        foreach (SchedulableComponent component in _new!.All)
        {
            InstanceKey? key = component.RecurrenceId is { } id ? new InstanceKey(_new.KeyOf(id), component.IsThisAndFuture) : null;
            SchedulableComponent? prior = PriorOf(key);
            if (OwnOf(component, _attendee) is not { } own || SchedulingObject.IsCancelled(component))
            {
                continue;
            }

            CalendarUser? before = prior is null ? null : OwnOf(prior, _attendee);
            bool isChanged = AnswerOf(own) != AnswerOf(before)
                || !own.DelegatedTo.SequenceEqual(before?.DelegatedTo ?? [])
                || (prior is not null && component is Todo && (component.GetRaw("PERCENT-COMPLETE"u8) != prior.GetRaw("PERCENT-COMPLETE"u8) || component.GetRaw("COMPLETED"u8) != prior.GetRaw("COMPLETED"u8)));
            if (isChanged || isForced)
            {
                _answers.Add(Reply(component, own, _now, _comment));
                foreach (string address in own.DelegatedTo.Take(_options.MaxDelegates))
                {
                    if (AnswerOf(own) == "DELEGATED" && before?.DelegatedTo.Any(known => CalendarAddress.AreSame(known, address)) != true)
                    {
                        string delegated = CalendarAddress.Normalize(address);
                        if (!_delegated.TryGetValue(delegated, out List<SchedulableComponent>? components))
                        {
                            _delegated[delegated] = components = [];
                        }

                        components.Add(component);
                    }
                }
            }
        }

        if (_old is not null)
        {
            Decline(_new.Exceptions().Except(_old.Exceptions()).Order().Select(static seconds => new InstanceKey(seconds, false)));
            Decline(_new.Main is null ? _old.Instances.Keys.Where(key => _new.Find(key) is null) : []);
        }
    }

    // What was answered together with the whole follows it further.
    private void Inherit()
    {
        if (_new!.Main is not { } main || _old?.Main is not { } before || OwnOf(main, _attendee) is not { } own || OwnOf(before, _attendee) is not { } was || AnswerOf(own) == AnswerOf(was))
        {
            return;
        }

        foreach ((InstanceKey key, SchedulableComponent component) in _new.Instances)
        {
            if (_old.Find(key) is { } stored && OwnOf(component, _attendee) is { } same && OwnOf(stored, _attendee) is { } prior
                && AnswerOf(same) == AnswerOf(prior) && (ReplyMark.Of(prior) is not { } mark || mark.Sequence < stored.Sequence || mark.IsOfWhole))
            {
                same.Property.Cleaned();
                (same.ParticipationStatus, same.DelegatedTo) = (own.ParticipationStatus, own.DelegatedTo);
                foreach (CalendarUser to in main.Attendees.Where(attendee => own.DelegatedTo.Any(address => CalendarAddress.AreSame(address, attendee.Address))))
                {
                    if (!component.Attendees.Any(attendee => CalendarAddress.AreSame(attendee.Address, to.Address)))
                    {
                        component.Add(to.Property.Clone());
                    }
                }
            }
        }
    }

    private void DeclineAll()
    {
        foreach (SchedulableComponent component in _old!.All)
        {
            if (!SchedulingObject.IsCancelled(component) && OwnOf(component, _attendee) is { } own && AnswerOf(own) is not ("DECLINED" or "DELEGATED"))
            {
                SchedulableComponent declined = component.Copy();
                CalendarUser copy = OwnOf(declined, _attendee)!;
                copy.Property.Cleaned();
                copy.ParticipationStatus = "DECLINED";
                _answers.Add(Reply(declined, copy, _now, _comment));
            }
        }
    }

    private void Decline(IEnumerable<InstanceKey> gone)
    {
        foreach (InstanceKey key in gone)
        {
            SchedulableComponent? declined = (_old!.Find(key) is { } stored ? stored.Copy() : null) ?? (_old.HasInstance(key, _options.Recurrence) ? _old.Derive(key) : null);
            if (declined is not null && !SchedulingObject.IsCancelled(declined) && OwnOf(declined, _attendee) is { } own && AnswerOf(own) != "DECLINED")
            {
                own.Property.Cleaned();
                own.ParticipationStatus = "DECLINED";
                _answers.Add(Reply(declined, own, _now, _comment));
            }
        }
    }

    private SchedulingResult Finish(CalendarUser organizer)
    {
        MessageMaker maker = new(_options);
        if (_isTold)
        {
            Calendar zones = _next ?? _old!.Calendar;

            // The table has one VTIMEZONE at the most, so occurrences of several zones are told apart.
            foreach (IGrouping<string, SchedulableComponent> group in _answers.GroupBy(static answer => answer.Find("RECURRENCE-ID"u8)?.GetParameter("TZID") ?? ""))
            {
                maker.Add(ITipMethod.Reply, [.. group], zones, _attendee.Address, [organizer.Address]);
            }

            foreach ((string _, List<SchedulableComponent> components) in _delegated)
            {
                Delegate(maker, components);
            }
        }

        if (maker.IsOver)
        {
            return SchedulingResult.Of(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "There are more components or attendees to send than allowed.");
        }

        if (_options.TrackDelivery && maker.Messages.Count > 0)
        {
            foreach (CalendarUser user in (_new?.All ?? []).Select(static component => component.Organizer).OfType<CalendarUser>())
            {
                ScheduleStatus.Set(user, ScheduleStatus.Pending);
            }
        }

        SchedulingReason reason = _delegated.Count > 0 ? SchedulingReason.Delegated : _answers.Count > 0 ? SchedulingReason.Answered : SchedulingReason.Updated;
        return Done(reason, _answers.Count > 0 ? "The answer is told (RFC 6638 §3.2.2.3)." : "There is nothing to tell (RFC 6638 §3.2.2.3).") with { Messages = maker.Messages };
    }

    // §3.2.2.3: the REQUEST goes on with the delegate in it, and with the organizer's SEQUENCE and DTSTAMP.
    private void Delegate(MessageMaker maker, List<SchedulableComponent> components)
    {
        CalendarUser own = OwnOf(components[0], _attendee)!;
        string address = own.DelegatedTo.First(to => _delegated.TryGetValue(CalendarAddress.Normalize(to), out List<SchedulableComponent>? found) && ReferenceEquals(found, components));
        List<SchedulableComponent> shared = components.ConvertAll(component => maker.Share(component, ITipMethod.Request));
        foreach (SchedulableComponent component in shared)
        {
            component.Stamp ??= CalendarDateTime.Utc(_now);
        }

        maker.Add(ITipMethod.Request, shared, _next!, _attendee.Address, [address]);
    }
}
