using Protocols.Formats.Tests.ICalendar;

namespace Protocols.Fuzz.Targets;

/// <summary>Objects of JSCalendar: read, validated, expanded and made iCalendar.</summary>
internal static class JSCalendarTarget
{
    public static void Run(ReadOnlySpan<byte> input) =>
        JsonBlocks.Each(input, """ "@type":"Event","version":"2.0","uid":"a","start":"2026-11-30T09:00:00","timeZone":"Europe/Berlin" """, CalendarExercise.Json);
}
