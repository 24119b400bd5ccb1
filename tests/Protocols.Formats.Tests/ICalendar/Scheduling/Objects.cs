using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar.Scheduling;

/// <summary>Objects and messages in few words.</summary>
internal static class Objects
{
    public static readonly SchedulingOptions Example = new() { ProductId = "-//Example/ExampleCalendarClient//EN", TrackDelivery = false };

    /// <summary>A calendar of lines with <c>|</c> between them.</summary>
    public static Calendar Read(string lines) =>
        Calendar.TryRead(Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\nPRODID:-//Test//EN\r\nVERSION:2.0\r\n{lines.Replace("|", "\r\n", StringComparison.Ordinal)}\r\nEND:VCALENDAR\r\n"))!;

    public static ITipMessage Message(Calendar calendar)
    {
        SchedulingResult result = ITipMessage.TryRead(calendar, out ITipMessage? message);
        Assert.True(message is not null, result.Explanation);
        return message;
    }

    public static ITipMessage Message(string lines) => Message(Read(lines));

    /// <summary>What a message becomes on the way: octets, and a message again.</summary>
    public static ITipMessage Sent(OutgoingMessage message)
    {
        Assert.Empty(ITipRules.Check(message.Calendar));
        Assert.NotEmpty(message.Recipients);
        Calendar read = Calendar.Parse(message.Calendar.ToBytes());
        Assert.Empty(ITipRules.Check(read));
        Assert.DoesNotContain("SCHEDULE-", read.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("X-REPLY-AFTER", read.ToString(), StringComparison.Ordinal);
        return Message(read);
    }

    /// <summary>An object as it is stored: that of a message, without its METHOD.</summary>
    public static Calendar Stored(Calendar message)
    {
        Calendar stored = Calendar.Parse(message.ToBytes());
        stored.Method = null;
        return stored;
    }

    /// <summary>A change of an object.</summary>
    public static Calendar With(Calendar stored, Action<SchedulableComponent> change)
    {
        Calendar changed = Calendar.Parse(stored.ToBytes());
        change(changed.ComponentsOf<SchedulableComponent>().First(static component => component.RecurrenceId is null));
        return changed;
    }

    public static DateTimeOffset At(string time) => CalendarDateTime.Parse(time).ToUtc(null);

    public static SchedulableComponent Whole(Calendar calendar) => calendar.ComponentsOf<SchedulableComponent>().Single(static component => component.RecurrenceId is null);

    public static SchedulableComponent Instance(Calendar calendar, string id) => calendar.ComponentsOf<SchedulableComponent>().Single(component => component.RecurrenceId?.Value == id);

    /// <summary>The answers of a component: <c>a=ACCEPTED b=NEEDS-ACTION</c>, by the letters before the @.</summary>
    public static string Answers(SchedulableComponent component) => string.Join(' ', component.Attendees
        .Select(static attendee => $"{attendee.MailAddress?.Split('@')[0] ?? attendee.Address.Split('@')[0]}={attendee.ParticipationStatus ?? "NEEDS-ACTION"}").Order(StringComparer.Ordinal));

    public static CalendarUser Attendee(SchedulableComponent component, string address) => component.Attendees.Single(attendee => CalendarAddress.AreSame(attendee.Address, address));

    /// <summary>The lines of a component in one order, without those of names left out.</summary>
    public static List<string> Lines(CalendarComponent component, params string[] leftOut) =>
        [.. component.Properties.Where(property => !leftOut.Contains(property.Name)).Select(static property => property.ToString()).Order(StringComparer.Ordinal)];

    public static string To(OutgoingMessage message) =>
        $"{message.Method.ToWord()} {string.Join(' ', message.Recipients.Select(static recipient => recipient.Replace("mailto:", "", StringComparison.Ordinal).Split('@')[0]).Order(StringComparer.Ordinal))}";

    /// <summary>The messages of a result in one line: <c>REQUEST b c; CANCEL d</c>. Each keeps the tables.</summary>
    public static string Messages(SchedulingResult result)
    {
        foreach (OutgoingMessage message in result.Messages)
        {
            Sent(message);
        }

        return string.Join("; ", result.Messages.Select(To));
    }

    public static string Of(SchedulingResult result) => $"{result.Outcome} {result.Reason} {result.Store}";
}
