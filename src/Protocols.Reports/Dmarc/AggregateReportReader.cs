using System.Globalization;
using System.Text;
using System.Xml;
using Protocols.Text;

namespace Protocols.Reports;

/// <summary>
/// Reads aggregate reports: any order of elements, any namespace, unknown elements passed over. Strict XML first; where that breaks off,
/// once more with what is no known element taken as text. Where that breaks off too, what came before is kept.
/// </summary>
internal sealed partial class AggregateReportReader
{
    private readonly ReportReadOptions _options;
    private readonly DefectLog _log;
    private readonly XmlReader _xml;
    private readonly List<AggregateRecord> _records = [];
    private readonly List<AggregateExtension> _extensions = [];
    private AggregateSchema _schema;
    private string? _version;
    private AggregateMetadata? _metadata;
    private PolicyPublished? _policy;
    private bool _isFeedback;
    private bool _isTooDeep;

    private AggregateReportReader(XmlReader xml, ReportReadOptions options)
    {
        _xml = xml;
        _options = options;
        _log = new DefectLog(options.MaxDefects);
    }

    private int Line => _xml is IXmlLineInfo lines ? lines.LineNumber : -1;

    public static ReportReading<AggregateReport> Read(ReadOnlyMemory<byte> content, ReportReadOptions options)
    {
        DefectLog log = new(options.MaxDefects);
        ReportStatus status = ReportContent.Expand(content, options.MaxDecompressedBytes, log, out ReadOnlyMemory<byte> plain);
        if (status != ReportStatus.Ok)
        {
            return new(status, null, log.Defects);
        }

        ReadOnlySpan<byte> start = plain.Span.TrimStart(" \t\r\n\0"u8);
        if (start.IsEmpty || !LooksLikeXml(start))
        {
            return new(ReportStatus.NoReport, null, log.Defects);
        }

        string text = Decode(start);
        if (XmlTags.FindTooLong(text, options.MaxTextLength) is var tag && tag >= 0)
        {
            log.Add(ReportDefectCode.TagLimit, "", -1);
            text = text[..tag];
        }

        ReportReading<AggregateReport> strict = Read(text, options, log, isMended: false);
        if (strict.Status is ReportStatus.Ok or ReportStatus.NoReport || strict.Defects.Any(static defect => defect.Code is ReportDefectCode.DocumentType or ReportDefectCode.DepthLimit or ReportDefectCode.TagLimit))
        {
            return strict;
        }

        ReportReading<AggregateReport> mended = Read(XmlMending.Mend(text), options, log, isMended: true);
        return (mended.Report?.Records.Count ?? -1) >= (strict.Report?.Records.Count ?? -1) ? mended : strict;
    }

    private static ReportReading<AggregateReport> Read(string text, ReportReadOptions options, DefectLog before, bool isMended)
    {
        XmlReaderSettings settings = new()
        {
            // A document type is met as an exception, before anything of it is expanded or fetched.
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        };
        using XmlReader xml = XmlReader.Create(new StringReader(text), settings);
        AggregateReportReader reader = new(xml, options);
        foreach (ReportDefect defect in before.Defects)
        {
            reader._log.Add(defect.Code, defect.Name, defect.Place);
        }

        if (isMended)
        {
            reader._log.Add(ReportDefectCode.MendedXml, "", -1);
        }

        bool isWhole = reader.ReadDocument(text);
        return reader.Result(isWhole);
    }

