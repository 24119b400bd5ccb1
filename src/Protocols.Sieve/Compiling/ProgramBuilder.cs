namespace Protocols.Sieve;

/// <summary>Collects the instructions and tables of a program.</summary>
internal sealed class ProgramBuilder
{
    public const int NoLabel = -1;

    private readonly List<SieveDefinition> _definitions = [];
    private readonly List<(int String, SieveKey Key)> _keys = [];
    private HeaderNameTable _names = new();
    private Growing<SieveInstruction> _instructions = new(256);
    private Growing<int> _operands = new(1024);
    private Growing<SieveString> _strings = new(256);
    private Growing<SieveSegment> _segments = new(0);
    private Growing<long> _numbers = new(4);
    private Growing<byte> _octets = new(4096);
    private Growing<int> _labels = new(64);

    /// <summary>Begins with another program.</summary>
    public void Begin()
    {
        _definitions.Clear();
        _keys.Clear();
        _names = new HeaderNameTable();
        _instructions.Clear();
        _operands.Clear();
        _strings.Clear();
        _segments.Clear();
        _numbers.Clear();
        _octets.Clear();
        _labels.Clear();
    }

    public int OperandCount => _operands.Count;

    public int StringCount => _strings.Count;

    /// <summary>Makes a label for <see cref="Mark"/>.</summary>
    public int NewLabel()
    {
        _labels.Add(-1);
        return _labels.Count - 1;
    }

    /// <summary>Lets a label be the next instruction.</summary>
    public void Mark(int label) => _labels[label] = _instructions.Count;

    /// <summary>Adds an instruction, whose target is a label.</summary>
    public void Emit(in SieveInstruction instruction) => _instructions.Add(instruction);

    public void EmitUnavailable(string message, int start, int end)
    {
        int text = AddString(System.Text.Encoding.UTF8.GetBytes(message), isName: false);
        Emit(new SieveInstruction { Code = SieveCode.Unavailable, Target = NoLabel, Operand = text, Start = start, End = end });
    }

    public void EmitJump(int label, int start, int end) => Emit(new SieveInstruction { Code = SieveCode.Jump, Target = label, Start = start, End = end });

    public ushort NumberOf(SieveDefinition definition)
    {
        int number = 0;
        while (number < _definitions.Count && !ReferenceEquals(_definitions[number], definition))
        {
            number++;
        }

        if (number == _definitions.Count)
        {
            _definitions.Add(definition);
        }

        return (ushort)number;
    }

    public void ReserveOperands(int count) => _operands.Extend(count);

    public void SetOperand(int position, int value) => _operands[position] = value;

    public int AddNumber(long number)
    {
        _numbers.Add(number);
        return _numbers.Count - 1;
    }

    /// <summary>Adds a constant string and gives its number.</summary>
    public int AddString(ReadOnlySpan<byte> value, bool isName)
    {
        SieveString text = new() { Length = value.Length, Name = -1 };
        if (isName && _names.Find(_octets.Span, value) is >= 0 and int known)
        {
            text.Name = known;
            text.Start = _names[known].Start;
        }
        else
        {
            text.Start = AddOctets(value);
            text.Name = isName && !value.IsEmpty ? _names.Add(_octets.Span, text.Start, text.Length) : -1;
        }

        text.Folded = text.Start;
        _strings.Add(text);
        return _strings.Count - 1;
    }

    /// <summary>Adds a template of the segments from a number on.</summary>
    public int AddTemplate(int firstSegment)
    {
        _strings.Add(new SieveString { Start = firstSegment, Length = _segments.Count - firstSegment, Name = -1, IsTemplate = true });
        return _strings.Count - 1;
    }

    public int SegmentCount => _segments.Count;

    public void AddSegment(SieveSegmentKind kind, int number) => _segments.Add(new SieveSegment { Kind = kind, Start = number });

    public void AddSegment(ReadOnlySpan<byte> octets)
    {
        if (!octets.IsEmpty)
        {
            _segments.Add(new SieveSegment { Kind = SieveSegmentKind.Octets, Start = AddOctets(octets), Length = octets.Length });
        }
    }

    public ReadOnlySpan<byte> OctetsOf(int text) => _octets.Span.Slice(_strings[text].Start, _strings[text].Length);

    /// <summary>Keeps the octets of a string as <c>i;ascii-casemap</c> folds them.</summary>
    public void FoldString(int number)
    {
        ref SieveString text = ref _strings[number];
        if (OctetsOf(number).IndexOfAnyInRange((byte)'a', (byte)'z') < 0)
        {
            return;
        }

        text.Folded = _octets.Count;
        Span<byte> folded = _octets.Extend(text.Length);
        _octets.Span.Slice(text.Start, text.Length).CopyTo(folded);
        AsciiCasemap.FoldAll(folded);
    }

    public void KeepKey(int text, SieveKey key) => _keys.Add((text, key));

    public SieveProgram Finish(Binder binder, SieveTree tree, bool[] required)
    {
        foreach (ref SieveInstruction instruction in _instructions.Span)
        {
            instruction.Target = instruction.Target >= 0 && instruction.Code != SieveCode.End ? _labels[instruction.Target] : 0;
        }

        SieveProgram program = new(new SieveCodeTables
        {
            Instructions = _instructions.ToArray(),
            Operands = _operands.ToArray(),
            Strings = _strings.ToArray(),
            Segments = _segments.ToArray(),
            Numbers = _numbers.ToArray(),
            Octets = _octets.ToArray(),
            HeaderNames = _names,
            Definitions = [.. _definitions],
            Variables = binder.Variables,
            Globals = binder.Globals,
            Required = required,
            Lines = LineTable.Of(tree.Source.AsSpan(0, tree.Length)),
            Language = binder.Language,
            Available = binder.Options.Capabilities,
            KeepsMatches = binder.HasVariables,
        });
        program.Keep(_keys);
        return program;
    }

    private int AddOctets(ReadOnlySpan<byte> octets)
    {
        int start = _octets.Count;
        octets.CopyTo(_octets.Extend(octets.Length));
        return start;
    }
}
