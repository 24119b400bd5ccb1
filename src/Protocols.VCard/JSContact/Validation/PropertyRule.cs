using System.Collections.Frozen;

namespace Protocols.VCard.JSContact;

/// <summary>What the value of a property is (RFC 9553 §1.3.2, §1.4).</summary>
internal enum ValueKind
{
    Text,
    Boolean,
    Unsigned,
    Time,
    Uri,
    Language,
    Script,
    Id,
    MediaType,
    Country,
    Geo,
    TimeZone,
    Mail,
    Set,
    Texts,
    Object,
    List,
    Map,
    Date,
    Patches,
    VCardName,
    VCardParams,
    VCardProps,
    Keys,
    Raw,
}

/// <summary>A property of a kind of object, as the registry of RFC 9553 §3.5 has it.</summary>
internal sealed record PropertyRule(string Name, ValueKind Kind)
{
    /// <summary>Whether it must be there.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>The kind of the objects inside.</summary>
    public string? Of { get; init; }

    /// <summary>The values, or keys of a set, beside those of vendors; null for any.</summary>
    public FrozenSet<string>? Values { get; init; }

    /// <summary>The least number.</summary>
    public long Least { get; init; }

    /// <summary>The largest number (RFC 9553 §1.4.2 unless set).</summary>
    public long Most { get; init; } = (1L << 53) - 1;

    /// <summary>Whether the keys of a map are Ids; other maps have any text.</summary>
    public bool HasIds { get; init; }

    /// <summary>The section, where it is another than that of the object.</summary>
    public string? Section { get; init; }
}

/// <summary>A kind of object (RFC 9553 §1.3.1).</summary>
internal sealed record ObjectRule(string Name, string Section, FrozenDictionary<string, PropertyRule> Properties)
{
    /// <summary>The properties of which one must be there; empty for none.</summary>
    public IReadOnlyList<string> OneOf { get; init; } = [];
}
