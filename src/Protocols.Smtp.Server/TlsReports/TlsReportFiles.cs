using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Protocols.Reports;
using Protocols.TransportSecurity.TlsReporting;

namespace Protocols.Smtp.Server;

/// <summary>What a job of TLS reports keeps on disk: the counts of the days that are not reported yet in one file, and each unsent report in its own.</summary>
internal sealed class TlsReportFiles
{
    private readonly string _counts;
    private readonly string _unsent;

    public TlsReportFiles(string folder)
    {
        _counts = Path.Combine(folder, "counts.jsonl");
        _unsent = Path.Combine(folder, "unsent");
        Directory.CreateDirectory(_unsent);
    }

    /// <summary>Puts all counts on disk in one step.</summary>
    public void WriteCounts(TlsReportCollector collector)
    {
        string fresh = _counts + ".new";
        using (FileStream file = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024))
        {
            foreach (DateOnly day in collector.Days)
            {
                foreach (string domain in collector.Domains(day))
                {
                    file.Write(JsonSerializer.SerializeToUtf8Bytes(new DayRow(day, domain, [.. collector.Read(day, domain)]), TlsReportJson.Default.DayRow));
                    file.WriteByte((byte)'\n');
                }
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, _counts, overwrite: true);
    }

    /// <summary>Takes in what was put on disk. A line that cannot be read is passed over.</summary>
    public void ReadCounts(TlsReportCollector collector)
    {
        foreach (string line in File.Exists(_counts) ? File.ReadLines(_counts) : [])
        {
            if (Read(Encoding.UTF8.GetBytes(line), TlsReportJson.Default.DayRow) is { Domain.Length: > 0, Policies: not null } row)
            {
                collector.Restore(row.Day, row.Domain, row.Policies);
            }
        }
    }

    /// <summary>Puts a report on disk, in the place of the one of the same day and domain.</summary>
    public void Write(UnsentReport report)
    {
        string path = PathOf(report);
        using (FileStream file = new(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, report, TlsReportJson.Default.UnsentReport);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    public void Remove(UnsentReport report) => File.Delete(PathOf(report));

    /// <summary>The reports that are not sent yet. What cannot be read is passed over.</summary>
    public IEnumerable<UnsentReport> ReadUnsent()
    {
        foreach (string path in Directory.GetFiles(_unsent, "*.json"))
        {
            if (Read(File.ReadAllBytes(path), TlsReportJson.Default.UnsentReport) is { Domain.Length: > 0, Content.Length: > 0 } report)
            {
                yield return report;
            }
        }
    }

    private static T? Read<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The domain is what others said it is, and longer than names of files may be.
    private string PathOf(UnsentReport report) =>
        Path.Combine(_unsent, $"{report.Day:yyyy-MM-dd}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(report.Domain)))[..32]}.json");

    /// <summary>What a day tells of a domain.</summary>
    internal sealed record DayRow(DateOnly Day, string Domain, TlsReportPolicy[] Policies);
}

/// <summary>A report that is not sent yet.</summary>
/// <param name="Day">The day that it is about.</param>
/// <param name="Domain">The domain that it is for.</param>
/// <param name="Content">The report, compressed by gzip.</param>
internal sealed record UnsentReport(DateOnly Day, string Domain, byte[] Content)
{
    /// <summary>When it was tried first; null for not yet.</summary>
    public DateTimeOffset? FirstAttempt { get; init; }

    public int Attempts { get; init; }

    /// <summary>Nothing is tried before this.</summary>
    public DateTimeOffset NextAttempt { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TlsReportFiles.DayRow))]
[JsonSerializable(typeof(UnsentReport))]
internal sealed partial class TlsReportJson : JsonSerializerContext;
