namespace Protocols.Sieve;

/// <summary>A command or test with its arguments, each by the node that it stands at. Used again for the next one.</summary>
internal sealed class BoundCall
{
    public const int None = -1;

    public SieveDefinition Definition { get; private set; } = null!;

    /// <summary>The node of the command or test.</summary>
    public int Node { get; private set; }

    /// <summary>The node of each parameter's argument, or <see cref="None"/>.</summary>
    public int[] Positions { get; private set; } = new int[8];

    /// <summary>Which tag of each option was given, from 1; 0 for none.</summary>
    public byte[] OptionCodes { get; private set; } = new byte[32];

    /// <summary>The node of each option's tag.</summary>
    public int[] OptionTags { get; private set; } = new int[32];

    /// <summary>The node of each option's value, or <see cref="None"/>.</summary>
    public int[] OptionValues { get; private set; } = new int[32];

    public SieveMatchType Match { get; set; }

    public SieveComparator Comparator { get; set; }

    public SieveRelation Relation { get; set; }

    public SieveAddressPart Part { get; set; }

    /// <summary>The node of the tag that names the match type, of <c>:comparator</c>, and of the address part.</summary>
    public int MatchNode { get; set; }

    public int ComparatorNode { get; set; }

    public int PartNode { get; set; }

    /// <summary>The first node of the tests.</summary>
    public int FirstTest { get; set; }

    public int TestCount { get; set; }

    public int Block { get; set; }

    /// <summary>Whether any option was given.</summary>
    public bool HasOptions { get; set; }

    /// <summary>Whether a tag stands without the value that it needs.</summary>
    public bool LacksValue { get; set; }

    public bool Has(SieveOption option) => ValueOf(option, out _) != 0;

    /// <summary>Gives which tag of an option was given, from 1, and the node of its value.</summary>
    public int ValueOf(SieveOption option, out int node)
    {
        int number = Definition.NumberOf(option);
        node = number < 0 ? None : OptionValues[number];
        return number < 0 ? 0 : OptionCodes[number];
    }

    internal void Begin(SieveDefinition definition, int node)
    {
        Definition = definition;
        Node = node;
        Positions.AsSpan().Fill(None);
        OptionCodes.AsSpan(0, definition.Options.Length).Clear();
        OptionValues.AsSpan(0, definition.Options.Length).Fill(None);
        Match = SieveMatchType.Is;
        Comparator = SieveComparator.AsciiCasemap;
        Relation = SieveRelation.Eq;
        Part = SieveAddressPart.All;
        MatchNode = ComparatorNode = PartNode = FirstTest = Block = None;
        TestCount = 0;
        HasOptions = LacksValue = false;
    }
}
