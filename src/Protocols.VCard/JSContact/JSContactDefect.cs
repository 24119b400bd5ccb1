namespace Protocols.VCard.JSContact;

/// <summary>What was wrong with JSContact, or which limit it met.</summary>
public enum JSContactDefectCode
{
    /// <summary>The input is no JSON from here on (RFC 8259); what stands before was read.</summary>
    MalformedJson,

    /// <summary>Two members of an object have one name (RFC 7493 §2.3); the last one counts.</summary>
    DuplicateMember,

    /// <summary>A text has half a surrogate pair or is no UTF-8 (RFC 7493 §2.1); the member or element was left out.</summary>
    MalformedText,

    /// <summary>The input is longer than <see cref="JSContactOptions.MaxLength"/>; it was not read.</summary>
    SizeLimit,

    /// <summary>Values lie deeper than <see cref="JSContactOptions.MaxDepth"/>; they were left out.</summary>
    DepthLimit,

    /// <summary>There are more members and elements than <see cref="JSContactOptions.MaxMembers"/>; further ones were left out.</summary>
    MemberLimit,

    /// <summary>A value is not of the JSON type that it must have, such as a number where a text must be.</summary>
    WrongType,

    /// <summary>A property that must be there is not.</summary>
    Missing,

    /// <summary>A value is of the right JSON type but not what the property takes.</summary>
    InvalidValue,

    /// <summary>A value is none of those that the property takes, nor one of a vendor (RFC 9553 §1.7.5, §1.8.2).</summary>
    UnknownValue,

    /// <summary>The <c>@type</c> is another than the object must have (RFC 9553 §1.3.4).</summary>
    WrongObject,

    /// <summary>A name differs from a registered one by letter case alone (RFC 9553 §1.7.1).</summary>
    LetterCase,

    /// <summary>A name is neither like a registered one nor one of a vendor (RFC 9553 §1.7.2, §1.8.1), or is reserved (§1.7.3).</summary>
    InvalidName,

    /// <summary>A key is no Id (RFC 9553 §1.4.1).</summary>
    InvalidId,

    /// <summary>A property must not stand beside others as they are.</summary>
    NotAllowed,

    /// <summary>A localization cannot be applied (RFC 9553 §1.4.3, §2.7.1).</summary>
    InvalidPatch,

    /// <summary>A property or value is not of the profile (draft-ietf-calext-jscontact-profiles-14 §3).</summary>
    NotInProfile,
}

/// <summary>One thing that is wrong with a card, and where.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Pointer">Where: a JSON Pointer (RFC 6901) from the card, or from the array of cards that was read; empty for the whole.</param>
/// <param name="Section">The section that is broken, such as <c>RFC 9553 §2.2.1.1</c>.</param>
/// <param name="Detail">What it is, in words for people.</param>
public sealed record JSContactDefect(JSContactDefectCode Code, string Pointer, string Section, string Detail)
{
    /// <summary>Gives the pointer, the words and the section.</summary>
    public override string ToString() => $"{(Pointer.Length == 0 ? "The card" : Pointer)}: {Detail} ({Section}).";
}

/// <summary>A card that strict reading refuses.</summary>
/// <param name="defect">The first thing that is wrong.</param>
public sealed class JSContactFormatException(JSContactDefect defect) : FormatException(defect?.ToString())
{
    /// <summary>The first thing that is wrong, and where.</summary>
    public JSContactDefect Defect { get; } = defect ?? throw new ArgumentNullException(nameof(defect));
}
