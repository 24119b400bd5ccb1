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
        return new SieveRunOptions
        {
            Limits = limits,
            SubaddressDelimiter = settings.GetValueOrDefault("recipient_delimiter", "+"),
            UserEmail = settings.TryGetValue("sieve_user_email", out string? email) && email.Length > 0 ? email.Trim('<', '>') : null,
        };
    }

    private static int Octets(string value) =>
        value.EndsWith("kB", StringComparison.OrdinalIgnoreCase) ? 1024 * int.Parse(value.AsSpan(0, value.Length - 2), CultureInfo.InvariantCulture)
        : value.EndsWith('k') ? 1024 * int.Parse(value.AsSpan(0, value.Length - 1), CultureInfo.InvariantCulture)
        : int.Parse(value, CultureInfo.InvariantCulture);
}
