using System.Globalization;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>Who is told of an answer.</summary>
internal sealed class AnswerScope
{
    /// <summary>Who knows it already.</summary>
    public HashSet<string> Quiet { get; } = [];

    /// <summary>Who has to be told in any case.</summary>
    public HashSet<string> Told { get; } = [];
}

/// <summary>One change of the organizer's object, on its way to messages.</summary>
internal sealed partial class OrganizerChange
{
    private readonly CalendarIdentity _organizer;
    private readonly SchedulingOptions _options;
    private readonly SchedulingObject? _old;
    private readonly Calendar? _next;
    private readonly DateTimeOffset _now;
    private readonly MessageMaker _maker;
    private readonly Dictionary<SchedulableComponent, Facts> _facts = [];
    private readonly List<Intent> _intents = [];
    private readonly HashSet<InstanceKey> _added = [];
    private readonly HashSet<string> _forced = [];
    private readonly HashSet<string> _silent = [];
    private readonly IReadOnlySet<long> _oldExceptions;
    private IReadOnlySet<long> _exceptions = new HashSet<long>();
    private SchedulingObject? _new;
    private bool _isRefused;
    private bool _mustRaiseMain;

    public OrganizerChange(CalendarIdentity organizer, SchedulingOptions options, SchedulingObject? old, Calendar? next, DateTimeOffset now)
    {
        (_organizer, _options, _old, _next, _now) = (organizer, options, old, next, now);
        _maker = new MessageMaker(options);
        _new = next is null ? null : SchedulingObject.Of(next);
        _oldExceptions = old?.Exceptions() ?? new HashSet<long>();
    }

    /// <summary>Set where the change is an answer of an attendee, not one of the organizer's.</summary>
    public AnswerScope? Answers { get; init; }

    // What a change of one component means.
    private sealed class Facts
    {
        public SchedulableComponent? Prior { get; init; }

        public bool IsVisible { get; set; }

        public bool IsRevision { get; set; }

        public bool IsReschedule { get; set; }

        public bool IsRaised { get; set; }

        public bool IsAskedAnew { get; set; }
    }

    // A message to make once every SEQUENCE is known.
    private sealed record Intent(ITipMethod Method, IReadOnlyList<SchedulableComponent> Components, IReadOnlyList<string> Recipients)
    {
        // Of a REQUEST: the occurrences that the recipients do not have.
        public IReadOnlyCollection<long> Excluded { get; init; } = [];

        // Of a CANCEL: the occurrences that no component stands for, and whether it is for all attendees.
        public List<InstanceKey?> Instances { get; init; } = [];

        public bool IsBehindCancel { get; init; }
    }

    private sealed class Member(string address)
    {
        public string Address { get; } = address;

        public List<int> Before { get; } = [];

        public List<int> Now { get; } = [];

    }

    public SchedulingResult Run()
    {
        if (_new?.All.FirstOrDefault() is Journal || (_new is null && _old!.All.FirstOrDefault() is Journal))
        {
            // RFC 5546 §3.5: entries are published, nobody is invited.
            return new SchedulingResult
            {
                Outcome = SchedulingOutcome.Applied,
                Reason = SchedulingReason.Updated,
                Explanation = "Journal entries have no REQUEST (RFC 5546 §3.5).",
                Store = _next is null ? StoreAction.Delete : StoreAction.Put,
                Stored = _next,
            };
        }

        // Every new component of an occurrence is compared with what the main one gives for it.
        long compared = (long)(_new?.Instances.Keys.Count(key => _old?.Find(key) is null) ?? 0) * (_old?.Main is { } whole ? ITipMessage.AttendeeCount(whole) : 0);
        if (compared > _options.MaxSentAttendees)
        {
            return TooMuch();
        }

        foreach (SchedulableComponent component in _new?.All ?? [])
        {
            Look(component);
        }

        if (_isRefused)
        {
            return SchedulingResult.Of(SchedulingOutcome.Refused, SchedulingReason.ForbiddenChange, "The answer of an attendee is the attendee's (RFC 6638 §3.2.1).");
        }

        AddDates();
        Decide();
        return Finish();
    }