    // A mark of byte order, or an angle bracket in UTF-8 or UTF-16.
    private static bool LooksLikeXml(ReadOnlySpan<byte> start) => start[0] == (byte)'<'
        || start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);

    private static string Decode(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.Unicode.GetString(octets[2..]);
        }

        if (octets.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Encoding.BigEndianUnicode.GetString(octets[2..]);
        }

        octets = octets.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? octets[3..] : octets;
        return Charset.GetString(DeclaredEncoding(octets), octets, out _);
    }

    // XML 1.0 §4.3.3: <?xml version="1.0" encoding="…"?>. UTF-8 where none is told.
    private static ReadOnlySpan<byte> DeclaredEncoding(ReadOnlySpan<byte> octets)
    {
        int end = octets.StartsWith("<?xml"u8) ? octets[..Math.Min(octets.Length, 256)].IndexOf("?>"u8) : -1;
        ReadOnlySpan<byte> declaration = end < 0 ? default : octets[..end];
        int name = declaration.IndexOf("encoding"u8);
        int open = name < 0 ? -1 : declaration[name..].IndexOfAny((byte)'"', (byte)'\'');
        if (open < 0)
        {
            return "utf-8"u8;
        }

        ReadOnlySpan<byte> value = declaration[(name + open + 1)..];
        int close = value.IndexOfAny((byte)'"', (byte)'\'');
        return close <= 0 ? "utf-8"u8 : value[..close];
    }

    private bool ReadDocument(string text)
    {
        try
        {
            if (_xml.MoveToContent() != XmlNodeType.Element || _xml.LocalName != "feedback")
            {
                return false;
            }

            _isFeedback = true;
            _schema = _xml.NamespaceURI == AggregateReportWriter.Namespace ? AggregateSchema.Rfc9990 : AggregateSchema.Rfc7489;
            ReadChildren(ReadFeedbackChild);
            return true;
        }
        catch (XmlException)
        {
            // Text before the first element ends here too, and is no report.
            bool hasType = !_isFeedback && text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase);
            _isFeedback |= text.Contains("<feedback", StringComparison.Ordinal);
            _log.Add(hasType ? ReportDefectCode.DocumentType : _isTooDeep ? ReportDefectCode.DepthLimit : ReportDefectCode.BrokenOff, "", Line);
            return false;
        }
    }

    private ReportReading<AggregateReport> Result(bool isWhole)
    {
        if (!_isFeedback)
        {
            return new(ReportStatus.NoReport, null, _log.Defects);
        }

        if (_metadata is null && _policy is null && _records.Count == 0 && !isWhole)
        {
            return new(ReportStatus.Malformed, null, _log.Defects);
        }

        Require(_metadata, "report_metadata");
        Require(_policy, "policy_published");
        Require(_records.Count == 0 ? null : _records, "record");
        AggregateReport report = new()
        {
            Schema = _schema,
            Version = _version,
            Metadata = _metadata ?? new AggregateMetadata("", "", "", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
            Policy = _policy ?? new PolicyPublished("", DmarcDisposition.Unknown),
            Records = _records,
            Extensions = _extensions,
        };
        bool isDamaged = !isWhole || _log.HasDamage;
        return new(isDamaged ? ReportStatus.Damaged : ReportStatus.Ok, report, _log.Defects);
    }

    private void ReadFeedbackChild(string name)
    {
        switch (name)
        {
            case "version":
                _version = ReadText();
                break;
            case "report_metadata":
                AggregateMetadata metadata = ReadMetadata();
                NoteRepetition(_metadata, name);
                _metadata ??= metadata;
                break;
            case "policy_published":
                PolicyPublished policy = ReadPolicy();
                NoteRepetition(_policy, name);
                _policy ??= policy;
                break;
            case "record" when _records.Count >= _options.MaxRecords:
                _log.Add(ReportDefectCode.RecordLimit, name, Line);
                Skip();
                break;
            case "record":
                ReadRecord();
                break;
            case "extension" or "extensions":
                ReadChildren(_ => AddExtension(_extensions));
                break;
            default:
                Skip();
                break;
        }
    }

    private AggregateMetadata ReadMetadata()
    {
        string? organization = null, email = null, id = null, contact = null, generator = null;
        List<string> errors = [];
        DateTimeOffset? begin = null, end = null;
        ReadChildren(name =>
        {
            switch (name)
            {
                case "org_name": organization = ReadText(); break;
                case "email": email = ReadText(); break;
                case "extra_contact_info": contact = ReadText(); break;
                case "report_id": id = ReadText(); break;
                case "error": Add(errors, ReadText(), name); break;
                case "generator": generator = ReadText(); break;
                case "date_range":
                    ReadChildren(inner =>
                    {
                        switch (inner)
                        {
                            case "begin": begin = ReadSeconds(inner); break;
                            case "end": end = ReadSeconds(inner); break;
                            default: Skip(); break;
                        }
                    });
                    break;
                default: Skip(); break;
            }
        });
        Require(organization, "org_name");
        Require(email, "email");
        Require(id, "report_id");
        Require(begin, "begin");
        Require(end, "end");
        return new AggregateMetadata(organization ?? "", email ?? "", id ?? "", begin ?? DateTimeOffset.UnixEpoch, end ?? DateTimeOffset.UnixEpoch)
        {
            ExtraContactInfo = contact,
            Errors = errors,
            Generator = generator,
        };
    }

    private PolicyPublished ReadPolicy()
    {
        string? domain = null;
        DmarcDisposition? policy = null;
        PolicyPublished read = new("", DmarcDisposition.Unknown);
        ReadChildren(name =>
        {
            switch (name)
            {
                case "domain": domain = ReadText(); break;
                case "p": policy = ReadWord(name, AggregateWords.Disposition); break;
                case "sp": read = read with { SubdomainPolicy = ReadOptionalWord(name, AggregateWords.Disposition) }; break;
                case "np": read = read with { NonexistentPolicy = ReadOptionalWord(name, AggregateWords.Disposition) }; break;
                case "adkim": read = read with { IsDkimStrict = ReadChoice(name, "s", "r") }; break;
                case "aspf": read = read with { IsSpfStrict = ReadChoice(name, "s", "r") }; break;
                case "pct": read = read with { Percentage = (int?)ReadNumber(name, 100) }; break;
                case "fo": read = read with { FailureOptions = ReadText() }; break;
                case "testing": read = read with { IsTesting = ReadChoice(name, "y", "n") }; break;
                case "discovery_method": read = read with { Discovery = ReadOptionalWord(name, AggregateWords.Discovery) }; break;
                default: Skip(); break;
            }
        });
        Require(domain, "domain");
        Require(policy, "p");
        return read with { Domain = domain ?? "", Policy = policy ?? DmarcDisposition.Unknown };
    }

    private DateTimeOffset? ReadSeconds(string name)
    {
        // Some programs write a fraction, which says nothing.
        string text = ReadText();
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal seconds) && seconds is >= 0 and <= 253_402_300_799)
        {
            return DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        }

        _log.Add(ReportDefectCode.MalformedValue, name, Line);
        return null;
    }
}
