using System.Globalization;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Pigeonhole;

/// <summary>Makes options of the settings that the suite's scripts change.</summary>
internal static class TestsuiteSettings
{
    /// <summary>The options that scripts are compiled with.</summary>
    public static SieveOptions Compiling(IReadOnlyDictionary<string, string> settings) => TestsuiteCommands.Options with { Limits = Limits(settings), NotifyMethods = [] };

    /// <summary>How a spam or virus checker tells its result; null where that is not set.</summary>
    public static SieveStatusField? StatusField(IReadOnlyDictionary<string, string> settings, string test)
    {
        if (!settings.TryGetValue($"sieve_{test}_status_header", out string? header))
        {
            return null;
        }

        (string name, string? pattern) = Split(header);
        SieveStatusKind kind = settings.GetValueOrDefault($"sieve_{test}_status_type") switch
        {
            "strlen" => SieveStatusKind.Length,
            "text" => SieveStatusKind.Text,
            _ => SieveStatusKind.Score,
        };
        if (kind == SieveStatusKind.Score && settings.TryGetValue($"sieve_{test}_score_max_header", out string? limit))
        {
            (string limitName, string? limitPattern) = Split(limit);
            return new SieveStatusField(name, pattern, limitName, limitPattern);
        }

        string texts = $"sieve_{test}_text_value/";
        return new SieveStatusField(kind, name, pattern)
        {
            MaxScore = settings.TryGetValue($"sieve_{test}_score_max_value", out string? most) ? double.Parse(most, CultureInfo.InvariantCulture) : 10,
            Texts = settings.Where(setting => setting.Key.StartsWith(texts, StringComparison.Ordinal))
                .ToDictionary(static setting => setting.Value, setting => int.Parse(setting.Key.AsSpan(texts.Length), CultureInfo.InvariantCulture)),
        };
    }

    public static SieveRunOptions Apply(IReadOnlyDictionary<string, string> settings) => new()
    {
        Limits = Limits(settings),
        SubaddressDelimiter = settings.GetValueOrDefault("recipient_delimiter", "+"),
        Environment = new Dictionary<string, string> { ["name"] = "Pigeonhole Sieve" },
        UserEmail = settings.TryGetValue("sieve_user_email", out string? email) && email.Length > 0 ? email.Trim('<', '>') : null,
        Vacation = new SieveVacationOptions
        {
            UsesOriginalRecipient = settings.GetValueOrDefault("sieve_vacation_use_original_recipient") == "yes",
            ChecksRecipient = settings.GetValueOrDefault("sieve_vacation_check_recipient") != "no",
            MinPeriod = settings.GetValueOrDefault("sieve_vacation_min_period") == "1s" ? TimeSpan.FromSeconds(1) : TimeSpan.FromDays(1),
        },
    };

    private static (string Name, string? Pattern) Split(string header)
    {
        int colon = header.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (header, null) : (header[..colon], header[(colon + 1)..].TrimStart());
    }

    private static SieveLimits Limits(IReadOnlyDictionary<string, string> settings)
    {
        SieveLimits limits = SieveLimits.Default;
        limits = settings.TryGetValue("sieve_variables_max_value_size", out string? size) || settings.TryGetValue("sieve_variables_max_variable_size", out size)
            ? limits with { MaxVariableBytes = Octets(size) }
            : limits;
        limits = settings.TryGetValue("sieve_include_max_nesting_depth", out string? depth) ? limits with { MaxIncludeDepth = Octets(depth) } : limits;
        limits = settings.TryGetValue("sieve_include_max_includes", out string? includes) ? limits with { MaxIncludes = Octets(includes) } : limits;
        limits = settings.TryGetValue("sieve_notify_max_notifications", out string? notifications) ? limits with { MaxNotifications = Octets(notifications) } : limits;
        limits = settings.TryGetValue("sieve_editheader_max_header_size", out string? header) ? limits with { MaxHeaderBytes = Octets(header) } : limits;
        return limits;
    }

    private static int Octets(string value) =>
        value.EndsWith("kB", StringComparison.OrdinalIgnoreCase) ? 1024 * int.Parse(value.AsSpan(0, value.Length - 2), CultureInfo.InvariantCulture)
        : value.EndsWith('k') ? 1024 * int.Parse(value.AsSpan(0, value.Length - 1), CultureInfo.InvariantCulture)
        : int.Parse(value, CultureInfo.InvariantCulture);
}
