namespace Protocols.Sieve;

/// <summary>
/// The budgets of compiling and running. Exceeding one when a script is compiled is an error with <see cref="SieveDiagnosticCode.LimitExceeded"/>;
/// when it runs, the run ends in the implicit keep with such a diagnostic (RFC 5228 §2.10.6), but for what is said otherwise. Immutable; the
/// values are validated when they are set.
/// </summary>
public sealed record SieveLimits
{
    /// <summary>The defaults, safe for scripts from strangers.</summary>
    public static SieveLimits Default { get; } = new();

    /// <summary>The size of a script in octets. From 1 to 2^30; 1 MiB unless set.</summary>
    public int MaxScriptBytes { get; init => field = Within(value, 1, 1 << 30, nameof(MaxScriptBytes)); } = 1024 * 1024;

    /// <summary>How deep blocks and tests may lie in one another together. RFC 5228 §2.10.7 wants 15 of each. From 1 to 200; 40 unless set.</summary>
    public int MaxNesting { get; init => field = Within(value, 1, 200, nameof(MaxNesting)); } = 40;

    /// <summary>How many diagnostics are told of one script; compiling ends at so many errors. From 1 to 10,000; 50 unless set.</summary>
    public int MaxDiagnostics { get; init => field = Within(value, 1, 10_000, nameof(MaxDiagnostics)); } = 50;

    /// <summary>How many instructions one run takes, those of included scripts among them. From 1 to 2^31 − 1; 5,000,000 unless set.</summary>
    public int MaxInstructions { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxInstructions)); } = 5_000_000;

    /// <summary>How many octets of values are compared with keys in one run, each comparison by itself; changes of the message count the octets of the message. From 1 to 2^62; 2 GiB unless set.</summary>
    public long MaxComparedBytes { get; init => field = Within(value, 1, 1L << 62, nameof(MaxComparedBytes)); } = 2L * 1024 * 1024 * 1024;

    /// <summary>How long one run may take between questions, all such times together; looked at now and then. 30 seconds unless set.</summary>
    public TimeSpan MaxTime { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(MaxTime)); } = TimeSpan.FromSeconds(30);

    /// <summary>How many actions one run has (RFC 5228 §2.10.4). From 1 to 10,000; 32 unless set.</summary>
    public int MaxActions { get; init => field = Within(value, 1, 10_000, nameof(MaxActions)); } = 32;

    /// <summary>How many redirects one run has (RFC 5228 §10). From 0 to 1,000; 4 unless set.</summary>
    public int MaxRedirects { get; init => field = Within(value, 0, 1_000, nameof(MaxRedirects)); } = 4;

    /// <summary>How deep scripts may include one another, the first not counted (RFC 6609 §3.1 wants 2). From 0 to 100; 10 unless set.</summary>
    public int MaxIncludeDepth { get; init => field = Within(value, 0, 100, nameof(MaxIncludeDepth)); } = 10;

    /// <summary>How often scripts are included in one run. From 0 to 10,000; 255 unless set.</summary>
    public int MaxIncludes { get; init => field = Within(value, 0, 10_000, nameof(MaxIncludes)); } = 255;

    /// <summary>How many variables a script has (RFC 5229 §6 wants 128), and how many are global. From 1 to 10,000; 256 unless set.</summary>
    public int MaxVariables { get; init => field = Within(value, 1, 10_000, nameof(MaxVariables)); } = 256;

    /// <summary>The length of a variable's name in octets (RFC 5229 §6 wants 32). From 1 to 1,000; 64 unless set.</summary>
    public int MaxVariableNameBytes { get; init => field = Within(value, 1, 1_000, nameof(MaxVariableNameBytes)); } = 64;

    /// <summary>
    /// The length of a variable's value in octets (RFC 5229 §6 wants 4,000 characters). A longer value is cut when the script runs, without an error. From 1 to 2^26; 16 KiB
    /// unless set.
    /// </summary>
    public int MaxVariableBytes { get; init => field = Within(value, 1, 1 << 26, nameof(MaxVariableBytes)); } = 16 * 1024;

    /// <summary>The length of a string with variables in it, once they are put in. From 1 to 2^26; 1 MiB unless set.</summary>
    public int MaxExpandedBytes { get; init => field = Within(value, 1, 1 << 26, nameof(MaxExpandedBytes)); } = 1024 * 1024;

    /// <summary>The highest match variable that a script may name (RFC 5229 §6 wants 9). From 9 to 32; 32 unless set.</summary>
    public int MaxMatchVariables { get; init => field = Within(value, 9, 32, nameof(MaxMatchVariables)); } = 32;

    /// <summary>How many notifications one run has (RFC 5435 §8). With 0, <c>notify</c> is an error when the script is compiled. From 0 to 1,000; 10 unless set.</summary>
    public int MaxNotifications { get; init => field = Within(value, 0, 1_000, nameof(MaxNotifications)); } = 10;

    /// <summary>How many <c>foreverypart</c> may stand in one another (RFC 5703 §3 wants 2), those of including scripts counted too. From 2 to 100; 4 unless set.</summary>
    public int MaxPartLoops { get; init => field = Within(value, 2, 100, nameof(MaxPartLoops)); } = 4;

    /// <summary>The length of the value of a header field that a script adds, in octets (RFC 5293 §4 wants 998). From 998 to 2^20; 2 KiB unless set.</summary>
    public int MaxHeaderBytes { get; init => field = Within(value, 998, 1 << 20, nameof(MaxHeaderBytes)); } = 2048;

    /// <summary>The length of a regular expression in octets. From 1 to 2^20; 4 KiB unless set.</summary>
    public int MaxRegexBytes { get; init => field = Within(value, 1, 1 << 20, nameof(MaxRegexBytes)); } = 4096;

    /// <summary>How many characters a regular expression has with its intervals written out: what it costs to search by it grows with that. From 1 to 10,000; 5,000 unless set.</summary>
    public int MaxRegexStates { get; init => field = Within(value, 1, 10_000, nameof(MaxRegexStates)); } = 5000;

    /// <summary>How many entries a trace has; further ones are left out. From 0 to 1,000,000; 10,000 unless set.</summary>
    public int MaxTraceEntries { get; init => field = Within(value, 0, 1_000_000, nameof(MaxTraceEntries)); } = 10_000;

    /// <summary>Those of regular expressions; parentheses stand in one another as deeply as blocks.</summary>
    internal SieveRegexLimits Regex => new(MaxRegexBytes, MaxRegexStates, MaxNesting);

    private static int Within(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }

    private static long Within(long value, long least, long most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
