using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Protocols.Sieve;

/// <summary>
/// A compiled script. Immutable, and safe for several threads at once: one program runs for any number of messages, each in its own <see cref="SieveRun"/>. A store may keep
/// what <see cref="Write"/> writes and compile again where <see cref="TryRead"/> does not take it.
/// </summary>
public sealed class SieveProgram
{
    private readonly SieveKey?[] _keys;
    private readonly SieveAction?[] _actions;

    internal SieveProgram(SieveCodeTables tables)
    {
        Tables = tables;
        _keys = new SieveKey?[tables.Strings.Length];
        _actions = new SieveAction?[tables.Instructions.Length];
        List<string> extensions = [];
        for (int i = 0; i < tables.Required.Length; i++)
        {
            if (tables.Required[i])
            {
                extensions.Add(tables.Language.CapabilityNames[i]);
            }
        }

        Extensions = extensions;
    }

    /// <summary>The capabilities that the script requires, each once.</summary>
    public IReadOnlyList<string> Extensions { get; }

    internal SieveCodeTables Tables { get; }

    /// <summary>
    /// Writes the program so that it can be kept. The form belongs to this version of the library and to the commands of the host: it begins with a stamp of both, and
    /// <see cref="TryRead"/> takes no other. It is no form for exchange, and not to be taken from strangers.
    /// </summary>
    /// <param name="output">Takes the octets.</param>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ProgramWriter.Write(Tables, output);
    }

    /// <summary>Reads what <see cref="Write"/> wrote. No octets make this throw.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="options">The options that the script is to run under; those that it was compiled with, or others.</param>
    /// <param name="program">The program.</param>
    /// <returns>False where the stamp is another, an extension that is required is not among the options' capabilities, or the octets are no program: compile the script again.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, SieveOptions options, [NotNullWhen(true)] out SieveProgram? program)
    {
        ArgumentNullException.ThrowIfNull(options);
        program = ProgramReader.TryRead(octets, options, out SieveCodeTables? tables) ? new SieveProgram(tables) : null;
        return program is not null;
    }

    /// <summary>Takes keys that were made when the script was compiled.</summary>
    internal void Keep(List<(int String, SieveKey Key)> keys)
    {
        foreach ((int text, SieveKey key) in keys)
        {
            _keys[text] = key;
        }
    }

    /// <summary>
    /// Gives a constant key made ready for its instruction: when it is first asked for, and then kept. Null for a regular expression that cannot be read, which a program that
    /// was compiled does not have.
    /// </summary>
    internal SieveKey? GetKey(int number, in SieveInstruction instruction, SieveLimits limits)
    {
        SieveKey? key = _keys[number];
        if (key is null)
        {
            ref SieveString text = ref Tables.Strings[number];
            key = MakeKey(instruction, Tables.Octets.AsSpan(text.Start, text.Length), limits);
            _keys[number] = key;
        }

        return key;
    }

    /// <summary>Makes a key ready for an instruction.</summary>
    internal static SieveKey? MakeKey(in SieveInstruction instruction, ReadOnlySpan<byte> key, SieveLimits limits) =>
        instruction.Match != SieveMatchType.Regex ? new SieveKey(instruction.Comparator, instruction.Match, key)
        : SieveRegex.TryCompile(instruction.Comparator, key, limits.Regex, out SieveRegex? regex, out _, out _) ? new SieveKey(instruction.Comparator, regex)
        : null;

    /// <summary>The action of an instruction whose arguments are all constant: made once, so that runs allocate nothing for it.</summary>
    internal ref SieveAction? KeptAction(int instruction) => ref _actions[instruction];
}
