using FsCheck;
using FsCheck.Fluent;
using Protocols.ICalendar;
using Protocols.Text;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>What holds of any text, value, rule and calendar.</summary>
public sealed class PropertyTests
{
    private static readonly string[] s_pieces = ["a", "B", "\\", ";", ",", ":", "\"", "^", "\n", "\r\n", "=", "\u00FC", "\u20AC", "\U0001F600", " ", "\t", new string('x', 73), "^n", "\\n", "\\;", "BEGIN:VEVENT"];
    private static readonly string[] s_names = ["SUMMARY", "DESCRIPTION", "X-A", "x-odd", "CATEGORIES", "COMMENT"];

    private static Gen<string> Texts => Gen.Elements(s_pieces).ArrayOf().Select(static pieces => string.Concat(pieces));

    [Fact, Rfc(5545, "3.3.11"), Rfc(6868, "3.1"), Rfc(5545, "3.1")]
    public void A_text_and_a_parameter_come_back_through_a_line() => Prop.ForAll(Texts.ToArbitrary(), Texts.ToArbitrary(), static (text, parameter) =>
    {
        Event component = new() { Summary = text };
        component.Find("SUMMARY"u8)!.SetParameter("X-P", parameter);
        Calendar calendar = Calendar.Create("-//Test//EN");
        calendar.Components.Add(component);
        byte[] written = calendar.ToBytes();
        Calendar read = Calendar.Parse(written);
        ContentProperty property = read.Events.Single().Find("SUMMARY"u8)!;

        // Line ends are one octet in a text; a tab may stand in a parameter, other controls may not be given.
        Assert.Equal(text.ReplaceLineEndings("\n"), property.Text);
        Assert.Equal(parameter.ReplaceLineEndings("\n"), property.GetParameter("X-P")!.ReplaceLineEndings("\n"));
        Assert.Equal(written, read.ToBytes());
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact, Rfc(5545, "3.3.6")]
    public void A_duration_comes_back() => Prop.ForAll(Gen.Choose(-100_000, 100_000).Two().ToArbitrary(), static pair =>
    {
        CalendarDuration duration = new(pair.Item1, pair.Item1 < 0 ? -Math.Abs((long)pair.Item2) : Math.Abs((long)pair.Item2));
        return CalendarDuration.TryParse(duration.ToString(), out CalendarDuration read) && read.TimeSpan == duration.TimeSpan;
    }).QuickCheckThrowOnFailure();

    [Fact, Rfc(5545, "3.3.10")]
    public void A_rule_comes_back_and_can_be_entered_anywhere() => Prop.ForAll(Rules().ToArbitrary(), static rule =>
    {
        CalendarExercise.Rule(rule);
        RecurrenceRule read = RecurrenceRule.Parse(rule);
        Assert.Equal(read.ToString(), RecurrenceRule.Parse(read.ToString()).ToString());
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact, Rfc(5545, "3.4")]
    public void A_calendar_of_anything_comes_back_with_its_order() => Prop.ForAll(Components().ToArbitrary(), static rows =>
    {
        Calendar calendar = Calendar.Create("-//Test//EN");
        ContentComponent at = calendar;
        Stack<ContentComponent> open = new();
        foreach ((int kind, string text) in rows)
        {
            switch (kind)
            {
                case 0 when open.Count < 20:
                    Event inner = new();
                    at.Components.Add(inner);
                    open.Push(at);
                    at = inner;
                    break;
                case 1 when open.Count > 0:
                    at = open.Pop();
                    break;
                default:
                    at.AddText(s_names[Math.Abs(text.Length + kind) % s_names.Length], text);
                    break;
            }
        }

        CalendarExercise.All(calendar.ToBytes());
        Assert.Equal(calendar.ToString(), Calendar.Parse(calendar.ToBytes()).ToString());
        return true;
    }).QuickCheckThrowOnFailure();

    private static Gen<string> Rules() =>
        from frequency in Gen.Elements("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
        from interval in Gen.Choose(1, 40)
        from parts in Gen.SubListOf(
            "BYMONTH=1,2,6,12", "BYMONTHDAY=-1,15,29", "BYYEARDAY=1,100,-1", "BYHOUR=0,9,23", "BYMINUTE=0,30", "BYSECOND=0,59", "BYSETPOS=1,-1", "WKST=SU", "BYWEEKNO=1,20,-1", "BYDAY=MO,WE,SU")
        where !parts.Contains("BYWEEKNO=1,20,-1") || frequency == "YEARLY"
        where !parts.Contains("BYYEARDAY=1,100,-1") || frequency is "YEARLY" or "SECONDLY" or "MINUTELY" or "HOURLY"
        where !parts.Contains("BYMONTHDAY=-1,15,29") || frequency != "WEEKLY"
        select $"FREQ={frequency};INTERVAL={interval}{string.Concat(parts.Select(static part => ";" + part))}";

    private static Gen<(int Kind, string Text)[]> Components() =>
        (from kind in Gen.Choose(0, 5) from text in Texts select (kind, text)).ArrayOf();
}
