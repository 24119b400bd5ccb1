using Xunit.v3;

namespace Protocols.TestKit;

/// <summary>
/// Names the section of a specification that a test proves. <c>docs/conformance.md</c> is generated from these.
/// </summary>
/// <param name="number">The number of the RFC, as in <c>docs/ledger.tsv</c>.</param>
/// <param name="section">The section, without the paragraph sign: <c>"6.4.5"</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class RfcAttribute(int number, string section) : Attribute, ITraitAttribute
{
    /// <summary>The number of the RFC.</summary>
    public int Number { get; } = number;

    /// <summary>The section of it.</summary>
    public string Section { get; } = section;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [new("Rfc", $"{Number} {Section}")];
}
