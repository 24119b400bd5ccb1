using System.Collections.Frozen;
using System.Text.Json;

namespace Protocols.Text;

/// <summary>
/// What tells jCal (RFC 7265) from jCard (RFC 7095): both write components of content lines as JSON arrays, and know of some properties which type
/// and which structure their values have. All names are in small letters.
/// </summary>
public sealed class ContentJsonFormat
{
    /// <summary>Whether a component has a third element, the components inside: so in jCal, not in jCard.</summary>
    public bool HasComponents { get; init; }

    /// <summary>Whether a property may be of a group, which is the parameter <c>group</c> in JSON (RFC 7095 §3.3.1.2).</summary>
    public bool HasGroups { get; init; }

    /// <summary>The default types of the properties that are known; those of others are <c>unknown</c> (RFC 7265 §5).</summary>
    public required FrozenDictionary<string, string> DefaultTypes { get; init; }

    /// <summary>The properties of several values, which commas part.</summary>
    public required FrozenSet<string> Lists { get; init; }

    /// <summary>The properties of structured values, which semicolons part; true where commas part a component again (RFC 7095 §3.3.1.3).</summary>
    public required FrozenDictionary<string, bool> Structures { get; init; }

    /// <summary>Writes a component with all inside.</summary>
    /// <param name="component">The component. Properties and parameters whose names are none (letters, digits, <c>-</c>, <c>_</c>) are left out.</param>
    /// <param name="writer">Takes the JSON; it is not flushed.</param>
    /// <exception cref="InvalidOperationException">Components lie in each other more than 250 deep, as where one is inside of itself.</exception>
    public void Write(ContentComponent component, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(writer);
        ContentJsonOutput.Write(this, component, writer, 0);
    }

    /// <summary>Reads one component, or an array of them: leniently, whatever the octets are, in time linear in them.</summary>
    /// <param name="source">The JSON, in UTF-8.</param>
    /// <param name="factory">Makes the objects.</param>
    /// <param name="options">The limits; <see cref="ContentTreeOptions.Default"/> unless given. That of lines counts for values, too.</param>
    public ContentTree Read(ReadOnlySpan<byte> source, ContentComponentFactory factory, ContentTreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new ContentJsonInput(this, factory, options ?? ContentTreeOptions.Default).Run(source);
    }

    internal string DefaultTypeOf(string name) => DefaultTypes.GetValueOrDefault(name, "unknown");
}