    private bool IsServed(CalendarUser attendee) =>
        !_organizer.Is(attendee.Address) && (attendee.ScheduleAgent is null || attendee.ScheduleAgent.Equals("SERVER", StringComparison.OrdinalIgnoreCase));

    // Compares a component with what it was, and puts right what is not the organizer's to say.
    private void Look(SchedulableComponent component)
    {
        InstanceKey? key = component.RecurrenceId is { } id ? new InstanceKey(_new!.KeyOf(id), component.IsThisAndFuture) : null;
        SchedulableComponent? prior = key is { } found ? _old?.Find(found) ?? (_old?.Main is null ? null : _old.Derive(found)) : _old?.Main;
        Facts facts = new() { Prior = prior };
        _facts[component] = facts;
        KeepAnswers(component, facts);
        if (prior is null)
        {
            facts.IsVisible = true;
            return;
        }

        bool isNewInstance = key is { } instance && _old!.Find(instance) is null;

        // RFC 6638 §3.2.8: what was an exception is there again.
        bool isBack = isNewInstance && _oldExceptions.Contains(key!.Value.Seconds);
        facts.IsRevision = isBack || ComponentComparison.IsRevision(prior, component, _options.RevisingProperties)
            || !CalendarAddress.AreSame(prior.Organizer?.Address, component.Organizer?.Address);
        facts.IsReschedule = isBack || ComponentComparison.IsReschedule(prior, component);
        facts.IsVisible = ComponentComparison.ConcernsAttendees(prior, component) || (isNewInstance && facts.IsRevision);
    }

