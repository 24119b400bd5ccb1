using System.Globalization;
using System.Text;
using Protocols.Mime;
using Protocols.Text;

namespace Protocols.Reports;

/// <summary>Reads feedback: fields in any order, unknown ones kept, repeated ones told.</summary>
internal sealed class FeedbackReportReader(ReportReadOptions options)
{
    private readonly FieldReading _reading = new(options);
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _recipients = [];
    private readonly List<string> _results = [];
    private readonly List<string> _domains = [];
    private readonly List<string> _uris = [];
    private readonly List<SpfDnsRecord> _spf = [];
    private readonly List<ReportField> _others = [];
    private FeedbackReport _report = new() { Type = FeedbackType.Other, UserAgent = "" };
    private AuthenticationFailure _failure = new(AuthFailureType.Unknown);
    private bool _hasFailure;

    public static ReportReading<FeedbackReport> Read(MimeDocument message, ReportReadOptions options)
    {
        if (!FieldReading.TryFind(message, "feedback-report"u8, "feedback-report"u8, out MimePart part, out ReportFields fields))
        {
            return ReportReading<FeedbackReport>.Nothing(ReportStatus.NoReport);
        }

        using (fields)
        {
            return new FeedbackReportReader(options).Read(fields, message, part);
        }
    }

    private ReportReading<FeedbackReport> Read(ReportFields fields, MimeDocument message, MimePart part)
    {
        int group = 0;
        foreach (ReportGroup one in fields)
        {
            // One group is all there may be (RFC 5965 §3.5). Fields behind an empty line are fields all the same.
            MimeHeaderReader reader = one.GetReader();
            while (reader.Read())
            {
                ReadField(reader.Current, group);
            }

            group++;
        }

        if (_seen.Count == 0)
        {
            return new(ReportStatus.Malformed, null, _reading.Log.Defects);
        }

        Require("Feedback-Type");
        Require("User-Agent");
        Require("Version");
        if (_report.Type == FeedbackType.AuthFailure)
        {
            Require("Auth-Failure");
        }

        (ReadOnlyMemory<byte> reported, bool isHeaderOnly) = FieldReading.FindReturned(message, part);
        if (reported.IsEmpty)
        {
            _reading.Log.Add(ReportDefectCode.Missing, "message/rfc822", -1);
        }

        _report = _report with
        {
            OriginalRecipients = _recipients,
            AuthenticationResults = _results,
            ReportedDomains = _domains,
            ReportedUris = _uris,
            Failure = _hasFailure ? _failure with { SpfDns = _spf } : null,
            OtherFields = _others,
            Reported = reported,
            IsHeaderOnly = isHeaderOnly,
        };
        return new(ReportStatus.Ok, _report, _reading.Log.Defects);
    }

    private void ReadField(HeaderFieldView field, int group)
    {
        string name = FieldReading.Name(field);
        string key = name.ToLowerInvariant();

        // What was hashed is no use in part; the message bounds it.
        bool isHashed = key is "dkim-canonicalized-header" or "dkim-canonicalized-body";
        string text = isHashed ? FieldText.Unfold(field.Value) : _reading.Text(field, name, group);
        bool isFirst = _seen.Add(key);
        string plain = FieldText.WithoutComments(text);
        switch (key)
        {
            case "authentication-results": _reading.Add(_results, text, name, group); return;
            case "original-rcpt-to": _reading.Add(_recipients, FieldText.Path(plain), name, group); return;
            case "reported-domain": _reading.Add(_domains, plain, name, group); return;
            case "reported-uri": _reading.Add(_uris, text, name, group); return;
            case "spf-dns": ReadSpfDns(text, name, group); return;
            case "received-date": isFirst &= _seen.Add("arrival-date"); break;
            case "arrival-date": isFirst &= _seen.Add("received-date"); break;
        }

        if (!isFirst && FeedbackWords.IsSingle(key))
        {
            _reading.Log.Add(ReportDefectCode.Repeated, name, group);
            return;
        }

        switch (key)
        {
            case "feedback-type":
                FeedbackType type = FeedbackWords.Type(plain);
                _report = _report with { Type = type, TypeName = type == FeedbackType.Other ? plain : null };
                break;
            case "user-agent": _report = _report with { UserAgent = text }; break;
            case "version": _report = _report with { Version = plain }; break;
            case "original-envelope-id": _report = _report with { OriginalEnvelopeId = plain }; break;
            case "original-mail-from": _report = _report with { OriginalMailFrom = FieldText.Path(plain) }; break;
            case "arrival-date" or "received-date": _report = _report with { ArrivalDate = _reading.Date(field, name, group) }; break;
            case "reporting-mta": _report = _report with { ReportingMta = FieldText.WithoutComments(FieldText.Unfold(field.Typed.Value)) }; break;
            case "source-ip": _report = _report with { SourceIp = ReadAddress(plain, name, group) }; break;
            case "source-port": _report = _report with { SourcePort = (int?)ReadNumber(plain, ushort.MaxValue, name, group) }; break;
            case "incidents": _report = _report with { Incidents = (uint)(ReadNumber(plain, uint.MaxValue, name, group) ?? 1) }; break;
            default: ReadFailureField(key, name, text, plain, group); break;
        }
    }

