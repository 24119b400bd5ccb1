namespace Protocols.Sieve;

/// <summary>A test of a <see cref="SieveScript"/> (RFC 5228 §2.5), for programs that edit rules.</summary>
public sealed class SieveTest
{
    /// <summary>Makes a test.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments in order.</param>
    /// <exception cref="ArgumentException">The name is no identifier.</exception>
    public SieveTest(string name, params IEnumerable<SieveArgument> arguments)
    {
        Name = SieveNames.Check(name);
        Arguments = [.. arguments];
    }

    /// <summary>Its name as written.</summary>
    public string Name { get; }

    /// <summary>Its arguments in order.</summary>
    public IList<SieveArgument> Arguments { get; }

    /// <summary>The test that it takes, as <c>not</c> does; null for none.</summary>
    public SieveTest? Test { get; set; }

    /// <summary>The tests in parentheses that it takes, as <c>anyof</c> does; none for no parentheses.</summary>
    public IList<SieveTest> Tests { get; init; } = [];

    /// <summary>Makes <c>not</c> of a test.</summary>
    /// <param name="test">The test.</param>
    public static SieveTest Not(SieveTest test) => new("not") { Test = test };

    /// <summary>Makes <c>allof</c> of tests.</summary>
    /// <param name="tests">The tests; at least one.</param>
    public static SieveTest AllOf(params IEnumerable<SieveTest> tests) => new("allof") { Tests = [.. tests] };

    /// <summary>Makes <c>anyof</c> of tests.</summary>
    /// <param name="tests">The tests; at least one.</param>
    public static SieveTest AnyOf(params IEnumerable<SieveTest> tests) => new("anyof") { Tests = [.. tests] };
}
