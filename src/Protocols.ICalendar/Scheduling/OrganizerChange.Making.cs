using System.Globalization;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>What is sent (RFC 5546 §3.2), made of what was decided.</content>
internal sealed partial class OrganizerChange
{
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