    private void ReadFailureField(string key, string name, string text, string plain, int group)
    {
        AuthenticationFailure failure = _failure;
        switch (key)
        {
            case "auth-failure": failure = failure with { Type = _reading.Known(FeedbackWords.Failure(plain), AuthFailureType.Unknown, name, group) }; break;
            case "delivery-result": failure = failure with { DeliveryResult = _reading.Known(FeedbackWords.Delivery(plain), DeliveryResult.Unknown, name, group) }; break;
            case "identity-alignment": failure = failure with { IdentityAlignment = ReadAlignment(plain, name, group) }; break;
            case "dkim-domain": failure = failure with { DkimDomain = plain }; break;
            case "dkim-identity": failure = failure with { DkimIdentity = plain }; break;
            case "dkim-selector": failure = failure with { DkimSelector = plain }; break;
            case "dkim-selector-dns": failure = failure with { DkimSelectorDns = FieldText.Unquote(plain) }; break;
            case "dkim-adsp-dns": failure = failure with { DkimAdspDns = FieldText.Unquote(plain) }; break;
            case "dkim-canonicalized-header": failure = failure with { DkimCanonicalizedHeader = ReadBase64(text, name, group) }; break;
            case "dkim-canonicalized-body": failure = failure with { DkimCanonicalizedBody = ReadBase64(text, name, group) }; break;
            default: _reading.Add(_others, new ReportField(name, text), name, group); return;
        }

        _hasFailure = true;
        _failure = failure;
    }

    // RFC 6591 §4: txt : example.org : "v=spf1 -all"
    private void ReadSpfDns(string text, string name, int group)
    {
        _hasFailure = true;
        string[] parts = text.Split(':', 3, StringSplitOptions.TrimEntries);
        if (parts.Length == 3)
        {
            _reading.Add(_spf, new SpfDnsRecord(FieldText.WithoutComments(parts[0]).ToLowerInvariant(), FieldText.WithoutComments(parts[1]), FieldText.Unquote(FieldText.WithoutComments(parts[2]))), name, group);
        }
        else
        {
            _reading.Log.Add(ReportDefectCode.MalformedValue, name, group);
        }
    }

    private AlignmentFailures ReadAlignment(string text, string name, int group)
    {
        AlignmentFailures failures = AlignmentFailures.None;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (word.ToUpperInvariant())
            {
                case "DKIM": failures |= AlignmentFailures.Dkim; break;
                case "SPF": failures |= AlignmentFailures.Spf; break;
                case "NONE": break;
                default: _reading.Log.Add(ReportDefectCode.UnknownValue, name, group); break;
            }
        }

        return failures;
    }

    private ReadOnlyMemory<byte> ReadBase64(string text, string name, int group)
    {
        byte[] octets = Encoding.ASCII.GetBytes(text);
        byte[] decoded = new byte[Base64Decoder.GetMaxDecodedLength(octets.Length)];
        Base64Decoder decoder = default;
        int length = decoder.Decode(octets, decoded);
        length += decoder.Finish(decoded.AsSpan(length));
        if (decoder.HasDefects)
        {
            _reading.Log.Add(ReportDefectCode.MalformedValue, name, group);
        }

        return decoded.AsMemory(0, length);
    }

    // RFC 5321 §4.1.3: brackets and the tag of IPv6 are for commands, and stand here now and then.
    private string ReadAddress(string text, string name, int group)
    {
        string address = text.Trim('[', ']');
        address = address.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? address[5..] : address;
        if (!SourceAddress.IsValid(address))
        {
            _reading.Log.Add(ReportDefectCode.MalformedValue, name, group);
        }

        return address;
    }

    private long? ReadNumber(string text, long most, string name, int group)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most)
        {
            return number;
        }

        _reading.Log.Add(ReportDefectCode.MalformedValue, name, group);
        return null;
    }

    private void Require(string name)
    {
        if (!_seen.Contains(name))
        {
            _reading.Log.Add(ReportDefectCode.Missing, name, -1);
        }
    }
}
