namespace Protocols.Reports;

internal sealed partial class AggregateReportReader
{
    private void ReadRecord()
    {
        AggregateRecord record = new("", 0, "");
        bool hasRow = false, hasIdentifiers = false, hasResults = false;
        List<AggregateExtension> extensions = [];
        ReadChildren(name =>
        {
            switch (name)
            {
                case "row":
                    hasRow = true;
                    record = ReadRow(record);
                    break;
                case "identifiers" or "identities":
                    hasIdentifiers = true;
                    record = ReadIdentifiers(record);
                    break;
                case "auth_results":
                    hasResults = true;
                    record = ReadAuthResults(record, extensions);
                    break;
                case "extension" or "extensions":
                    ReadChildren(_ => AddExtension(extensions));
                    break;
                case not "" when _xml.NamespaceURI.Length > 0 && _xml.NamespaceURI != AggregateReportWriter.Namespace:
                    AddExtension(extensions);
                    break;
                default:
                    Skip();
                    break;
            }
        }, () => _records.Add(record with { Extensions = extensions }));
        Require(hasRow ? record : null, "row");
        Require(hasIdentifiers ? record : null, "identifiers");
        Require(hasResults ? record : null, "auth_results");
    }

    private AggregateRecord ReadRow(AggregateRecord record)
    {
        ReadChildren(name =>
        {
            switch (name)
            {
                case "source_ip":
                    record = record with { SourceIp = ReadText() };
                    if (!SourceAddress.IsValid(record.SourceIp))
                    {
                        _log.Add(ReportDefectCode.MalformedValue, name, Line);
                    }

                    break;
                case "count":
                    record = record with { Count = ReadNumber(name, long.MaxValue) ?? 0 };
                    break;
                case "policy_evaluated":
                    record = ReadEvaluated(record);
                    break;
                default:
                    Skip();
                    break;
            }
        });
        return record;
    }

    private AggregateRecord ReadEvaluated(AggregateRecord record)
    {
        List<PolicyOverride> reasons = [];
        ReadChildren(name =>
        {
            switch (name)
            {
                case "disposition": record = record with { Disposition = ReadWord(name, AggregateWords.Disposition) }; break;
                case "dkim": record = record with { Dkim = ReadWord(name, AggregateWords.Outcome) }; break;
                case "spf": record = record with { Spf = ReadWord(name, AggregateWords.Outcome) }; break;
                case "reason": Add(reasons, ReadReason(), name); break;
                default: Skip(); break;
            }
        });
        return record with { Reasons = reasons };
    }

    private PolicyOverride ReadReason()
    {
        PolicyOverride reason = default;
        ReadChildren(name =>
        {
            switch (name)
            {
                case "type": reason = reason with { Type = ReadWord(name, AggregateWords.Reason) }; break;
                case "comment": reason = reason with { Comment = ReadText() }; break;
                default: Skip(); break;
            }
        });
        return reason;
    }

    private AggregateRecord ReadIdentifiers(AggregateRecord record)
    {
        ReadChildren(name =>
        {
            switch (name)
            {
                case "header_from": record = record with { HeaderFrom = ReadText() }; break;
                case "envelope_from": record = record with { EnvelopeFrom = ReadText() }; break;
                case "envelope_to": record = record with { EnvelopeTo = ReadText() }; break;
                default: Skip(); break;
            }
        });
        return record;
    }

    private AggregateRecord ReadAuthResults(AggregateRecord record, List<AggregateExtension> extensions)
    {
        List<DkimAuthResult> dkim = [];
        List<SpfAuthResult> spf = [];
        ReadChildren(name =>
        {
            switch (name)
            {
                case "dkim": Add(dkim, ReadDkim(), name); break;
                case "spf": Add(spf, ReadSpf(), name); break;
                case "extension" or "extensions": ReadChildren(_ => AddExtension(extensions)); break;
                default: Skip(); break;
            }
        });
        return record with { DkimResults = dkim, SpfResults = spf };
    }

    private DkimAuthResult ReadDkim()
    {
        DkimAuthResult result = new("", null, AuthOutcome.Unknown);
        ReadChildren(name =>
        {
            switch (name)
            {
                case "domain": result = result with { Domain = ReadText() }; break;
                case "selector": result = result with { Selector = ReadText() }; break;
                case "result": result = result with { Result = ReadWord(name, AggregateWords.Result) }; break;
                case "human_result": result = result with { HumanResult = ReadText() }; break;
                default: Skip(); break;
            }
        });
        return result;
    }

    private SpfAuthResult ReadSpf()
    {
        SpfAuthResult result = new("", null, AuthOutcome.Unknown);
        ReadChildren(name =>
        {
            switch (name)
            {
                case "domain": result = result with { Domain = ReadText() }; break;
                case "scope": result = result with { Scope = ReadOptionalWord(name, AggregateWords.Scope) }; break;
                case "result": result = result with { Result = ReadWord(name, AggregateWords.Result) }; break;
                case "human_result": result = result with { HumanResult = ReadText() }; break;
                default: Skip(); break;
            }
        });
        return result;
    }
}
