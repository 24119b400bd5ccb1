using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>REQUEST and PUBLISH (RFC 5546 §3.2.1, §3.2.2): what is new is taken over.</content>
internal sealed partial class AttendeeReceive
{
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
}
