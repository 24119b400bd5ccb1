namespace Protocols.VCard.EmergencyData;

/// <summary>What was wrong with a block, or which limit it met.</summary>
public enum EmergencyDataDefectCode
{
    /// <summary>The input is no XML from here on; what stands before was read.</summary>
    MalformedXml,

    /// <summary>The input has a document type, which is not read.</summary>
    DocumentType,

    /// <summary>The input is longer than <see cref="EmergencyDataOptions.MaxLength"/>; it was not read.</summary>
    SizeLimit,

    /// <summary>Elements lie deeper than <see cref="EmergencyDataOptions.MaxDepth"/>; they were passed over.</summary>
    DepthLimit,

    /// <summary>There are more elements than <see cref="EmergencyDataOptions.MaxElements"/>; further ones were passed over.</summary>
    ElementLimit,

    /// <summary>The outermost element is not that of the block.</summary>
    OtherBlock,

    /// <summary>An element or attribute that must be there is not.</summary>
    Missing,

    /// <summary>An element or attribute has a value that it cannot have.</summary>
    InvalidValue,

    /// <summary>An element of an xCard is none that a property can be made of; it was passed over.</summary>
    MalformedProperty,
}

/// <summary>One thing that was wrong with a block.</summary>
/// <param name="Code">What it was.</param>
/// <param name="Element">The element or attribute.</param>
/// <param name="Section">The section that is broken.</param>
public sealed record EmergencyDataDefect(EmergencyDataDefectCode Code, string Element, string Section);

/// <summary>What reading gave.</summary>
/// <typeparam name="T">The kind of block.</typeparam>
/// <param name="Block">The block as far as it could be read, null where there is none.</param>
/// <param name="Defects">What was wrong; at most 64.</param>
public sealed record EmergencyDataReading<T>(T? Block, IReadOnlyList<EmergencyDataDefect> Defects)
    where T : class
{
    /// <summary>Gives the block where nothing is wrong with it.</summary>
    /// <exception cref="FormatException">Something is wrong; the first defect is told.</exception>
    public T Strict() => Defects is [var first, ..] ? throw new FormatException($"{first.Element}: {first.Code} ({first.Section}).") : Block!;
}
