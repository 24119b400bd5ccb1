using System.Collections.Immutable;
using System.Text;
using Protocols.Mime;

namespace Protocols.MailAuth.Results;

/// <summary>
/// Reads the results in a header that were given by whom one trusts (RFC 8601 §4.1), for what comes behind the host that gave them: a filter, a mail program.
/// That host has to remove what others forge: <see cref="ForgedResults"/>.
/// </summary>
public static class TrustedResults
{
    // The registries of RFC 8601 §6.6 and §6.5, as they are.
    private static readonly string[] s_results = ["none", "pass", "fail", "hardfail", "softfail", "policy", "neutral", "discard", "nxdomain", "temperror", "permerror"];
    private static readonly string[] s_types = ["smtp", "header", "body", "policy", "dns"];

    /// <summary>Reads the Authentication-Results fields that bear one of the names, in any letter case and as A-labels or U-labels.</summary>
    /// <param name="header">The message's part 0: results in messages within it are of no account.</param>
    /// <param name="serviceIds">The names that are trusted. With none, nothing is.</param>
    /// <returns>The fields from the top, without results that are none by the registries, which must be ignored.</returns>
    public static ImmutableArray<AuthenticationResults> Read(MimePart header, params ReadOnlySpan<string> serviceIds)
    {
        ImmutableArray<AuthenticationResults>.Builder fields = ImmutableArray.CreateBuilder<AuthenticationResults>();
        foreach (HeaderField field in header.Headers)
        {
            if (!Ascii.EqualsIgnoreCase(field.Name, AuthenticationResults.FieldName))
            {
                continue;
            }

            // What stands before a mistake was said all the same.
            _ = AuthenticationResults.TryParse(field.RawValue, out AuthenticationResults? results);
            if (results is { Version: 1 } && IsOneOf(results.ServiceId, serviceIds))
            {
                fields.Add(results with { Results = [.. results.Results.Where(IsRegistered)] });
            }
        }

        return fields.ToImmutable();
    }

    /// <summary>Whether a name is one of some, as A-labels or U-labels (RFC 8601 §5).</summary>
    internal static bool IsOneOf(string serviceId, ReadOnlySpan<string> serviceIds)
    {
        string claimed = AsciiDomain.Of(serviceId);
        foreach (string id in serviceIds)
        {
            if (AsciiDomain.Of(id).Equals(claimed, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRegistered(AuthenticationResult result) => s_results.Contains(result.Result) && result.Properties.All(static p => s_types.Contains(p.Type));
}
