namespace Protocols.TransportSecurity;

/// <summary>The records of MTA-STS and TLS-RPT: a version, then <c>name=value</c> between semicolons (RFC 8461 §3.1, RFC 8460 §3).</summary>
internal static class VersionedTags
{
    /// <summary>Reads the fields behind the version. Of a field that is there twice the first holds (RFC 8461 §3.2).</summary>
    /// <param name="text">The record.</param>
    /// <param name="version">What it has to begin with, such as <c>v=STSv1</c>.</param>
    /// <param name="fields">The fields; none where it cannot be read.</param>
    /// <param name="problem">Why it cannot be; empty where it can.</param>
    public static bool TryRead(string text, string version, out Dictionary<string, string> fields, out string problem)
    {
        fields = new(StringComparer.Ordinal);
        if (!Begins(text, version))
        {
            problem = $"it does not begin with {version}";
            return false;
        }

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

    /// <summary>Whether a record is one of this version at all; others are passed over.</summary>
    public static bool Begins(string text, string version) =>
        text.StartsWith(version, StringComparison.Ordinal) && text.AsSpan(version.Length).TrimStart(" \t") is [] or [';', ..];

    /// <summary>A piece of what a stranger wrote, fit to be shown.</summary>
    public static string Shown(string text) => new([.. text.Take(100).Select(static c => char.IsControl(c) ? '?' : c)]);
}
