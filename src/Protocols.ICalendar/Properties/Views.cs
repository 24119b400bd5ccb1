using System.Buffers.Text;
using System.Text;
using Protocols.Text;

namespace Protocols.ICalendar;

/// <summary>A document that belongs to a component (RFC 5545 §3.8.1.1): a URI, or the octets themselves.</summary>
/// <param name="property">The property.</param>
public class Attachment(ContentProperty property) : PropertyView(property)
{
    /// <summary>Whether the octets stand in the value.</summary>
    public bool IsInline => Is("VALUE", "BINARY") || Is("ENCODING", "BASE64");

    /// <summary>The URI, null where the octets stand in the value.</summary>
    public string? Uri => IsInline ? null : Property.RawValue;

    /// <summary>The name of the file (RFC 8607 §4.2, and of several vendors).</summary>
    public string? FileName { get => Property.GetParameter("FILENAME"); set => Property.SetParameter("FILENAME", value); }

    /// <summary>The octets of the document, where they are said (RFC 8607 §4.1).</summary>
    public int? Size => Number("SIZE");

    /// <summary>The server's name for it (RFC 8607 §4.3).</summary>
    public string? ManagedId { get => Property.GetParameter("MANAGED-ID"); set => Property.SetParameter("MANAGED-ID", value); }

    /// <summary>Decodes the octets into a buffer.</summary>
    /// <param name="destination">Takes them; three quarters of the value's length are enough.</param>
    /// <param name="written">How many there are.</param>
    /// <returns>False where they do not stand in the value, cannot be decoded, or the buffer is too short.</returns>
    public bool TryGetBytes(Span<byte> destination, out int written)
    {
        written = 0;
        return IsInline && Base64.DecodeFromUtf8(Property.RawOctets, destination, out _, out written) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>The octets, null where they do not stand in the value or cannot be decoded.</summary>
    public byte[]? GetBytes()
    {
        byte[] octets = new byte[Base64.GetMaxDecodedFromUtf8Length(Property.RawOctets.Length)];
        return TryGetBytes(octets, out int written) ? octets[..written] : null;
    }

    /// <summary>Puts octets into the value.</summary>
    /// <param name="octets">The octets.</param>
    public void SetBytes(ReadOnlySpan<byte> octets)
    {
        Property.RawValue = Convert.ToBase64String(octets);
        Property.SetParameter("ENCODING", "BASE64");
        Property.SetParameter("VALUE", "BINARY");
    }
}

/// <summary>An image of a component (RFC 7986 §5.10).</summary>
/// <param name="property">The property.</param>
public sealed class CalendarImage(ContentProperty property) : Attachment(property)
{
    /// <summary>How it is meant to be shown: <c>BADGE</c>, <c>GRAPHIC</c>, <c>FULLSIZE</c>, <c>THUMBNAIL</c> (RFC 7986 §6.1).</summary>
    public IReadOnlyList<string> Displays { get => Property.GetParameterValues("DISPLAY"); set => Property.SetParameter("DISPLAY", value); }

    /// <summary>The page behind it (RFC 5545 §3.2.1).</summary>
    public string? AlternateRepresentation { get => Property.GetParameter("ALTREP"); set => Property.SetParameter("ALTREP", value); }
}

/// <summary>A way to take part from afar (RFC 7986 §5.11).</summary>
/// <param name="property">The property.</param>
public sealed class Conference(ContentProperty property) : PropertyView(property)
{
    /// <summary>The URI.</summary>
    public string Uri { get => Property.RawValue; set => Property.RawValue = value; }

    /// <summary>What it offers: <c>AUDIO</c>, <c>CHAT</c>, <c>VIDEO</c> … (RFC 7986 §6.3).</summary>
    public IReadOnlyList<string> Features { get => Property.GetParameterValues("FEATURE"); set => Property.SetParameter("FEATURE", value); }
}

/// <summary>A relation to another component (RFC 5545 §3.8.4.5, RFC 9253 §9.1).</summary>
/// <param name="property">The property.</param>
public sealed class Relation(ContentProperty property) : PropertyView(property)
{
    /// <summary>The UID of the other, or its URI where VALUE says so.</summary>
    public string Target { get => Is("VALUE", "URI") ? Property.RawValue : Property.Text; set => Property.RawValue = Is("VALUE", "URI") ? value : ContentText.Encode(value); }

    /// <summary>What the other is: <c>PARENT</c>, which it is unless said, <c>CHILD</c>, <c>FINISHTOSTART</c>, <c>SNOOZE</c> … (RFC 5545 §3.2.15, RFC 9253 §5, RFC 9074 §7.1).</summary>
    public string RelationType { get => Property.GetParameter("RELTYPE") ?? "PARENT"; set => Property.SetParameter("RELTYPE", value); }

