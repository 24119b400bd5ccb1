namespace Protocols.Reports;

/// <summary>What was wrong with a report, or which limit it met.</summary>
public enum ReportDefectCode
{
    /// <summary>No defect.</summary>
    None,

    /// <summary>Something that has to be there is not.</summary>
    Missing,

    /// <summary>Something stands twice that may stand once; the first was taken.</summary>
    Repeated,

    /// <summary>A value is none of those that the specification knows.</summary>
    UnknownValue,

    /// <summary>A number, a date or an address cannot be read.</summary>
    MalformedValue,

    /// <summary>A line is no field (RFC 5322 §2.2); it was passed over.</summary>
    MalformedField,

    /// <summary>The XML is not well-formed, and was read again with what is no known element taken as text.</summary>
    MendedXml,

    /// <summary>The XML or JSON ends, or stops being such, before its end.</summary>
    BrokenOff,

    /// <summary>The compressed octets end early or do not fit their checksum; what came out was taken.</summary>
    DamagedCompression,

    /// <summary>The archive has more than one file; the first was taken.</summary>
    SeveralFiles,

    /// <summary>The XML has a document type definition, which no report needs; it was not looked at further.</summary>
    DocumentType,

    /// <summary>More than <see cref="ReportReadOptions.MaxRecords"/>.</summary>
    RecordLimit,

    /// <summary>More than <see cref="ReportReadOptions.MaxListItems"/> in one place.</summary>
    ListLimit,

    /// <summary>Deeper than <see cref="ReportReadOptions.MaxDepth"/>.</summary>
    DepthLimit,

    /// <summary>A tag of XML with more characters than <see cref="ReportReadOptions.MaxTextLength"/>; reading ends there.</summary>
    TagLimit,

    /// <summary>A text longer than <see cref="ReportReadOptions.MaxTextLength"/>.</summary>
    TextLimit,
}

/// <summary>One thing that was wrong with a report, and where.</summary>
/// <param name="Code">What it was.</param>
/// <param name="Name">The element, member or field that it was met in, such as <c>source_ip</c>; empty for the report as a whole.</param>
/// <param name="Place">Where: the line of XML, from 1; the octet of JSON; the group of fields, from 0. It is −1 where there is no telling.</param>
public readonly record struct ReportDefect(ReportDefectCode Code, string Name, long Place);
