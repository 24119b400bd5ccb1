using System.Buffers;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>
/// jCal (RFC 7265): iCalendar as JSON, <c>application/calendar+json</c>, both ways. All components, properties and parameters are kept, those that are not
/// known too; the order of components among properties, and how values are written (folds, escapes, plus signs), is not.
/// </summary>
public static class JCal
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly ContentJsonFormat s_format = new()
    {
        HasComponents = true,
        DefaultTypes = DefaultTypes(),
        Lists = new[] { "categories", "resources", "exdate", "rdate", "freebusy" }.ToFrozenSet(),
        Structures = new Dictionary<string, bool> { ["geo"] = false, ["request-status"] = false }.ToFrozenDictionary(),
    };

    /// <summary>Writes a calendar, or a component of one.</summary>
    /// <param name="component">The component.</param>
    /// <param name="writer">Takes the JSON; it is not flushed.</param>
    /// <exception cref="InvalidOperationException">Components lie in each other more than 250 deep.</exception>
    public static void Write(ContentComponent component, Utf8JsonWriter writer) => s_format.Write(component, writer);

    /// <summary>Writes a calendar, or a component of one.</summary>
    /// <param name="component">The component.</param>
    /// <param name="output">Takes the JSON, in UTF-8.</param>
    /// <exception cref="InvalidOperationException">Components lie in each other more than 250 deep.</exception>
    public static void Write(ContentComponent component, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, s_writing);
        s_format.Write(component, writer);
    }

    /// <summary>Reads the first calendar: leniently, whatever the octets are.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="ContentTreeOptions.Default"/> unless given.</param>
    /// <returns>The calendar, null where there is none.</returns>
    public static Calendar? TryRead(ReadOnlySpan<byte> source, ContentTreeOptions? options = null) => ReadAll(source, options).Components.OfType<Calendar>().FirstOrDefault();

    /// <summary>Reads one calendar strictly.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="ContentTreeOptions.Default"/> unless given.</param>
    /// <exception cref="CalendarFormatException">It is no JSON, something is not as RFC 7265 has it, or there is no calendar or more than one.</exception>
    public static Calendar Parse(ReadOnlySpan<byte> source, ContentTreeOptions? options = null)
    {
        ContentTree tree = ReadAll(source, options);
        if (tree.Defects.Count > 0)
        {
            throw new CalendarFormatException($"{tree.Defects[0].Code} at octet {tree.Defects[0].Position}.", tree.Defects[0]);
        }

        return tree.Components is [Calendar calendar] ? calendar : throw new CalendarFormatException("There is not one vcalendar.", default);
    }

    /// <summary>Reads a calendar, or an array of them (RFC 7265 §3.2): leniently, whatever the octets are, in time linear in them.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="options">The limits; <see cref="ContentTreeOptions.Default"/> unless given.</param>
    /// <returns>The components that lie in no other, <see cref="Calendar"/>s as a rule, and what was wrong.</returns>
    public static ContentTree ReadAll(ReadOnlySpan<byte> source, ContentTreeOptions? options = null) => s_format.Read(source, Calendar.Create, options);

    private static FrozenDictionary<string, string> DefaultTypes()
    {
        // Those that RFC 7986, RFC 9073 and RFC 9253 give no default type have none here.
        Dictionary<string, string> types = [];
        Add("text", "calscale", "method", "prodid", "version", "categories", "class", "comment", "description", "location", "resources", "status", "summary", "transp", "tzid", "tzname", "contact", "related-to", "uid",
            "action", "request-status", "name", "color", "busytype", "location-type", "participant-type", "resource-type", "proximity", "refid", "tzid-alias-of");
        Add("date-time", "completed", "dtend", "due", "dtstart", "recurrence-id", "exdate", "rdate", "created", "dtstamp", "last-modified", "acknowledged", "tzuntil");
        Add("uri", "attach", "tzurl", "url", "concept");
        Add("cal-address", "attendee", "organizer", "calendar-address");
        Add("duration", "duration", "trigger", "estimated-duration");
        Add("integer", "percent-complete", "priority", "repeat", "sequence");
        Add("recur", "rrule", "exrule");
        Add("utc-offset", "tzoffsetfrom", "tzoffsetto");
        Add("float", "geo");
        Add("period", "freebusy");
        return types.ToFrozenDictionary();

        void Add(string type, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                types.Add(name, type);
            }
        }
    }
}
