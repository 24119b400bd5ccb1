namespace Protocols.Sieve;

/// <content>Scripts that include others (RFC 6609).</content>
public sealed partial class SieveRun
{
    private readonly HashSet<(string Name, SieveScriptLocation Location)> _included = [];
    private int _includes;

    /// <summary>How deep the script that runs is included; 0 for the first.</summary>
    internal int IncludeDepth => _depth - 1;

    /// <summary>Whether a script has been included in this run.</summary>
    internal bool HasIncluded(string name, SieveScriptLocation location) => _included.Contains((name, location));

    /// <summary>Whether a script is the one that runs, or is waiting for it.</summary>
    internal bool IsOpen(string name, SieveScriptLocation location)
    {
        for (int i = 0; i < _depth; i++)
        {
            if (_frames[i].Name == name && _frames[i].Location == location)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Counts an inclusion; false where there are too many: then the run has failed.</summary>
    internal bool CountInclude()
    {
        if (++_includes <= Options.Limits.MaxIncludes)
        {
            return true;
        }

        Fail(SieveDiagnosticCode.LimitExceeded, $"Scripts are included more than {Options.Limits.MaxIncludes} times.");
        return false;
    }

    /// <summary>Goes on in another script.</summary>
    internal void Include(SieveProgram program, string name, SieveScriptLocation location)
    {
        _frame.Position++;
        _included.Add((name, location));
        Enter(program, name, location);
    }

    /// <summary>Ends the script that runs; false where it is the first.</summary>
    internal bool Leave()
    {
        if (_depth <= 1)
        {
            return false;
        }

        _frame.End();
        _frame = _frames[--_depth - 1];
        return true;
    }

    private void ResetIncludes()
    {
        _includes = 0;
        if (_included.Count > 0)
        {
            _included.Clear();
        }
    }
}
