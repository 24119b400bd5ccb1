using System.Globalization;
using System.Text;
using Protocols.Mime;
using Protocols.Reports;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What programs read of a notification (RFC 3461 §6.3). What others said is made fit for it: no reply keeps a report from being written.</summary>
internal static class NotificationFields
{
    private const int LongestText = 2_000;
    private const int LongestWord = 200;

    // What can be written, to try single values in.
    private static readonly DeliveryReport s_probe = new()
    {
        ReportingMta = new ReportAddress("dns", "localhost"),
        Recipients = [new DeliveryRecipient { FinalRecipient = new ReportAddress("rfc822", "a@b"), Action = DeliveryAction.Failed, Status = "5.0.0" }],
    };

    public static DeliveryReport Of(string hostName, QueuedMessage message, IReadOnlyList<RecipientReport> told, RetrySchedule schedule, DateTimeOffset now, bool isUtf8)
    {
        QueueEnvelope envelope = message.Envelope;
        return new DeliveryReport
        {
            // RFC 3461 §6.3 (b): a name that is none in the DNS is told as such.
            ReportingMta = new ReportAddress(hostName.Contains('.', StringComparison.Ordinal) ? "dns" : "x-local-hostname", hostName),
            OriginalEnvelopeId = string.IsNullOrWhiteSpace(envelope.EnvelopeId) || !IsWritable(s_probe with { OriginalEnvelopeId = envelope.EnvelopeId }, isUtf8) ? null : envelope.EnvelopeId,
            ArrivalDate = envelope.SubmittedAt,
            DeliverBy = envelope.DeliverBy?.Time,
            FutureReleaseRequest = IsWritable(s_probe with { FutureReleaseRequest = envelope.FutureReleaseRequest }, isUtf8) ? envelope.FutureReleaseRequest : null,

            // RFC 3464 §2.4: what an operator finds it by.
            OtherFields = message.Id.Value > 0 ? [new ReportField("X-Protocols-Queue-ID", message.Id.ToString())] : [],
            Recipients = [.. told.Select(one => Of(one, schedule.GiveUpAt(envelope), now, isUtf8))],
        };
    }

    /// <summary>A text on one line, without control characters and too long words, cut where it is too long.</summary>
    public static string Clean(string text, bool isUtf8)
    {
        StringBuilder clean = new(Math.Min(text.Length, LongestText) + 8);
        int word = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length >= LongestText)
            {
                return clean.Append(" ...").ToString();
            }

            bool isBlank = Rune.IsControl(rune) || Rune.IsWhiteSpace(rune);
            if (isBlank || word == LongestWord)
            {
                word = 0;
                if (clean.Length > 0 && clean[^1] != ' ')
                {
                    clean.Append(' ');
                }
            }

            if (!isBlank)
            {
                clean.Append(rune.IsAscii || isUtf8 ? rune.ToString() : "?");
                word++;
            }
        }

        return clean.ToString().TrimEnd();
    }

    /// <summary>What a server said, as it is told to people and programs.</summary>
    public static string Clean(QueueReply reply, bool isUtf8) => Clean(
        reply.Code == 0 ? reply.Text : string.Create(CultureInfo.InvariantCulture, $"{reply.Code} {reply.EnhancedCode} {reply.Text}"), isUtf8);

    private static DeliveryRecipient Of(RecipientReport report, DateTimeOffset until, DateTimeOffset now, bool isUtf8)
    {
        QueueReply? reply = report.Reply;
        return new DeliveryRecipient
        {
            OriginalRecipient = report.Recipient.OriginalRecipient is { } original ? Original(original, isUtf8) : null,
            FinalRecipient = Final(report.Recipient.Address, isUtf8),
            Action = report.Action,
            Status = NotificationRules.StatusOf(report).ToString(),

            // RFC 3464 §2.3.5: only where another server had to do with it.
            RemoteMta = reply?.Host is { } host && Clean(host, isUtf8: false) is { Length: > 0 } name ? new ReportAddress("dns", name) : null,

            // RFC 3464 §2.3.6: of what went well only what another server said of it (RFC 3461 §6.3 (i)).
            DiagnosticCode = reply is not null && (reply.Code > 0 || report.Action is DeliveryAction.Failed or DeliveryAction.Delayed) && Clean(reply, isUtf8) is { Length: > 0 } said ? new ReportAddress(reply.Code == 0 ? "x-protocols" : "smtp", said) : null,

            // RFC 3464 §2.3.7: only an attempt has a time.
            LastAttempt = report.Outcome.Reply is null ? null : now,
            WillRetryUntil = report.Action == DeliveryAction.Delayed ? until : null,
        };
    }

    private static ReportAddress Final(string address, bool isUtf8)
    {
        ReportAddress final = new(Ascii.IsValid(address) ? "rfc822" : "utf-8", address);
        return IsWritable(s_probe with { Recipients = [s_probe.Recipients[0] with { FinalRecipient = final }] }, isUtf8) ? final : new ReportAddress("unknown", "? " + Clean(address, isUtf8));
    }

    private static ReportAddress? Original(string original, bool isUtf8)
    {
        int semicolon = original.IndexOf(';', StringComparison.Ordinal);
        ReportAddress address = new(semicolon < 0 ? "" : original[..semicolon].ToLowerInvariant(), original[(semicolon + 1)..]);
        return IsWritable(s_probe with { Recipients = [s_probe.Recipients[0] with { OriginalRecipient = address }] }, isUtf8) ? address : null;
    }

    private static bool IsWritable(DeliveryReport probe, bool isUtf8) => probe.FindProblem(isUtf8) is null;
}
