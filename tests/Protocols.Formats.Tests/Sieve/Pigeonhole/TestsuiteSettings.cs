using System.Globalization;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Pigeonhole;

/// <summary>Makes options of the settings that the suite's scripts change.</summary>
internal static class TestsuiteSettings
{
    public static SieveRunOptions Apply(IReadOnlyDictionary<string, string> settings)
    {
        SieveLimits limits = SieveLimits.Default;
        limits = settings.TryGetValue("sieve_variables_max_value_size", out string? size) || settings.TryGetValue("sieve_variables_max_variable_size", out size)
            ? limits with { MaxVariableBytes = Octets(size) }
            : limits;
        limits = settings.TryGetValue("sieve_include_max_nesting_depth", out string? depth) ? limits with { MaxIncludeDepth = Octets(depth) } : limits;
        limits = settings.TryGetValue("sieve_include_max_includes", out string? includes) ? limits with { MaxIncludes = Octets(includes) } : limits;
        limits = settings.TryGetValue("sieve_editheader_max_header_size", out string? header) ? limits with { MaxHeaderBytes = Octets(header) } : limits;
        limits = settings.TryGetValue("sieve_notify_max_notifications", out string? notifications) ? limits with { MaxNotifications = Octets(notifications) } : limits;
        limits = settings.TryGetValue("sieve_max_cpu_time", out string? time) ? limits with { MaxTime = TimeSpan.FromSeconds(int.Parse(time.TrimEnd('s'), CultureInfo.InvariantCulture)) } : limits;
        return new SieveRunOptions
        {
            Limits = limits,
            Environment = new Dictionary<string, string> { ["name"] = "Pigeonhole Sieve" },
            Vacation = SieveVacationOptions.Default with
            {
                ChecksRecipient = settings.GetValueOrDefault("sieve_vacation_check_recipient", "yes") == "yes",
                UsesOriginalRecipient = settings.GetValueOrDefault("sieve_vacation_use_original_recipient", "no") == "yes",
            },
            SubaddressDelimiter = settings.GetValueOrDefault("recipient_delimiter", "+"),
            UserEmail = settings.TryGetValue("sieve_user_email", out string? email) && email.Length > 0 ? email.Trim('<', '>') : null,
        };
    }

    /// <summary>Gives the field that a checker writes its result in; null where none is set.</summary>
    public static SieveStatusField? StatusField(IReadOnlyDictionary<string, string> settings, string checker)
    {
        if (!settings.TryGetValue(checker + "_status_header", out string? header) || !settings.TryGetValue(checker + "_status_type", out string? type))
        {
            return null;
        }

        (string name, string? pattern) = Field(header);
        if (type == "score" && settings.TryGetValue(checker + "_score_max_header", out string? max))
        {
            (string maxName, string? maxPattern) = Field(max);
            return new SieveStatusField(name, pattern, maxName, maxPattern);
        }

        string texts = checker + "_text_value/";
        SieveStatusKind kind = type switch
        {
            "score" => SieveStatusKind.Score,
            "strlen" => SieveStatusKind.Length,
            _ => SieveStatusKind.Text,
        };
        return new SieveStatusField(kind, name, pattern)
        {
            MaxScore = double.Parse(settings.GetValueOrDefault(checker + "_score_max_value", "10"), CultureInfo.InvariantCulture),
            Texts = settings.Where(s => s.Key.StartsWith(texts, StringComparison.Ordinal)).ToDictionary(static s => s.Value, s => int.Parse(s.Key.AsSpan(texts.Length), CultureInfo.InvariantCulture)),
        };
    }

    private static (string Name, string? Pattern) Field(string setting) =>
        setting.Split(':', 2) is [var name, var pattern] ? (name, pattern) : (setting, null);

    private static int Octets(string value) =>
        value.EndsWith("kB", StringComparison.OrdinalIgnoreCase) ? 1024 * int.Parse(value.AsSpan(0, value.Length - 2), CultureInfo.InvariantCulture)
        : value.EndsWith('k') ? 1024 * int.Parse(value.AsSpan(0, value.Length - 1), CultureInfo.InvariantCulture)
        : int.Parse(value, CultureInfo.InvariantCulture);
}
