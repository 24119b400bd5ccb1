using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>One message, worked into an attendee's object.</summary>
internal sealed partial class AttendeeReceive
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
