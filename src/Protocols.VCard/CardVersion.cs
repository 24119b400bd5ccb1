namespace Protocols.VCard;

/// <summary>The versions of vCard.</summary>
public enum CardVersion
{
    /// <summary>2.1, which is read and not written.</summary>
    V2,

    /// <summary>3.0 (RFC 2426).</summary>
    V3,

    /// <summary>4.0 (RFC 6350).</summary>
    V4,
}
