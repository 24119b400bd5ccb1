using System.Buffers;
using System.Globalization;
using System.Text;
using Protocols.Mime;
using static Protocols.Reports.ReportProblems;

namespace Protocols.Reports;

/// <summary>What a notification has to be to be written: RFC 3464 §2.2 and §2.3.</summary>
internal static class DeliveryReportCheck
{
    // With these, and names of up to 76, no line is longer than RFC 5322 §2.1.1 lets it be: lines are folded between words.
    private const int LongestWord = 800;
    private const int LongestBlank = 60;

    private static readonly SearchValues<char> s_atom = SearchValues.Create("!#$%&'*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");

    // The names that a field of their own is written for.
    private static readonly HashSet<string> s_known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Original-Envelope-Id", "Reporting-MTA", "DSN-Gateway", "Received-From-MTA", "Arrival-Date", "Deliver-By-Date", "Future-Release-Request",
        "Original-Recipient", "Final-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code", "Last-Attempt-Date", "Final-Log-ID", "Will-Retry-Until",
    };

    public static ReportProblem? FindProblem(DeliveryReport report, bool isUtf8) =>
        If(report.ReportingMta is null, ReportProblemCode.Missing, "Reporting-MTA")
        ?? OptionalLine(report.OriginalEnvelopeId, "Original-Envelope-Id", isUtf8: false)
        ?? Typed(report.ReportingMta, "Reporting-MTA", isUtf8)
        ?? Typed(report.Gateway, "DSN-Gateway", isUtf8)
        ?? Typed(report.ReceivedFromMta, "Received-From-MTA", isUtf8)
        ?? If(report.FutureReleaseRequest is { } request && !IsRequest(request), ReportProblemCode.BadValue, "Future-Release-Request")
        ?? First(report.OtherFields, field => Other(field, isUtf8))
        ?? If(report.Recipients.Count == 0, ReportProblemCode.Missing, "Final-Recipient")
        ?? First(report.Recipients, recipient => FindProblem(recipient, isUtf8));

    private static ReportProblem? FindProblem(DeliveryRecipient recipient, bool isUtf8) =>
        Typed(recipient.OriginalRecipient, "Original-Recipient", isUtf8)
        ?? If(recipient.FinalRecipient is null, ReportProblemCode.Missing, "Final-Recipient")
        ?? Typed(recipient.FinalRecipient, "Final-Recipient", isUtf8)
        ?? If(recipient.Action is null, ReportProblemCode.Missing, "Action")
        ?? If(!Enum.IsDefined(recipient.Action!.Value), ReportProblemCode.BadValue, "Action")
        ?? If(recipient.Status is null, ReportProblemCode.Missing, "Status")
        ?? If(!IsStatus(recipient.Status!), ReportProblemCode.BadValue, "Status")
        ?? Typed(recipient.RemoteMta, "Remote-MTA", isUtf8)
        ?? Typed(recipient.DiagnosticCode, "Diagnostic-Code", isUtf8)
        ?? OptionalLine(recipient.FinalLogId, "Final-Log-ID", isUtf8)

        // RFC 3464 §2.3.9: it is for what is delayed alone.
        ?? If(recipient.WillRetryUntil is not null && recipient.Action != DeliveryAction.Delayed, ReportProblemCode.BadValue, "Will-Retry-Until")
        ?? First(recipient.OtherFields, field => Other(field, isUtf8));

    private static ReportProblem? Typed(ReportAddress? address, string name, bool isUtf8)
    {
        if (address is not { } typed)
        {
            return null;
        }

        bool isType = !string.IsNullOrEmpty(typed.Type) && typed.Type.Length <= 76 && !typed.Type.AsSpan().ContainsAnyExcept(s_atom);
        return If(!isType, ReportProblemCode.BadValue, name)
            ?? If(string.IsNullOrWhiteSpace(typed.Value), ReportProblemCode.Missing, name)

            // Of the type utf-8 there is a form in ASCII, of up to ten octets for a character.
            ?? (typed.Type == "utf-8"
                ? OptionalLine(typed.Value, name, isUtf8: true) ?? OptionalLine(ReportAddress.Escape(typed.Value, isUtf8), name, isUtf8)
                : OptionalLine(typed.Value, name, isUtf8));
    }

    private static ReportProblem? Other(ReportField field, bool isUtf8)
    {
        bool isName = field.Name is { Length: > 0 and <= 76 } name && name.All(static c => c is > ' ' and < '\u007F' and not ':') && !s_known.Contains(name);
        return If(!isName, ReportProblemCode.BadValue, "field-name") ?? If(field.Text is null, ReportProblemCode.Missing, field.Name) ?? OptionalLine(field.Text, field.Name, isUtf8);
    }

    // RFC 3464 §2.3.4: no leading zeros. RFC 3463 §2: the class is 2, 4 or 5.
    private static bool IsStatus(string status)
    {
        string[] parts = status.Split('.');
        return parts.Length == 3 && parts[0] is "2" or "4" or "5" && parts.Skip(1).All(static part =>
            part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
    }

    private static bool IsRequest(string request) =>
        (request.StartsWith("for;", StringComparison.Ordinal) && request.Length is > 4 and <= 13 && int.TryParse(request.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        || (request.StartsWith("until;", StringComparison.Ordinal) && request.Length is > 6 and <= 76 && request.All(static c => char.IsAsciiLetterOrDigit(c) || c is ';' or ':' or '-' or '+' or '.'));

    // Nothing may end a field, and nothing be too long for a line.
    private static ReportProblem? OptionalLine(string? text, string name, bool isUtf8)
    {
        if (text is null)
        {
            return null;
        }

        bool isText = !text.Any(c => c is (< ' ' and not '\t') or (>= '\u007F' and < '\u00A0') || (c >= '\u00A0' && !isUtf8)) && IsWellFormed(text);
        return If(!isText, ReportProblemCode.BadCharacter, name)
            ?? If(text.Split(' ', '\t').Any(static word => Encoding.UTF8.GetByteCount(word) > LongestWord) || HasLongBlank(text), ReportProblemCode.OutOfRange, name);
    }

    private static bool HasLongBlank(string text)
    {
        int run = 0;
        foreach (char c in text)
        {
            run = c is ' ' or '\t' ? run + 1 : 0;
            if (run > LongestBlank)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }
}
