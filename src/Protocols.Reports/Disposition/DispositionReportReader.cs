using Protocols.Mime;

namespace Protocols.Reports;

/// <summary>Reads disposition notifications: fields in any order, the first of each name taken.</summary>
internal sealed class DispositionReportReader(ReportReadOptions options)
{
    private readonly FieldReading _reading = new(options);
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _errors = [];
    private readonly List<ReportField> _others = [];
    private DispositionReport _report = new();

    public static ReportReading<DispositionReport> Read(MimeDocument message, ReportReadOptions options)
    {
        if (!FieldReading.TryFind(message, "disposition-notification"u8, "global-disposition-notification"u8, out MimePart part, out ReportFields fields))
        {
            return ReportReading<DispositionReport>.Nothing(ReportStatus.NoReport);
        }

        using (fields)
        {
            return new DispositionReportReader(options).Read(fields, message, part);
        }
    }

    private ReportReading<DispositionReport> Read(ReportFields fields, MimeDocument message, MimePart part)
    {
        int group = 0;
        bool hasFields = false;
        foreach (ReportGroup one in fields)
        {
            MimeHeaderReader reader = one.GetReader();
            while (reader.Read())
            {
                hasFields = true;
                ReadField(reader.Current, group);
            }

            group++;
        }

        if (!hasFields)
        {
            return new(ReportStatus.Malformed, null, _reading.Log.Defects);
        }

        _reading.Require(_report.FinalRecipient, "Final-Recipient", -1);
        _reading.Require(_report.Disposition, "Disposition", -1);
        (ReadOnlyMemory<byte> returned, bool isHeaderOnly) = FieldReading.FindReturned(message, part);
        return new(ReportStatus.Ok, _report with { Errors = _errors, OtherFields = _others, Returned = returned, IsHeaderOnly = isHeaderOnly }, _reading.Log.Defects);
    }

    private void ReadField(HeaderFieldView field, int group)
    {
        string name = FieldReading.Name(field);
        string text = _reading.Text(field, name, group);
        string key = name.ToUpperInvariant();
        if (key == "ERROR")
        {
            _reading.Add(_errors, text, name, group);
            return;
        }

        bool isKnown = key is "REPORTING-UA" or "MDN-GATEWAY" or "ORIGINAL-RECIPIENT" or "FINAL-RECIPIENT" or "ORIGINAL-MESSAGE-ID" or "DISPOSITION";
        if (isKnown && !_seen.Add(name))
        {
            _reading.Log.Add(ReportDefectCode.Repeated, name, group);
            return;
        }

        switch (key)
        {
            case "REPORTING-UA": _report = _report with { ReportingUserAgent = text }; break;
            case "MDN-GATEWAY": _report = _report with { Gateway = ReportAddress.Parse(text) }; break;
            case "ORIGINAL-RECIPIENT": _report = _report with { OriginalRecipient = ReportAddress.Parse(text) }; break;
            case "FINAL-RECIPIENT": _report = _report with { FinalRecipient = ReportAddress.Parse(text) }; break;
            case "ORIGINAL-MESSAGE-ID": _report = _report with { OriginalMessageId = FieldText.Path(text) }; break;
            case "DISPOSITION": ReadDisposition(FieldText.WithoutComments(text), name, group); break;
            default: _reading.Add(_others, new ReportField(name, text), name, group); break;
        }
    }

    // RFC 8098 §3.2.6: action-mode "/" sending-mode ";" type [ "/" modifier *( "," modifier ) ]
    private void ReadDisposition(string text, string name, int group)
    {
        int semicolon = text.IndexOf(';', StringComparison.Ordinal);
        string[] modes = semicolon < 0 ? [] : text[..semicolon].Split('/', StringSplitOptions.TrimEntries);
        string[] what = text[(semicolon + 1)..].Split('/', 2, StringSplitOptions.TrimEntries);
        List<string> modifiers = [];
        foreach (string modifier in what.Length < 2 ? [] : what[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            _reading.Add(modifiers, modifier, name, group);
        }

        _report = _report with
        {
            IsAutomaticAction = _reading.Known(ReadMode(modes, 0, "automatic-action", "manual-action"), null, name, group),
            IsSentAutomatically = _reading.Known(ReadMode(modes, 1, "MDN-sent-automatically", "MDN-sent-manually"), null, name, group),
            Disposition = _reading.Known<DispositionKind?>(what[0].ToUpperInvariant() switch
            {
                "DISPLAYED" => DispositionKind.Displayed,
                "DELETED" => DispositionKind.Deleted,
                "DISPATCHED" => DispositionKind.Dispatched,
                "PROCESSED" => DispositionKind.Processed,
                _ => null,
            }, null, name, group),
            Modifiers = modifiers,
        };
    }

    private static bool? ReadMode(string[] modes, int place, string yes, string no) =>
        place >= modes.Length ? null
        : modes[place].Equals(yes, StringComparison.OrdinalIgnoreCase) ? true
        : modes[place].Equals(no, StringComparison.OrdinalIgnoreCase) ? false
        : null;
}
