namespace Protocols.ICalendar;

/// <summary>The type of a value (draft-ietf-calext-jscalendarbis-17 §1.4.2 and §1.5).</summary>
internal enum JSKind
{
    /// <summary>Anything.</summary>
    Any,

    /// <summary>String</summary>
    String,

    /// <summary>Boolean</summary>
    Boolean,

    /// <summary>Int</summary>
    Int,

    /// <summary>UnsignedInt</summary>
    UnsignedInt,

    /// <summary>UTCDateTime</summary>
    Utc,

    /// <summary>LocalDateTime</summary>
    Local,

    /// <summary>Duration</summary>
    Duration,

    /// <summary>SignedDuration</summary>
    SignedDuration,

    /// <summary>TimeZoneId</summary>
    TimeZone,

    /// <summary>TimeZoneId or null, in version 1.0.</summary>
    TimeZoneOrNull,

    /// <summary>Id</summary>
    Id,

    /// <summary>A String that is a URI (§1.6.2).</summary>
    Uri,

    /// <summary>A String that is a media type of text (§3.2.3).</summary>
    TextMediaType,

    /// <summary>A String that is an addr-spec (RFC 5322 §3.4.1).</summary>
    Address,

    /// <summary>A String that is a colour (§3.2.12).</summary>
    Color,

    /// <summary>A String of a month (§3.3.3).</summary>
    Month,

    /// <summary>A String of a version.</summary>
    Version,

    /// <summary>An object of JSCalendar.</summary>
    Object,

    /// <summary>An OffsetTrigger, AbsoluteTrigger or UnknownTrigger (§3.5.1).</summary>
    Trigger,

    /// <summary>An event or a task (§4.3.1).</summary>
    Entry,

    /// <summary>True, as the value of a set.</summary>
    True,

    /// <summary>A PatchObject for an occurrence (§3.3.4).</summary>
    Override,

    /// <summary>A PatchObject for a language (RFC 8984 §4.6.1).</summary>
    Localization,

    /// <summary>A property of jCal (RFC 7265 §3.4).</summary>
    JCalProperty,

    /// <summary>A component of jCal (RFC 7265 §3.3).</summary>
    JCalComponent,

    /// <summary>A parameter of jCal (RFC 7265 §3.5).</summary>
    JCalParameter,

    /// <summary>A pointer of a PatchObject (§1.5.9).</summary>
    Pointer,
}

/// <summary>How values make up the value of a property.</summary>
internal enum JSShape
{
    /// <summary>One value.</summary>
    One,

    /// <summary>An array.</summary>
    List,

    /// <summary>A map.</summary>
    Map,
}

/// <summary>What a property of an object may be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The type of its value, or of its values.</param>
/// <param name="Section">Where it is specified.</param>
internal sealed record JSProperty(string Name, JSKind Kind, string Section)
{
    /// <summary>Whether there is one value, an array, or a map.</summary>
    public JSShape Shape { get; init; }

    /// <summary>The type of the keys of a map.</summary>
    public JSKind Key { get; init; } = JSKind.Id;

    /// <summary>The type of the objects.</summary>
    public string? Of { get; init; }

    /// <summary>Whether it has to be there.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>Whether it must not be empty.</summary>
    public bool IsNeverEmpty { get; init; }

    /// <summary>The only version that it is of, null where it is of both.</summary>
    public string? Only { get; init; }

    /// <summary>Whether it is reserved in version 2.0.</summary>
    public bool IsReserved { get; init; }

    /// <summary>Whether it is reserved for JMAP.</summary>
    public bool IsOfJmap { get; init; }

    /// <summary>The words that it may be, beside those that others register or make (§1.7.5); null for all texts.</summary>
    public string[]? Words { get; init; }

    /// <summary>Whether it may be no other words.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The least number.</summary>
    public long Least { get; init; } = long.MinValue;

    /// <summary>The largest number.</summary>
    public long Most { get; init; } = long.MaxValue;

    /// <summary>Whether 0 is none of the numbers.</summary>
    public bool IsNeverZero { get; init; }
}
