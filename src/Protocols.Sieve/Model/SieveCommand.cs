namespace Protocols.Sieve;

/// <summary>A command of a <see cref="SieveScript"/> (RFC 5228 §2.9), for programs that edit rules.</summary>
public sealed class SieveCommand
{
    /// <summary>Makes a command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments in order.</param>
    /// <exception cref="ArgumentException">The name is no identifier.</exception>
    public SieveCommand(string name, params IEnumerable<SieveArgument> arguments)
    {
        Name = SieveNames.Check(name);
        Arguments = [.. arguments];
    }

    /// <summary>Its name as written.</summary>
    public string Name { get; }

    /// <summary>Its arguments in order.</summary>
    public IList<SieveArgument> Arguments { get; }

    /// <summary>The test that it takes, as <c>if</c> does; null for none.</summary>
    public SieveTest? Test { get; set; }

    /// <summary>The tests in parentheses that it takes; none for no parentheses.</summary>
    public IList<SieveTest> Tests { get; init; } = [];

    /// <summary>Its block; null for a command that ends with a semicolon.</summary>
    public IList<SieveCommand>? Block { get; set; }

    /// <summary>The comments before it, as text without their marks, a line each.</summary>
    public IList<string> Comments { get; init; } = [];

    /// <summary>The comments at the end of its block, behind all commands in it.</summary>
    public IList<string> EndComments { get; init; } = [];

    /// <summary>Makes <c>if</c>.</summary>
    /// <param name="test">The test.</param>
    /// <param name="block">The commands.</param>
    public static SieveCommand If(SieveTest test, params IEnumerable<SieveCommand> block) => new("if") { Test = test, Block = [.. block] };

    /// <summary>Makes <c>elsif</c>.</summary>
    /// <param name="test">The test.</param>
    /// <param name="block">The commands.</param>
    public static SieveCommand ElsIf(SieveTest test, params IEnumerable<SieveCommand> block) => new("elsif") { Test = test, Block = [.. block] };

    /// <summary>Makes <c>else</c>.</summary>
    /// <param name="block">The commands.</param>
    public static SieveCommand Else(params IEnumerable<SieveCommand> block) => new("else") { Block = [.. block] };
}
