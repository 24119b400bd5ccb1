using System.Text.Json.Nodes;

namespace Protocols.ICalendar;

/// <summary>What reading gave.</summary>
/// <param name="Json">The JSON, null where the source is no object.</param>
/// <param name="Object">The JSON as an event, a task or a group; null where it is none.</param>
/// <param name="Defects">What was wrong: first with the JSON, then with the object; at most <see cref="JSCalendarOptions.MaxDefects"/>.</param>
public sealed record JSCalendarDocument(JsonObject? Json, JSCalendarObject? Object, IReadOnlyList<JSCalendarDefect> Defects);

/// <summary>
/// Reads JSCalendar, <c>application/jscalendar+json</c>, of the versions 2.0 (draft-ietf-calext-jscalendarbis-17) and 1.0 (RFC 8984). Objects write
/// themselves: <see cref="JSObject.Write(System.Buffers.IBufferWriter{byte})"/>.
/// </summary>
public static class JSCalendar
{
    /// <summary>The media type, to which a parameter <c>type</c> belongs: <c>event</c>, <c>task</c> or <c>group</c> (§7.1).</summary>
    public const string MediaType = "application/jscalendar+json";

    /// <summary>Reads an object leniently: whatever the octets are, in time linear in them. What cannot be understood is kept and told.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits, and how to validate; <see cref="JSCalendarOptions.Default"/> unless given.</param>
    public static JSCalendarDocument Read(ReadOnlySpan<byte> source, JSCalendarOptions? options = null)
    {
        options ??= JSCalendarOptions.Default;
        DefectList defects = new(options.MaxDefects);
        JsonObject? json = new JsonTreeReader(options, defects).Read(source) as JsonObject;
        if (json is null)
        {
            if (defects.Count == 0)
            {
                defects.Add(JSCalendarDefectCode.UnknownObject, "", "it is no JSON object", "jscalendarbis §1.4.1");
            }

            return new JSCalendarDocument(null, null, defects.Found);
        }

        JSCalendarValidator.Validate(json, options, defects);
        return new JSCalendarDocument(json, JSCalendarObject.Of(json), defects.Found);
    }

    /// <summary>Reads an object leniently.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="JSCalendarOptions.Default"/> unless given.</param>
    /// <returns>The event, task or group; null where it is none.</returns>
    public static JSCalendarObject? TryRead(ReadOnlySpan<byte> source, JSCalendarOptions? options = null)
    {
        options ??= JSCalendarOptions.Default;
        return new JsonTreeReader(options, new DefectList(0)).Read(source) is JsonObject json ? JSCalendarObject.Of(json) : null;
    }

    /// <summary>Reads an object strictly.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits, and how to validate; <see cref="JSCalendarOptions.Default"/> unless given.</param>
    /// <exception cref="JSCalendarFormatException">Something is wrong with it; the exception has the first defect.</exception>
    public static JSCalendarObject Parse(ReadOnlySpan<byte> source, JSCalendarOptions? options = null)
    {
        JSCalendarDocument document = Read(source, options);
        return document.Defects.Count > 0 ? throw new JSCalendarFormatException(document.Defects[0]) : document.Object!;
    }
}
