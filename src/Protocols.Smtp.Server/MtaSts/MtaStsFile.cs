using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Protocols.Dns;
using Protocols.TransportSecurity.MtaSts;

namespace Protocols.Smtp.Server;

/// <summary>The lines of the file that policies are kept in: one change each, as JSON.</summary>
internal static class MtaStsFile
{
    public static byte[] Write(MtaStsEntry entry) => Line(new Row
    {
        Domain = entry.Domain,
        Id = entry.Id,
        FetchedAt = entry.FetchedAt,
        Mode = entry.Policy.Mode,
        MaxAge = (long)entry.Policy.MaxAge.TotalSeconds,
        Mx = [.. entry.Policy.MxPatterns],
        Lines = [.. entry.Policy.Lines],
    });

    public static byte[] WriteRemoval(string domain) => Line(new Row { Domain = domain });

    /// <summary>Reads a line; false for one that is torn or none of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out string domain, out MtaStsEntry? entry)
    {
        (domain, entry) = ("", null);
        try
        {
            Row? row = JsonSerializer.Deserialize(line, MtaStsFileJson.Default.Row);
            if (row is null || !IsDomain(row.Domain) || !Enum.IsDefined(row.Mode) || row.MaxAge < 0 || row.MaxAge > MtaStsPolicy.LongestAge.TotalSeconds)
            {
                return false;
            }

            domain = row.Domain;
            entry = row.Id is null ? null : new MtaStsEntry(row.Domain, row.Id, row.FetchedAt, new MtaStsPolicy
            {
                Mode = row.Mode,
                MaxAge = TimeSpan.FromSeconds(row.MaxAge),
                MxPatterns = row.Mx?.ToImmutableArray() ?? [],
                Lines = row.Lines?.ToImmutableArray() ?? [],
            });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsDomain(string name) => name.Length > 0 && DnsNames.IsValid(name) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.' or '_');

    private static byte[] Line(Row row) => [.. JsonSerializer.SerializeToUtf8Bytes(row, MtaStsFileJson.Default.Row), (byte)'\n'];

    /// <summary>A change: a policy, or, without an id, that there is none any more.</summary>
    internal sealed record Row
    {
        public string Domain { get; init; } = "";

        public string? Id { get; init; }

        public DateTimeOffset FetchedAt { get; init; }

        public MtaStsMode Mode { get; init; }

        public long MaxAge { get; init; }

        public string[]? Mx { get; init; }

        public string[]? Lines { get; init; }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MtaStsFile.Row))]
internal sealed partial class MtaStsFileJson : JsonSerializerContext;
