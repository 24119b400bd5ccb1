using System.Globalization;
using System.Text;
using System.Text.Json;
using Protocols.Text;

namespace Protocols.Reports;

/// <summary>Reads TLS reports: any order of members, unknown ones passed over; where the JSON breaks off, what came before is kept.</summary>
internal ref struct TlsReportReader
{
    private readonly ReportReadOptions _options;
    private readonly DefectLog _log;
    private readonly List<TlsReportPolicy> _policies = [];
    private Utf8JsonReader _json;
    private string? _organization;
    private string? _contact;
    private string? _id;
    private DateTimeOffset? _begin;
    private DateTimeOffset? _end;
    private int _records;

    private TlsReportReader(ReadOnlySpan<byte> json, ReportReadOptions options, DefectLog log)
    {
        _options = options;
        _log = log;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = options.MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
    }

    public static ReportReading<TlsReport> Read(ReadOnlyMemory<byte> content, ReportReadOptions options)
    {
        DefectLog log = new(options.MaxDefects);
        ReportStatus status = ReportContent.Expand(content, options.MaxDecompressedBytes, log, out ReadOnlyMemory<byte> plain);
        if (status != ReportStatus.Ok)
        {
            return new(status, null, log.Defects);
        }

        ReadOnlySpan<byte> json = plain.Span;
        json = (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? json[3..] : json).Trim(" \t\r\n\0"u8);
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            return new(ReportStatus.NoReport, null, log.Defects);
        }

        TlsReportReader reader = new(json, options, log);
        return reader.Read();
    }

    private ReportReading<TlsReport> Read()
    {
        bool isWhole = true;
        try
        {
            _json.Read();
            ReadReport();
        }
        catch (JsonException)
        {
            isWhole = false;
            _log.Add(_json.CurrentDepth >= _options.MaxDepth - 1 ? ReportDefectCode.DepthLimit : ReportDefectCode.BrokenOff, "", _json.BytesConsumed);
        }

        bool isReport = _organization is not null || _contact is not null || _id is not null || _policies.Count > 0;
        if (!isReport)
        {
            return new(isWhole ? ReportStatus.NoReport : ReportStatus.Malformed, null, _log.Defects);
        }

        Require(_organization, "organization-name");
        Require(_contact, "contact-info");
        Require(_id, "report-id");
        Require(_begin, "start-datetime");
        Require(_end, "end-datetime");
        Require(_policies.Count == 0 ? null : _policies, "policies");
        TlsReport report = new(_organization ?? "", _contact ?? "", _id ?? "", _begin ?? DateTimeOffset.UnixEpoch, _end ?? DateTimeOffset.UnixEpoch) { Policies = _policies };
        return new(isWhole && !_log.HasDamage ? ReportStatus.Ok : ReportStatus.Damaged, report, _log.Defects);
    }

    private void ReadReport()
    {
        while (NextMember(out string name))
        {
            switch (name)
            {
                case "organization-name": _organization = ReadString(name); break;
                case "contact-info": _contact = ReadString(name); break;
                case "report-id": _id = ReadString(name); break;
                case "date-range" when Enter(JsonTokenType.StartObject, name): ReadRange(); break;
                case "policies" when Enter(JsonTokenType.StartArray, name): ReadPolicies(); break;
                default: _json.Skip(); break;
            }
        }
    }

    private void ReadRange()
    {
        while (NextMember(out string name))
        {
            switch (name)
            {
                case "start-datetime": _begin = ReadDate(name); break;
                case "end-datetime": _end = ReadDate(name); break;
                default: _json.Skip(); break;
            }
        }
    }

    private void ReadPolicies()
    {
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType == JsonTokenType.StartObject && HasRoom("policies"))
            {
                ReadPolicy();
            }
            else
            {
                _json.Skip();
            }
        }
    }

    // What was read of a policy is kept even where the JSON breaks off in it.
    private void ReadPolicy()
    {
        int place = _policies.Count;
        List<TlsReportFailure> failures = [];
        TlsReportPolicy policy = new("", null, 0, 0) { Failures = failures };
        _policies.Add(policy);
        while (NextMember(out string name))
        {
            switch (name)
            {
                case "policy" when Enter(JsonTokenType.StartObject, name): policy = ReadApplied(policy); break;
                case "summary" when Enter(JsonTokenType.StartObject, name): policy = ReadSummary(policy); break;
                case "failure-details" when Enter(JsonTokenType.StartArray, name): ReadFailures(failures); break;
                default: _json.Skip(); break;
            }

            _policies[place] = policy;
        }
    }

    private TlsReportPolicy ReadApplied(TlsReportPolicy policy)
    {
        while (NextMember(out string name))
        {
            switch (name)
            {
                case "policy-type": policy = policy with { Type = ReadWord(name, TlsReportWords.PolicyTypes) }; break;
                case "policy-domain": policy = policy with { Domain = ReadString(name) }; break;
                case "policy-string": policy = policy with { PolicyStrings = ReadStrings(name) }; break;
                case "mx-host" or "mx-host-pattern": policy = policy with { MxHosts = ReadStrings(name) }; break;
                default: _json.Skip(); break;
            }
        }

        return policy;
    }

    private TlsReportPolicy ReadSummary(TlsReportPolicy policy)
    {
        while (NextMember(out string name))
        {
            switch (name)
            {
                case "total-successful-session-count": policy = policy with { SuccessfulSessions = ReadCount(name) }; break;
                case "total-failure-session-count": policy = policy with { FailedSessions = ReadCount(name) }; break;
                default: _json.Skip(); break;
            }
        }

        return policy;
    }

    private void ReadFailures(List<TlsReportFailure> failures)
    {
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType == JsonTokenType.StartObject && HasRoom("failure-details"))
            {
                failures.Add(ReadFailure());
            }
            else
            {
                _json.Skip();
            }
        }
    }

    private TlsReportFailure ReadFailure()
    {
        TlsReportFailure failure = new("", 0);
        while (NextMember(out string name))
        {
            switch (name)
            {
                case "result-type": failure = failure with { ResultType = ReadWord(name, TlsReportWords.ResultTypes) }; break;
                case "sending-mta-ip": failure = failure with { SendingMtaIp = ReadString(name) }; break;
                case "receiving-mx-hostname": failure = failure with { ReceivingMxHostname = ReadString(name) }; break;
                case "receiving-mx-helo": failure = failure with { ReceivingMxHelo = ReadString(name) }; break;
                case "receiving-ip": failure = failure with { ReceivingIp = ReadString(name) }; break;
                case "failed-session-count": failure = failure with { FailedSessions = ReadCount(name) }; break;
                case "additional-information" or "additional-info-uri": failure = failure with { AdditionalInformation = ReadString(name) }; break;
                case "failure-reason-code": failure = failure with { FailureReasonCode = ReadString(name) }; break;
                default: _json.Skip(); break;
            }
        }

        return failure;
    }

    /// <summary>Goes on to the next member of an object, and onto its value; false at the end of the object.</summary>
    private bool NextMember(out string name)
    {
        name = "";
        if (!_json.Read() || _json.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        // Names longer than any known are unknown anyway.
        name = _json.ValueSpan.Length <= 64 ? Text() : "";
        return _json.Read();
    }

    private readonly bool Enter(JsonTokenType expected, string name)
    {
        if (_json.TokenType != expected)
        {
            _log.Add(ReportDefectCode.MalformedValue, name, _json.TokenStartIndex);
        }

        return _json.TokenType == expected;
    }

    private bool HasRoom(string name)
    {
        if (_records < _options.MaxRecords)
        {
            _records++;
            return true;
        }

        _log.Add(ReportDefectCode.RecordLimit, name, _json.TokenStartIndex);
        return false;
    }

    private string? ReadString(string name)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_json.TokenType != JsonTokenType.String)
        {
            _log.Add(ReportDefectCode.MalformedValue, name, _json.TokenStartIndex);
            _json.Skip();
            return null;
        }

        string text = Text();
        if (text.Length > _options.MaxTextLength)
        {
            _log.Add(ReportDefectCode.TextLimit, name, _json.TokenStartIndex);
            text = text[.._options.MaxTextLength];
        }

        return text;
    }

    // A lone half of a surrogate pair, or octets that are no UTF-8, are no text to the framework.
    private readonly string Text()
    {
        try
        {
            return _json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(_json.ValueSpan);
        }
    }

    private string ReadWord(string name, IReadOnlyList<string> known)
    {
        long place = _json.TokenStartIndex;
        string word = ReadString(name) ?? "";
        if (!known.Contains(word, StringComparer.Ordinal))
        {
            _log.Add(ReportDefectCode.UnknownValue, name, place);
        }

        return word;
    }

    // RFC 8460 §4.4 wants an array; one string alone has been seen, with semicolons in it.
    private List<string> ReadStrings(string name)
    {
        List<string> strings = [];
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            _log.Add(ReportDefectCode.MalformedValue, name, _json.TokenStartIndex);
            if (ReadString(name) is { } single)
            {
                strings.Add(single);
            }

            return strings;
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (ReadString(name) is not { } text)
            {
                continue;
            }

            if (strings.Count < _options.MaxListItems)
            {
                strings.Add(text);
            }
            else
            {
                _log.Add(ReportDefectCode.ListLimit, name, _json.TokenStartIndex);
            }
        }

        return strings;
    }

    private long ReadCount(string name)
    {
        long count = -1;
        bool isNumber = _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out count);
        isNumber |= _json.TokenType == JsonTokenType.String && long.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out count);
        if (!isNumber || count < 0 || _json.TokenType == JsonTokenType.String)
        {
            _log.Add(ReportDefectCode.MalformedValue, name, _json.TokenStartIndex);
        }

        _json.Skip();
        return isNumber && count >= 0 ? count : 0;
    }

    private DateTimeOffset? ReadDate(string name)
    {
        long place = _json.TokenStartIndex;
        string? text = ReadString(name);
        if (text is null)
        {
            return null;
        }

        if (Rfc3339Date.TryParse(Encoding.UTF8.GetBytes(text), out DateTimeOffset date))
        {
            return date;
        }

        _log.Add(ReportDefectCode.MalformedValue, name, place);
        return null;
    }

    private readonly void Require(object? value, string name)
    {
        if (value is null)
        {
            _log.Add(ReportDefectCode.Missing, name, -1);
        }
    }
}
