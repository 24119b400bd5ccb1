using Protocols.ICalendar;

namespace Protocols.Fuzz.Targets;

/// <summary>JSCalendar, and what lines make of it: read, validated, converted both ways and expanded.</summary>
internal static class JSCalendarTarget
{
    private static readonly DateTimeOffset s_from = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (JSCalendar.Read(input).Object is { } read)
        {
            There(read);
        }

        foreach (Calendar calendar in Calendar.ReadAll(input.ToArray()).Components.OfType<Calendar>().Take(3))
        {
            There(JSCalendarConverter.FromCalendar(calendar));
        }
    }

    private static void There(JSCalendarObject value)
    {
        JSCalendarObject again = JSCalendar.TryRead(value.ToBytes()) ?? throw new FuzzException("What was written is not read.");
        if (again.ToString() != value.ToString())
        {
            throw new FuzzException("What was read is written otherwise.");
        }

        Calendar calendar = JSCalendarConverter.ToCalendar(value);
        if (Calendar.TryRead(calendar.ToBytes()) is not { } lines)
        {
            throw new FuzzException("What was converted is not read.");
        }

        _ = JSCalendarConverter.FromCalendar(lines);
        foreach (JSEntry entry in (value as JSGroup)?.Entries ?? [(JSEntry)value])
        {
            _ = entry.Between(s_from, s_from.AddDays(30), 20, limits: new RecurrenceLimits { MaxSteps = 1_000 });
        }
    }
}
