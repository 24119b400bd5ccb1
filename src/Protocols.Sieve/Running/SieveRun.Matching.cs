using System.Runtime.CompilerServices;
using System.Text;

namespace Protocols.Sieve;

/// <content>Strings as they are now, and matching with them (RFC 5228 §2.7).</content>
public sealed partial class SieveRun
{
    // Keys with variables in them, made ready once an instruction.
    private readonly List<(int String, SieveKey? Key)> _madeKeys = [];
    private readonly OctetArena _strings = new();
    private readonly OctetArena _matched = new();
    private SieveCaptures _captures;

    // What a match that is being tried would give: a field, since to clear one for each try would take as long as most tries.
    private SieveCaptures _candidate;
    private string? _tracedValue;
    private string? _tracedKey;
    private bool _isExpansionTooLong;

    /// <summary>Gives a string of the script that runs, with its variables put in. Good until the instruction ends.</summary>
    internal ReadOnlySpan<byte> OctetsOf(int number)
    {
        SieveCodeTables tables = _frame.Tables;
        ref SieveString text = ref tables.Strings[number];
        return text.IsTemplate ? Expand(tables, text) : tables.Octets.AsSpan(text.Start, text.Length);
    }

    /// <summary>Gives a number of the script that runs.</summary>
    internal long NumberAt(int number) => _frame.Tables.Numbers[number];

    /// <summary>Whether a value matches any of the keys of the instruction that runs, which are a parameter of it.</summary>
    internal bool MatchHere(ReadOnlySpan<byte> value, int parameter)
    {
        ref SieveInstruction instruction = ref Instruction;
        ReadOnlySpan<int> operand = _frame.Tables.Operands.AsSpan(instruction.Operand + (parameter * 2), 2);
        return MatchKeys(instruction, value, operand[1], operand[0]);
    }

    /// <summary>Whether a number of values is as <c>:count</c> asks (RFC 5231 §4.2).</summary>
    internal bool MatchCountHere(long count, int parameter)
    {
        ref SieveInstruction instruction = ref Instruction;
        ReadOnlySpan<int> operand = _frame.Tables.Operands.AsSpan(instruction.Operand + (parameter * 2), 2);
        return MatchCount(instruction, count, operand[1], operand[0]);
    }

    internal bool IsCountHere => Instruction.Match == SieveMatchType.Count;

    private ref SieveInstruction Instruction => ref _frame.Tables.Instructions[_frame.Position];

    private void BeginStrings()
    {
        if (_strings.Count > 0)
        {
            _strings.Clear();
        }

        if (_madeKeys.Count > 0)
        {
            _madeKeys.Clear();
        }
    }

