namespace Protocols.ICalendar;

/// <summary>What a scheduling message is for (RFC 5546 §1.4).</summary>
public enum ITipMethod : byte
{
    /// <summary>Shows an object to anybody; nobody answers.</summary>
    Publish,

    /// <summary>Invites attendees, or tells them the newer state.</summary>
    Request,

    /// <summary>Tells the organizer the answer of an attendee.</summary>
    Reply,

    /// <summary>Adds occurrences.</summary>
    Add,

    /// <summary>Calls off an object or occurrences, for all or for some attendees.</summary>
    Cancel,

    /// <summary>Asks the organizer for the newest state.</summary>
    Refresh,

    /// <summary>Proposes something else to the organizer.</summary>
    Counter,

    /// <summary>Turns a proposal down.</summary>
    DeclineCounter,
}

/// <summary>The words of <see cref="ITipMethod"/>.</summary>
public static class ITipMethods
{
    private static readonly string[] s_words = ["PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"];

    /// <summary>The value of METHOD: <c>REQUEST</c>.</summary>
    /// <param name="method">The method.</param>
    public static string ToWord(this ITipMethod method) => s_words[(int)method];

    /// <summary>Reads the value of METHOD, whatever its letter case.</summary>
    /// <param name="word">The value.</param>
    /// <param name="method">The method.</param>
    /// <returns>False where it is none of RFC 5546.</returns>
    public static bool TryParse(string? word, out ITipMethod method)
    {
        int found = Array.FindIndex(s_words, known => known.Equals(word?.Trim(), StringComparison.OrdinalIgnoreCase));
        method = (ITipMethod)Math.Max(0, found);
        return found >= 0;
    }

    /// <summary>Whether the organizer sends it (RFC 5546 §1.4); a delegating attendee may send a REQUEST too.</summary>
    /// <param name="method">The method.</param>
    public static bool IsFromOrganizer(this ITipMethod method) =>
        method is ITipMethod.Publish or ITipMethod.Request or ITipMethod.Add or ITipMethod.Cancel or ITipMethod.DeclineCounter;
}
