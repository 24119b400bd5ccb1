using System.Text;

namespace Protocols.Sieve;

/// <summary>One script that runs: the first, or an included one (RFC 6609). Its arrays are kept for the next.</summary>
internal sealed class SieveFrame
{
    private int[] _first = [];
    private int[] _next = [];
    private int _fieldsVersion;
    private SieveValue[] _variables = [];
    private bool[] _enabled = [];

    public SieveProgram Program { get; private set; } = null!;

    public SieveCodeTables Tables { get; private set; } = null!;

    /// <summary>The instruction that comes next, or is being run.</summary>
    public int Position { get; set; }

    /// <summary>The name by which it was included; null for the first.</summary>
    public string? Name { get; private set; }

    public SieveScriptLocation Location { get; private set; }

    /// <summary>Where in the run's globals each of the program's globals is.</summary>
    public int[] Globals { get; private set; } = [];

    public void Begin(SieveProgram program, string? name, SieveScriptLocation location)
    {
        Program = program;
        Tables = program.Tables;
        Position = 0;
        Name = name;
        Location = location;
        _fieldsVersion = -1;
        int count = Tables.Variables.Length;
        if (_variables.Length < count)
        {
            Array.Resize(ref _variables, count);
        }

        for (int i = 0; i < count; i++)
        {
            (_variables[i] ??= new SieveValue()).Clear();
        }

        if (Globals.Length < Tables.Globals.Length)
        {
            Globals = new int[Tables.Globals.Length];
        }

        if (_enabled.Length < Tables.Required.Length)
        {
            _enabled = new bool[Tables.Required.Length];
        }

        _enabled.AsSpan().Clear();
    }

    public void End()
    {
        Program = null!;
        Tables = null!;
    }

    public SieveValue Variable(int number) => _variables[number];

    /// <summary>Whether the script may use a capability: required, or found by <c>ihave</c>.</summary>
    public bool IsEnabled(int capability) => _enabled[capability] || Tables.Required[capability];

    public void Enable(int capability) => _enabled[capability] = true;

    /// <summary>Gives a string as it stands in the script: variables by what they are, and not by what is in them.</summary>
    public string Unexpanded(int number)
    {
        ref SieveString text = ref Tables.Strings[number];
        if (!text.IsTemplate)
        {
            return Encoding.UTF8.GetString(Tables.Octets, text.Start, text.Length);
        }

        StringBuilder output = new();
        foreach (ref SieveSegment segment in Tables.Segments.AsSpan(text.Start, text.Length))
        {
            output.Append(segment.Kind switch
            {
                SieveSegmentKind.Octets => Encoding.UTF8.GetString(Tables.Octets, segment.Start, segment.Length),
                SieveSegmentKind.Variable => $"${{{Tables.Variables[segment.Start]}}}",
                SieveSegmentKind.Global => $"${{global.{Tables.Globals[segment.Start]}}}",
                _ => $"${{{segment.Start}}}",
            });
        }

        return output.ToString();
    }

    /// <summary>Gives the first field of a name of the program's; −1 for none.</summary>
    public int FirstField(int name, MessageFields fields)
    {
        if (_fieldsVersion != fields.Version)
        {
            Link(fields);
        }

        return _first[name];
    }

    /// <summary>Gives the next field of the same name; −1 for none.</summary>
    public int NextField(int field) => _next[field];

    private void Link(MessageFields fields)
    {
        _fieldsVersion = fields.Version;
        HeaderNameTable names = Tables.HeaderNames;
        if (_first.Length < names.Count)
        {
            _first = new int[names.Count];
        }

        if (_next.Length < fields.Count)
        {
            _next = new int[Math.Max(fields.Count, 64)];
        }

        // From the last to the first, so that each chain begins with the first.
        _first.AsSpan(0, names.Count).Fill(-1);
        for (int field = fields.Count - 1; field >= 0; field--)
        {
            int name = names.Find(Tables.Octets, fields.NameOf(field));
            if (name >= 0)
            {
                _next[field] = _first[name];
                _first[name] = field;
            }
        }
    }
}
