namespace Protocols.Reports;

/// <summary>The budgets of reading reports. Immutable; the values are validated when they are set.</summary>
public sealed record ReportReadOptions
{
    /// <summary>The defaults, safe for mail from the open internet.</summary>
    public static ReportReadOptions Default { get; } = new();

    /// <summary>
    /// How many octets a report may have when it is decompressed; of a message, up to 16 attachments are tried. One that has more is
    /// not read (<see cref="ReportStatus.DecompressionLimit"/>). From 1 to 1 GiB; 20 MiB unless set.
    /// </summary>
    public int MaxDecompressedBytes { get; init => field = Within(value, 1, 1024 * 1024 * 1024, nameof(MaxDecompressedBytes)); } = 20 * 1024 * 1024;

    /// <summary>
    /// How many records, policies with their failures, or recipients are kept; further ones are passed over
    /// (<see cref="ReportDefectCode.RecordLimit"/>). From 1 to 10,000,000; 200,000 unless set.
    /// </summary>
    public int MaxRecords { get; init => field = Within(value, 1, 10_000_000, nameof(MaxRecords)); } = 200_000;

    /// <summary>
    /// How many results, reasons, errors, extensions or values of one field are kept in one place; further ones are passed over
    /// (<see cref="ReportDefectCode.ListLimit"/>). From 1 to 100,000; 100 unless set, as RFC 9990 §3.1.3 asks for signatures.
    /// </summary>
    public int MaxListItems { get; init => field = Within(value, 1, 100_000, nameof(MaxListItems)); } = 100;

    /// <summary>How deep elements or JSON values may lie in each other; reading ends there (<see cref="ReportDefectCode.DepthLimit"/>). From 8 to 1,000; 64 unless set.</summary>
    public int MaxDepth { get; init => field = Within(value, 8, 1_000, nameof(MaxDepth)); } = 64;

    /// <summary>How many characters of one text are kept; it is cut there (<see cref="ReportDefectCode.TextLimit"/>). No tag of XML may be longer either (<see cref="ReportDefectCode.TagLimit"/>). From 64 to 10,000,000; 16,384 unless set.</summary>
    public int MaxTextLength { get; init => field = Within(value, 64, 10_000_000, nameof(MaxTextLength)); } = 16 * 1024;

    /// <summary>How many defects are kept; further ones are dropped. From 0 to 10,000; 64 unless set.</summary>
    public int MaxDefects { get; init => field = Within(value, 0, 10_000, nameof(MaxDefects)); } = 64;

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