    private bool MatchKeys(in SieveInstruction instruction, ReadOnlySpan<byte> value, int first, int count)
    {
        SieveCodeTables tables = _frame.Tables;
        _bytesLeft -= (long)(value.Length + 1) * count;
        bool isFolded = instruction.Comparator == SieveComparator.AsciiCasemap && instruction.Match is SieveMatchType.Is or SieveMatchType.Contains;
        for (int number = first; number < first + count; number++)
        {
            ref SieveString key = ref tables.Strings[number];
            bool isMatch;
            if (isFolded && !key.IsTemplate)
            {
                ReadOnlySpan<byte> folded = tables.Octets.AsSpan(key.Folded, key.Length);
                isMatch = instruction.Match == SieveMatchType.Is ? OctetSearch<AsciiCasemap>.Equals(value, folded) : OctetSearch<AsciiCasemap>.IndexOf(value, folded) >= 0;
            }
            else
            {
                isMatch = MatchKey(instruction, value, number, key.IsTemplate);
            }

            if (_isTracing)
            {
                NoteMatch(isMatch, value, number);
            }

            if (isMatch)
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchKey(in SieveInstruction instruction, ReadOnlySpan<byte> value, int number, bool isTemplate)
    {
        SieveKey? key = isTemplate ? MakeKey(instruction, number) : _frame.Program.GetKey(number, instruction, Options.Limits);
        if (key is null)
        {
            return false;
        }

        // The run ends at its next step where that is more than there is.
        _bytesLeft -= (long)value.Length * (key.Weight - 1);
        if (_bytesLeft < 0)
        {
            return false;
        }

        switch (instruction.Match)
        {
            case SieveMatchType.Value:
                return key.Relate(instruction.Relation, value);
            case SieveMatchType.Matches or SieveMatchType.Regex when _frame.Tables.KeepsMatches && !_isQuiet:
                // RFC 5229 §3.2: of the last match that succeeded.
                if (!key.IsMatch(value, ref _candidate))
                {
                    return false;
                }

                _captures = _candidate;
                _matched.Clear();
                _matched.Append(value);
                return true;
            case SieveMatchType.Matches:
                return key.IsMatch(value, ref _candidate);
            default:
                return key.IsMatch(value);
        }
    }

    private bool MatchCount(in SieveInstruction instruction, long count, int first, int keys)
    {
        for (int number = first; number < first + keys; number++)
        {
            SieveKey? key = _frame.Tables.Strings[number].IsTemplate ? MakeKey(instruction, number) : _frame.Program.GetKey(number, instruction, Options.Limits);
            bool isMatch = key is not null && key.RelateCount(instruction.Relation, count);
            if (_isTracing)
            {
                NoteMatch(isMatch, Encoding.ASCII.GetBytes(count.ToString(System.Globalization.CultureInfo.InvariantCulture)), number);
            }

            if (isMatch)
            {
                return true;
            }
        }

        return false;
    }

    // A regular expression that a variable made, and that cannot be read, matches nothing, and does not end the run.
    private SieveKey? MakeKey(in SieveInstruction instruction, int number)
    {
        foreach ((int text, SieveKey? made) in _madeKeys)
        {
            if (text == number)
            {
                return made;
            }
        }

        SieveKey? key = SieveProgram.MakeKey(instruction, OctetsOf(number), Options.Limits);
        _madeKeys.Add((number, key));
        if (key is null)
        {
            Warn(SieveDiagnosticCode.InvalidRegex, $"\"{Binder.Shown(OctetsOf(number))}\" is no regular expression: it matches nothing.");
        }
        else if (DiagnosticList.Count < Options.Limits.MaxDiagnostics)
        {
            DiagnosticList.Add(new SieveDiagnostic(SieveSeverity.Error, SieveDiagnosticCode.InvalidRegex, $"\"{Binder.Shown(OctetsOf(number))}\" is no regular expression.", SpanHere) { Script = _frame.Name });
        }

        return key;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteMatch(bool isMatch, ReadOnlySpan<byte> value, int number)
    {
        _tracedValue = Binder.Shown(value);
        _tracedKey = isMatch ? Binder.Shown(OctetsOf(number)) : null;
    }

    private ReadOnlySpan<byte> Expand(SieveCodeTables tables, in SieveString text)
    {
        int start = _strings.Count;
        int most = Options.Limits.MaxExpandedBytes;
        foreach (ref SieveSegment segment in tables.Segments.AsSpan(text.Start, text.Length))
        {
            ReadOnlySpan<byte> value = segment.Kind switch
            {
                SieveSegmentKind.Octets => tables.Octets.AsSpan(segment.Start, segment.Length),
                SieveSegmentKind.Match => _captures.Of(segment.Start, _matched[0, _matched.Count]),
                _ => VariableAt(new VariableSlot(segment.Kind, segment.Start)).Octets,
            };
            int room = most - (_strings.Count - start);
            if (value.Length > room)
            {
                _bytesLeft = -1;
                _isExpansionTooLong = true;
                value = value[..room];
            }

            _strings.Append(value);
        }

        return _strings[start, _strings.Count - start];
    }
}