    /// <summary>The time between the two (RFC 9253 §6.2), null where it does not say.</summary>
    public CalendarDuration? Gap
    {
        get => CalendarDuration.TryParse(Property.GetParameter("GAP"), out CalendarDuration gap) ? gap : null;
        set => Property.SetParameter("GAP", value?.ToString());
    }
}

/// <summary>A link to another resource (RFC 9253 §8.2).</summary>
/// <param name="property">The property.</param>
public sealed class CalendarLink(ContentProperty property) : PropertyView(property)
{
    /// <summary>The URI, the UID or the XML reference, as VALUE says.</summary>
    public string Target { get => Property.RawValue; set => Property.RawValue = value; }

    /// <summary>What the resource is, a link relation of RFC 8288 (RFC 9253 §6.1).</summary>
    public string? LinkRelation { get => Property.GetParameter("LINKREL"); set => Property.SetParameter("LINKREL", value); }
}

/// <summary>A description in rich text (RFC 9073 §6.5).</summary>
/// <param name="property">The property.</param>
public sealed class StyledDescription(ContentProperty property) : PropertyView(property)
{
    /// <summary>The text, null where it is a URI.</summary>
    public string? Text => Is("VALUE", "URI") ? null : Property.Text;

    /// <summary>The URI, null where the text stands in the value.</summary>
    public string? Uri => Is("VALUE", "URI") ? Property.RawValue : null;

    /// <summary>Whether it was made from another property (RFC 9073 §5.3).</summary>
    public bool IsDerived { get => Is("DERIVED", "TRUE"); set => Property.SetParameter("DERIVED", value ? "TRUE" : null); }
}

/// <summary>Data of another format (RFC 9073 §6.6).</summary>
/// <param name="property">The property.</param>
public sealed class StructuredData(ContentProperty property) : Attachment(property)
{
    /// <summary>The schema, a URI (RFC 9073 §5.2).</summary>
    public string? Schema { get => Property.GetParameter("SCHEMA"); set => Property.SetParameter("SCHEMA", value); }

    /// <summary>The text, null where it is a URI or octets.</summary>
    public string? Text => IsInline || Is("VALUE", "URI") ? null : Property.Text;
}

/// <summary>Times of one kind in a VFREEBUSY (RFC 5545 §3.8.2.6).</summary>
/// <param name="property">The property.</param>
public sealed class FreeBusyLine(ContentProperty property) : PropertyView(property)
{
    /// <summary>The kind: <c>BUSY</c>, which it is unless said, <c>FREE</c>, <c>BUSY-UNAVAILABLE</c>, <c>BUSY-TENTATIVE</c> (RFC 5545 §3.2.9).</summary>
    public string Kind { get => Property.GetParameter("FBTYPE") ?? "BUSY"; set => Property.SetParameter("FBTYPE", value); }

    /// <summary>The times, in UTC. What cannot be read is not among them.</summary>
    public IReadOnlyList<CalendarPeriod> Periods
    {
        get
        {
            List<CalendarPeriod> periods = [];
            ReadOnlySpan<char> value = Property.RawValue;
            foreach (Range range in value.Split(','))
            {
                if (CalendarPeriod.TryParse(value[range], null, out CalendarPeriod period))
                {
                    periods.Add(period);
                }
            }

            return periods;
        }

        set => Property.RawValue = string.Join(',', value ?? throw new ArgumentNullException(nameof(value)));
    }
}

/// <summary>When an alarm goes off (RFC 5545 §3.8.6.3).</summary>
/// <param name="property">The property.</param>
public sealed class AlarmTrigger(ContentProperty property) : PropertyView(property)
{
    /// <summary>Makes a trigger that goes by the start of the component.</summary>
    /// <param name="duration">How much later; negative is before it.</param>
    public static AlarmTrigger Relative(CalendarDuration duration) => new(new ContentProperty("TRIGGER", duration.ToString()));

    /// <summary>Makes a trigger at a time.</summary>
    /// <param name="time">The time.</param>
    public static AlarmTrigger At(DateTimeOffset time)
    {
        ContentProperty property = new("TRIGGER", CalendarDateTime.Utc(time).Value);
        property.SetParameter("VALUE", "DATE-TIME");
        return new AlarmTrigger(property);
    }

    /// <summary>The time in UTC, null where it goes by the component.</summary>
    public CalendarDateTime? Time => CalendarDateTime.TryParse(Property.RawValue, Property.GetParameter("TZID"), out CalendarDateTime time) ? time : null;

    /// <summary>How much later than the start or end, null where there is a time.</summary>
    public CalendarDuration? Duration => CalendarDuration.TryParse(Property.RawValue, out CalendarDuration duration) ? duration : null;

    /// <summary>Whether it goes by the end of the component (RFC 5545 §3.2.14).</summary>
    public bool IsRelatedToEnd { get => Is("RELATED", "END"); set => Property.SetParameter("RELATED", value ? "END" : null); }
}
