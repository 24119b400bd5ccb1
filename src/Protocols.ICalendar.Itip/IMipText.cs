using System.Globalization;
using System.Text;

namespace Protocols.ICalendar.Itip;

/// <summary>What people read in a scheduling message: its subject and its text (RFC 6047 §2.4). In plain English; whoever speaks another language overrides it.</summary>
public class IMipText
{
    private const int MostCharacters = 2_000;

    /// <summary>The subject: <c>Invitation: Phone Conference</c>.</summary>
    /// <param name="message">The message.</param>
    public virtual string Subject(ITipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        string summary = Line(message.Components[0].Summary);
        return summary.Length == 0 ? Heading(message) : $"{Heading(message)}: {summary}";
    }

    /// <summary>The text, with what, when, where, who, and what was written.</summary>
    /// <param name="message">The message.</param>
    public virtual string Body(ITipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        CalendarComponent component = message.Components[0];
        SchedulableComponent? schedulable = component as SchedulableComponent;
        StringBuilder text = new();
        text.Append(Heading(message)).Append('\n').Append('\n');
        Append(text, "What", component.Summary);
        Append(text, "When", schedulable is null ? null : When(schedulable));
        Append(text, "Where", schedulable?.Location);
        Append(text, "Organizer", message.Organizer is { } organizer ? Name(organizer) : null);
        if (message.Method == ITipMethod.Reply)
        {
            foreach (CalendarUser attendee in message.Attendees)
            {
                Append(text, "Answer", $"{Name(attendee)}: {Answer(attendee)}");
            }
        }

        if (message.Components.Count > 1)
        {
            Append(text, "Occurrences", string.Create(CultureInfo.InvariantCulture, $"{message.Components.Count} parts of a series"));
        }

        foreach (string comment in component.Comments)
        {
            Append(text, "Comment", comment);
        }

        if (message.Method is ITipMethod.Request or ITipMethod.Publish or ITipMethod.Add && component.Description is { Length: > 0 } description)
        {
            text.Append('\n').Append(Clean(description)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What a message is, in a few words: <c>Invitation</c>, <c>Accepted</c>, <c>Cancelled</c>.</summary>
    /// <param name="message">The message.</param>
    protected virtual string Heading(ITipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        bool isNew = message.Components[0].GetNumber("SEQUENCE"u8) is null or 0;
        return message.Method switch
        {
            ITipMethod.Publish => "Published",
            ITipMethod.Request when message.ComponentKind == "VFREEBUSY" => "Request for busy time",
            ITipMethod.Request when message.ComponentKind == "VTODO" => isNew ? "Task" : "Updated task",
            ITipMethod.Request => isNew ? "Invitation" : "Updated invitation",
            ITipMethod.Reply when message.ComponentKind == "VFREEBUSY" => "Busy time",
            ITipMethod.Reply => message.Attendees.Count > 0 ? Answer(message.Attendees[0]) : "Answer",
            ITipMethod.Add => "Added",
            ITipMethod.Cancel => "Cancelled",
            ITipMethod.Refresh => "Please send the newest state",
            ITipMethod.Counter => "New proposal",
            _ => "Proposal declined",
        };
    }

    /// <summary>An answer in a word.</summary>
    /// <param name="attendee">The attendee.</param>
    protected virtual string Answer(CalendarUser attendee)
    {
        ArgumentNullException.ThrowIfNull(attendee);
        return attendee.ParticipationStatus?.ToUpperInvariant() switch
        {
            "ACCEPTED" => "Accepted",
            "DECLINED" => "Declined",
            "TENTATIVE" => "Tentative",
            "DELEGATED" => "Delegated",
            "COMPLETED" => "Completed",
            "IN-PROCESS" => "In process",
            "FAILED" => "Failed",
            _ => "No answer yet",
        };
    }

    /// <summary>The times of a component: <c>2027-02-01 10:00 – 11:00 (Europe/Berlin)</c>.</summary>
    /// <param name="component">The component.</param>
    protected virtual string? When(SchedulableComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        CalendarDateTime? end = component is Event anEvent ? anEvent.End : (component as Todo)?.Due;
        if ((component.Start ?? component.RecurrenceId ?? end) is not { } start)
        {
            return null;
        }

        StringBuilder text = new(Time(start, true));
        if (end is { } finish && finish != start)
        {
            text.Append(" – ").Append(Time(finish, finish.Local.Date != start.Local.Date));
        }

        string? zone = start.Form == CalendarTimeForm.Utc ? "UTC" : start.TimeZoneId;
        text.Append(zone is null ? "" : $" ({Line(zone)})");
        return component.IsRecurring ? text.Append(", repeated").ToString() : text.ToString();
    }

    private static string Time(CalendarDateTime time, bool withDate) =>
        time.Local.ToString(time.IsDate ? "yyyy-MM-dd" : withDate ? "yyyy-MM-dd HH:mm" : "HH:mm", CultureInfo.InvariantCulture);

    private static string Name(CalendarUser user) => Line(user.CommonName) is { Length: > 0 } name ? $"{name} <{Line(user.MailAddress ?? user.Address)}>" : Line(user.MailAddress ?? user.Address);

    private static void Append(StringBuilder text, string label, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            text.Append(label).Append(": ").Append(Line(value)).Append('\n');
        }
    }

    private static string Line(string? value) => Clean(value ?? "").ReplaceLineEndings(" ").Replace('\t', ' ').Trim();

    // What no mail can carry is left out, and what is very long is cut.
    private static string Clean(string value)
    {
        StringBuilder clean = new(Math.Min(value.Length, MostCharacters));
        foreach (char character in value)
        {
            if (clean.Length == MostCharacters)
            {
                return clean.Append('…').ToString();
            }

            if (!char.IsControl(character) || character is '\n' or '\t')
            {
                clean.Append(character);
            }
        }

        return clean.ToString();
    }
}
