using System.Numerics;
using System.Text;

namespace Protocols.Sieve;

/// <summary>The arguments of an instruction, as they are now. Strings are good until the instruction ends.</summary>
internal readonly ref struct SieveOperands
{
    private readonly SieveRun _run;
    private readonly ReadOnlySpan<int> _operands;
    private readonly ref readonly SieveInstruction _instruction;

    public SieveOperands(SieveRun run, SieveFrame frame, in SieveInstruction instruction)
    {
        _run = run;
        _instruction = ref instruction;
        _operands = frame.Tables.Operands.AsSpan(instruction.Operand);
        Definition = frame.Tables.Definitions[instruction.Operation];
        Frame = frame;
    }

    public SieveDefinition Definition { get; }

    public SieveFrame Frame { get; }

    public ref readonly SieveInstruction Instruction => ref _instruction;

    /// <summary>Whether the test asks how many values there are (RFC 5231 §4.2): then <see cref="MatchCount"/> is called, and not <see cref="Match"/>.</summary>
    public bool IsCount => _instruction.Match == SieveMatchType.Count;

    /// <summary>Gives an operand as it is, of an instruction that was made without parameters.</summary>
    public int Raw(int place) => _operands[place];

    /// <summary>How many strings a parameter has; −1 where it was left out.</summary>
    public int Count(int parameter) => _operands[parameter * 2];

    /// <summary>The number of the first string of a parameter, for <see cref="SieveRun.OctetsOf"/>.</summary>
    public int First(int parameter) => _operands[(parameter * 2) + 1];

    public long Number(int parameter) => _run.NumberAt(First(parameter));

    public ReadOnlySpan<byte> Octets(int parameter) => _run.OctetsOf(First(parameter));

    public ReadOnlySpan<byte> OctetsAt(int parameter, int index) => _run.OctetsOf(First(parameter) + index);

    public string Text(int parameter) => Encoding.UTF8.GetString(Octets(parameter));

    public string TextAt(int parameter, int index) => Encoding.UTF8.GetString(OctetsAt(parameter, index));

    public string[] Texts(int parameter)
    {
        string[] texts = new string[Count(parameter)];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = TextAt(parameter, i);
        }

        return texts;
    }

    /// <summary>Whether an option is given.</summary>
    public bool Has(SieveOption option) => TryGet(option, out _, out _, out _);

    /// <summary>Gives which tag of an option is given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="code">Which tag, from 1.</param>
    /// <param name="count">How many strings its value has.</param>
    /// <param name="first">The first string, or the number, for <see cref="SieveRun.NumberAt"/>.</param>
    public bool TryGet(SieveOption option, out int code, out int count, out int first)
    {
        int position = Definition.Parameters.Length * 2;
        uint mask = (uint)_operands[position++];
        int number = mask == 0 ? -1 : Definition.NumberOf(option);
        if (number < 0 || (mask & (1u << number)) == 0)
        {
            (code, count, first) = (0, -1, 0);
            return false;
        }

        position += BitOperations.PopCount(mask & ((1u << number) - 1)) * 3;
        (code, count, first) = (_operands[position], _operands[position + 1], _operands[position + 2]);
        return true;
    }

    /// <summary>Gives which tag of an option is given, from 1; 0 for none.</summary>
    public int Code(SieveOption option) => TryGet(option, out int code, out _, out _) ? code : 0;

    /// <summary>Gives the string of an option; null where it is not given.</summary>
    public string? Text(SieveOption option) => TryGet(option, out _, out _, out int first) ? Encoding.UTF8.GetString(_run.OctetsOf(first)) : null;

    /// <summary>Gives the strings of an option; null where it is not given.</summary>
    public string[]? Texts(SieveOption option)
    {
        if (!TryGet(option, out _, out int count, out int first))
        {
            return null;
        }

        string[] texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = Encoding.UTF8.GetString(_run.OctetsOf(first + i));
        }

        return texts;
    }

    /// <summary>Gives the number of an option; null where it is not given.</summary>
    public long? Number(SieveOption option) => TryGet(option, out _, out _, out int first) ? _run.NumberAt(first) : null;

    /// <summary>Whether a value matches any key of a parameter.</summary>
    public bool Match(ReadOnlySpan<byte> value, int parameter) => _run.MatchHere(value, parameter);

    /// <summary>Whether a number of values is as the test asks.</summary>
    public bool MatchCount(long count, int parameter) => _run.MatchCountHere(count, parameter);

    /// <summary>Whether any string of a parameter has a variable in it.</summary>
    public bool HasVariables(int parameter)
    {
        for (int i = 0; i < Count(parameter); i++)
        {
            if (Frame.Tables.Strings[First(parameter) + i].IsTemplate)
            {
                return true;
            }
        }

        return false;
    }
}
