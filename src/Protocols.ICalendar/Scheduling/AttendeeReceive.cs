using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>One message, worked into an attendee's object.</summary>
internal sealed class AttendeeReceive
{
    private readonly CalendarIdentity _attendee;
    private readonly SchedulingOptions _options;
    private readonly SchedulingObject? _old;
    private readonly ITipMessage _message;
    private readonly SchedulingObject _sent;
    private readonly string _sender;
    private readonly DateTimeOffset _now;
    private readonly List<SchedulableComponent> _reminders = [];
    private Calendar? _next;
    private SchedulingObject? _whole;
    private bool _isApplied;
    private bool _isUnmatched;
    private bool _isMissing;

    public AttendeeReceive(CalendarIdentity attendee, SchedulingOptions options, Calendar? stored, ITipMessage message, string sender, DateTimeOffset now)
    {
        (_attendee, _options, _message, _sender, _now) = (attendee, options, message, sender, now);
        _old = stored is null ? null : SchedulingObject.Of(stored);
        _old = _old?.All.Any() == true ? _old : null;
        _sent = SchedulingObject.Of(message, _old);
    }

    /// <summary>A REFRESH (§3.2.6). That of a to-do names no organizer (§3.4.6).</summary>
    public static OutgoingMessage Refresh(SchedulableComponent about, string organizer, string sender, SchedulingOptions options, DateTimeOffset now)
    {
        SchedulableComponent bare = MessageMaker.Bare(about, CalendarDateTime.Utc(now));
        bare.RemoveAll("SEQUENCE"u8);
        bare.RemoveAll("RECURRENCE-ID"u8);
        if (bare is Todo)
        {
            bare.RemoveAll("ORGANIZER"u8);
        }

        bare.Add(CalendarUser.Attendee(sender));
        Calendar message = MessageMaker.Begin(ITipMethod.Refresh, options);
        message.Components.Add(bare);
        return new OutgoingMessage(ITipMethod.Refresh, message, sender, [organizer]);
    }

    public SchedulingResult Run()
    {
        if (!_message.Method.IsFromOrganizer() || ITipRules.TableOf(_message.Method, _message.ComponentKind) is null)
        {
            return Refused(SchedulingReason.MethodNotExpected, $"An attendee gets no {_message.Method.ToWord()} of {_message.ComponentKind} (RFC 5546 §1.4, §3).");
        }

        if (_message.Organizer is not { } organizer)
        {
            return SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.TableBroken, "There is no organizer (RFC 5546 §3.7.2).");
        }

        if (_message.ComponentKind == "VFREEBUSY")
        {
            return BusyTime(organizer);
        }

        if (_old is not null && (_old.All.First().Uid != _message.Uid || _old.All.First().Name != _message.ComponentKind))
        {
            return Refused(SchedulingReason.UnknownObject, "The stored object is of another UID or kind (RFC 5546 §2.1.5).");
        }

        if (_attendee.Is(organizer.Address))
        {
            return Refused(SchedulingReason.MethodNotExpected, "The user is the organizer (RFC 5546 §1.4).");
        }

        // What a message says of occurrences is compared with what the stored component gives for them.
        long compared = _old?.Main is { } main ? (long)_sent.Instances.Count * (main.ComponentCount + ITipMessage.AttendeeCount(main)) : 0;
        if (compared > _options.MaxSentAttendees)
        {
            return SchedulingResult.Of(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "There are more occurrences than allowed.");
        }

