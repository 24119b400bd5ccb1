using Protocols.Text;

namespace Protocols.VCard;

/// <summary>A name in its parts (RFC 6350 §6.2.2, RFC 9554 §2.2).</summary>
/// <param name="property">The property <c>N</c>.</param>
public sealed class CardName(ContentProperty property) : CardProperty(property)
{
    private const int Least = 5;

    /// <summary>Makes a name without parts.</summary>
    public CardName()
        : this(new ContentProperty("N", ";;;;"))
    {
    }

    /// <summary>Family names.</summary>
    public IReadOnlyList<string> Family { get => Component(0); set => SetComponent(0, value, Least); }

    /// <summary>Given names.</summary>
    public IReadOnlyList<string> Given { get => Component(1); set => SetComponent(1, value, Least); }

    /// <summary>Further given names.</summary>
    public IReadOnlyList<string> Additional { get => Component(2); set => SetComponent(2, value, Least); }

    /// <summary>What stands before the name.</summary>
    public IReadOnlyList<string> Prefixes { get => Component(3); set => SetComponent(3, value, Least); }

    /// <summary>What stands behind the name.</summary>
    public IReadOnlyList<string> Suffixes { get => Component(4); set => SetComponent(4, value, Least); }

    /// <summary>Second family names (RFC 9554 §2.2).</summary>
    public IReadOnlyList<string> SecondFamily { get => Component(5); set => SetComponent(5, value, Least); }

    /// <summary>The generation, such as <c>Jr.</c> (RFC 9554 §2.2).</summary>
    public IReadOnlyList<string> Generation { get => Component(6); set => SetComponent(6, value, Least); }

    /// <summary>The parts in the order of English: prefixes, given, additional, family, suffixes.</summary>
    public string ToDisplayName() => string.Join(' ', ((IReadOnlyList<string>[])[Prefixes, Given, Additional, Family, Suffixes]).SelectMany(static part => part));
}
