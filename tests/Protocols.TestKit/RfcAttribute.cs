using System.Globalization;
using Xunit.v3;

namespace Protocols.TestKit;

/// <summary>
/// Names the section of a specification that a test proves. <c>docs/conformance.md</c> is generated from these.
/// </summary>
/// <param name="specification">The specification, as in <c>docs/ledger.tsv</c>, of an Internet-Draft without its revision.</param>
/// <param name="section">The section, without the paragraph sign: <c>"6.4.5"</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class RfcAttribute(string specification, string section) : Attribute, ITraitAttribute
{
    /// <summary>Names the section of an RFC.</summary>
    /// <param name="number">The number of the RFC.</param>
    /// <param name="section">The section, without the paragraph sign: <c>"6.4.5"</c>.</param>
    public RfcAttribute(int number, string section)
        : this(number.ToString(CultureInfo.InvariantCulture), section)
    {
    }

    /// <summary>The number of the RFC, or the name of the Internet-Draft.</summary>
    public string Specification { get; } = specification;

    /// <summary>The section of it.</summary>
    public string Section { get; } = section;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [new("Rfc", $"{Specification} {Section}")];
}
