namespace Protocols.ICalendar;

/// <summary>What was wrong with an object of JSCalendar, or which limit it met.</summary>
public enum JSCalendarDefectCode
{
    /// <summary>No defect.</summary>
    None,

    /// <summary>The source is no JSON from here on; what stands before was read.</summary>
    MalformedJson,

    /// <summary>A string has octets or escapes that stand for no characters; U+FFFD or the escapes stand in their place.</summary>
    MalformedText,

    /// <summary>A member stands in an object twice; the last one counts.</summary>
    DuplicateMember,

    /// <summary>The source has more octets than <see cref="JSCalendarOptions.MaxLength"/>; nothing was read.</summary>
    SizeLimit,

    /// <summary>An object or array lies deeper than <see cref="JSCalendarOptions.MaxDepth"/>; null stands in its place.</summary>
    DepthLimit,

    /// <summary>There are more members and elements than <see cref="JSCalendarOptions.MaxMembers"/>; further ones were passed over.</summary>
    MemberLimit,

    /// <summary>The object is neither an event nor a task nor a group.</summary>
    UnknownObject,

    /// <summary>A property that has to be there is not.</summary>
    MissingProperty,

    /// <summary>A value is not of the type that its property has.</summary>
    WrongType,

    /// <summary>A value is of the right type, and none of those that the property may have.</summary>
    InvalidValue,

    /// <summary>A key of a map is none, such as an id with a slash in it.</summary>
    InvalidKey,

    /// <summary>The name of a property is neither that of a registered one nor that of a vendor's.</summary>
    InvalidName,

    /// <summary>A name or word differs from a known one in letter case alone.</summary>
    WrongCase,

    /// <summary>A property is reserved, so it must not be there.</summary>
    ReservedProperty,

    /// <summary>A property is of another version.</summary>
    OtherVersion,

    /// <summary>A property must not be there beside, or without, another one.</summary>
    ForbiddenProperty,

    /// <summary>A patch cannot be applied, so that none beside it is.</summary>
    InvalidPatch,
}

/// <summary>One thing that was wrong with an object of JSCalendar, and where.</summary>
/// <param name="Code">What it was.</param>
/// <param name="Pointer">Where: the JSON pointer (RFC 6901), empty for the whole.</param>
/// <param name="Message">What it was, for people.</param>
/// <param name="Section">The section that it is against, such as <c>jscalendarbis §3.1.1</c>; empty where there is none.</param>
public sealed record JSCalendarDefect(JSCalendarDefectCode Code, string Pointer, string Message, string Section)
{
    /// <summary>Gives it in a line.</summary>
    public override string ToString() => $"{(Pointer.Length == 0 ? "The object" : Pointer)}: {Message}{(Section.Length == 0 ? "" : $" ({Section})")}";
}

/// <summary>An object of JSCalendar that strict reading refuses.</summary>
/// <param name="defect">What is wrong, and where.</param>
public sealed class JSCalendarFormatException(JSCalendarDefect defect) : FormatException(defect?.ToString())
{
    /// <summary>What is wrong, and where.</summary>
    public JSCalendarDefect Defect { get; } = defect ?? throw new ArgumentNullException(nameof(defect));
}
