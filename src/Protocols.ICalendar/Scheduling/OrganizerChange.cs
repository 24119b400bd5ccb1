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
internal sealed class OrganizerChange
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

    private void Decide()
    {
        _exceptions = _new?.Exceptions() ?? _exceptions;
        SchedulableComponent[] before = [.. (_old?.All ?? []).Where(static component => !SchedulingObject.IsCancelled(component))];
        SchedulableComponent[] now = [.. (_new?.All ?? []).Where(static component => !SchedulingObject.IsCancelled(component))];
        FindSilent(now);
        Dictionary<string, Member> members = [];
        List<Member> order = [];
        Join(before, static member => member.Before);
        Join(now, static member => member.Now);

        // Attendees of the same components get the same messages.
        List<IGrouping<string, Member>> groups = [.. order.GroupBy(static member => string.Join(',', member.Before) + "/" + string.Join(',', member.Now))];
        foreach (IGrouping<string, Member> group in groups)
        {
            // Where one has to be told the whole anew, all have: it is another revision for them too.
            Member first = group.First();
            _mustRaiseMain |= IsSomethingBack([.. first.Before.Select(index => before[index])], [.. first.Now.Select(index => now[index])]);
        }

        foreach (IGrouping<string, Member> group in groups)
        {
            Member first = group.First();
            DecideFor(
                [.. first.Before.Select(index => before[index])],
                [.. first.Now.Select(index => now[index])],
                [.. group.Select(static member => member.Address)],
                [.. group.Select(static member => member.Address).Where(address => _forced.Contains(CalendarAddress.Normalize(address)))]);
        }

        void Join(SchedulableComponent[] components, Func<Member, List<int>> lists)
        {
            for (int i = 0; i < components.Length; i++)
            {
                foreach (CalendarUser attendee in components[i].Attendees)
                {
                    if (!IsServed(attendee))
                    {
                        continue;
                    }

                    string key = CalendarAddress.Normalize(attendee.Address);
                    if (!members.TryGetValue(key, out Member? member))
                    {
                        member = new Member(attendee.Address);
                        members[key] = member;
                        order.Add(member);
                    }

                    List<int> list = lists(member);
                    if (list.Count == 0 || list[^1] != i)
                    {
                        list.Add(i);
                    }
                }
            }
        }
    }

    private void DecideFor(SchedulableComponent[] before, SchedulableComponent[] now, List<string> recipients, List<string> forced)
    {
        bool hadMain = before.Length > 0 && before[0].RecurrenceId is null;
        bool hasMain = now.Length > 0 && now[0].RecurrenceId is null;
        Dictionary<InstanceKey, SchedulableComponent> had = Instances(_old, before);
        Dictionary<InstanceKey, SchedulableComponent> has = Instances(_new, now);
        HashSet<long> hidden = hadMain ? Hidden(_old!, had, _oldExceptions) : [];
        HashSet<long> excluded = hasMain ? Hidden(_new!, has, _exceptions) : [];
        if (now.Length == 0)
        {
            // Who was the organizer is no guest who could be turned away (RFC 5546 §4.2.11).
            recipients.RemoveAll(address => CalendarAddress.AreSame(address, _old!.Organizer?.Address));
            Cancel(hadMain ? [null] : [.. had.Keys.Select(static key => (InstanceKey?)key)], recipients);
            return;
        }

        if (hasMain && (!hadMain || _mustRaiseMain || _facts[now[0]] is { IsVisible: true } or { IsReschedule: true } or { IsAskedAnew: true }))
        {
            Request(now, excluded, ToTell(before.Length == 0, recipients, forced));
            return;
        }

        List<InstanceKey?> gone = [];
        if (hadMain && !hasMain)
        {
            gone.Add(null);
        }
        else if (hadMain)
        {
            gone.AddRange(excluded.Except(hidden).Order().Select(static seconds => (InstanceKey?)new InstanceKey(seconds, false)));
            gone.AddRange(had.Keys.Where(key => key.IsRange && !has.ContainsKey(key)).Select(static key => (InstanceKey?)key));
        }
        else
        {
            gone.AddRange(had.Keys.Where(key => !has.ContainsKey(key)).Select(static key => (InstanceKey?)key));
        }

        List<SchedulableComponent> told = [];
        foreach ((InstanceKey key, SchedulableComponent component) in has)
        {
            if (_added.Contains(key) && hadMain)
            {
                _intents.Add(new Intent(ITipMethod.Add, [component], recipients));
            }
            else if ((hadMain && !hasMain) || !had.ContainsKey(key) ? (_facts[component].IsVisible || !hadMain || !hasMain) : _facts[component].IsVisible || _facts[component].IsAskedAnew)
            {
                told.Add(component);
            }
        }

        Cancel(gone, recipients);
        if (told.Count > 0)
        {
            _intents.Add(new Intent(ITipMethod.Request, told, ToTell(before.Length == 0, recipients, forced)) { IsBehindCancel = hadMain && !hasMain });
        }
        else if (forced.Count > 0)
        {
            // RFC 6638 §3.2.7
            Request(now, excluded, forced);
        }
    }

    // Of those whom a change concerns, who is told: not the one who made it, and no delegator who does not want to be (RFC 5546 §4.2.5).
    private List<string> ToTell(bool isNew, List<string> recipients, List<string> forced)
    {
        HashSet<string> always = [.. forced.Select(CalendarAddress.Normalize), .. Answers?.Told ?? []];
        return recipients.FindAll(address =>
        {
            string key = CalendarAddress.Normalize(address);
            return always.Contains(key)
                || ((Answers is null || isNew || _options.TellAnswers) && Answers?.Quiet.Contains(key) != true && !_silent.Contains(key));
        });
    }

    private void FindSilent(SchedulableComponent[] components)
    {
        HashSet<string> wanting = [];
        foreach (SchedulableComponent component in components)
        {
            // Who is asked anew is no delegator any more.
            bool isAsked = _facts[component].IsReschedule;
            foreach (CalendarUser attendee in component.Attendees)
            {
                bool isSilent = !isAsked && "DELEGATED".Equals(attendee.ParticipationStatus, StringComparison.OrdinalIgnoreCase) && !attendee.IsReplyWanted;
                (isSilent ? _silent : wanting).Add(CalendarAddress.Normalize(attendee.Address));
            }
        }

        _silent.ExceptWith(wanting);
    }

    // Whether an occurrence that was called off or changed is again as the main component says: then that has to be the newest.
    private bool IsSomethingBack(SchedulableComponent[] before, SchedulableComponent[] now)
    {
        if (before.Length == 0 || now.Length == 0 || before[0].RecurrenceId is not null || now[0].RecurrenceId is not null)
        {
            return false;
        }

        Dictionary<InstanceKey, SchedulableComponent> had = Instances(_old, before);
        Dictionary<InstanceKey, SchedulableComponent> has = Instances(_new, now);
        HashSet<long> excluded = Hidden(_new!, has, _exceptions);
        return Hidden(_old!, had, _oldExceptions).Except(excluded).Any() || had.Keys.Any(key => !has.ContainsKey(key) && !excluded.Contains(key.Seconds) && !key.IsRange);
    }

    private static Dictionary<InstanceKey, SchedulableComponent> Instances(SchedulingObject? whole, SchedulableComponent[] components)
    {
        Dictionary<InstanceKey, SchedulableComponent> found = [];
        foreach (SchedulableComponent component in components)
        {
            if (component.RecurrenceId is { } id)
            {
                found[new InstanceKey(whole!.KeyOf(id), component.IsThisAndFuture)] = component;
            }
        }

        return found;
    }

    // RFC 6638 §3.2.6: what is excluded for all, and the occurrences that do not name these attendees.
    private static HashSet<long> Hidden(SchedulingObject whole, Dictionary<InstanceKey, SchedulableComponent> named, IReadOnlySet<long> exceptions)
    {
        HashSet<long> hidden = [.. exceptions];
        hidden.UnionWith(whole.Instances.Keys.Where(key => !key.IsRange && !named.ContainsKey(key)).Select(static key => key.Seconds));
        return hidden;
    }

    private void Request(SchedulableComponent[] components, HashSet<long> excluded, IReadOnlyList<string> recipients)
    {
        _intents.Add(new Intent(ITipMethod.Request, components, recipients) { Excluded = [.. excluded.Except(_exceptions).Order()] });
    }

    private void Cancel(List<InstanceKey?> instances, List<string> recipients)
    {
        if (instances.Count == 0 || recipients.Count == 0)
        {
            return;
        }

        _intents.Add(new Intent(ITipMethod.Cancel, [], recipients) { Instances = instances });
        foreach (InstanceKey? key in instances)
        {
            // RFC 5546 §2.1.4: a CANCEL has a higher SEQUENCE than all before, which something has to remember.
            SchedulableComponent? left = key is { } instance ? _new?.Find(instance) ?? _new?.Main : _new?.Main ?? _new?.All.FirstOrDefault();
            if (left is not null)
            {
                _facts[left].IsRaised = true;
            }
        }
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

    // RFC 6638 §3.2.8
    private void AskAnew(SchedulableComponent component, bool isAll, int sequence)
    {
        foreach (CalendarUser attendee in component.Attendees)
        {
            if (!IsServed(attendee) || (!isAll && (attendee.ParticipationStatus ?? "NEEDS-ACTION") != "NEEDS-ACTION"))
            {
                continue;
            }

            attendee.Property.Cleaned();
            attendee.ParticipationStatus = "NEEDS-ACTION";
            if (attendee.Property.GetParameter("RSVP") is null && !"NON-PARTICIPANT".Equals(attendee.Role, StringComparison.OrdinalIgnoreCase))
            {
                attendee.IsReplyWanted = true;
            }

            new ReplyMark(sequence, "", false).Set(attendee);
        }
    }

    private void Make(Intent intent, int sequence)
    {
        int parts = intent.Components.Count + intent.Instances.Count;
        if (!_maker.Reserve(_options.HideAttendees ? (long)parts * intent.Recipients.Count : parts, (long)intent.Instances.Count * intent.Recipients.Count))
        {
            return;
        }

        Calendar zones = _next ?? _old!.Calendar;
        List<SchedulableComponent> components = intent.Method == ITipMethod.Cancel ? Cancelled(intent, sequence) : [.. intent.Components.Select(component => _maker.Share(component, intent.Method))];
        if (components.Count > 0 && components[0].RecurrenceId is null && intent.Method == ITipMethod.Request)
        {
            foreach (long seconds in intent.Excluded)
            {
                components[0].AddExceptionDate(_new!.TimeOf(new InstanceKey(seconds, false)));
            }
        }

        if (!_options.HideAttendees)
        {
            Send(intent.Method, components, zones, intent.Recipients);
            return;
        }

        // RFC 5546 §6.3
        List<Dictionary<string, ContentProperty>> attendees = [];
        foreach (SchedulableComponent component in components)
        {
            Dictionary<string, ContentProperty> byAddress = [];
            foreach (CalendarUser attendee in component.Attendees)
            {
                byAddress[CalendarAddress.Normalize(attendee.Address)] = attendee.Property;
            }

            attendees.Add(byAddress);
            component.RemoveAll("ATTENDEE"u8);
        }

        foreach (string recipient in intent.Recipients)
        {
            List<SchedulableComponent> alone = components.ConvertAll(static component => component.Copy());
            for (int i = 0; i < alone.Count; i++)
            {
                if (attendees[i].TryGetValue(CalendarAddress.Normalize(recipient), out ContentProperty? own))
                {
                    alone[i].Add(own.Clone());
                }
            }

            Send(intent.Method, alone, zones, [recipient]);
        }
    }

    private void Send(ITipMethod method, List<SchedulableComponent> components, Calendar zones, IReadOnlyList<string> recipients) =>
        _maker.Add(method, components, zones, _organizer.Address, recipients);

    private List<SchedulableComponent> Cancelled(Intent intent, int sequence)
    {
        HashSet<string> recipients = [.. intent.Recipients.Select(CalendarAddress.Normalize)];
        List<CalendarUser> ofMain = Named(_old!.Main, recipients);
        List<SchedulableComponent> made = [];
        foreach (InstanceKey? key in intent.Instances)
        {
            SchedulableComponent? stored = key is { } found ? _old.Find(found) : _old.Main;
            SchedulableComponent source = stored ?? _old.Derive(key!.Value, false);
            SchedulableComponent bare = MessageMaker.Bare(source, ReplyMark.NextStamp(_now, source.Stamp), "SUMMARY", "DTSTART", "DTEND", "DUE", "DURATION", "LOCATION");
            bare.Sequence = sequence;

            // §3.2.5: the status tells whether it is off for all, or for these attendees alone.
            SchedulableComponent? left = key is { } instance ? _new?.Find(instance) : _new?.Main;
            bare.Status = (left is null ? key is not { } gone || !IsStillThere(gone) : SchedulingObject.IsCancelled(left)) ? "CANCELLED" : null;
            foreach (CalendarUser attendee in stored is null || ReferenceEquals(stored, _old.Main) ? ofMain : Named(stored, recipients))
            {
                bare.Add(MessageMaker.Stripped(attendee.Property.Clone()));
            }

            made.Add(bare);
        }

        return made;
    }

    private static List<CalendarUser> Named(SchedulableComponent? component, HashSet<string> recipients) =>
        [.. (component?.Attendees ?? []).Where(attendee => recipients.Contains(CalendarAddress.Normalize(attendee.Address)))];

    private bool IsStillThere(InstanceKey key) => _new?.Main is not null && !_exceptions.Contains(key.Seconds) && _new.HasInstance(key, _options.Recurrence);

    private void Track()
    {
        HashSet<string> told = [.. _intents.SelectMany(static intent => intent.Recipients).Select(CalendarAddress.Normalize)];
        foreach (CalendarUser attendee in _new!.All.SelectMany(static component => component.Attendees))
        {
            if (told.Contains(CalendarAddress.Normalize(attendee.Address)) && attendee.ScheduleStatuses is not ["2.3"])
            {
                ScheduleStatus.Set(attendee, ScheduleStatus.Pending);
            }
        }
    }
}
