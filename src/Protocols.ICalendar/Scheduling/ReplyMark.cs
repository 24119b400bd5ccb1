using System.Globalization;

namespace Protocols.ICalendar;

/// <summary>
/// Up to which revision and time an attendee's answers count, which RFC 5546 §2.1.5 asks to keep for every attendee. It stands in a parameter of the stored ATTENDEE,
/// <c>X-REPLY-AFTER="1/19970612T190000Z"</c>, and never in a message. A third part, <c>/W</c>, stands in the component of an occurrence whose answer is that to the whole.
/// </summary>
/// <param name="Sequence">The SEQUENCE of the last answer, or of the revision that asked anew.</param>
/// <param name="Stamp">The DTSTAMP of the last answer; empty where none came since it was asked.</param>
/// <param name="IsOfWhole">Whether an occurrence was not answered by itself.</param>
internal readonly record struct ReplyMark(int Sequence, string Stamp, bool IsOfWhole)
{
    public const string Parameter = "X-REPLY-AFTER";

    public static ReplyMark? Of(CalendarUser attendee)
    {
        return attendee.Property.GetParameter(Parameter)?.Split('/') is [{ } first, { } stamp, ..] parts && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int sequence)
            ? new ReplyMark(sequence, stamp, parts.Length > 2)
            : null;
    }

    public static ReplyMark Of(CalendarComponent reply) => new(reply.GetNumber("SEQUENCE"u8) ?? 0, reply.Stamp?.Value ?? "", false);

    public void Set(CalendarUser attendee) => attendee.Property.Cleaned().SetParameter(Parameter, string.Create(CultureInfo.InvariantCulture, $"{Sequence}/{Stamp}{(IsOfWhole ? "/W" : "")}"));

    public bool IsBefore(ReplyMark other) => Sequence < other.Sequence || (Sequence == other.Sequence && string.CompareOrdinal(Stamp, other.Stamp) < 0);

    /// <summary>Tells in the component of an occurrence that its answers are those to the whole.</summary>
    public static void SetOfWhole(SchedulableComponent instance)
    {
        foreach (CalendarUser attendee in instance.Attendees)
        {
            if (Of(attendee) is { } mark)
            {
                (mark with { IsOfWhole = true }).Set(attendee);
            }
        }
    }

    /// <summary>A DTSTAMP for the next answer: now, but always behind the last one.</summary>
    public static CalendarDateTime NextStamp(DateTimeOffset now, CalendarDateTime? last) =>
        last is { } known && known.Local >= CalendarDateTime.Utc(now).Local ? CalendarDateTime.Utc(new DateTimeOffset(Min(known.Local), TimeSpan.Zero).AddSeconds(1)) : CalendarDateTime.Utc(now);

    // Nobody's clock shows the year 9999; who writes it does not stop the others.
    private static DateTime Min(DateTime time) => time.Year >= 9999 ? new DateTime(9999, 1, 1) : time;
}
