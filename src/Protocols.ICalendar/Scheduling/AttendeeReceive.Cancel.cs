using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>ADD and CANCEL (RFC 5546 §3.2.4, §3.2.5).</content>
internal sealed partial class AttendeeReceive
{
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
}
