namespace Protocols.Reports;

/// <summary>What came of reading a report.</summary>
public enum ReportStatus
{
    /// <summary>It was read; its defects, if any, did no harm to the rest.</summary>
    Ok,

    /// <summary>It was read up to a place where it broke off, or where a limit was met.</summary>
    Damaged,

    /// <summary>There is no report of this kind.</summary>
    NoReport,

    /// <summary>It is so broken that nothing could be read.</summary>
    Malformed,

    /// <summary>It has more octets than <see cref="ReportReadOptions.MaxDecompressedBytes"/>, as bombs of compression have.</summary>
    DecompressionLimit,

    /// <summary>It is encrypted, or compressed by a method other than that of gzip.</summary>
    UnsupportedCompression,
}