    private void KeepAnswers(SchedulableComponent component, Facts facts)
    {
        Dictionary<string, CalendarUser> before = [];
        foreach (CalendarUser attendee in facts.Prior?.Attendees ?? [])
        {
            before[CalendarAddress.Normalize(attendee.Address)] = attendee;
        }

        foreach (CalendarUser attendee in component.Attendees)
        {
            if (!IsServed(attendee))
            {
                continue;
            }

            Force(attendee);
            string answer = attendee.ParticipationStatus ?? "NEEDS-ACTION";
            CalendarUser? stored = before.GetValueOrDefault(CalendarAddress.Normalize(attendee.Address));
            string kept = stored?.ParticipationStatus ?? "NEEDS-ACTION";
            if (Answers is null && stored is not null && ReplyMark.Of(stored) is { } mark && ReplyMark.Of(attendee) != mark)
            {
                mark.Set(attendee);
            }

            if (Answers is not null || answer.Equals(kept, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (answer.Equals("NEEDS-ACTION", StringComparison.OrdinalIgnoreCase))
            {
                // The organizer asks anew, which is the organizer's to do.
                facts.IsAskedAnew = true;
                continue;
            }

            _isRefused |= _options.ForeignAnswers == ForeignAnswers.Refuse;
            attendee.Property.Cleaned();
            attendee.ParticipationStatus = kept;
        }
    }

    // RFC 6638 §7.2: what is asked for here is done once, and not kept.
    private void Force(CalendarUser attendee)
    {
        if (attendee.ScheduleForceSend is not { } forced)
        {
            return;
        }

        attendee.Property.Cleaned();
        attendee.ScheduleForceSend = null;
        if (forced.Equals("REQUEST", StringComparison.OrdinalIgnoreCase))
        {
            _forced.Add(CalendarAddress.Normalize(attendee.Address));
        }
        else
        {
            ScheduleStatus.Set(attendee, "2.3");
        }
    }

    // Occurrences that come by RDATE alone become components, which ADD can carry and attendees can answer one by one.
    private void AddDates()
    {
        if (!_options.SendAdd || _new?.Main is not { } main || _old?.Main is not { } before || _facts[main] is not { IsRevision: true })
        {
            return;
        }

        SchedulableComponent without = main.Copy();
        without.RemoveAll("RDATE"u8);
        foreach (ContentProperty property in before.FindAll("RDATE"u8))
        {
            without.Add(property.Clone());
        }

        HashSet<long> dates = _new.Additions();
        HashSet<long> earlier = _old.Additions();
        if (!earlier.IsSubsetOf(dates) || dates.Count == earlier.Count || ComponentComparison.ConcernsAttendees(before, without) || ComponentComparison.IsRevision(before, without, []))
        {
            return;
        }

        foreach (long date in dates.Except(earlier).Order())
        {
            InstanceKey key = new(date, false);
            _added.Add(key);
            if (_new.Find(key) is null)
            {
                SchedulableComponent made = _new.Derive(key);
                _next!.Components.Add(made);
                _facts[made] = new Facts { IsVisible = true, IsReschedule = true, IsRaised = true };
            }
        }

        Facts facts = _facts[main];
        (facts.IsReschedule, facts.IsVisible, facts.IsRaised) = (false, false, true);
        _new = SchedulingObject.Of(_next!);
    }

    private SchedulingResult Finish()
    {
        int next = Math.Max((_old?.Top ?? -1) + 1, _new?.Top ?? 0);
        if (_mustRaiseMain && _new?.Main is { } main)
        {
            _facts[main].IsRaised = true;
        }

        HashSet<SchedulableComponent> sent = [.. _intents.SelectMany(static intent => intent.Components)];
        HashSet<SchedulableComponent> later = [.. _intents.Where(static intent => intent.IsBehindCancel).SelectMany(static intent => intent.Components)];
        HashSet<SchedulableComponent> all = [.. _new?.All ?? []];
        SchedulingReason reason = _old is null ? SchedulingReason.Created : _new is null ? SchedulingReason.Cancelled : SchedulingReason.Updated;
        foreach ((SchedulableComponent component, Facts facts) in _facts)
        {
            if (!all.Contains(component))
            {
                continue;
            }

            bool isRaised = facts.Prior is not null ? facts.IsRevision || facts.IsRaised || facts.IsAskedAnew : facts.IsRaised;
            int sequence = isRaised ? next : Math.Max(component.Sequence, facts.Prior?.Sequence ?? 0);
            sequence = later.Contains(component) ? next + 1 : sequence;
            if (sequence != component.Sequence || component.Find("SEQUENCE"u8) is not null)
            {
                component.Sequence = sequence;
            }

            if (facts.IsReschedule || facts.IsAskedAnew)
            {
                AskAnew(component, facts.IsReschedule, sequence);
                reason = facts.IsReschedule ? SchedulingReason.Rescheduled : reason;
            }

            else if (_mustRaiseMain && ReferenceEquals(component, _new!.Main))
            {
                // Answers on their way to what is no longer there are none to what there is.
                foreach (CalendarUser attendee in component.Attendees.Where(IsServed))
                {
                    new ReplyMark(sequence, "", false).Set(attendee);
                }
            }

            if (sent.Contains(component) || facts.IsVisible || facts.IsRevision || component.Stamp is null)
            {
                component.Stamp = ReplyMark.NextStamp(_now, facts.Prior?.Stamp);
            }
        }

        foreach (Intent intent in _intents)
        {
            Make(intent, next);
        }

        if (_maker.IsOver)
        {
            return TooMuch();
        }

        if (_options.TrackDelivery && _new is not null)
        {
            Track();
        }

        return new SchedulingResult
        {
            Outcome = SchedulingOutcome.Applied,
            Reason = reason,
            Explanation = string.Create(CultureInfo.InvariantCulture, $"The organizer's change makes {_maker.Messages.Count} messages (RFC 6638 §3.2.1)."),
            Store = _next is null ? StoreAction.Delete : StoreAction.Put,
            Stored = _next,
            Messages = _maker.Messages,
        };
    }

    private static SchedulingResult TooMuch() =>
        SchedulingResult.Of(SchedulingOutcome.LimitExceeded, SchedulingReason.TooLarge, "There are more components or attendees to send than allowed.");
}
