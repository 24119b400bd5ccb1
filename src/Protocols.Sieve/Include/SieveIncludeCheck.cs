namespace Protocols.Sieve;

/// <summary>
/// Looks whether all that a script includes is there, compiles and does not include itself (RFC 6609 §3.2): what a run would find out, told when the script is stored.
/// </summary>
public sealed class SieveIncludeCheck
{
    private readonly Func<SieveInclude, SieveCompilation?> _find;
    private readonly SieveLimits _limits;
    private readonly List<SieveDiagnostic> _diagnostics = [];
    private readonly Dictionary<(string Name, SieveScriptLocation Location), bool> _known = [];
    private readonly HashSet<(string Name, SieveScriptLocation Location)> _open = [];

    private SieveIncludeCheck(Func<SieveInclude, SieveCompilation?> find, SieveLimits limits)
    {
        _find = find;
        _limits = limits;
    }

    /// <summary>Checks a script with all that it includes.</summary>
    /// <param name="compilation">The script, even where there was an error: those of its own are not told again.</param>
    /// <param name="find">Compiles a script that is included; null where there is none. It is called once for each.</param>
    /// <param name="limits">How many scripts there may be and how deep; null for the defaults.</param>
    /// <returns>What is wrong, in each script that it goes through; empty for nothing.</returns>
    public static IReadOnlyList<SieveDiagnostic> Run(SieveCompilation compilation, Func<SieveInclude, SieveCompilation?> find, SieveLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(compilation);
        ArgumentNullException.ThrowIfNull(find);
        SieveIncludeCheck check = new(find, limits ?? SieveLimits.Default);
        _ = check.IsGood(compilation, null, 0);
        return check._diagnostics;
    }

    private bool IsGood(SieveCompilation compilation, string? script, int depth)
    {
        bool isGood = compilation.Succeeded;
        foreach (SieveInclude include in compilation.Includes)
        {
            (string Name, SieveScriptLocation Location) key = (include.Name, include.Location);
            if (_open.Contains(key))
            {
                isGood = Error(script, include, SieveDiagnosticCode.IncludeFailed, $"The script \"{include.Name}\" includes itself.");
            }
            else if (!_known.TryGetValue(key, out bool isKnownGood))
            {
                isGood &= IsGood(include, key, script, depth);
            }
            else if (!isKnownGood)
            {
                isGood = Unusable(script, include);
            }
        }

        return isGood;
    }

    private bool IsGood(SieveInclude include, (string Name, SieveScriptLocation Location) key, string? script, int depth)
    {
        if (depth >= _limits.MaxIncludeDepth)
        {
            return Error(script, include, SieveDiagnosticCode.LimitExceeded, $"Scripts include each other more than {_limits.MaxIncludeDepth} deep.");
        }

        if (_known.Count + _open.Count >= _limits.MaxIncludes)
        {
            return Error(script, include, SieveDiagnosticCode.LimitExceeded, $"More than {_limits.MaxIncludes} scripts are included.");
        }

        SieveCompilation? compilation = _find(include);
        if (compilation is null)
        {
            _known.Add(key, include.IsOptional);
            return include.IsOptional || Error(script, include, SieveDiagnosticCode.IncludeFailed, $"There is no script \"{include.Name}\" to include.");
        }

        _diagnostics.AddRange(compilation.Diagnostics.Where(static d => d.Severity == SieveSeverity.Error).Select(d => d with { Script = include.Name }));
        _open.Add(key);
        bool isGood = IsGood(compilation, include.Name, depth + 1);
        _open.Remove(key);
        _known.Add(key, isGood);
        return isGood || Unusable(script, include);
    }

    private bool Unusable(string? script, SieveInclude include) =>
        Error(script, include, SieveDiagnosticCode.IncludeFailed, $"The script \"{include.Name}\" cannot be included, because of what is wrong in it.");

    private bool Error(string? script, SieveInclude include, SieveDiagnosticCode code, string message)
    {
        if (_diagnostics.Count < _limits.MaxDiagnostics)
        {
            _diagnostics.Add(new SieveDiagnostic(SieveSeverity.Error, code, message, include.Span) { Script = script });
        }

        return false;
    }
}
