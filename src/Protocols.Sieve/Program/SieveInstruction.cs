namespace Protocols.Sieve;

/// <summary>What an instruction does. What is not in the hot path is the business of its <see cref="SieveOperation"/>.</summary>
internal enum SieveCode : byte
{
    /// <summary>The script is at its end: back to the including one, or the run is at its end.</summary>
    End,

    /// <summary>Goes on at <see cref="SieveInstruction.Target"/>.</summary>
    Jump,

    /// <summary>Fails unless a capability has been seen by <c>ihave</c> (RFC 5463 §4): <see cref="SieveInstruction.Operand"/> is its number.</summary>
    Need,

    /// <summary>Fails: what stands here was not available when the script was compiled. <see cref="SieveInstruction.Operand"/> is the text that tells so.</summary>
    Unavailable,

    /// <summary>The tests of RFC 5228 that most scripts are made of.</summary>
    Header,
    Address,
    Exists,
    Size,

    /// <summary>Runs an operation that does something.</summary>
    Command,

    /// <summary>Runs an operation that is true or false.</summary>
    Test,
}

/// <summary>Which part of an address a test looks at (RFC 5228 §2.7.4, RFC 5233 §4).</summary>
internal enum SieveAddressPart : byte
{
    All,
    LocalPart,
    Domain,
    User,
    Detail,
}

/// <summary>One instruction of a program. A test jumps where its outcome is <see cref="JumpWhen"/>, and else goes on behind itself.</summary>
internal struct SieveInstruction
{
    public SieveCode Code;
    public SieveAddressPart Part;
    public bool JumpWhen;
    public bool HasOptions;         // whether tags are given that are none of those that are kept here
    private byte _match;
    private byte _comparator;
    private byte _relation;
    public ushort Operation;        // the place of the operation in the program's list
    public int Target;
    public int Operand;             // the place of the first operand
    public int Start;               // the place in the source
    public int End;

    public SieveMatchType Match
    {
        readonly get => (SieveMatchType)_match;
        set => _match = (byte)value;
    }

    public SieveComparator Comparator
    {
        readonly get => (SieveComparator)_comparator;
        set => _comparator = (byte)value;
    }

    public SieveRelation Relation
    {
        readonly get => (SieveRelation)_relation;
        set => _relation = (byte)value;
    }
}

/// <summary>A string of a program: constant octets, or a template with variables in it.</summary>
internal struct SieveString
{
    public int Start;               // of the octets; of a template, its first segment
    public int Length;              // of the octets; of a template, how many segments
    public int Folded;              // where the octets lie in upper case, of a constant
    public int Name;                // the number of the header name that this is, or -1
    public bool IsTemplate;
}

/// <summary>The kinds of segments of a template.</summary>
internal enum SieveSegmentKind : byte
{
    Octets,
    Variable,
    Global,
    Match,
}

/// <summary>A piece of a template.</summary>
internal struct SieveSegment
{
    public SieveSegmentKind Kind;
    public int Start;               // of octets; else the number of the variable
    public int Length;
}
