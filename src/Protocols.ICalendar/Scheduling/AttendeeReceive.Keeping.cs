using Protocols.Text;

namespace Protocols.ICalendar;

/// <content>What an attendee keeps of its own when the organizer's object is taken over.</content>
internal sealed partial class AttendeeReceive
{
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
}