        return Unauthorized(organizer) ?? _message.Method switch
        {
            ITipMethod.Request => Request(organizer),
            ITipMethod.Publish => Update(organizer),
            ITipMethod.Add => Add(organizer),
            ITipMethod.Cancel => Cancel(organizer),
            _ => _old is null
                ? Unknown()
                : SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.CounterDeclined, "The organizer turned the proposal down (RFC 5546 §3.2.8)."),
        };
    }

    private static SchedulingResult Refused(SchedulingReason reason, string explanation) => SchedulingResult.Of(SchedulingOutcome.Refused, reason, explanation);

    private static SchedulingResult Unknown() =>
        SchedulingResult.Of(SchedulingOutcome.Unmatched, SchedulingReason.UnknownObject, "There is no object of this UID; it may be on its way (RFC 5546 §5.2.1).");

    private bool IsInvited(CalendarComponent component) =>
        ITipMessage.AttendeesOf(component).Any(known => _attendee.Is(known.Address) || _attendee.IsMemberOf(known.Address));

    private bool IsFromOrganizer(CalendarUser organizer) => CalendarAddress.AreSame(_sender, organizer.Address)
        || (CalendarAddress.AreSame(_sender, organizer.SentBy) && _options.IsProxy?.Invoke(_sender, organizer.Address) == true);

    private SchedulingResult BusyTime(CalendarUser organizer)
    {
        if (!IsFromOrganizer(organizer))
        {
            return Refused(SchedulingReason.SenderMismatch, "The sender is not who the message says (RFC 5546 §6.1.1).");
        }

        return _message.Method switch
        {
            ITipMethod.Publish => SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.BusyTime, "Busy time is published (RFC 5546 §3.3.1)."),
            ITipMethod.Request when !IsInvited(_message.Components[0]) => AttendeeScheduler.NotInvited(),
            _ => SchedulingResult.Of(SchedulingOutcome.DecisionWanted, SchedulingReason.BusyTime, "Busy time is asked for (RFC 5546 §3.3.2)."),
        };
    }

    // §6.1.1, §6.1.3
    private SchedulingResult? Unauthorized(CalendarUser organizer)
    {
        if (_old?.Organizer is { } known && !CalendarAddress.AreSame(known.Address, organizer.Address) && !_options.AllowOrganizerChange)
        {
            return SchedulingResult.Of(SchedulingOutcome.DecisionWanted, SchedulingReason.OrganizerMismatch, "The organizer is another one than before (RFC 5546 §6.1.3).");
        }

        if (IsFromOrganizer(organizer))
        {
            return null;
        }

        // §3.2.2.3: a delegator sends the REQUEST on; it makes an object, but changes none.
        bool isDelegated = _message.Method == ITipMethod.Request && _message.FindAttendee(_sender) is { } delegator && delegator.DelegatedTo.Any(_attendee.Is);
        if (isDelegated && _old is not null)
        {
            return SchedulingResult.Of(SchedulingOutcome.Unchanged, SchedulingReason.Delegated, "What the organizer sent is known already (RFC 5546 §3.2.2.3).");
        }

        bool isForwarded = _message.Method == ITipMethod.Request && _options.AllowForwarded && _old is null;
        return isDelegated || isForwarded ? null : Refused(SchedulingReason.SenderMismatch, "The sender is not the organizer (RFC 5546 §6.1.1).");
    }

    private SchedulingResult Request(CalendarUser organizer) => _options.AllowForwarded || _message.Components.Any(IsInvited)
        ? Update(organizer)
        : SchedulingResult.Of(SchedulingOutcome.DecisionWanted, SchedulingReason.NotInvited, "The user is none of the attendees (RFC 5546 §3.7.2).");

    private SchedulingResult Update(CalendarUser organizer)
    {
        if (_old is null)
        {
            return Create();
        }

        bool isReschedule = false;
        IReadOnlySet<long> exceptions = _old.Exceptions();
        Dictionary<InstanceKey, SchedulableComponent> instances = new(_old.Instances);
        SchedulableComponent? main = _old.Main;
        if (_sent.Main is { } sent && (main is null || SchedulingObject.IsOlder(main, sent)))
        {
            isReschedule = main is not null && ComponentComparison.IsReschedule(main, sent);
            main = Incoming(sent, _old.Main);
            foreach ((InstanceKey key, SchedulableComponent component) in _old.Instances)
            {
                // §4.4.7: what the message does not say is as the main component says, unless it is known from a later message.
                if (_sent.Find(key) is null && !SchedulingObject.IsOlder(sent, component))
                {
                    instances.Remove(key);
                    if (Answered(key, component, main) is { } own)
                    {
                        instances[key] = own;
                    }
                }
            }

            _isApplied = true;
        }

        HashSet<long> taken = [];
        foreach ((InstanceKey key, SchedulableComponent component) in _sent.Instances)
        {
            SchedulableComponent? stored = _old.Find(key);
            if (stored is null && exceptions.Contains(key.Seconds) && !_sent.Exceptions().Contains(key.Seconds) && "DECLINED".Equals(AttendeeChange.OwnOf(component, _attendee)?.ParticipationStatus, StringComparison.OrdinalIgnoreCase))
            {
                // The user took it out of the calendar.
                taken.Add(key.Seconds);
                continue;
            }

            if (!IsNews(key, component, stored, exceptions))
            {
                continue;
            }

            isReschedule |= ComponentComparison.IsReschedule(stored ?? (_old.Main is null ? component : _old.Derive(key)), component);
            instances[key] = Incoming(component, stored ?? _old.Main);
            _isApplied = true;
        }

        if (!_isApplied)
        {
            return Refreshed(organizer, SchedulingResult.Of(SchedulingOutcome.Stale, SchedulingReason.None, "What is stored is as new, or newer (RFC 5546 §2.1.5)."));
        }

        Rebuild(main, instances);
        KeepExceptions(main, exceptions, taken);
        return Finish(organizer, isReschedule ? SchedulingReason.Rescheduled : SchedulingReason.Updated, "The message is newer than what was stored (RFC 5546 §2.1.5).");
    }

    // An occurrence that the user has answered by itself, of this revision: the organizer may not have known the answer yet.
    private SchedulableComponent? Answered(InstanceKey key, SchedulableComponent component, SchedulableComponent main)
    {
        if (SchedulingObject.IsCancelled(component) || AttendeeChange.OwnOf(component, _attendee) is not { } own || ReplyMark.Of(own) is not { IsOfWhole: false } mark || mark.Sequence < main.Sequence)
        {
            return null;
        }

        if (_whole is null)
        {
            Calendar calendar = Envelope(_message.Calendar);
            calendar.Components.Add(main);
            _whole = SchedulingObject.Of(calendar);
        }

        if (!_whole.HasInstance(key, _options.Recurrence))
        {
            return null;
        }

        SchedulableComponent made = _whole.Derive(key);
        KeepAnswer(made, component);
        return made;
    }

    // Whether the component of an occurrence is newer than what stands for that occurrence now.
    private bool IsNews(InstanceKey key, SchedulableComponent component, SchedulableComponent? stored, IReadOnlySet<long> exceptions)
    {
        if (stored is not null)
        {
            return SchedulingObject.IsOlder(stored, component);
        }

        if (_old!.Main is not { } main)
        {
            return true;
        }

        if (_sent.Main is { } sent && SchedulingObject.IsOlder(main, sent))
        {
            return true;
        }

        if (!SchedulingObject.IsOlder(main, component))
        {
            return false;
        }

        // §4.7.2: an occurrence that is not known tells that something was missed.
        bool isKnown = exceptions.Contains(key.Seconds) || _old.HasInstance(key, _options.Recurrence);
        _isMissing |= !isKnown;
        return isKnown || component.Sequence > main.Sequence;
    }

    private SchedulingResult Create()
    {
        _next = Envelope(_message.Calendar);
        foreach (SchedulableComponent component in _sent.All)
        {
            _next.Components.Add(Incoming(component, null));
        }

        return SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.Created, "The object is new (RFC 5546 §3.2.2).") with { Store = StoreAction.Put, Stored = _next };
    }

    // The calendar around the components: without METHOD, which a stored object has not (RFC 4791 §4.1).
    private Calendar Envelope(Calendar source)
    {
        Calendar made = Calendar.Create(_options.ProductId);
        foreach (ContentProperty property in source.Properties)
        {
            if (!property.Is("METHOD"u8) && !property.Is("VERSION"u8))
            {
                made.Set(property.Clone());
            }
        }

        MessageMaker.AddZones(made, [.. _sent.All], source);
        return made;
    }

    private void Rebuild(SchedulableComponent? main, Dictionary<InstanceKey, SchedulableComponent> instances)
    {
        _next = _old!.Calendar.Copy();
        for (int i = _next.ComponentCount - 1; i >= 0; i--)
        {
            if (_next.Components[i] is SchedulableComponent)
            {
                _next.Components.RemoveAt(i);
            }
        }

        List<SchedulableComponent> all = [];
        if (main is not null)
        {
            all.Add(ReferenceEquals(main, _old.Main) ? main.Copy() : main);
        }

        foreach ((InstanceKey key, SchedulableComponent component) in instances.OrderBy(static pair => pair.Key.Seconds).ThenBy(static pair => pair.Key.IsRange))
        {
            all.Add(ReferenceEquals(component, _old.Find(key)) ? component.Copy() : component);
        }

        MessageMaker.AddZones(_next, all, _message.Calendar);
        foreach (SchedulableComponent component in all)
        {
            _next.Components.Add(component);
        }
    }

    // Occurrences that the user took out stay out, while they are the same and declined.
    private void KeepExceptions(SchedulableComponent? main, IReadOnlySet<long> before, HashSet<long> taken)
    {
        if (main is null || ReferenceEquals(main, _old!.Main) || before.Count == 0)
        {
            return;
        }

        SchedulingObject next = SchedulingObject.Of(_next!);
        IReadOnlySet<long> now = next.Exceptions();
        bool isSame = _sent.Main!.Sequence == _old.Main?.Sequence;
        foreach (long seconds in before.Except(now).Order())
        {
            InstanceKey key = new(seconds, false);
            if (taken.Contains(seconds) || (isSame && next.Find(key) is null))
            {
                next.Main!.AddExceptionDate(next.TimeOf(key));
            }
        }
    }

    private SchedulingResult Add(CalendarUser organizer)
    {
        SchedulableComponent added = (SchedulableComponent)_message.Components[0];
        if (_old is null && added is Journal)
        {
            // §3.5.2
            return Create();
        }

        if (_old?.Main is not { } main)
        {
            _isMissing = true;
            return Refreshed(organizer, Unknown());
        }

        if (added.Start is not { } start)
        {
            return SchedulingResult.Of(SchedulingOutcome.Malformed, SchedulingReason.TableBroken, "What is added has a start (RFC 5546 §3.2.4).");
        }

        InstanceKey key = new(_sent.KeyOf(start), false);
        SchedulableComponent? stored = _old.Find(key);
        if (!SchedulingObject.IsOlder(stored ?? main, added))
        {
            return SchedulingResult.Of(SchedulingOutcome.Stale, SchedulingReason.None, "What is stored is as new, or newer (RFC 5546 §2.1.5).");
        }

        SchedulableComponent incoming = Incoming(added, stored ?? main);
        incoming.RecurrenceId = _old.TimeOf(key);
        SchedulableComponent changed = main.Copy();
        if (!_old.Additions().Contains(key.Seconds))
        {
            // §3.2.4: as if an RDATE named it.
            changed.AddRecurrenceDate(_old.TimeOf(key));
        }

        Dictionary<InstanceKey, SchedulableComponent> instances = new(_old.Instances) { [key] = incoming };
        Rebuild(changed, instances);
        return Finish(organizer, SchedulingReason.InstancesAdded, "An occurrence is added (RFC 5546 §3.2.4).");
    }

    private SchedulingResult Cancel(CalendarUser organizer)
    {
        if (_old is null)
        {
            return Unknown();
        }

        Dictionary<InstanceKey, SchedulableComponent> instances = new(_old.Instances);
        SchedulableComponent? main = _old.Main;
        bool isConcerned = false;
        foreach (SchedulableComponent cancelled in _sent.All)
        {
            // §3.2.5: without a status it is off for those alone whom it names.
            if (!SchedulingObject.IsCancelled(cancelled) && cancelled.Find("ATTENDEE"u8) is not null && !IsInvited(cancelled))
            {
                continue;
            }

            isConcerned = true;
            if (cancelled.RecurrenceId is { } id)
            {
                CancelInstance(new InstanceKey(_sent.KeyOf(id), cancelled.IsThisAndFuture), cancelled, ref main, instances);
            }
            else
            {
                CancelWhole(cancelled, ref main, instances);
            }
        }

        if (!_isApplied)
        {
            return !isConcerned ? SchedulingResult.Of(SchedulingOutcome.Unchanged, SchedulingReason.Cancelled, "It is called off for others (RFC 5546 §3.2.5).")
                : _isUnmatched ? SchedulingResult.Of(SchedulingOutcome.Unmatched, SchedulingReason.UnknownInstance, "The occurrence is not known; it may be on its way (RFC 5546 §5.2.1).")
                : SchedulingResult.Of(SchedulingOutcome.Stale, SchedulingReason.Cancelled, "What is stored is as new, or newer (RFC 5546 §2.1.5).");
        }

        if (main is null && instances.Count == 0)
        {
            return SchedulingResult.Of(SchedulingOutcome.Applied, SchedulingReason.Cancelled, "It is called off (RFC 5546 §3.2.5).") with { Store = StoreAction.Delete };
        }

        Rebuild(main, instances);
        return Finish(organizer, SchedulingReason.Cancelled, "It is called off (RFC 5546 §3.2.5).");
    }

    private void CancelWhole(SchedulableComponent cancelled, ref SchedulableComponent? main, Dictionary<InstanceKey, SchedulableComponent> instances)
    {
        if (main is not null && SchedulingObject.IsOlder(main, cancelled))
        {
            main = _options.Cancelled == CancelledObjects.Mark ? Marked(main, cancelled) : null;
            _isApplied = true;
        }
        else if (main is null && cancelled.Start is not null && _options.Cancelled == CancelledObjects.Mark)
        {
            // Its REQUEST is still on its way, or never was for this user: it would be known to be old.
            main = Marked(Incoming(cancelled, null), cancelled);
            _isApplied = true;
        }

        foreach ((InstanceKey key, SchedulableComponent component) in _old!.Instances)
        {
            if (!SchedulingObject.IsOlder(component, cancelled))
            {
                continue;
            }

            _isApplied = true;
            if (_options.Cancelled == CancelledObjects.Mark)
            {
                instances[key] = Marked(component, cancelled);
            }
            else
            {
                instances.Remove(key);
            }
        }
    }

    private void CancelInstance(InstanceKey key, SchedulableComponent cancelled, ref SchedulableComponent? main, Dictionary<InstanceKey, SchedulableComponent> instances)
    {
        SchedulableComponent? stored = _old!.Find(key);
        if (stored is null && _old.Main is null)
        {
            _isUnmatched = true;
            return;
        }

        if (!SchedulingObject.IsOlder(stored ?? _old.Main!, cancelled) || (stored is null && _old.Exceptions().Contains(key.Seconds)))
        {
            return;
        }

        _isApplied = true;
        if (_options.Cancelled == CancelledObjects.Mark)
        {
            instances[key] = Marked(stored ?? _old.Derive(key), cancelled);
            return;
        }

        instances.Remove(key);
        if (main is null)
        {
            return;
        }

        main = ReferenceEquals(main, _old.Main) ? main.Copy() : main;
        if (!key.IsRange)
        {
            main.AddExceptionDate(_old.TimeOf(key));
            return;
        }

        foreach (InstanceKey later in _old.Instances.Keys.Where(other => other.Seconds >= key.Seconds))
        {
            instances.Remove(later);
        }

        End(main, key);
    }

    // The rules end before an occurrence, and no date lies behind it.
    private void End(SchedulableComponent main, InstanceKey key)
    {
        CalendarDateTime first = _old!.TimeOf(key);
        CalendarDateTime last = first.IsDate
            ? CalendarDateTime.OfDate(DateOnly.FromDateTime(first.Local.Date > DateTime.MinValue ? first.Local.Date.AddDays(-1) : first.Local.Date))
            : first.Form == CalendarTimeForm.Floating ? CalendarDateTime.Floating(first.Local.AddSeconds(-1))
            : CalendarDateTime.Utc(new DateTimeOffset(Math.Max(0, key.Seconds - 1) * TimeSpan.TicksPerSecond, TimeSpan.Zero));
        main.RecurrenceRules = [.. main.RecurrenceRules.Select(rule => rule with { Count = null, Until = rule.Until is { } until && until.Local < last.Local ? until : last })];
        foreach (ContentProperty property in main.FindAll("RDATE"u8))
        {
            string[] kept = [.. property.RawValue.Split(',').Where(value =>
                !CalendarDateTime.TryParse(value.Split('/')[0], property.GetParameter("TZID"), out CalendarDateTime time) || _old.KeyOf(time) < key.Seconds)];
            if (kept.Length == 0)
            {
                main.Remove(property);
            }
            else
            {
                property.Cleaned().RawValue = string.Join(',', kept);
            }
        }
    }

    private static SchedulableComponent Marked(SchedulableComponent component, SchedulableComponent cancelled)
    {
        SchedulableComponent marked = component.Copy();
        marked.Status = "CANCELLED";
        marked.Sequence = cancelled.Sequence;
        marked.Stamp = cancelled.Stamp ?? marked.Stamp;
        return marked;
    }

    /// <summary>A component as it is to be stored: the organizer's, with what is the user's own.</summary>
    private SchedulableComponent Incoming(SchedulableComponent sent, SchedulableComponent? local)
    {
        SchedulableComponent taken = sent.CopyWithout(static property => property.Is("REQUEST-STATUS"u8), inner => inner is Alarm && !_options.ShareAlarms);
        foreach (CalendarUser user in taken.Attendees)
        {
            MessageMaker.Stripped(user.Property);
        }

        if (taken.Organizer is null && _message.Organizer is { } organizer)
        {
            // §4.4.8 leaves it out of a further component.
            taken.Organizer = new CalendarUser(organizer.Property.Clone());
        }

        if (taken.Organizer is { } named)
        {
            MessageMaker.Stripped(named.Property);
            Keep(named, local?.Organizer, "SCHEDULE-AGENT", "SCHEDULE-STATUS");
        }

        if (local is null)
        {
            return taken;
        }

        foreach (Alarm alarm in local.Alarms)
        {
            taken.Components.Add(alarm.Copy());
        }

        KeepProperties(taken, local);
        KeepAnswer(taken, local);
        return taken;
    }

    private static void Keep(CalendarUser user, CalendarUser? local, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (local?.Property.Clone().Cleaned().GetParameter(name) is { } value)
            {
                user.Property.Cleaned().SetParameter(name, value);
            }
        }
    }

    // RFC 6638 §3.2.2.1: what the user may set by itself.
    private static void KeepProperties(SchedulableComponent taken, SchedulableComponent local)
    {
        foreach (string name in (ReadOnlySpan<string>)["TRANSP", "COLOR", "PERCENT-COMPLETE", "COMPLETED"])
        {
            if (local.Find(name) is { } own)
            {
                taken.Set(own.Clone());
            }
        }

        HashSet<string> names = [.. taken.Properties.Select(static property => property.Name.ToUpperInvariant())];
        foreach (ContentProperty own in local.Properties)
        {
            if (own.Name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) && !names.Contains(own.Name.ToUpperInvariant()))
            {
                taken.Add(own.Clone());
            }
        }
    }

    // Of a revision that the user has answered, the user knows the answer best; of a later one, the organizer says whether it still holds.
    private void KeepAnswer(SchedulableComponent taken, SchedulableComponent local)
    {
        if (AttendeeChange.OwnOf(local, _attendee) is not { } known || ReplyMark.Of(known) is not { } mark)
        {
            return;
        }

        if (AttendeeChange.OwnOf(taken, _attendee, true) is not { } own)
        {
            return;
        }

        (mark with { IsOfWhole = mark.IsOfWhole || (local.RecurrenceId is null && taken.RecurrenceId is not null) }).Set(own);
        bool isGivenBack = "DELEGATED".Equals(known.ParticipationStatus, StringComparison.OrdinalIgnoreCase)
            && taken.Attendees.Any(to => known.DelegatedTo.Any(address => CalendarAddress.AreSame(address, to.Address)) && "DECLINED".Equals(to.ParticipationStatus, StringComparison.OrdinalIgnoreCase));
        if (mark.Sequence < taken.Sequence || isGivenBack)
        {
            return;
        }

        string believed = own.ParticipationStatus ?? "NEEDS-ACTION";
        bool isOther = !(known.ParticipationStatus ?? "NEEDS-ACTION").Equals(believed, StringComparison.OrdinalIgnoreCase);
        bool isOfWhole = local.RecurrenceId is null && taken.RecurrenceId is not null && !believed.Equals("NEEDS-ACTION", StringComparison.OrdinalIgnoreCase);
        own.Property.Cleaned();
        own.ParticipationStatus = known.Property.Clone().Cleaned().GetParameter("PARTSTAT");
        own.DelegatedTo = known.Property.Clone().Cleaned().GetParameterValues("DELEGATED-TO");
        if (isOther && (own.IsReplyWanted || isOfWhole))
        {
            // §3.2.2.7: the organizer asks, and does not know; or knows an answer to the occurrence from before that to the whole.
            _reminders.Add(taken);
        }
    }

    private SchedulingResult Finish(CalendarUser organizer, SchedulingReason reason, string explanation)
    {
        SchedulingResult result = SchedulingResult.Of(SchedulingOutcome.Applied, reason, explanation) with { Store = StoreAction.Put, Stored = _next };
        if (_reminders.Count > 0)
        {
            MessageMaker maker = new(_options);
            maker.Add(ITipMethod.Reply, _reminders.ConvertAll(component => AttendeeChange.Reply(component, AttendeeChange.OwnOf(component, _attendee)!, _now, null)), _next!, _attendee.Address, [organizer.Address]);
            result = result with { Messages = maker.Messages };
        }

        return Refreshed(organizer, result);
    }

    private SchedulingResult Refreshed(CalendarUser organizer, SchedulingResult result)
    {
        if (!_isMissing || _message.Components[0] is Journal)
        {
            return result;
        }

        SchedulableComponent about = (SchedulableComponent)_message.Components[0];
        return result with
        {
            Outcome = SchedulingOutcome.RefreshWanted,
            Reason = _old is null ? SchedulingReason.UnknownObject : SchedulingReason.UnknownInstance,
            Explanation = "Updates were missed: the newest state is asked for (RFC 5546 §4.7.2).",
            Messages = [.. result.Messages, Refresh(about, organizer.Address, _attendee.Address, _options, _now)],
        };
    }
}
