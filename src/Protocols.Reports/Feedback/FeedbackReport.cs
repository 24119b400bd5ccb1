using System.Buffers;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>The kinds of feedback (RFC 5965 §7.3, RFC 6430, RFC 6591).</summary>
public enum FeedbackType
{
    /// <summary>One that is not known here; <see cref="FeedbackReport.TypeName"/> has its name.</summary>
    Other,

    /// <summary>Unwanted mail.</summary>
    Abuse,

    /// <summary>Fraud, such as phishing.</summary>
    Fraud,

    /// <summary>A virus.</summary>
    Virus,

    /// <summary>A message that was taken for spam, and is not (RFC 6430).</summary>
    NotSpam,

    /// <summary>A message that failed authentication (RFC 6591, RFC 9991).</summary>
    AuthFailure,
}

/// <summary>
/// Feedback about a message in the Abuse Reporting Format (RFC 5965). What its fields say is its sender's word (§3); the message itself tells
/// more (§2 g).
/// </summary>
public sealed record FeedbackReport
{
    /// <summary>The kind of feedback.</summary>
    public required FeedbackType Type { get; init; }

    /// <summary>The name of the kind where it is <see cref="FeedbackType.Other"/>: what is read, or to be written.</summary>
    public string? TypeName { get; init; }

    /// <summary>The program that made the report, such as <c>SomeGenerator/1.0</c>.</summary>
    public required string UserAgent { get; init; }

    /// <summary>The version of the format as read; null for none. It is written as <c>1</c>.</summary>
    public string? Version { get; init; }

    /// <summary>The envelope identifier (RFC 3461 §4.4); null for none.</summary>
    public string? OriginalEnvelopeId { get; init; }

    /// <summary>The envelope sender without angle brackets; empty for the empty sender, null for nothing said.</summary>
    public string? OriginalMailFrom { get; init; }

    /// <summary>The envelope recipients without angle brackets.</summary>
    public IReadOnlyList<string> OriginalRecipients { get; init; } = [];

    /// <summary>When the message came to who reports; null for nothing said.</summary>
    public DateTimeOffset? ArrivalDate { get; init; }

    /// <summary>The name of the server that reports, without its type; null for nothing said.</summary>
    public string? ReportingMta { get; init; }

    /// <summary>The address that the message came from; null for nothing said.</summary>
    public string? SourceIp { get; init; }

    /// <summary>The port that it came from (RFC 6692); null for nothing said.</summary>
    public int? SourcePort { get; init; }

    /// <summary>How many incidents this is about.</summary>
    public uint Incidents { get; init; } = 1;

    /// <summary>What authentication said: values of Authentication-Results, unfolded.</summary>
    public IReadOnlyList<string> AuthenticationResults { get; init; } = [];

    /// <summary>The domains that this is about.</summary>
    public IReadOnlyList<string> ReportedDomains { get; init; } = [];

    /// <summary>The URIs that this is about. They may well be hostile.</summary>
    public IReadOnlyList<string> ReportedUris { get; init; } = [];

    /// <summary>What failed, where the kind is <see cref="FeedbackType.AuthFailure"/>; null for nothing.</summary>
    public AuthenticationFailure? Failure { get; init; }

    /// <summary>Fields that are not known here, in order.</summary>
    public IReadOnlyList<ReportField> OtherFields { get; init; } = [];

    /// <summary>The message that this is about, or its header; empty for none. It is borrowed from the message that was read, unless it was encoded there.</summary>
    public ReadOnlyMemory<byte> Reported { get; init; }

    /// <summary>Whether <see cref="Reported"/> is the header alone.</summary>
    public bool IsHeaderOnly { get; init; }

    /// <summary>Reads the report that a message carries: its first part of <c>message/feedback-report</c>, and the message behind it. Nothing makes this throw but an outline.</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">The limits, or null for <see cref="ReportReadOptions.Default"/>.</param>
    /// <exception cref="InvalidOperationException">The document was opened from an outline, which has no bodies.</exception>
    public static ReportReading<FeedbackReport> Read(MimeDocument message, ReportReadOptions? options = null) =>
        FeedbackReportReader.Read(message, options ?? ReportReadOptions.Default);

    /// <summary>Writes the content of a part of <c>message/feedback-report</c>.</summary>
    /// <param name="output">Takes the octets, which are ASCII.</param>
    /// <exception cref="ReportValueException">The report is not whole, or a value cannot be written: see <see cref="FindProblem"/>.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        ReportValueException.ThrowIf(FindProblem());
        FeedbackReportWriter.Write(this, output);
    }

    /// <summary>Tells what stands in the way of writing this report; null for nothing.</summary>
    public ReportProblem? FindProblem() => FeedbackReportCheck.FindProblem(this);

    /// <summary>Makes the message that carries this report (RFC 5965 §2), with <see cref="Reported"/> as its third part.</summary>
    /// <param name="from">Who reports.</param>
    /// <param name="to">Who gets the report.</param>
    /// <param name="date">When.</param>
    /// <param name="text">The text for people.</param>
    /// <exception cref="ReportValueException">The report is not whole, a value cannot be written, or there is no <see cref="Reported"/>.</exception>
    public MessageBuilder CreateMessage(MailboxAddress from, string to, DateTimeOffset date, string text)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(text);
        ReportValueException.ThrowIf(Reported.IsEmpty ? new ReportProblem(ReportProblemCode.Missing, nameof(Reported)) : null);
        ArrayBufferWriter<byte> fields = new();
        Write(fields);
        using MimeDocument reported = MimeDocument.Parse(Reported);
        string subject = FieldText.OneLine(reported.Root.GetHeaderText(HeaderId.Subject));
        BodyPart original = IsHeaderOnly ? new BodyPart("text/rfc822-headers", Reported) : BodyPart.FromMessage(Reported);
        return new MessageBuilder
        {
            Date = date,
            From = { from },
            To = { to },

            // RFC 5965 §2 f: no more than a prefix may differ.
            Subject = ("FW: " + subject).TrimEnd(),
            AutoSubmitted = "auto-generated",
            Text = text,
            Report = new MessageReport("feedback-report", new BodyPart("message/feedback-report", fields.WrittenMemory), original),
        };
    }
}

/// <summary>A field of a report that is kept as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its value, unfolded.</param>
public readonly record struct ReportField(string Name, string Text);
