using System.Globalization;
using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>
/// Reads delivery status notifications. Programs leave out empty lines, so that fields are told apart by their names: those of a recipient
/// belong to one wherever they stand, and a second Final-Recipient begins another.
/// </summary>
internal sealed class DeliveryReportReader(ReportReadOptions options)
{
    private readonly FieldReading _reading = new(options);
    private readonly List<DeliveryRecipient> _recipients = [];
    private readonly List<ReportField> _others = [];
    private List<ReportField> _recipientOthers = [];
    private DeliveryReport _report = new();
    private DeliveryRecipient? _recipient;
    private int _count;
    private bool _hasFields;

    public static ReportReading<DeliveryReport> Read(MimeDocument message, ReportReadOptions options)
    {
        if (!FieldReading.TryFind(message, "delivery-status"u8, "global-delivery-status"u8, out MimePart part, out ReportFields fields))
        {
            return ReportReading<DeliveryReport>.Nothing(ReportStatus.NoReport);
        }

        using (fields)
        {
            return new DeliveryReportReader(options).Read(fields, message, part);
        }
    }

    private ReportReading<DeliveryReport> Read(ReportFields fields, MimeDocument message, MimePart part)
    {
        int group = 0;
        foreach (ReportGroup one in fields)
        {
            MimeHeaderReader reader = one.GetReader();
            while (reader.Read())
            {
                _hasFields = true;
                ReadField(reader.Current, group);
            }

            EndRecipient(group);
            group++;
        }

        if (!_hasFields)
        {
            return new(ReportStatus.Malformed, null, _reading.Log.Defects);
        }

        _reading.Require(_report.ReportingMta, "Reporting-MTA", 0);
        _reading.Require(_count == 0 ? null : _recipients, "Final-Recipient", -1);
        (ReadOnlyMemory<byte> returned, bool isHeaderOnly) = FieldReading.FindReturned(message, part);
        DeliveryReport report = _report with { Recipients = _recipients, OtherFields = _others, Returned = returned, IsHeaderOnly = isHeaderOnly };
        return new(_reading.Log.HasDamage ? ReportStatus.Damaged : ReportStatus.Ok, report, _reading.Log.Defects);
    }

    private void ReadField(HeaderFieldView field, int group)
    {
        string name = FieldReading.Name(field);
        string text = _reading.Text(field, name, group);
        switch (name.ToUpperInvariant())
        {
            case "REPORTING-MTA": _report = _report with { ReportingMta = Once(_report.ReportingMta, ReportAddress.Parse(text), name, group) }; break;
            case "ORIGINAL-ENVELOPE-ID": _report = _report with { OriginalEnvelopeId = Once(_report.OriginalEnvelopeId, text, name, group) }; break;
            case "DSN-GATEWAY": _report = _report with { Gateway = Once(_report.Gateway, ReportAddress.Parse(text), name, group) }; break;
            case "RECEIVED-FROM-MTA": _report = _report with { ReceivedFromMta = Once(_report.ReceivedFromMta, ReportAddress.Parse(text), name, group) }; break;
            case "ARRIVAL-DATE": _report = _report with { ArrivalDate = Once(_report.ArrivalDate, _reading.Date(field, name, group), name, group) }; break;
            case "DELIVER-BY-DATE": _report = _report with { DeliverBy = Once(_report.DeliverBy, _reading.Date(field, name, group), name, group) }; break;
            case "FUTURE-RELEASE-REQUEST": _report = _report with { FutureReleaseRequest = Once(_report.FutureReleaseRequest, text, name, group) }; break;
            default: ReadRecipientField(field, name, text, group); break;
        }
    }

