using System.Text;

namespace Protocols.Sieve;

/// <summary>A command or test as the language has it: its operation, with the tags that other extensions add to it.</summary>
internal sealed class SieveDefinition
{
    private readonly SieveOption[] _options;
    private readonly (SieveTag Tag, int Option, int Code)[] _tags;

    public SieveDefinition(SieveOperation operation, IEnumerable<SieveOption> added)
    {
        const int MostOptions = 31;
        Operation = operation;
        Parameters = [.. operation.Parameters];
        _options = [.. operation.Options, .. added];
        if (_options.Length > MostOptions)
        {
            throw new InvalidOperationException($"'{operation.Name}' has too many options.");
        }

        _tags = [.. _options.SelectMany(static (option, number) => option.Tags.Select((tag, code) => (tag, number, code + 1)))];
    }

    public SieveOperation Operation { get; }

    /// <summary>The number of what must be required to use it; −1 for nothing.</summary>
    public int CapabilityNumber { get; set; } = -1;

    public SieveParameter[] Parameters { get; }

    public ReadOnlySpan<SieveOption> Options => _options;

    public int NumberOf(SieveOption option)
    {
        for (int i = 0; i < _options.Length; i++)
        {
            if (ReferenceEquals(_options[i], option))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Finds a tag by its name.</summary>
    /// <param name="name">The name without the colon; letter case does not matter.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="option">The number of its option.</param>
    /// <param name="code">Which tag of the option it is, from 1.</param>
    public bool TryFindTag(ReadOnlySpan<byte> name, out SieveTag tag, out int option, out int code)
    {
        foreach ((SieveTag Tag, int Option, int Code) candidate in _tags)
        {
            if (candidate.Tag.Octets.Length == name.Length && Ascii.EqualsIgnoreCase(candidate.Tag.Octets, name))
            {
                (tag, option, code) = candidate;
                return true;
            }
        }

        (tag, option, code) = (null!, -1, 0);
        return false;
    }

    /// <summary>What a program that uses this relies on: it must not run where this has become another.</summary>
    public string Signature =>
        $"{Operation.Name} {Operation.IsTest} {Operation.Capability} {Operation.Code} {Operation.TakesMatch} {Operation.TakesAddressPart} {Operation.HasBlock} "
        + string.Join(',', Parameters.Select(static p => $"{p.Kind} {p.IsOptional} {p.IsHeaderNames} {p.IsKeys}"))
        + string.Join(',', _options.Select(static o => string.Join('/', o.Tags.Select(static t => $"{t.Name} {t.Value} {t.Capability}"))));
}
