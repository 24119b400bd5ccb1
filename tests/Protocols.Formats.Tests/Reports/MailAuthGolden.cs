using System.Text.Json;
using Protocols.Reports;

namespace Protocols.Formats.Tests.Reports;

/// <summary>Holds an aggregate report against what mail-auth made of it.</summary>
internal static class MailAuthGolden
{
    public static void AssertSame(JsonElement golden, AggregateReport report)
    {
        JsonElement metadata = golden.GetProperty("report_metadata");
        Assert.Equal(metadata.GetProperty("org_name").GetString(), report.Metadata.Organization);
        Assert.Equal(metadata.GetProperty("email").GetString(), report.Metadata.Email);
        Assert.Equal(metadata.GetProperty("extra_contact_info").GetString(), report.Metadata.ExtraContactInfo);
        Assert.Equal(metadata.GetProperty("report_id").GetString(), report.Metadata.ReportId);
        Assert.Equal(metadata.GetProperty("date_range").GetProperty("begin").GetInt64(), report.Metadata.Begin.ToUnixTimeSeconds());
        Assert.Equal(metadata.GetProperty("date_range").GetProperty("end").GetInt64(), report.Metadata.End.ToUnixTimeSeconds());

        JsonElement policy = golden.GetProperty("policy_published");
        Assert.Equal(policy.GetProperty("domain").GetString(), report.Policy.Domain);
        Assert.Equal(policy.GetProperty("p").GetString(), report.Policy.Policy.ToString());
        Assert.Equal(policy.GetProperty("sp").GetString(), report.Policy.SubdomainPolicy?.ToString() ?? "Unspecified");
        Assert.Equal(policy.GetProperty("adkim").GetString(), report.Policy.IsDkimStrict is { } dkim ? dkim ? "Strict" : "Relaxed" : "Unspecified");
        Assert.Equal(policy.GetProperty("aspf").GetString(), report.Policy.IsSpfStrict is { } spf ? spf ? "Strict" : "Relaxed" : "Unspecified");
        Assert.Equal(policy.GetProperty("testing").GetBoolean(), report.Policy.IsTesting ?? false);
        Assert.Equal(policy.GetProperty("fo").GetString(), report.Policy.FailureOptions);

        JsonElement[] records = [.. golden.GetProperty("record").EnumerateArray()];
        Assert.Equal(records.Length, report.Records.Count);
        for (int i = 0; i < records.Length; i++)
        {
            AssertSame(records[i], report.Records[i]);
        }
    }

    private static void AssertSame(JsonElement golden, AggregateRecord record)
    {
        JsonElement row = golden.GetProperty("row");
        JsonElement evaluated = row.GetProperty("policy_evaluated");
        Assert.Equal(row.GetProperty("source_ip").GetString(), record.SourceIp);
        Assert.Equal(row.GetProperty("count").GetInt64(), record.Count);
        Assert.Equal(evaluated.GetProperty("disposition").GetString(), record.Disposition.ToString());
        Assert.Equal(evaluated.GetProperty("dkim").GetString(), record.Dkim.ToString());
        Assert.Equal(evaluated.GetProperty("spf").GetString(), record.Spf.ToString());
        Assert.Equal(
            evaluated.GetProperty("reason").EnumerateArray().Select(reason => (reason.GetProperty("type_").GetString(), reason.GetProperty("comment").GetString())),
            record.Reasons.Select(reason => ((string?)reason.Type.ToString(), reason.Comment)));

        JsonElement identifiers = golden.GetProperty("identifiers");
        Assert.Equal(identifiers.GetProperty("envelope_to").GetString(), record.EnvelopeTo);
        Assert.Equal(identifiers.GetProperty("envelope_from").GetString(), record.EnvelopeFrom ?? "");
        Assert.Equal(identifiers.GetProperty("header_from").GetString(), record.HeaderFrom);

        JsonElement results = golden.GetProperty("auth_results");
        Assert.Equal(
            results.GetProperty("dkim").EnumerateArray().Select(dkim => (dkim.GetProperty("domain").GetString(), dkim.GetProperty("selector").GetString(), dkim.GetProperty("result").GetString(), dkim.GetProperty("human_result").GetString())),
            record.DkimResults.Select(dkim => ((string?)dkim.Domain, (string?)(dkim.Selector ?? ""), (string?)dkim.Result.ToString(), dkim.HumanResult)));
        Assert.Equal(
            results.GetProperty("spf").EnumerateArray().Select(spf => (spf.GetProperty("domain").GetString(), spf.GetProperty("scope").GetString(), spf.GetProperty("result").GetString())),
            record.SpfResults.Select(spf => ((string?)spf.Domain, (string?)(spf.Scope?.ToString() ?? "Unspecified"), (string?)spf.Result.ToString())));
        Assert.Equal(golden.GetProperty("extensions").GetArrayLength(), record.Extensions.Count);
    }
}