    private void ReadRecipientField(HeaderFieldView field, string name, string text, int group)
    {
        string key = name.ToUpperInvariant();
        DeliveryRecipient recipient = _recipient ?? new DeliveryRecipient();
        switch (key)
        {
            case "FINAL-RECIPIENT" or "ORIGINAL-RECIPIENT" when recipient.FinalRecipient is not null && (key == "FINAL-RECIPIENT" || recipient.Action is not null):
                EndRecipient(group);
                recipient = new DeliveryRecipient();
                recipient = key == "FINAL-RECIPIENT" ? recipient with { FinalRecipient = ReportAddress.Parse(text) } : recipient with { OriginalRecipient = ReportAddress.Parse(text) };
                break;
            case "FINAL-RECIPIENT": recipient = recipient with { FinalRecipient = ReportAddress.Parse(text) }; break;
            case "ORIGINAL-RECIPIENT": recipient = recipient with { OriginalRecipient = Once(recipient.OriginalRecipient, ReportAddress.Parse(text), name, group) }; break;
            case "ACTION": recipient = recipient with { Action = Once(recipient.Action, _reading.Known(ReadAction(text), null, name, group), name, group) }; break;
            case "STATUS": recipient = recipient with { Status = Once(recipient.Status, ReadStatus(text, name, group), name, group) }; break;
            case "REMOTE-MTA": recipient = recipient with { RemoteMta = Once(recipient.RemoteMta, ReportAddress.Parse(text), name, group) }; break;
            case "DIAGNOSTIC-CODE": recipient = recipient with { DiagnosticCode = Once(recipient.DiagnosticCode, ReportAddress.Parse(text), name, group) }; break;
            case "LAST-ATTEMPT-DATE": recipient = recipient with { LastAttempt = Once(recipient.LastAttempt, _reading.Date(field, name, group), name, group) }; break;
            case "FINAL-LOG-ID": recipient = recipient with { FinalLogId = Once(recipient.FinalLogId, text, name, group) }; break;
            case "WILL-RETRY-UNTIL": recipient = recipient with { WillRetryUntil = Once(recipient.WillRetryUntil, _reading.Date(field, name, group), name, group) }; break;
            default:
                // A group of unknown fields alone is of no recipient.
                _reading.Add(_recipient is null ? _others : _recipientOthers, new ReportField(name, text), name, group);
                return;
        }

        _recipient = recipient;
    }

    private void EndRecipient(int group)
    {
        if (_recipient is not { } recipient)
        {
            return;
        }

        _count++;
        _reading.Require(recipient.FinalRecipient, "Final-Recipient", group);
        _reading.Require(recipient.Action, "Action", group);
        _reading.Require(recipient.Status, "Status", group);
        if (_recipients.Count < options.MaxRecords)
        {
            _recipients.Add(recipient with { OtherFields = _recipientOthers });
        }
        else
        {
            _reading.Log.Add(ReportDefectCode.RecordLimit, "Final-Recipient", group);
        }

        _recipient = null;
        _recipientOthers = [];
    }

    private T? Once<T>(T? before, T? value, string name, int group)
    {
        if (before is null)
        {
            return value;
        }

        _reading.Log.Add(ReportDefectCode.Repeated, name, group);
        return before;
    }

    private static DeliveryAction? ReadAction(string text)
    {
        string word = FieldText.WithoutComments(text).Split(' ', ';')[0];
        return word.ToUpperInvariant() switch
        {
            "FAILED" => DeliveryAction.Failed,
            "DELAYED" => DeliveryAction.Delayed,
            "DELIVERED" => DeliveryAction.Delivered,
            "RELAYED" => DeliveryAction.Relayed,
            "EXPANDED" => DeliveryAction.Expanded,
            _ => null,
        };
    }

    // RFC 3463 §2: a class of 2, 4 or 5, and two numbers of up to three digits. Text and comments behind it are common.
    private string? ReadStatus(string text, string name, int group)
    {
        string word = FieldText.WithoutComments(text).Split(' ', '\t')[0];
        string[] parts = word.Split('.');
        bool isStatus = parts.Length == 3 && parts[0] is "2" or "4" or "5"
            && parts.Skip(1).All(static part => part.Length is > 0 and <= 3 && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if (!isStatus)
        {
            _reading.Log.Add(ReportDefectCode.MalformedValue, name, group);
        }

        return isStatus ? word : null;
    }
}
