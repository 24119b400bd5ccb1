using System.Text;

namespace Protocols.Sieve;

/// <summary>A <see cref="SieveHostCommand"/> that a run has come to, with its arguments as they are now. It is good until the run is resumed.</summary>
public sealed class SieveHostCall
{
    private readonly SieveRun _run;
    private readonly (int Count, Value[] Values, long Number)[] _arguments;
    private readonly Dictionary<string, (Value[] Values, long Number)> _tags;

    internal SieveHostCall(SieveRun run, SieveHostCommand command, SieveOperands operands, SieveDefinition definition)
    {
        _run = run;
        Command = command;
        Span = run.SpanHere;
        _arguments = new (int, Value[], long)[command.Parameters.Count];
        for (int i = 0; i < _arguments.Length; i++)
        {
            bool isNumber = command.Parameters[i].Kind == SieveValueKind.Number;
            _arguments[i] = (operands.Count(i), isNumber ? [] : Evaluate(operands, i), isNumber && operands.Count(i) > 0 ? operands.Number(i) : 0);
        }

        _tags = new(StringComparer.OrdinalIgnoreCase);
        foreach (SieveOption option in definition.Options)
        {
            if (operands.TryGet(option, out int code, out int count, out int first))
            {
                SieveTag tag = option.Tags[code - 1];
                Value[] values = tag.Value is SieveArgumentKind.String or SieveArgumentKind.Strings ? [.. Enumerable.Range(first, count).Select(i => new Value(run.OctetsOf(i).ToArray()))] : [];
                _tags[tag.Name] = (values, tag.Value == SieveArgumentKind.Number ? run.NumberAt(first) : 0);
            }
        }
    }

    /// <summary>The command.</summary>
    public SieveHostCommand Command { get; }

    /// <summary>Where it is in the script.</summary>
    public SieveSpan Span { get; }

    /// <summary>The names of the tags that are given.</summary>
    public IReadOnlyCollection<string> Tags => _tags.Keys;

    /// <summary>Whether an argument is given; one that is optional may not be.</summary>
    /// <param name="position">Its position, from 0.</param>
    public bool Has(int position) => _arguments[position].Count > 0;

    /// <summary>Whether a tag is given.</summary>
    /// <param name="name">Its name; letter case does not matter.</param>
    public bool Has(string name) => _tags.ContainsKey(name);

    /// <summary>Gives an argument that is a string; of a list, its first. Empty where it is not given.</summary>
    /// <param name="position">Its position, from 0.</param>
    public string GetString(int position) => _arguments[position].Values is [Value first, ..] ? first.Text : "";

    /// <summary>Gives an argument that is a string as the octets that it is, which may be no text.</summary>
    /// <param name="position">Its position, from 0.</param>
    public ReadOnlyMemory<byte> GetOctets(int position) => _arguments[position].Values is [Value first, ..] ? first.Octets : default;

    /// <summary>Gives an argument that is a list of strings.</summary>
    /// <param name="position">Its position, from 0.</param>
    public IReadOnlyList<string> GetStrings(int position) => [.. _arguments[position].Values.Select(static v => v.Text)];

    /// <summary>Gives an argument that is a number; 0 where it is not given.</summary>
    /// <param name="position">Its position, from 0.</param>
    public long GetNumber(int position) => _arguments[position].Number;

    /// <summary>Gives the string behind a tag; null where the tag is not given or has none.</summary>
    /// <param name="name">The tag's name; letter case does not matter.</param>
    public string? GetString(string name) => _tags.TryGetValue(name, out (Value[] Values, long Number) tag) && tag.Values.Length > 0 ? tag.Values[0].Text : null;

    /// <summary>Gives the strings behind a tag; none where the tag is not given.</summary>
    /// <param name="name">The tag's name; letter case does not matter.</param>
    public IReadOnlyList<string> GetStrings(string name) => _tags.TryGetValue(name, out (Value[] Values, long Number) tag) ? [.. tag.Values.Select(static v => v.Text)] : [];

    /// <summary>Gives the number behind a tag; null where the tag is not given.</summary>
    /// <param name="name">The tag's name; letter case does not matter.</param>
    public long? GetNumber(string name) => _tags.TryGetValue(name, out (Value[] Values, long Number) tag) ? tag.Number : null;

    /// <summary>Whether a value matches any of the keys, which are the last argument, by the match type and comparator that the script gives.</summary>
    /// <param name="value">The value in UTF-8.</param>
    /// <exception cref="InvalidOperationException">The command was not declared to match, or the run has gone on.</exception>
    public bool Match(ReadOnlySpan<byte> value)
    {
        Guard();
        return _run.MatchHere(value, _arguments.Length - 1);
    }

    /// <summary>Whether a value matches any of the keys.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">The command was not declared to match, or the run has gone on.</exception>
    public bool Match(string value) => Match(Encoding.UTF8.GetBytes(value));

    /// <summary>Whether the script asks for <c>:count</c> (RFC 5231 §4.2): then how many values there are is to be given to <see cref="MatchCount"/>, and none to <see cref="Match(string)"/>.</summary>
    public bool IsCount => _run.IsCountHere;

    /// <summary>Whether a number of values is as <c>:count</c> asks.</summary>
    /// <param name="count">How many there are; not negative.</param>
    /// <exception cref="InvalidOperationException">The command was not declared to match, or the run has gone on.</exception>
    public bool MatchCount(int count)
    {
        Guard();
        return _run.MatchCountHere(count, _arguments.Length - 1);
    }

    /// <summary>Whether any of several values matches any of the keys; where the script asks for <c>:count</c>, whether their number does.</summary>
    /// <param name="values">The values.</param>
    /// <exception cref="InvalidOperationException">The command was not declared to match, or the run has gone on.</exception>
    public bool MatchAny(IReadOnlyCollection<string> values) => IsCount ? MatchCount(values.Count) : values.Any(Match);

    private static Value[] Evaluate(SieveOperands operands, int position)
    {
        Value[] values = new Value[Math.Max(operands.Count(position), 0)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new Value(operands.OctetsAt(position, i).ToArray());
        }

        return values;
    }

    private void Guard()
    {
        if (!Command.Matches || !ReferenceEquals(_run.OpenCall, this))
        {
            throw new InvalidOperationException(Command.Matches ? "The run has gone on." : $"'{Command.Name}' is not declared to match.");
        }
    }

    private readonly record struct Value(byte[] Octets)
    {
        public string Text => Encoding.UTF8.GetString(Octets);
    }
}
