using System.Globalization;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>Who has to be told of what (RFC 6638 §3.2.1).</content>
internal sealed partial class OrganizerChange
{
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
}
