namespace Protocols.TransportSecurity;

/// <summary>The records of MTA-STS and TLS-RPT: a version, then <c>name=value</c> between semicolons (RFC 8461 §3.1, RFC 8460 §3).</summary>
internal static class VersionedTags
{
    /// <summary>Reads the one record of a version among others: where there are several, there is none (RFC 8461 §3.1, RFC 8460 §3).</summary>
    /// <param name="texts">The records that stand under the name.</param>
    /// <param name="version">What the one has to begin with.</param>
    /// <param name="fields">The fields; none where it cannot be read.</param>
    /// <param name="problem">Why it cannot be; empty where it can.</param>
    public static bool TryReadOnly(IEnumerable<string> texts, string version, out Dictionary<string, string> fields, out string problem)
    {
        string[] found = [.. texts.Where(text => Begins(text, version))];
        if (found.Length == 1)
        {
            return TryRead(found[0], version, out fields, out problem);
        }

        fields = [];
        problem = found.Length == 0 ? $"no record begins with {version}" : "there are several records";
        return false;
    }

    /// <summary>A piece of what a stranger wrote, fit to be shown.</summary>
    public static string Shown(string text) => new([.. text.Take(100).Select(static c => char.IsControl(c) ? '?' : c)]);

    // Of a field that is there twice the first holds (RFC 8461 §3.2).
    private static bool TryRead(string text, string version, out Dictionary<string, string> fields, out string problem)
    {
        fields = new(StringComparer.Ordinal);
        problem = "";
        foreach (string field in text[version.Length..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == field.Length - 1 || field.Any(static c => c is < ' ' or > '~'))
            {
                fields.Clear();
                problem = $"'{Shown(field)}' is no field";
                return false;
            }

            fields.TryAdd(field[..equals].TrimEnd(), field[(equals + 1)..].TrimStart());
        }

        return true;
    }

    private static bool Begins(string text, string version) =>
        text.StartsWith(version, StringComparison.Ordinal) && text.AsSpan(version.Length).TrimStart(" \t") is [] or [';', ..];
}
