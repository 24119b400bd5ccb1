using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Protocols.Dns;

namespace Protocols.TransportSecurity.MtaSts;

/// <summary>What a domain asks of who delivers mail to it (RFC 8461 §3.2). Immutable.</summary>
public sealed record MtaStsPolicy
{
    /// <summary>The longest life of a policy.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(31_557_600);

    private const string Version = "STSv1";

    /// <summary>What becomes of a server that does not pass.</summary>
    public required MtaStsMode Mode { get; init; }

    /// <summary>For how long the policy holds, from when it was fetched; at most <see cref="LongestAge"/>.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>The servers that may be used: names in ASCII, or <c>*.</c> and a name for all that have one label more.</summary>
    public ImmutableArray<string> MxPatterns { get; init; } = [];

    /// <summary>The lines of the policy as they came, for reports; empty for one that was made here.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary>The address of a domain's policy (RFC 8461 §3.3).</summary>
    /// <param name="domain">The domain, in ASCII.</param>
    /// <exception cref="ArgumentException">This is no domain.</exception>
    public static Uri AddressOf(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        string name = domain.TrimEnd('.');
        return DnsNames.IsValid(name) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            ? new Uri($"https://mta-sts.{name}/.well-known/mta-sts.txt")
            : throw new ArgumentException("This is no domain.", nameof(domain));
    }

    /// <summary>Reads a policy. Fields that are not known are passed over; of those that are there twice, but for <c>mx</c>, the first holds.</summary>
    /// <param name="content">The octets that were fetched.</param>
    /// <param name="policy">The policy; null where it cannot be read.</param>
    /// <param name="problem">Why it cannot, in words for a person; empty where it can.</param>
    /// <param name="maxPatterns">How many patterns it may have, from 1; one with more cannot be read.</param>
    public static bool TryRead(ReadOnlySpan<byte> content, out MtaStsPolicy? policy, out string problem, int maxPatterns = 1_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPatterns, 1);
        policy = null;
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        ImmutableArray<string>.Builder patterns = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<string>.Builder lines = ImmutableArray.CreateBuilder<string>();
        foreach (string line in Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                problem = $"'{VersionedTags.Shown(line)}' is no field";
                return false;
            }

            lines.Add(VersionedTags.Shown(line));
            string name = line[..colon].TrimEnd();
            string value = line[(colon + 1)..].Trim();
            if (name != "mx")
            {
                fields.TryAdd(name, value);
            }
            else if (!IsPattern(value))
            {
                problem = $"'{VersionedTags.Shown(value)}' is no pattern of hosts";
                return false;
            }
            else if (patterns.Count == maxPatterns)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"there are more than {maxPatterns} patterns of hosts");
                return false;
            }
            else
            {
                patterns.Add(value.ToLowerInvariant().TrimEnd('.'));
            }
        }

        return TryMake(fields, patterns.ToImmutable(), lines.ToImmutable(), out policy, out problem);
    }

    /// <summary>Whether a server may be used (RFC 8461 §4.1): <c>*</c> stands for exactly one label.</summary>
    /// <param name="host">The server's name as the MX record has it, in ASCII.</param>
    public bool Allows(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        string name = host.TrimEnd('.');
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return MxPatterns.Any(pattern => pattern.StartsWith("*.", StringComparison.Ordinal)
            ? dot > 0 && name.AsSpan(dot).Equals(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase)
            : name.Equals(pattern, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The policy as it is to be published.</summary>
    /// <exception cref="InvalidOperationException">A pattern is none, the age is not one, or there is no pattern, which only <see cref="MtaStsMode.None"/> may do without.</exception>
    public override string ToString()
    {
        if (!MxPatterns.All(IsPattern) || MaxAge < TimeSpan.Zero || MaxAge > LongestAge || (MxPatterns.IsEmpty && Mode != MtaStsMode.None))
        {
            throw new InvalidOperationException("This is no policy: its patterns have to be host names, its age 0 to 31,557,600 seconds.");
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"version: {Version}\r\nmode: {Name(Mode)}\r\n");
        foreach (string pattern in MxPatterns)
        {
            text.Append(CultureInfo.InvariantCulture, $"mx: {pattern}\r\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"max_age: {(long)MaxAge.TotalSeconds}\r\n").ToString();
    }

    private static bool TryMake(Dictionary<string, string> fields, ImmutableArray<string> patterns, ImmutableArray<string> lines, out MtaStsPolicy? policy, out string problem)
    {
        policy = null;
        MtaStsMode? mode = fields.GetValueOrDefault("mode") switch
        {
            "none" => MtaStsMode.None,
            "testing" => MtaStsMode.Testing,
            "enforce" => MtaStsMode.Enforce,
            _ => null,
        };
        string age = fields.GetValueOrDefault("max_age", "");
        problem = fields.GetValueOrDefault("version") != Version ? $"the version is not {Version}"
            : mode is null ? "the mode is none that is known"
            : age.Length is 0 or > 10 || !age.All(char.IsAsciiDigit) ? "the age is no number of seconds"
            : patterns.IsEmpty && mode != MtaStsMode.None ? "there is no pattern of hosts"
            : "";
        if (problem.Length > 0)
        {
            return false;
        }

        // §3.2: 31557600 is the most. What is longer is not thrown away with the policy, but cut.
        TimeSpan maxAge = TimeSpan.FromSeconds(Math.Min(long.Parse(age, CultureInfo.InvariantCulture), (long)LongestAge.TotalSeconds));
        policy = new MtaStsPolicy { Mode = mode!.Value, MaxAge = maxAge, MxPatterns = patterns, Lines = lines };
        return true;
    }

    private static bool IsPattern(string value)
    {
        string name = value.StartsWith("*.", StringComparison.Ordinal) ? value[2..] : value;
        return name.Length > 0 && DnsNames.IsValid(name) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
    }

    private static string Name(MtaStsMode mode) => mode switch
    {
        MtaStsMode.Enforce => "enforce",
        MtaStsMode.Testing => "testing",
        _ => "none",
    };
}
