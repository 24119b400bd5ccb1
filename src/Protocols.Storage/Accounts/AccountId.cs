using System.Globalization;

namespace Protocols.Storage;

/// <summary>Names one account: a person, a group or a resource. Every key of every store begins with it.</summary>
/// <param name="Value">The number the engine assigned; never reused.</param>
public readonly record struct AccountId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
