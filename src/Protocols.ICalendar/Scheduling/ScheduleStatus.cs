namespace Protocols.ICalendar;

/// <summary>How sending a message went, in the stored object (RFC 6638 §7.3).</summary>
public static class ScheduleStatus
{
    /// <summary>It is still on its way: <c>1.0</c> (RFC 6638 §3.2.9.1).</summary>
    public const string Pending = "1.0";

    /// <summary>It was sent, and nobody knows more: <c>1.1</c> (RFC 6638 §3.2.9.2).</summary>
    public const string Sent = "1.1";

    /// <summary>It was delivered: <c>1.2</c> (RFC 6638 §3.2.9.3).</summary>
    public const string Delivered = "1.2";

    /// <summary>Writes SCHEDULE-STATUS of a recipient, on ATTENDEE and ORGANIZER of all components, where a message to it was made.</summary>
    /// <param name="stored">The stored object. It is changed.</param>
    /// <param name="recipient">The address of the recipient.</param>
    /// <param name="code">The code: <c>1.2</c>, <c>3.7</c>, <c>5.1</c> … (RFC 6638 §3.2.9).</param>
    /// <returns>Whether the recipient is in it.</returns>
    public static bool Set(Calendar stored, string recipient, string code)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(code);
        string key = CalendarAddress.Normalize(recipient);
        bool isFound = false;
        foreach (SchedulableComponent component in stored.ComponentsOf<SchedulableComponent>())
        {
            foreach (CalendarUser user in component.Attendees)
            {
                isFound |= Set(user, key, code);
            }

            isFound |= component.Organizer is { } organizer && Set(organizer, key, code);
        }

        return isFound;
    }

    internal static void Set(CalendarUser user, string code)
    {
        user.Property.Cleaned();
        user.ScheduleStatuses = [code];
    }

    private static bool Set(CalendarUser user, string key, string code)
    {
        if (user.ScheduleStatuses.Count == 0 || CalendarAddress.Normalize(user.Address) != key)
        {
            return false;
        }

        Set(user, code);
        return true;
    }
}
