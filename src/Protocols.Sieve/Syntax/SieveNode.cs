namespace Protocols.Sieve;

/// <summary>The kinds of nodes (RFC 5228 §8.2).</summary>
internal enum SieveNodeKind : byte
{
    Command,
    Test,
    TestList,
    Block,
    Tag,
    Number,
    Quoted,
    MultiLine,
    StringList,
}

/// <summary>One element of a script. Nodes lie in the order of the script, each before those inside it.</summary>
internal struct SieveNode
{
    public SieveNodeKind Kind;
    public int Start;           // offsets into the script
    public int End;
    public int NameEnd;         // of a command or test: where its identifier ends
    public int SubtreeEnd;      // the node after the last one inside this one: its next sibling, if it has one
    public long Number;
    public bool IsBroken;       // of a command: its arguments could not be read to their end, which has been told

    public readonly bool IsString => Kind is SieveNodeKind.Quoted or SieveNodeKind.MultiLine;
}
