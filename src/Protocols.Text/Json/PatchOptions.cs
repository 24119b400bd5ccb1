namespace Protocols.Text;

/// <summary>How strict <see cref="PatchObject.Apply"/> is.</summary>
[Flags]
public enum PatchOptions
{
    /// <summary>Elements of arrays may be replaced and gone into, as in JSContact (RFC 9553 §1.4.3) and JSCalendar 2.0.</summary>
    None = 0,

    /// <summary>No key may lead into an array, as in JMAP (RFC 8620 §5.3) and JSCalendar 1.0 (RFC 8984 §1.4.9).</summary>
    NotInArrays = 1,
}
