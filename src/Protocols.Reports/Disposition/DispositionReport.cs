using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>
/// What became of a message after delivery, as its recipient tells it: a disposition notification (RFC 8098), also called a receipt. It is
/// written by <see cref="DispositionNotification"/>.
/// </summary>
public sealed record DispositionReport
{
    /// <summary>The machine or domain, and the program; null for nothing said.</summary>
    public string? ReportingUserAgent { get; init; }

    /// <summary>The gateway that translated the report; null for none.</summary>
    public ReportAddress? Gateway { get; init; }

    /// <summary>The address that the sender gave; null for nothing said.</summary>
    public ReportAddress? OriginalRecipient { get; init; }

    /// <summary>Who gives the receipt; null for nothing said.</summary>
    public ReportAddress? FinalRecipient { get; init; }

    /// <summary>The identifier of the message, without angle brackets; null for nothing said.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>What became of the message; null for nothing said, or nothing that is known.</summary>
    public DispositionKind? Disposition { get; init; }

    /// <summary>Whether a program did that by itself; null for nothing said.</summary>
    public bool? IsAutomaticAction { get; init; }

    /// <summary>Whether nobody was asked for this receipt; null for nothing said.</summary>
    public bool? IsSentAutomatically { get; init; }

    /// <summary>More about the disposition, such as <c>error</c> (RFC 8098 §3.2.6.3).</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    /// <summary>What went wrong (RFC 8098 §3.2.7). Older receipts have fields Failure and Warning, which are among <see cref="OtherFields"/>.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Fields that are not known here, in order.</summary>
    public IReadOnlyList<ReportField> OtherFields { get; init; } = [];

    /// <summary>The message, or its header; empty for neither. It is borrowed from the message that was read, unless it was encoded there.</summary>
    public ReadOnlyMemory<byte> Returned { get; init; }

    /// <summary>Whether <see cref="Returned"/> is the header alone.</summary>
    public bool IsHeaderOnly { get; init; }

    /// <summary>Reads the receipt that a message carries: its first part of <c>message/disposition-notification</c>, and the message behind it. Nothing makes this throw but an outline.</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">The limits, or null for <see cref="ReportReadOptions.Default"/>.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public static ReportReading<DispositionReport> Read(MimeDocument message, ReportReadOptions? options = null) =>
        DispositionReportReader.Read(message, options ?? ReportReadOptions.Default);
}
