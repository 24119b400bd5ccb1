using System.Text.Json;

namespace Protocols.Formats.Tests.Mime;

/// <summary>The hand-checked tables of a header and what it means, from a suite by others.</summary>
internal static class SuiteJson
{
    public static IEnumerable<(string Header, JsonElement Expected)> Cases(string file)
    {
        using JsonDocument table = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Suites.Require("mime-mail-parser-rs"), file)));
        foreach (JsonElement row in table.RootElement.EnumerateArray())
        {
            yield return (row.GetProperty("header").GetString()!, row.GetProperty("expected").Clone());
        }
    }
}
