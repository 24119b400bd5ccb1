namespace Protocols.Sieve;

/// <summary>What a <see cref="SieveHostCommand"/> is.</summary>
public enum SieveHostCommandKind
{
    /// <summary>A command that ends with a semicolon.</summary>
    Command,

    /// <summary>A test.</summary>
    Test,

    /// <summary>A command with a block, which the host lets run or not.</summary>
    Block,
}

/// <summary>The kinds of values in a script (RFC 5228 §2.4).</summary>
public enum SieveValueKind
{
    /// <summary>None: a tag that stands alone.</summary>
    None,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>A list of strings, or one string.</summary>
    Strings,
}

/// <summary>A tag of a <see cref="SieveHostCommand"/>.</summary>
/// <param name="Name">Its name without the colon.</param>
/// <param name="Value">What follows it.</param>
public sealed record SieveHostTag(string Name, SieveValueKind Value = SieveValueKind.None)
{
    /// <summary>The name of a group of tags that exclude each other; null for none.</summary>
    public string? Group { get; init; }
}

/// <summary>An argument of a <see cref="SieveHostCommand"/> that is known by its position.</summary>
/// <param name="Name">What it is called in messages, such as <c>agent</c>.</param>
/// <param name="Kind">Its kind; not <see cref="SieveValueKind.None"/>.</param>
public sealed record SieveHostParameter(string Name, SieveValueKind Kind)
{
    /// <summary>Whether it may be left out.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>A command or test that the program around this library adds to the language, such as <c>assign "agent"</c> of a helpdesk.</summary>
/// <param name="Name">Its name: an identifier (RFC 5228 §8.1). A command and a test may have the same.</param>
public sealed record SieveHostCommand(string Name)
{
    /// <summary>What it is.</summary>
    public SieveHostCommandKind Kind { get; init; }

    /// <summary>What a script must require to use it, such as <c>vnd.example.helpdesk</c> (RFC 5228 §6.1); null for nothing.</summary>
    public string? Capability { get; init; }

    /// <summary>The tags that it takes.</summary>
    public IReadOnlyList<SieveHostTag> Tags { get; init; } = [];

    /// <summary>The arguments that it takes behind the tags.</summary>
    public IReadOnlyList<SieveHostParameter> Parameters { get; init; } = [];

    /// <summary>
    /// Whether it takes a match type and <c>:comparator</c> (RFC 5228 §2.7): its last argument has the keys, which must be <see cref="SieveValueKind.Strings"/>, and
    /// <see cref="SieveHostCall.Match(string)"/> compares with them.
    /// </summary>
    public bool Matches { get; init; }
}
