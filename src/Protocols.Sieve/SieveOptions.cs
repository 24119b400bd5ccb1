
namespace Protocols.Sieve;

/// <summary>What scripts may do and how large they may be. Immutable.</summary>
public sealed record SieveOptions
{
    /// <summary>Everything that is implemented, with the default limits.</summary>
    public static SieveOptions Default { get; } = new();

    /// <summary>The extensions that scripts may use: all that are implemented, unless set. Those of <see cref="HostCommands"/> are always there.</summary>
    public SieveCapabilities Capabilities { get; init; } = SieveCapabilities.All;

    /// <summary>The limits of compiling.</summary>
    public SieveLimits Limits { get; init; } = SieveLimits.Default;

    /// <summary>Commands and tests that the program around this library adds to the language.</summary>
    /// <exception cref="ArgumentException">A name is taken, or is no identifier.</exception>
    public IReadOnlyList<SieveHostCommand> HostCommands
    {
        get;
        init
        {
            field = [.. value];
            Language = field.Count == 0 ? SieveLanguage.BuiltIn : SieveLanguage.BuiltIn.With(field);
        }
    } = [];

    /// <summary>
    /// The URI schemes of notification methods that the host has besides <c>mailto</c> (RFC 5435 §3.2): a method of another is an error when the script is compiled. Null for
    /// finding that out while the script runs, so that it can ask by <c>valid_notify_method</c>; that is so unless set.
    /// </summary>
    public IReadOnlyList<string>? NotifyMethods { get; init; }

    /// <summary>
    /// Whether a comparator may be used that the script does not require, as some implementations have it: that is warned of then. RFC 5228 §2.7.3 calls it an error, and so it is
    /// unless set.
    /// </summary>
    public bool AllowsUndeclaredComparators { get; init; }

    /// <summary>The language with the host's commands in it.</summary>
    internal SieveLanguage Language { get; private init; } = SieveLanguage.BuiltIn;
}
