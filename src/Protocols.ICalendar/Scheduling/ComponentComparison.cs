using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>What differs between two states of a component, by who may change it and what follows.</summary>
internal static class ComponentComparison
{
    private static readonly string[] s_times = ["DTSTART", "DTEND", "DURATION", "DUE"];
    private static readonly string[] s_bookkeeping = ["DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "REQUEST-STATUS", "EXDATE"];
    private static readonly string[] s_defaults = ["PARTSTAT=NEEDS-ACTION", "RSVP=FALSE", "CUTYPE=INDIVIDUAL", "ROLE=REQ-PARTICIPANT"];
    private static readonly string[] s_local = ["SCHEDULE-AGENT", "SCHEDULE-FORCE-SEND", "SCHEDULE-STATUS", ReplyMark.Parameter];

    /// <summary>Whether attendees have to be told: anything but bookkeeping, EXDATE, alarms and X- properties (RFC 5546 §2.1.4).</summary>
    public static bool ConcernsAttendees(SchedulableComponent one, SchedulableComponent other) =>
        !Lines(one, IsShared).SequenceEqual(Lines(other, IsShared), StringComparer.Ordinal);

    /// <summary>Whether SEQUENCE has to rise (RFC 5546 §2.1.4).</summary>
    public static bool IsRevision(SchedulableComponent one, SchedulableComponent other, IReadOnlyCollection<string> further)
    {
        bool Counts(string name) => s_times.Contains(name) || name is "RRULE" or "RDATE" or "EXDATE" or "STATUS" || further.Contains(name);
        return !Lines(one, Counts, false).SequenceEqual(Lines(other, Counts, false), StringComparer.Ordinal);
    }

    /// <summary>Whether attendees have to answer anew (RFC 6638 §3.2.8): a time changed, or occurrences came to be. That some fell away is nothing to answer.</summary>
    public static bool IsReschedule(SchedulableComponent one, SchedulableComponent other)
    {
        if (!Lines(one, s_times.Contains, false).SequenceEqual(Lines(other, s_times.Contains, false), StringComparer.Ordinal))
        {
            return true;
        }

        IReadOnlyList<string> before = Lines(one, static name => name == "EXDATE", false);
        if (before.Except(Lines(other, static name => name == "EXDATE", false)).Any()
            || Lines(other, static name => name == "RDATE", false).Except(Lines(one, static name => name == "RDATE", false)).Any())
        {
            return true;
        }

        IReadOnlyList<RecurrenceRule> rules = one.RecurrenceRules;
        IReadOnlyList<RecurrenceRule> later = other.RecurrenceRules;
        for (int i = 0; i < later.Count; i++)
        {
            if (i >= rules.Count || !IsShortened(rules[i], later[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name of the first property or component that differs and that is none of those left out; null where all are alike.</summary>
    public static string? FirstDifference(SchedulableComponent one, SchedulableComponent other, Func<string, bool> counts)
    {
        List<string> lines = Lines(one, counts);
        List<string> others = Lines(other, counts);
        string? only = lines.Except(others).Concat(others.Except(lines)).FirstOrDefault();
        return only?[..only.AsSpan().IndexOfAny(';', ':')];
    }

    /// <summary>Whether the organizer and the attendees are the same, but for those left out (RFC 6638 §3.2.2.1).</summary>
    public static bool HasSameUsers(SchedulableComponent one, SchedulableComponent other, Func<CalendarUser, bool> isLeftOut)
    {
        List<string> Of(SchedulableComponent component)
        {
            List<string> lines = [.. component.Attendees.Where(attendee => !isLeftOut(attendee)).Select(static attendee => Line(attendee.Property, "ATTENDEE"))];
            lines.Add(CalendarAddress.Normalize(component.Organizer?.Address ?? ""));
            lines.Sort(StringComparer.Ordinal);
            return lines;
        }

        return Of(one).SequenceEqual(Of(other), StringComparer.Ordinal);
    }

    // The same rule with an earlier end gives no occurrence that the longer one has not.
    private static bool IsShortened(RecurrenceRule rule, RecurrenceRule later)
    {
        if (rule.ToString() == later.ToString())
        {
            return true;
        }

        bool isSame = (rule with { Count = null, Until = null }).ToString() == (later with { Count = null, Until = null }).ToString();
        return isSame && (later.Count, later.Until) switch
        {
            (null, null) => false,
            (int count, null) => rule.Until is null && (rule.Count is null || count <= rule.Count),
            (null, { } until) => rule.Count is null && (rule.Until is not { } before || until.Local <= before.Local),
            _ => false,
        };
    }

    private static bool IsShared(string name) => !s_bookkeeping.Contains(name) && !name.StartsWith("X-", StringComparison.Ordinal);

    // The lines of the properties that count, in one order, without what means nothing.
    private static List<string> Lines(SchedulableComponent component, Func<string, bool> counts, bool withComponents = true)
    {
        List<string> lines = [];
        foreach (ContentProperty property in component.Properties)
        {
            string name = property.Name.ToUpperInvariant();
            if (!counts(name))
            {
                continue;
            }

            if (name is "RDATE" or "EXDATE")
            {
                string parameters = ParametersOf(property, name);

                // Several in a line are as good as several lines.
                lines.AddRange(property.RawValue.Split(',').Select(value => $"{name}{parameters}:{value.Trim()}"));
            }
            else
            {
                lines.Add(Line(property, name));
            }
        }

        for (int i = 0; withComponents && i < component.ComponentCount; i++)
        {
            if (component.Components[i] is not Alarm)
            {
                lines.Add($"{component.Components[i].Name}:{component.Components[i]}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Line(ContentProperty property, string name) =>
        $"{name}{ParametersOf(property, name)}:{(name is "ATTENDEE" or "ORGANIZER" ? CalendarAddress.Normalize(property.RawValue) : property.RawValue)}";

    private static string ParametersOf(ContentProperty property, string name)
    {
        if (property.Parameters.Count == 0)
        {
            return "";
        }

        bool isUser = name is "ATTENDEE" or "ORGANIZER";
        List<string> texts = [];
        foreach (ContentPropertyParameter parameter in property.Parameters)
        {
            string word = parameter.Name.ToUpperInvariant();
            string text = $"{word}={string.Join(',', parameter.Values)}";
            bool isNothing = isUser ? s_local.Contains(word) || s_defaults.Contains(text.ToUpperInvariant()) : text.Equals("VALUE=DATE-TIME", StringComparison.OrdinalIgnoreCase);
            if (!isNothing)
            {
                texts.Add(text);
            }
        }

        texts.Sort(StringComparer.Ordinal);
        return texts.Count == 0 ? "" : ";" + string.Join(';', texts);
    }
}
